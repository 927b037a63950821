trends-title = Trends
trends-hint = Items assessed as illegal, by the month in which the report came. Never published.
trends-domains = Domains
trends-hosts = Hosts
trends-growing = What grows
trends-rule = A month grows if it has at least 5 items and at least twice the mean of the three months before it. Listed here is what grew in this month or in the last one.
trends-grew = it grew
trends-others = Others
trends-name = Name
trends-removed = Removed
trends-days = Days until removal (median)
trends-countries = Countries of hosting
trends-scrubbed = { $items ->
    [1] One of these items is of a case that was scrubbed: it counts in its month and country, and among no hosts and domains any more.
   *[other] { $items } of these items are of cases that were scrubbed: they count in their month and country, and among no hosts and domains any more.
}
