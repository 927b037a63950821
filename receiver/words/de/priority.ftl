# How urgent a report is.
choice-priority = { $name ->
    [danger] Gefahr
    [person] Person
    [young_child] kleines Kind
    [child] Kind
    [rest] Übriges
   *[other] { $name }
}
