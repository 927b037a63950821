referrals-title = From other hotlines
referrals-bring = Bring in a referral
referrals-file = The file that another hotline sent
referrals-hint = It becomes a case that you have taken. The same file twice makes one case.
referrals-bring-in = Bring it in
referrals-key-until = We have its key, until { $hour }
referrals-directory = Directory of { $network }, version { $version }, read { $fetched }, valid until { $hour }
referrals-directory-old = It has not been renewed for more than a day. Who was revoked or has joined since then is not known here.
referrals-directory-ended = It has ended: nothing is sealed to its hotlines until there is a newer one. What they send still arrives.
referrals-split-view = { $hotline } goes by another directory of version { $version }. Either the association has signed two, or this hotline says what is not so. Both signed proofs are kept: tell your operator.
referrals-no-key = We have no valid key: nothing can be referred to it now
referrals-none = This desk takes no part in the exchange: the config has no [desk.exchange].
referred-title = Referred by another hotline
referred-hint = This is what the other hotline says. It is no finding of ours.
referred-distrusted = This hotline is distrusted here. Assess again what rests on its word.
referred-by = by
referred-contact = contact
referred-made = referred in
referred-received = reported there in
referred-assessed = assessed there on
referred-parcel = number of the parcel
referred-held = the police there asked to wait until
referred-told = told back
referred-taken-back = taken back by them in
referred-withdrawn = This hotline has taken items of its referral back: { $items }. What was found or done here stays.
referred-explanation = What its analyst wrote: { $characters } characters
referred-item = Item { $place } of the referral
referrals-open-cases = The open cases of other hotlines
referrals-waiting = What waits to be delivered
referrals-waiting-hint = It is tried again by itself for 14 days; a referral that has not arrived by then comes back to its case, as a file.
referrals-what = What
referrals-to = To
referrals-why = Why it waits
referrals-attempts = Attempts
referrals-next = Next attempt
referrals-not-tried = it has not been tried yet
referrals-unopened = What arrived and could not be opened
referrals-from = From
referrals-unopened-why = Why
referrals-parcel = Parcel
referrals-arrived = Arrived
referrals-from-nobody = nobody that we know
referrals-unopened-hint = The senders we know have been told. A row stays for 60 days.
referrals-parcel-kind = { $name ->
    [referral] a referral
    [answer] an answer to a parcel of theirs
    [outcome] what became of their referral
    [withdrawal] a referral that is taken back
   *[other] { $name }
}
referrals-obstacle = { $name ->
    [not_named] the config does not name this hotline any more
    [paused] this hotline is paused here, or waits for an agreement
    [no_key] we have no valid key of this hotline
    [version] it reads no version of parcels that this receiver makes: tell your operator
    [not_certified] our own certificate is not valid: tell your operator
    [too_long] it is too long for one parcel: tell your operator
    [unreachable] its server cannot be reached
    [not_taken] its server does not take it now
    [stranger] its server does not know us: they have to name our hotline
    [no_part] it takes no part in the exchange
    [refused] its server says that it is no parcel for it: tell your operator
    [no_receipt] its server did not sign that it has it
   *[other] { $name }
}
