search-title = Suche
search-label = Nummer, Sendung, Adresse, Domain oder Konto
search-hint = Eine Nummer wie 1042 oder 1042-3, die 32 Ziffern einer Meldung oder einer Sendung zwischen Meldestellen, eine Adresse, wie sie gemeldet wurde oder wie sie hier steht, ein Host oder eine Domain, oder der Name eines Kontos. Wörter, die jemand geschrieben hat, werden in allen Fällen gesucht, deren Inhalt noch nicht gelöscht ist: das dauert länger.
search-find = Suchen
search-find-words = In Texten suchen
search-nothing = Es wurde kein Fall gefunden.
search-number = Diese Nummer
search-address = Diese Adresse
search-host = Dieser Host
search-domain = Diese Domain
search-account = Dieses Konto
search-parcel = Diese Sendung einer anderen Meldestelle
search-words = Diese Wörter
search-cases = Gefundene Fälle
search-case = Fall
search-where = Wo
search-state = Stand
search-assignee = Bearbeitet von
search-received = Eingegangen
search-go-on = Die nächsten Fälle durchsehen
search-count = { $count ->
    [one] ein Fall
   *[other] { $count } Fälle
}
search-opened = { $number ->
    [one] Ein Fall wurde durchgesehen.
   *[other] { $number } Fälle wurden durchgesehen.
}
