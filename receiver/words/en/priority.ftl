# How urgent a report is.
choice-priority = { $name ->
    [danger] danger
    [person] person
    [young_child] young child
    [child] child
    [rest] rest
   *[other] { $name }
}
