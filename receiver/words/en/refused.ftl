refused-title = Not possible
refused-heading = That was not possible
refused-unchanged = Nothing was changed.
refused-to-queue = To the queue
refused-typed = What you had typed
lost-title = Log in again
lost-heading = Your session has ended
lost-kept = Nothing was changed, and what you had typed is kept on this page.
lost-new-tab = Log in in a new tab
lost-show = Show what you had typed
refused-field = { $name ->
    [address] address
    [addresses] addresses
    [age_group] age group
    [answer] answer
    [category] category
    [child_modelling] child modelling
    [classification] classification
    [colleague] colleague
    [commerciality] commerciality
    [country] country
    [days] days
    [domains] domains
    [explanation] explanation
    [feedback] answer to the reporter
    [from] from
    [gender] gender
    [item] item
    [items] items
    [kind] kind
    [language] language
    [look_again] look again on
    [mail] mail
    [name] name
    [note] note
    [number] number
    [reason] reason
    [role] role
    [site_type] site type
    [text] text
    [to] to
    [ucs_labels] labels
    [until] until
    [user_generated] user-generated
    [virtual] virtual
    [way] way
   *[other] { $name }
}
