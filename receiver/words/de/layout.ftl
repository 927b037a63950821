layout-desk = Arbeitsplatz
layout-queue = Warteschlange
layout-own = Meine
layout-reviews = Zweite Prüfungen
layout-due = Fällig
layout-unassigned = Ohne Zuständige
layout-danger = { $reports ->
    [1] 1 Kind in Gefahr
   *[other] { $reports } Kinder in Gefahr
}
layout-cases = Fälle
layout-search = Suche
layout-recipients = Empfänger
layout-statistics = Statistik
layout-retention = Aufbewahrung
layout-staff = Personal
layout-tokens = Tokens
layout-approvals = Freigaben
layout-log = Protokoll
layout-log-out = Abmelden
layout-unreviewed = Diese Übersetzung wurde noch nicht geprüft.
layout-skip = Zum Inhalt springen
layout-handed = Mir übergeben
