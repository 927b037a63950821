# What a reporter said: the kinds and fields of locations, and the answers.
location-kind = { $name ->
    [web] Web
    [social] soziales Netzwerk
    [chat] Chat
    [game] Spiel oder App
    [newsgroup] Newsgroup
    [file_sharing] Tauschbörse
    [onion] Onion
    [email] E-Mail
    [other] anderes
   *[other] { $name }
}
location-field = { $name ->
    [url] URL
    [referrer] verweisende Seite
    [platform] Plattform
    [handle] Kontoname
    [posted_on] veröffentlicht am
    [app] App
    [room_or_handle] Raum oder Kontoname
    [name] Name
    [group] Gruppe
    [server] Server
    [sender] Absender
    [date] Datum
    [subject] Betreff
    [file_name] Dateiname
    [search_terms] Suchbegriffe
    [hash_or_magnet] Hash oder Magnet-Link
    [client] Programm
    [text] Text
    [email] E-Mail
    [user] Benutzername
    [password] Passwort
   *[other] { $name }
}
report-answer = { $name ->
    [category] Kategorie
    [child_in_danger] Kind in Gefahr
    [age_hint] Alter des jüngsten Kindes
    [content_types] Arten des Materials
    [observed_on] gesehen am
    [paid_access] kostenpflichtiger Zugang
    [payment_methods] Zahlungswege
    [feedback] wünscht eine Antwort
    [good_faith] erklärt guten Glauben
    [language] Sprache
    [partner] Partner
   *[other] { $name }
}
report-yes = ja
report-no = nein
choice-age-hint = { $name ->
    [infant] Säugling oder Kleinkind
    [prepubescent] vor der Pubertät
    [pubescent] in der Pubertät
    [unknown] unbekannt
   *[other] { $name }
}
choice-content-type = { $name ->
    [image] Bilder
    [video] Videos
    [text] Texte
    [audio] Audio
    [live] Livestream
    [link] Link
   *[other] { $name }
}
choice-paid-access = { $name ->
    [yes] ja
    [no] nein
    [unknown] unbekannt
   *[other] { $name }
}
choice-payment-method = { $name ->
    [card] Karte
    [bank_transfer] Überweisung
    [online_wallet] Online-Bezahldienst
    [cryptocurrency] Kryptowährung
    [gift_card] Gutschein
    [phone] Telefon
    [other] andere
   *[other] { $name }
}
report-language-not-known = nicht bekannt
