figures-title = Figures
figures-hint = Whole numbers, for those who lead. They stay inside: what is published hides small counts. The days are those on which reports came.
figures-from = From
figures-to = Until
figures-show = Show
figures-years = Years
figures-files = Files and tables
figures-items-file = Items (CSV)
figures-counts-file = These counts (CSV), as INHOPE’s yearly report asks for
figures-notices = Notices to hosts
figures-notices-file = This table (CSV)
figures-reports = Reports
figures-items = Items
figures-decided = Items with a verdict
figures-illegal = Items assessed as illegal
figures-scrubbed = Items whose case an earlier receiver scrubbed: only their category and their end is known
figures-asked = Reports whose reporter was asked something
figures-answered = Reports whose reporter answered
figures-damaged = Cases that cannot be read, and are not counted
figures-times = Time since the report
figures-times-hint = Of the items that got so far: the middle one of all times, and how many got there within so many days.
figures-until = Until
figures-median = Median
figures-value-head = Value
figures-reports-with = Reports with such items
figures-nothing = There is none.
figures-notices-hint = Notices that left on these days, and what became of the content: what a trusted flagger reports each year (Digital Services Act, Article 22(3)). They are about reports of these days and of the year before.
figures-by-host = By host, type of content and what became of it
figures-action = What became of it
figures-within = { $days ->
    [1] within one day
   *[other] within { $days } days
}
figures-hours = { $hours ->
    [1] one hour
   *[other] { $hours } hours
}
figures-public = the public
figures-fact = { $fact ->
    [origin] From whom, of all items
    [category] Category
    [state] State
    [classification] Classification
    [category_of_illegal] Category, of items assessed as illegal
    [age_group] Age group, of items assessed as illegal
    [gender] Gender, of items assessed as illegal
    [commerciality] Commerciality, of items assessed as illegal
    [site_type] Kind of site, of items assessed as illegal
    [country] Country of hosting, of items assessed as illegal
    [region] Region of hosting, of items assessed as illegal
    [referral] Referrals to other hotlines, and what became of the items there
    [received] Items from other hotlines, and what became of them here
   *[other] Hosts that got a notice, of items assessed as illegal
}
figures-region = { $region ->
    [europe_eu] Europe, in the EU
    [europe_non_eu] Europe, outside the EU
    [north_america] North America
    [south_america] South America
    [asia] Asia
    [africa] Africa
   *[other] Oceania
}
figures-milestone = { $milestone ->
    [first_action] the first action
    [decision] the verdict
    [police] the police
    [host] the notice to the host
    [referral] the referral to another hotline
    [outcome] what another hotline told in the end
   *[other] the removal
}
figures-no-answer-yet = no answer yet
