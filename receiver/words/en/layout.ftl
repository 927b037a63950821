layout-desk = Desk
layout-queue = Queue
layout-own = Mine
layout-reviews = Second reviews
layout-due = Due
layout-unassigned = Unassigned
layout-danger = { $reports ->
    [1] 1 child in danger
   *[other] { $reports } children in danger
}
layout-cases = Cases
layout-search = Search
layout-recipients = Recipients
layout-statistics = Statistics
layout-retention = Retention
layout-staff = Staff
layout-tokens = Tokens
layout-approvals = Approvals
layout-log = Log
layout-log-out = Log out
layout-unreviewed = This translation has not been reviewed yet.
layout-skip = Skip to the content
layout-handed = Handed to me
