refused-title = Impossible
refused-heading = Cela n’a pas été possible
refused-unchanged = Rien n’a été modifié.
refused-to-queue = Vers la file d’attente
refused-typed = Ce que vous aviez saisi
lost-title = Se connecter à nouveau
lost-heading = Votre session est terminée
lost-kept = Rien n’a été modifié, et ce que vous aviez saisi est conservé sur cette page.
lost-new-tab = Se connecter dans un nouvel onglet
lost-show = Afficher ce que vous aviez saisi
refused-field = { $name ->
    [address] adresse
    [addresses] adresses
    [age_group] tranche d’âge
    [answer] réponse
    [category] catégorie
    [child_modelling] enfants mannequins
    [classification] classification
    [colleague] collègue
    [commerciality] caractère commercial
    [country] pays
    [days] jours
    [domains] domaines
    [explanation] explication
    [feedback] réponse à la personne qui a signalé
    [from] de
    [gender] genre
    [item] élément
    [items] éléments
    [kind] type
    [language] langue
    [look_again] vérifier à nouveau le
    [mail] e-mail
    [name] nom
    [note] note
    [number] numéro
    [reason] raison
    [role] rôle
    [site_type] type de site
    [text] texte
    [to] à
    [ucs_labels] étiquettes
    [until] jusqu’au
    [user_generated] autoproduit
    [virtual] virtuel
    [way] voie
   *[other] { $name }
}
