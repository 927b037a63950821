# Words for the names that the store, the API and exports have for choices.
choice-category = { $name ->
    [csam] contenus d’abus sexuels sur des enfants
    [grooming] pédopiégeage (grooming)
    [sextortion] sextorsion
    [hate_speech] discours de haine
    [other] autre chose
   *[other] { $name }
}
choice-outcome = { $name ->
    [spam] spam
    [repeat] répétition
    [out_of_remit] hors du champ de compétence
    [needs_more] informations insuffisantes
    [not_found] introuvable
    [not_illegal] évalué comme non illégal
    [assessed_illegal] évalué comme illégal
   *[other] { $name }
}
choice-site-type = { $name ->
    [website] site web
    [filehost] hébergeur de fichiers
    [imagestore] banque d’images pour abonnés
    [imageboard] forum d’images
    [forum] forum
    [bannersite] site à bannières
    [linksite] liste de liens
    [socialsite] réseau social
    [redirector] redirection
    [webarchived] archive du web
    [searchprovider] moteur de recherche
    [imagehost] hébergeur d’images
    [blog] blog
    [webpage] page isolée
   *[other] { $name }
}
choice-waited = { $name ->
    [hours] moins de 8 heures
    [day] moins d’un jour
    [days] moins de 3 jours
    [longer] 3 jours ou plus
   *[other] { $name }
}
