# Hand-offs on the page of a case.
hand-off-title = Hand-offs
hand-off-kind = { $name ->
    [scart_csv] SCART, as CSV
    [scart_mail] SCART, by mail
    [xarf] Abuse desk, XARF
    [notice] Host, notice (DSA, Article 16)
    [police] Police, package
    [hotline] Other hotline, sealed
   *[other] { $name }
}
hand-off-state = { $name ->
    [made] made; nobody has said that it was delivered
    [sending] being sent; the other server has not confirmed it yet
    [sent] has left
    [failed] not sent; it is not tried again
    [unknown] may have left; the mail server did not confirm
    [arrived] has arrived
    [opened] has arrived, and their desk has opened it
    [not_opened] their desk could not open it: refer it again
    [answered] answered
    [no_answer] not answered
    [taken_back] taken back; their desk is told
   *[other] { $name }
}
hand-off-record = { $name ->
    [sent] It has left
    [failed] It has not left
    [arrived] It has arrived
    [no_answer] They do not answer
    [taken_back] Take it back
   *[other] { $name }
}
hand-off-record-answer = { $name ->
    [removed] They have removed it
    [at_work] They deal with it
    [refused] They refuse
    [passed_on] They have passed it on
    [other] They have answered otherwise
   *[other] { $name }
}
hand-off-answer = { $name ->
    [removed] removed
    [at_work] at work
    [refused] refused
    [passed_on] passed on
    [other] another answer
   *[other] { $name }
}
hand-off-line = { $kind } to { $to }, items { $items }: by { $by }
hand-off-line-whole = { $kind } to { $to }, the whole report: by { $by }
hand-off-answer-due = an answer is due on
hand-off-file = The file
hand-off-parcel = parcel { $id }
hand-off-receipt = Their signed receipt: { $hotline } has parcel { $parcel } since { $hour }
hand-off-receipt-file = The receipt as a file
hand-off-without-key = we have no key of it now
hand-off-whole = Nothing ticked is the whole report as it came, with what was known before.
hand-off-to = to
hand-off-as-file = as a file, even if they take mail
hand-off-as-file-hotline = as a file that you bring them yourself
hand-off-do = Hand off
hand-off-new-tab = in a new tab
hand-off-refused = { $name ->
    [state] an item in this state is not handed off this way: reopen it, or take it up again
    [not_assessed] it has not been assessed as illegal: assess it first
    [on_hold] the police asked to hold it: a notice to the host can destroy evidence
    [unknown_hotline] no other hotline takes referrals from here now: none is known, or each is paused or distrusted here
    [nothing_fits] none of the chosen items fits into this format: choose another way
    [no_explanation] none of the chosen items has an explanation, and a notice needs one
    [anonymous] the notice leaves the hotline out, but a mail would name it: hand it over as a file
    [no_key] no valid key of this hotline is known: an operator can see why with “receiver exchange show”
    [not_certified] our own certificate for the exchange is not valid: an operator can see why with “receiver exchange show”
    [too_long] this is too much for one referral: refer fewer items at once
    [failed] it could not be put together; nothing has left
   *[other] { $name }
}
hand-off-not-set-up = the receiver’s config has no { $setting }
hand-off-outcome = { $name ->
    [assessing] being looked at again
    [at_work] being dealt with
    [removed] removed
    [unavailable] unavailable
    [moved] moved to another address
    [with_police] with the police
    [with_hotline] with the hotline of a third country
    [refused] the host refuses
    [no_answer] no answer to what was sent
    [not_illegal] assessed as not illegal
    [not_found] nothing is there
    [out_of_remit] out of remit
    [elsewhere] in another country
   *[other] { $name }
}
hand-off-outcome-follow = Record the same here
hand-off-outcome-seen = I have seen it
hand-off-distrusted = distrusted here
