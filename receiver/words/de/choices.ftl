# Words for the names that the store, the API and exports have for choices.
choice-category = { $name ->
    [csam] Darstellungen sexuellen Kindesmissbrauchs
    [grooming] Cybergrooming
    [sextortion] Sextortion
    [hate_speech] Hassrede
    [other] etwas anderes
   *[other] { $name }
}
choice-outcome = { $name ->
    [spam] Spam
    [repeat] Wiederholung
    [out_of_remit] nicht zuständig
    [needs_more] Angaben reichen nicht
    [not_found] nicht gefunden
    [not_illegal] als nicht illegal bewertet
    [assessed_illegal] als illegal bewertet
   *[other] { $name }
}
choice-site-type = { $name ->
    [website] Website
    [filehost] Dateihoster
    [imagestore] Bilderspeicher für Abonnenten
    [imageboard] Imageboard
    [forum] Forum
    [bannersite] Bannerseite
    [linksite] Linkliste
    [socialsite] soziales Netzwerk
    [redirector] Weiterleitung
    [webarchived] Webarchiv
    [searchprovider] Suchmaschine
    [imagehost] Bilderhoster
    [blog] Blog
    [webpage] einzelne Seite
   *[other] { $name }
}
choice-waited = { $name ->
    [hours] unter 8 Stunden
    [day] unter einem Tag
    [days] unter 3 Tagen
    [longer] 3 Tage oder länger
   *[other] { $name }
}
