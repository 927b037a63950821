# Alerts by mail and push, by the name of the alert. They say nothing of a report.
# The title is a part of a subject and of a sentence.
alert-title = { $name ->
    [danger_waits] a report of a child in danger waits
    [reports_wait] reports wait for too long
    [signer_ends] the signer's certificate ends
    [exchange_ends] the certificate for other hotlines ends
    [asker_ends] the certificate for questions to reporters ends
    [directory_old] the directory of other hotlines is old
    [hotline_silent] another hotline is silent about a child in danger
    [directory_split] two directories of other hotlines have one version
    [certificate_ends] a TLS certificate ends
    [public_wrong] the public address does not lead to the intake
    [ratchet_stands] old keys are not destroyed
    [nothing_stored] nothing can be stored
    [desk_closed] the desk does not start
    [desk_locked] the desk is locked
    [key_missing] the intake has no key
    [intake_silent] the intake is silent
    [intake_unreachable] the desk reaches no intake
    [desk_away] no desk fetches from the intake
    [backup_old] the last backup is too old
    [clock_refused] the clock is not believed
    [disk_full] the disk is nearly full
    [reports_set_aside] reports are set aside
    [deliveries_dead] deliveries to a webhook were given up
    [logins_attacked] many logins fail
    [queue_changed] somebody else has changed the queue
    [store_changed] somebody else has changed the store
    [account_made] a new account
    [token_made] a new token
    [test] a test of the alerts
   *[other] { $name }
}
alert-over-title = over: { $title }
alert-text = { $name ->
    [danger_waits] Reports about a child in danger have waited at the desk for 15 minutes or longer, and nobody has taken them. Number of such reports: { $count }.
    [reports_wait] Reports have waited at the desk for longer than one working day. Number of such reports at the last full hour: { $count }.
    [signer_ends] The signer's certificate ends. From then on, no report is accepted. Certify the signer anew: receiver keys certify --help. Whole days left: { $count }.
    [exchange_ends] The desk's certificate for the exchange with other hotlines ends. From then on, nothing can be referred to them. Certify its signer anew: receiver keys certify --help. Whole days left: { $count }.
    [asker_ends] The certificate of the desk’s asker ends. From then on, no reporter sees a question. Certify the asker anew: receiver keys certify --help. Whole days left: { $count }.
    [directory_old] The directory of other hotlines has not been fetched for a day, or it has ended. Once it has ended, nothing is sealed to the hotlines that it names; what they send still arrives. See receiver check, or ask the association. Whole hours since it was fetched: { $count }.
    [hotline_silent] Another hotline has told nothing for four hours of a referral of a child in danger, or it has not arrived there. Look at what is due at the desk, and call that hotline. Number of such referrals: { $count }.
    [directory_split] Another hotline goes by a directory that has the version of ours and another text. Either the association has signed two, or that hotline says what is not so. Exchange nothing new until it is clear: receiver exchange show names the hotlines, receiver exchange settle writes both signed proofs to a file. Call the association and the hotlines that you know. Number of such hotlines: { $count }.
    [certificate_ends] A TLS certificate ends: that of the intake's public address, or one in [intake.tls] or [desk.tls]. From then on, no browser opens the form, or the desk. Renew it where TLS ends, which may be a proxy. Days in which it will have ended: { $count }.
    [public_wrong] From this machine, the address in intake.public_url does not lead to this intake: perhaps no reporter reaches it. See receiver check.
    [ratchet_stands] The intake cannot write the file of its ratchet: what was sent longer ago than 72 hours can still be opened by who takes the machine. Whole hours since the oldest: { $count }.
    [nothing_stored] Nothing can be written to the store. No report is accepted until that is mended: look at the disk, the database and the log of the receiver.
    [desk_closed] The desk does not start, because its half of the store is not as the desk left it. The intake goes on, and reports wait. See receiver check.
    [desk_locked] The key of the desk is in shares, and the desk is locked: reports arrive, and nobody can read them. Those who have shares enter them at the desk's page /unlock. Whole hours since it was locked: { $count }.
    [key_missing] The intake is at work and has no key to give out: no reporter can send anything. Its log says why; see receiver check, and receiver keys show.
    [intake_silent] The intake does not write to the store that it is at work. Perhaps no report is accepted. Whole minutes since it did: { $count }.
    [intake_unreachable] The desk cannot fetch from its intake on the other machine. Reports wait there, or cannot arrive at all. See receiver check on this machine and on that one. Whole minutes since the intake answered: { $count }.
    [desk_away] The desk has not fetched from this intake for long. What reporters send waits here, unread. See whether the desk runs, and receiver check on both machines. Whole minutes since it asked: { $count }.
    [backup_old] No backup has succeeded for a long time. Whole hours since the last, or since the store was begun: { $count }.
    [clock_refused] The system's clock has jumped, and the receiver does not believe it. If the clock is right, confirm it: receiver clock --help.
    [disk_full] The disk of the store is nearly full. On a full disk, no report is accepted. Used, in percent: { $count }.
    [reports_set_aside] Reports were claimed too often without being finished, and are set aside: receiver queue --help. Number of such reports at the last full hour: { $count }.
    [deliveries_dead] Deliveries to webhooks were given up: receiver webhooks --help. Number of such deliveries: { $count }.
    [logins_attacked] Many logins at the desk fail, as if somebody guessed passwords. Number of failures in this hour: { $count }.
    [queue_changed] Reports in the queue are not as the intake has stored them: somebody else has written to the store. They were set aside, put right, or are gone, as the log of acts says. Number of such reports: { $count }.
    [store_changed] The desk's accounts, cases or log in the store are not as the desk wrote them: somebody else has written to the store. See receiver audit verify. Number of differences: { $count }.
    [account_made] Accounts were made at the desk. If nobody of you did, look at the log of acts. Number of new accounts: { $count }.
    [token_made] Tokens of the desk's API were made. If nobody of you did, look at the log of acts. Number of new tokens: { $count }.
    [test] This is a test of the alerts. Nothing has happened.
   *[other] { $name }
}
alert-over = This is over: { $title }.
