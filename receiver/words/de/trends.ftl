trends-title = Trends
trends-hint = Als illegal bewertete Einträge, nach dem Monat der Meldung. Nie veröffentlicht.
trends-domains = Domains
trends-hosts = Hosts
trends-growing = Was zunimmt
trends-rule = Ein Monat nimmt zu, wenn er mindestens 5 Einträge hat und mindestens das Doppelte des Mittels der drei Monate davor. Hier steht, was in diesem oder im letzten Monat zunahm.
trends-grew = nahm zu
trends-others = Andere
trends-name = Name
trends-removed = Entfernt
trends-days = Tage bis zur Entfernung (Median)
trends-countries = Länder der Anbieter
trends-scrubbed = { $items ->
    [1] Einer dieser Einträge ist aus einem bereinigten Fall: er zählt in seinem Monat und Land, und nicht mehr bei Hosts und Domains.
   *[other] { $items } dieser Einträge sind aus bereinigten Fällen: sie zählen in ihrem Monat und Land, und nicht mehr bei Hosts und Domains.
}
