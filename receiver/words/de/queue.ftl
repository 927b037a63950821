# The queue, which is also the first page.
queue-title = Warteschlange
queue-closed = { $number } abgeschlossen.
queue-left-open = Offen geblieben: { $number }. Ein Kind ist vielleicht in Gefahr, es ist keine Wiederholung, oder die Meldung ist nicht lesbar.
queue-closed-unread = Abgeschlossen, ohne einen Fall zu öffnen:
queue-undo = Rückgängig machen
queue-undone = { $number } zurückgenommen: zu bewerten, niemandem zugewiesen.
queue-left-closed = Unverändert: { $number }. Seitdem geändert, oder nicht ungelesen abgeschlossen.
queue-nothing-left = Es ist nichts mehr zu übernehmen.
queue-repeats = Wiederholungen ohne Neues, von selbst abgeschlossen: { $number }.
queue-work = Ihre Arbeit
queue-mine = Ihre Fälle
queue-decided = Ihre zweiten Prüfungen, entschieden
queue-reviews = Zweite Prüfungen anderer
queue-due = Heute oder früher fällig
queue-due-mine = davon { $number } Ihre
queue-unassigned = Niemandem zugewiesen
queue-in-danger = mit einem Kind in Gefahr
queue-danger-cases = als Fälle, die niemand hat, mit einem Kind in Gefahr
queue-waiting = warten
queue-claimed = von einem anderen System geholt
queue-set-aside = beiseitegelegt
queue-set-aside-hint = Beiseitegelegt ist, was zu oft geholt und nie fertig wurde. Übernehmen Sie es von hier, oder wer das System betreibt, legt es zurück:
queue-take-next = Die nächste Meldung übernehmen
queue-none = Es wartet nichts.
queue-list = Meldungen in der Warteschlange
queue-age = Alter
queue-report = Meldung
queue-choose = { $report } auswählen
queue-late = verspätet
queue-waited = { $hours ->
    [0] unter einer Stunde
   *[other] { $hours } Std.
}
queue-waited-days = { $days } Tage
queue-unreadable = unlesbar
queue-refused = abgelehnt: nicht von der Annahme
queue-state = { $name ->
    [waiting] wartet
    [claimed] von einem anderen System geholt
    [set_aside] beiseitegelegt
   *[other] { $name }
}
queue-same = auf dieser Seite nennen dasselbe
queue-take-this = Diese übernehmen
queue-close = Die gewählten: übernehmen, oder ohne Fall abschließen, aber nie eine mit einem Kind in Gefahr
queue-repeat = Wiederholung
queue-beside = Meldungen, die einen Anbieter derjenigen nennen, von der Sie kommen. Sie sind ausgewählt, außer denen mit einem Kind in Gefahr.
queue-all = Die ganze Warteschlange
queue-same-host = Alle wartenden, die ihren Anbieter nennen
queue-handed = Ihnen übergeben
watch-title = Warteschlange beobachten
watch-hint = Diese Seite lädt sich alle { $seconds } Sekunden neu, eine halbe Stunde lang. Sie zeigt nur Zahlen, deshalb kann auf ihr nichts verloren gehen.
watch-end = Zurück zur Warteschlange
watch-over = Diese Seite lädt sich nicht mehr neu.
watch-again = Weiter beobachten
queue-take-chosen = Übernehmen
queue-taken = { $number } übernommen: Sie gehören jetzt Ihnen.
queue-left-untaken = { $number } { $number ->
    [1] blieb
   *[other] blieben
} liegen: Jemand anders hat sie, oder sie sind nicht lesbar.
