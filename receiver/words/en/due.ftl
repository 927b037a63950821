due-title = Due
due-own = Yours
due-others = Everybody else’s
due-nothing = Nothing is due.
due-item = Item
due-host = Host
due-what = What is due
due-since = Since
due-owner = Assigned to
due-nobody = nobody
due-do = Record
due-case = Case { $number }
due-look-again = Look again
due-second-notice = Second notice to the host
due-hold = The police’s day has come
due-not-sent = Did not get there: another way is needed
due-not-sent-do = Hand it off another way
due-answer = No answer yet: { $to }
due-not-arrived = Has not arrived yet: { $to }
due-outcome = { $to } tells: { $became }
due-feedback = An answer to the reporter
due-handed-over = Handed over by { $by }
due-have-it = I have it
due-checked = Still online { $times ->
    [1] once
   *[other] { $times } times
}, last on { $day }
due-days = { $days ->
    [0] today
    [1] one day
   *[other] { $days } days
}
due-still-online = Still online
due-removed = Removed
due-unavailable = Unavailable
due-release = The police release it
due-their-answer = Their answer
due-answered-removed = They have removed it
due-answered-at-work = They deal with it
due-answered-refused = They refuse
due-answered-passed-on = They have passed it on
due-answered-other = Something else
due-record-answer = Record the answer
due-no-answer = Wait no longer
due-reporter-answered = The reporter is answered
due-reporter-given-up = No answer is given
due-reason = Reason
due-hint = A press records what you found. For everything else, such as another day, another address or a hand-off, go to the item.
due-further = Further in the list
due-beginning = Beginning of the list
