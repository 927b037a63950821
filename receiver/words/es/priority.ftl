# How urgent a report is.
choice-priority = { $name ->
    [danger] peligro
    [person] persona
    [young_child] menor de corta edad
    [child] menor
    [rest] lo demás
   *[other] { $name }
}
