# How urgent a report is.
choice-priority = { $name ->
    [danger] danger
    [person] personne
    [young_child] jeune enfant
    [child] enfant
    [rest] reste
   *[other] { $name }
}
