retention-title = Retention
retention-hint = Each part of a case is scrubbed some days after the case was closed, by itself. That it came, what it was assessed as and what statistics count stay. The config says how many days:
retention-due = What is due
retention-part = Part
retention-kept = Kept for
retention-days = { $days ->
    [1] 1 day
   *[other] { $days } days
}
retention-now = Due now
retention-soon = In the next { $days } days
retention-oldest = Oldest closed
retention-contact = Contact
retention-credentials = Site credentials
retention-description = Description
retention-notes = Notes
retention-rest = Report, assessment and all that is left
