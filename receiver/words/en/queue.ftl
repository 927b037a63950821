# The queue, which is also the first page.
queue-title = Queue
queue-closed = { $number } closed.
queue-left-open = { $number } { $number ->
    [1] was
   *[other] were
} left: a child may be in danger, it is no repeat, or it cannot be read.
queue-closed-unread = Closed, without a case being opened:
queue-undo = Undo
queue-undone = { $number } taken back: to assess, assigned to nobody.
queue-left-closed = { $number } { $number ->
    [1] was
   *[other] were
} left: changed since, or not closed unread.
queue-nothing-left = Nothing is left to take.
queue-repeats = Repeats that brought nothing new, closed by themselves: { $number }.
queue-work = Your work
queue-mine = Your cases
queue-decided = Your second reviews, decided
queue-reviews = Second reviews of others
queue-due = Due today or before
queue-due-mine = { $number } yours
queue-unassigned = Assigned to nobody
queue-in-danger = with a child in danger
queue-danger-cases = as cases that nobody has, with a child in danger
queue-waiting = waiting
queue-claimed = claimed
queue-set-aside = set aside
queue-set-aside-hint = Set aside is what was claimed too often and never finished. Take it from here, or an operator puts it back:
queue-take-next = Take the next report
queue-none = Nothing is waiting.
queue-list = Reports in the queue
queue-age = Age
queue-report = Report
queue-choose = Choose { $report }
queue-late = late
queue-waited = { $hours ->
    [0] under an hour
   *[other] { $hours } h
}
queue-waited-days = { $days } days
queue-unreadable = unreadable
queue-refused = refused: not from the intake
queue-state = { $name ->
    [waiting] waiting
    [claimed] claimed
    [set_aside] set aside
   *[other] { $name }
}
queue-same = on this page name the same location
queue-take-this = Take this one
queue-close = Those that are chosen: take them, or close them without a case, but never one with a child in danger
queue-repeat = Repeat
queue-beside = Reports that name a host of the one that you came from. They are chosen, apart from those with a child in danger.
queue-all = The whole queue
queue-same-host = All that wait and name its host
queue-handed = Handed over to you
watch-title = Watch the queue
watch-hint = This page loads itself again every { $seconds } seconds, for half an hour. It shows numbers alone, so nothing on it can get lost.
watch-end = Back to the queue
watch-over = This page does not load itself again any more.
watch-again = Watch again
queue-take-chosen = Take
queue-taken = { $number } taken: they are yours.
queue-left-untaken = { $number } { $number ->
    [1] was
   *[other] were
} left: somebody else has them, or they cannot be read.
