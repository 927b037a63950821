# Lists of cases.
cases-title = Fälle
cases-unread-hint = Nur was ungelesen abgeschlossen und seitdem nicht geändert wurde: von selbst als Wiederholung, oder von der Seite der Warteschlange aus. Die letzten zuerst.
cases-all-open = Alle offenen Fälle
cases-closed-unread = Ungelesen abgeschlossen
cases-number = Nummer eines Falls, eines Eintrags oder einer Meldung
cases-go = Dorthin
cases-filter = { $name ->
    [state] Stand
    [priority] Dringlichkeit
    [category] Kategorie
    [assignee] bearbeitet von
    [language] Sprache
    [origin] von
    [partner] Partner
   *[other] { $name }
}
cases-all = alle
cases-open = offene
cases-from-others = andere Meldestellen
cases-any = alle
cases-show = Anzeigen
cases-none = Es gibt keinen.
cases-case = Fall
cases-where = Wo
cases-priority = Dringlichkeit
cases-state = Stand
cases-outcome = Ergebnis
cases-category = Kategorie
cases-language = Sprache
cases-partner = Partner
cases-assigned-to = Bearbeitet von
cases-received = Eingegangen
cases-pages = Seiten der Liste
