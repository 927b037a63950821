# What a reporter said: the kinds and fields of locations, and the answers.
location-kind = { $name ->
    [web] web
    [social] réseau social
    [chat] messagerie
    [game] jeu ou application
    [newsgroup] groupe de discussion
    [file_sharing] partage de fichiers
    [onion] onion
    [email] e-mail
    [other] autre
   *[other] { $name }
}
location-field = { $name ->
    [url] url
    [referrer] page d’origine
    [platform] plateforme
    [handle] nom du compte
    [posted_on] publié le
    [app] application
    [room_or_handle] salon ou nom du compte
    [name] nom
    [group] groupe
    [server] serveur
    [sender] expéditeur
    [date] date
    [subject] objet
    [file_name] nom du fichier
    [search_terms] termes de recherche
    [hash_or_magnet] hash ou lien magnet
    [client] logiciel
    [text] texte
    [email] e-mail
    [user] utilisateur
    [password] mot de passe
   *[other] { $name }
}
report-answer = { $name ->
    [category] catégorie
    [child_in_danger] enfant en danger
    [age_hint] âge de l’enfant le plus jeune
    [content_types] types de contenu
    [observed_on] vu le
    [paid_access] accès payant
    [payment_methods] moyens de paiement
    [feedback] souhaite une réponse
    [good_faith] déclare sa bonne foi
    [language] langue
    [partner] partenaire
   *[other] { $name }
}
report-yes = oui
report-no = non
choice-age-hint = { $name ->
    [infant] bébé ou tout-petit
    [prepubescent] avant la puberté
    [pubescent] à la puberté
    [unknown] inconnu
   *[other] { $name }
}
choice-content-type = { $name ->
    [image] images
    [video] vidéos
    [text] textes
    [audio] audio
    [live] diffusion en direct
    [link] lien
   *[other] { $name }
}
choice-paid-access = { $name ->
    [yes] oui
    [no] non
    [unknown] inconnu
   *[other] { $name }
}
choice-payment-method = { $name ->
    [card] carte
    [bank_transfer] virement bancaire
    [online_wallet] portefeuille en ligne
    [cryptocurrency] cryptomonnaie
    [gift_card] carte cadeau
    [phone] téléphone
    [other] autre
   *[other] { $name }
}
report-language-not-known = inconnue
