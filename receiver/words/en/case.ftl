# The page of a case.
case-title = Case { $number }
case-danger = A child may be in danger now. The police can get the whole report before it is assessed.
case-only-feedback = Nothing else is left to do: the reporter waits for an answer. Record it here, or that none is given, and the case closes.
case-repeats = Repeats that brought nothing new, closed on the way here: { $number }.
case-state = state
case-outcome = outcome: { $outcome }
case-priority = priority
case-received = received
case-assigned-to = assigned to
case-nobody = nobody
case-repeat-of = closed as a repeat of
case-repeat-of-earlier = the case that was there before
case-feedback = answer to the reporter
case-feedback-state = { $name ->
    [owed] owed
    [answered] answered
    [given_up] given up
   *[other] { $name }
}
case-feedback-owed = An answer is owed
case-feedback-reason = If you give no answer, write the reason as a remark or a note first.
case-feedback-text = A text for the answer, by the outcome as it is now ({ $language })
case-report = report
case-scrubbed = The content of this case has been scrubbed. The fact is kept.
case-reported = What was reported
case-contact = contact
case-credentials = site credentials
case-given = given
case-reveal = Reveal
case-reveal-hint = in a new tab, is logged
case-history = History
case-history-hint = The last 500 entries at most: the log has all.
case-history-label = History of the case
case-when = When
case-who = Who
case-what = What
case-from = From
case-to = To
case-assign-me = Assign to me
case-put-down = Put down
case-hand-to = Hand to
case-hand-over = Hand over
case-notes = Notes
case-note = A note
case-add-note = Add the note
revealed-title = { $what } of case { $case }
revealed-what = { $name ->
    [contact] contact
    [credentials] credentials
    [location] location
   *[other] { $name }
}
revealed-logged = That you have seen this is in the log.
revealed-codes = With hidden characters as codes:
revealed-beside = The case is still open in the tab beside this one.
case-emergency = Emergency number:
case-beside = Waiting reports that name its hosts
case-written = What the reporter wrote: { $characters } characters, form in { $language }
case-question = Question to the reporter
case-question-waits = { $by } asked on { $day }. The reporter can answer until { $until }:
case-question-text = What do you want to know?
case-question-hint = At most 500 characters, in the language of the report. It can be read from the next full hour on, and answered for 30 days. Whoever has the code that the reporter wrote down can read it: never quote another report, and do not ask who the reporter is. The answer comes as a note.
case-question-ask = Ask the reporter
case-question-later = The reporter wants to stay anonymous and can be asked something while an item is “not enough to find it”.
case-asked = Question to the reporter: { $text }
case-by-reporter = the reporter’s answer
case-by-late-reporter = the reporter’s answer, after the question had ended
