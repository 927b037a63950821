figures-title = Zahlen
figures-hint = Ganze Zahlen, für die Leitung. Sie bleiben im Haus: Was veröffentlicht wird, verbirgt kleine Zahlen. Die Tage sind die, an denen Meldungen kamen.
figures-from = Von
figures-to = Bis
figures-show = Anzeigen
figures-years = Jahre
figures-files = Dateien und Tabellen
figures-items-file = Einträge (CSV)
figures-counts-file = Diese Zahlen (CSV), wie sie der Jahresbericht von INHOPE verlangt
figures-notices = Meldungen an Anbieter
figures-notices-file = Diese Tabelle (CSV)
figures-reports = Meldungen
figures-items = Einträge
figures-decided = Bewertete Einträge
figures-illegal = Als illegal bewertete Einträge
figures-scrubbed = Einträge von Fällen, die eine frühere Version gelöscht hat: nur Kategorie und Ende sind bekannt
figures-asked = Meldungen mit einer Rückfrage
figures-answered = Meldungen, deren Rückfrage beantwortet wurde
figures-damaged = Fälle, die nicht lesbar sind und nicht mitzählen
figures-times = Zeit seit der Meldung
figures-times-hint = Von den Einträgen, die so weit kamen: die mittlere aller Zeiten, und wie viele binnen so vieler Tage so weit waren.
figures-until = Bis
figures-median = Median
figures-value-head = Wert
figures-reports-with = Meldungen mit solchen Einträgen
figures-nothing = Es gibt keine.
figures-notices-hint = Meldungen an Anbieter, die an diesen Tagen hinausgingen, und was aus dem Inhalt wurde: was ein vertrauenswürdiger Hinweisgeber jährlich berichtet (Gesetz über digitale Dienste, Artikel 22 Absatz 3). Sie betreffen Meldungen dieser Tage und des Jahres davor.
figures-by-host = Nach Anbieter, Art des Inhalts und was daraus wurde
figures-action = Was daraus wurde
figures-within = { $days ->
    [1] binnen eines Tages
   *[other] binnen { $days } Tagen
}
figures-hours = { $hours ->
    [1] eine Stunde
   *[other] { $hours } Stunden
}
figures-public = von der Öffentlichkeit
figures-fact = { $fact ->
    [origin] Von wem, von allen Einträgen
    [category] Kategorie
    [state] Stand
    [classification] Einstufung
    [category_of_illegal] Kategorie, von illegal bewerteten Einträgen
    [age_group] Altersgruppe, von illegal bewerteten Einträgen
    [gender] Geschlecht, von illegal bewerteten Einträgen
    [commerciality] Kommerzialität, von illegal bewerteten Einträgen
    [site_type] Art der Seite, von illegal bewerteten Einträgen
    [country] Land des Anbieters, von illegal bewerteten Einträgen
    [region] Weltregion des Anbieters, von illegal bewerteten Einträgen
    [referral] Weiterleitungen an andere Meldestellen, und was dort aus den Einträgen wurde
    [received] Einträge anderer Meldestellen, und was hier daraus wurde
   *[other] Anbieter mit Meldung, von illegal bewerteten Einträgen
}
figures-region = { $region ->
    [europe_eu] Europa, in der EU
    [europe_non_eu] Europa, außerhalb der EU
    [north_america] Nordamerika
    [south_america] Südamerika
    [asia] Asien
    [africa] Afrika
   *[other] Ozeanien
}
figures-milestone = { $milestone ->
    [first_action] zur ersten Handlung
    [decision] zur Bewertung
    [police] zur Polizei
    [host] zur Meldung an den Anbieter
    [referral] zur Weiterleitung an eine andere Meldestelle
    [outcome] zu dem, was eine andere Meldestelle am Ende sagt
   *[other] zur Entfernung
}
figures-no-answer-yet = noch keine Antwort
