workload-title = Workload
workload-hint = Who has how much, and how many items each decided on each of the last 30 days, of reports that came in the last 120. For the balance of work, not for a race.
workload-people = By person
workload-person = Name
workload-open = Open cases
workload-due = Due
workload-oldest = Oldest
workload-decided = Decided in 30 days
