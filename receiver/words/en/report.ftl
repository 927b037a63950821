# What a reporter said: the kinds and fields of locations, and the answers.
location-kind = { $name ->
    [web] web
    [social] social
    [chat] chat
    [game] game or app
    [newsgroup] newsgroup
    [file_sharing] file sharing
    [onion] onion
    [email] email
    [other] other
   *[other] { $name }
}
location-field = { $name ->
    [url] url
    [referrer] referrer
    [platform] platform
    [handle] handle
    [posted_on] posted on
    [app] app
    [room_or_handle] room or handle
    [name] name
    [group] group
    [server] server
    [sender] sender
    [date] date
    [subject] subject
    [file_name] file name
    [search_terms] search terms
    [hash_or_magnet] hash or magnet
    [client] client
    [text] text
    [email] email
    [user] user
    [password] password
   *[other] { $name }
}
report-answer = { $name ->
    [category] category
    [child_in_danger] child in danger
    [age_hint] age of the youngest
    [content_types] kinds of material
    [observed_on] observed on
    [paid_access] paid access
    [payment_methods] payment methods
    [feedback] wants feedback
    [good_faith] states good faith
    [language] language
    [partner] partner
   *[other] { $name }
}
report-yes = yes
report-no = no
choice-age-hint = { $name ->
    [infant] infant
    [prepubescent] prepubescent
    [pubescent] pubescent
    [unknown] unknown
   *[other] { $name }
}
choice-content-type = { $name ->
    [image] image
    [video] video
    [text] text
    [audio] audio
    [live] live
    [link] link
   *[other] { $name }
}
choice-paid-access = { $name ->
    [yes] yes
    [no] no
    [unknown] unknown
   *[other] { $name }
}
choice-payment-method = { $name ->
    [card] card
    [bank_transfer] bank transfer
    [online_wallet] online wallet
    [cryptocurrency] cryptocurrency
    [gift_card] gift card
    [phone] phone
    [other] other
   *[other] { $name }
}
report-language-not-known = not known
