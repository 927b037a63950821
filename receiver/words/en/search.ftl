search-title = Search
search-label = Number, parcel, address, domain or account
search-hint = A number such as 1042 or 1042-3, the 32 digits of a report or of a parcel of another hotline, an address as it was reported or as it is shown here, a host or a domain, or the name of an account. The words that people wrote are searched in all cases that are not scrubbed yet: it takes longer.
search-find = Find
search-find-words = Find in what people wrote
search-nothing = No case was found.
search-number = This number
search-address = This address
search-host = This host
search-domain = This domain
search-account = This account
search-parcel = This parcel of another hotline
search-words = These words
search-cases = Cases that were found
search-case = Case
search-where = Where
search-state = State
search-assignee = Assigned to
search-received = Received
search-go-on = Look through the next cases
search-count = { $count ->
    [one] one case
   *[other] { $count } cases
}
search-opened = { $number ->
    [one] One case was looked through.
   *[other] { $number } cases were looked through.
}
