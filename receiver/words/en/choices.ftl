# Words for the names that the store, the API and exports have for choices.
choice-category = { $name ->
    [csam] child sexual abuse material
    [grooming] grooming
    [sextortion] sextortion
    [hate_speech] hate speech
    [other] something else
   *[other] { $name }
}
choice-outcome = { $name ->
    [spam] spam
    [repeat] repeat
    [out_of_remit] out of remit
    [needs_more] not enough to find it
    [not_found] not found
    [not_illegal] assessed as not illegal
    [assessed_illegal] assessed as illegal
   *[other] { $name }
}
choice-site-type = { $name ->
    [website] website
    [filehost] host for files
    [imagestore] store of pictures for subscribers
    [imageboard] message board for pictures
    [forum] forum
    [bannersite] site with banners
    [linksite] list of links
    [socialsite] social network
    [redirector] redirector
    [webarchived] archive of the web
    [searchprovider] search engine
    [imagehost] host for pictures
    [blog] blog
    [webpage] single page
   *[other] { $name }
}
choice-waited = { $name ->
    [hours] under 8 hours
    [day] under 1 day
    [days] under 3 days
    [longer] 3 days or longer
   *[other] { $name }
}
choice-act = { $name ->
    [take] took a report
    [step] recorded a step
    [assess] recorded findings
    [note] wrote a note
    [assign] assigned the case
    [correct] changed the items
    [sighting] linked another report
    [feedback] settled the answer to the reporter
    [ask] asked the reporter
    [reporter_answered] brought the reporter’s answer
    [question_ended] ended a question without an answer
    [answered_late] brought a late answer of the reporter
    [answer_dropped] deleted an answer to a question of no case
    [convert] converted older cases
    [hand_off] made a hand-off
    [download] downloaded a file
    [hand_off_sent] hand-off has left
    [hand_off_failed] hand-off has not left
    [hand_off_arrived] hand-off has arrived
    [hand_off_opened] the other hotline has opened a referral
    [hand_off_answered] hand-off was answered
    [outcome_told] told by another hotline what became of items
    [hand_off_taken_back] took a referral back
    [referral_taken_back] the hotline that referred items took some back
    [outcome_followed] what becomes of an item goes to another hotline too
    [outcome_seen] saw what another hotline told
    [hand_off_no_answer] hand-off stays without an answer
    [hand_off_unknown] hand-off may have left
    [reveal] saw something hidden
    [read] read a case
    [read_queue] read the queue
    [read_due] read what is due
    [read_list] read a list of cases
    [read_figures] read figures
    [search] searched
    [sample] drew a sample
    [second_look] took a second look
    [claim] claimed a report
    [extend] extended a claim
    [release] released a claim
    [ack] acknowledged a report
    [refuse] set a forged report aside
    [reorder] put the urgency right
    [end_lease] ended a lease that ran too long
    [vanish] missed an urgent report
    [requeue] put a report back
    [scrub] scrubbed parts of a case
    [anonymise] anonymised a case
    [recipient] changed the address book
    [publish] published the statistics
    [account_added] made an account
    [role_changed] changed a role
    [account_disabled] disabled an account
    [account_enabled] enabled an account
    [account_reset] reset password and phone
    [password_reset] reset a password
    [password_set] chose a password
    [language_chosen] chose a language
    [second_factor_set] enrolled a phone
    [login] logged in
    [login_failed] failed to log in
    [confirmed] confirmed who it is
    [logout] logged out
    [other_sessions_ended] ended other sessions
    [token_made] made a token
    [token_approved] approved a token
    [token_revoked] revoked a token
    [exchange_key] published a key for other hotlines
    [exchange_key_destroyed] destroyed a key for other hotlines
    [exchange_left] left the exchange with other hotlines
    [hotline_paused] paused the exchange with a hotline
    [hotline_distrusted] distrusted a hotline
    [hotline_resumed] resumed the exchange with a hotline
    [directory_shown] showed a newer directory to other hotlines
    [directory_split] kept the proofs of two directories of one version
    [directory_settled] settled a case of two directories of one version
    [bring_in] brought in a referral of another hotline
    [refuse_parcel] could not open a parcel of another hotline
    [key_rotated] made a key of the intake
    [key_revoked] destroyed a key of the intake
    [clock_confirmed] confirmed the clock
    [backup] made a backup
    [retry] tried deliveries again
    [key_made] made another key of the desk
    [resealed] sealed to the new key
    [key_retired] retired the former key
    [unlocked] opened the desk with shares
    [enter] entered rows into the log
    [log_break] accepted a break of the log
    [unreadable] cannot be vouched for any more
   *[other] { $name }
}
choice-role = { $name ->
    [read_only] Read only
    [analyst] Analyst
    [lead] Lead
    [admin] Admin
   *[other] { $name }
}
choice-recipient-kind = { $name ->
    [host] Host
    [police] Police
   *[other] { $name }
}
choice-way = { $name ->
    [mail] By mail
    [file] As a file
    [form] By its own form
   *[other] { $name }
}
