# The items of a case: their states, the steps, and the facts about them.
item-state = { $name ->
    [to_assess] to assess
    [needs_more] needs more
    [second_review] second review
    [illegal] illegal
    [held] held
    [looked_after] looked after
    [ended] ended
   *[other] { $name }
}
item-end = { $name ->
    [removed] removed
    [unavailable] unavailable
    [moved] moved
    [with_police] with the police
    [with_hotline] with another hotline
    [refused] refused
    [no_answer] no answer
    [not_illegal] not illegal
    [not_found] not found
    [out_of_remit] out of remit
    [elsewhere] in another country
    [never_found] never found
    [same] the same as another item
    [spam] spam
   *[other] { $name }
}
item-ended = ended: { $end }
item-step = { $name ->
    [illegal] Assess as illegal
    [take_over] Take over the finding, without viewing it
    [not_illegal] Assess as not illegal
    [not_found] Nothing is there
    [out_of_remit] Out of remit
    [elsewhere] In another country: tell who referred it
    [spam] No report: spam
    [needs_more] Not enough to find it
    [doubt] Ask for a second review
    [resume] Take up again
    [never_found] Never found: end
    [send_back] Send back
    [withdraw] Withdraw from review
    [look_after] Look after it
    [hold] The police ask to wait
    [release] The police release it
    [with_police] The police have it
    [with_hotline] The other hotline has it
    [removed] Removed by the host
    [unavailable] Unavailable
    [moved] Moved to another address
    [still_online] Still online
    [look_again] Look again on another day
    [refused] Refused by the host
    [no_answer] Nobody answers
    [correct] Correct the verdict
    [back_online] The same, back online
    [reopen] Reopen
   *[other] { $name }
}
item-needs = { $name ->
    [reason] needs a reason
    [illegal] needs a finding: baseline or national
    [legal] needs a finding: ignore or doubtful
    [hand_off] needs a hand-off that has left
    [police] needs a hand-off to the police that has left
    [hotline] needs a hand-off to a hotline that has left
    [day] needs the day
    [address] needs the new address
    [country] needs the country
   *[other] { $name }
}
items-title = Items
items-reviewed = A second review was decided: see below.
items-heard = I have seen it
items-not-heard = The one who asked has not seen it.
items-before = as reported: { $field }
items-named-by-cases = named by cases
items-found = found
items-explanation = explanation
items-suggested = Addresses found in it:
items-use = Use { $number ->
    [1] this address
   *[other] these { $number } addresses
} instead of { $item }
items-reveal = Reveal { $item } exactly
items-finding = Finding about { $item }
items-what-found = What you found at { $item }
items-labels = Labels, by commas
items-address = IP address of its server; gives the country
items-country = by estimate
items-record = Record what you found
items-copy = Copy the finding about
items-copy-to = to those that are ticked
items-next = What next
items-next-ticked = What next, for those that are ticked
items-recorded-with = What stands in the findings is recorded with each step.
items-reason = Reason or remark
items-elsewhere = The country where it is, two letters such as DE
items-until = The police ask to wait until
items-look-again = Look again on this day; on the next working day if you choose none
items-moved-to = Moved to the address
items-correct = Correct, split or add addresses
items-change = What to change
items-add = add as new items
items-instead = instead of { $item }; more lines become items of their own
items-addresses = Addresses, one on each line
items-record-addresses = Record the addresses
items-kept = What the reporter wrote is kept.
items-explain = Explanation of { $item }, for hosts and police
fact-named-by = named by
fact-reports = { $number } reports, the last of { $hour }
fact-assessed = assessed
fact-by = by { $who }, { $day }
fact-review = second review
fact-review-decided = asked by { $asked }, decided by { $who }, { $day }
fact-review-open = asked by { $asked }, not decided yet
fact-held-until = held until
fact-held = { $day }, by { $who }, { $on }
fact-released = released
fact-look-again = look again on
fact-still-online = still online
fact-times = { $times ->
    [1] once
   *[other] { $times } times
}, last on { $day }
fact-goes-on-as = goes on as
fact-elsewhere = is in
known-title = Known before
known-item = Item
known-scrubbed = scrubbed
known-case = its case
known-case-of = { $state }, assigned to { $who }
known-sighted = { $name ->
    [nothing_new] Nothing new
    [still_online] Still online
    [back_online] The same, back online
    [changed] It has changed: assess again
    [own_item] Make it an item of this case
   *[other] { $name }
}
fact-other-opinion = another opinion
fact-disputed = { $hotline } says { $classification }
