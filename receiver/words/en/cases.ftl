# Lists of cases.
cases-title = Cases
cases-unread-hint = Only what was closed unread and not changed since: by itself as a repeat, or from the queue’s page. The last ones are first.
cases-all-open = All open cases
cases-closed-unread = Closed unread
cases-number = Number of a case, an item or a report
cases-go = Go there
cases-filter = { $name ->
    [state] state
    [priority] priority
    [category] category
    [assignee] assignee
    [language] language
    [origin] from
    [partner] partner
   *[other] { $name }
}
cases-all = all
cases-open = open
cases-from-others = other hotlines
cases-any = any
cases-show = Show
cases-none = There is none.
cases-case = Case
cases-where = Where
cases-priority = Priority
cases-state = State
cases-outcome = Outcome
cases-category = Category
cases-language = Language
cases-partner = Partner
cases-assigned-to = Assigned to
cases-received = Received
cases-pages = Pages of the list
