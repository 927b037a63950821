retention-title = Aufbewahrung
retention-hint = Jeder Teil eines Falls wird einige Tage nach dessen Abschluss von selbst gelöscht. Dass er einging, wie er bewertet wurde und was die Statistik zählt, bleibt. Wie viele Tage, sagt die Konfiguration:
retention-due = Was ansteht
retention-part = Teil
retention-kept = Aufbewahrt
retention-days = { $days ->
    [1] 1 Tag
   *[other] { $days } Tage
}
retention-now = Steht jetzt an
retention-soon = In den nächsten { $days } Tagen
retention-oldest = Ältester Abschluss
retention-contact = Kontakt
retention-credentials = Zugangsdaten der Website
retention-description = Beschreibung
retention-notes = Notizen
retention-rest = Meldung, Bewertung und alles Übrige
