workload-title = Arbeitslast
workload-hint = Wer wie viel hat, und wie viele Einträge jede und jeder an jedem der letzten 30 Tage bewertet hat, aus Meldungen der letzten 120. Damit die Arbeit verteilt ist, nicht zum Wettlauf.
workload-people = Nach Person
workload-person = Name
workload-open = Offene Fälle
workload-due = Fällig
workload-oldest = Ältester
workload-decided = In 30 Tagen bewertet
