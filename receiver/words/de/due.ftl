due-title = Fällig
due-own = Ihre
due-others = Die aller anderen
due-nothing = Nichts ist fällig.
due-item = Eintrag
due-host = Anbieter
due-what = Was fällig ist
due-since = Seit
due-owner = Zuständig
due-nobody = niemand
due-do = Festhalten
due-case = Fall { $number }
due-look-again = Wieder nachsehen
due-second-notice = Zweite Meldung an den Anbieter
due-hold = Der Tag der Polizei ist da
due-not-sent = Nicht angekommen: ein anderer Weg ist nötig
due-not-sent-do = Auf anderem Weg weitergeben
due-answer = Noch keine Antwort: { $to }
due-not-arrived = Noch nicht angekommen: { $to }
due-outcome = { $to } meldet: { $became }
due-feedback = Eine Antwort an die meldende Person
due-handed-over = Übergeben von { $by }
due-have-it = Ich übernehme
due-checked = Noch online: { $times ->
    [1] einmal
   *[other] { $times } Mal
}, zuletzt am { $day }
due-days = { $days ->
    [0] heute
    [1] einem Tag
   *[other] { $days } Tagen
}
due-still-online = Noch online
due-removed = Entfernt
due-unavailable = Nicht erreichbar
due-release = Die Polizei gibt frei
due-their-answer = Ihre Antwort
due-answered-removed = Sie haben es entfernt
due-answered-at-work = Sie kümmern sich darum
due-answered-refused = Sie lehnen ab
due-answered-passed-on = Sie haben es weitergegeben
due-answered-other = Etwas anderes
due-record-answer = Antwort festhalten
due-no-answer = Nicht länger warten
due-reporter-answered = Die meldende Person hat eine Antwort
due-reporter-given-up = Keine Antwort wird gegeben
due-reason = Grund
due-hint = Ein Druck hält fest, was Sie gefunden haben. Für alles andere, etwa einen anderen Tag, eine andere Adresse oder eine Weitergabe, gehen Sie zum Eintrag.
due-further = Weiter in der Liste
due-beginning = Anfang der Liste
