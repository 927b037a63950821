figures-title = Chiffres
figures-hint = Des nombres entiers, pour la direction. Ils restent en interne : ce qui est publié cache les petits nombres. Les jours sont ceux de l’arrivée des signalements.
figures-from = Du
figures-to = Au
figures-show = Afficher
figures-years = Années
figures-files = Fichiers et tableaux
figures-items-file = Éléments (CSV)
figures-counts-file = Ces nombres (CSV), comme les demande le rapport annuel d’INHOPE
figures-notices = Notifications aux hébergeurs
figures-notices-file = Ce tableau (CSV)
figures-reports = Signalements
figures-items = Éléments
figures-decided = Éléments avec un verdict
figures-illegal = Éléments évalués comme illégaux
figures-scrubbed = Éléments de dossiers effacés par une version antérieure : seules leur catégorie et leur fin sont connues
figures-asked = Signalements dont l’auteur a reçu une question
figures-answered = Signalements dont l’auteur a répondu
figures-damaged = Dossiers illisibles, qui ne sont pas comptés
figures-times = Temps depuis le signalement
figures-times-hint = Parmi les éléments arrivés jusque-là : le temps médian, et combien y sont arrivés en tant de jours.
figures-until = Jusqu’à
figures-median = Médiane
figures-value-head = Valeur
figures-reports-with = Signalements avec de tels éléments
figures-nothing = Il n’y en a pas.
figures-notices-hint = Les notifications parties ces jours-là, et ce que le contenu est devenu : ce qu’un signaleur de confiance déclare chaque année (règlement sur les services numériques, article 22, paragraphe 3). Elles portent sur les signalements de ces jours et de l’année précédente.
figures-by-host = Par hébergeur, type de contenu et suite donnée
figures-action = Suite donnée
figures-within = { $days ->
    [1] en un jour
   *[other] en { $days } jours
}
figures-hours = { $hours ->
    [1] une heure
   *[other] { $hours } heures
}
figures-public = le public
figures-fact = { $fact ->
    [origin] De qui, de tous les éléments
    [category] Catégorie
    [state] État
    [classification] Classification
    [category_of_illegal] Catégorie, des éléments évalués comme illégaux
    [age_group] Groupe d’âge, des éléments évalués comme illégaux
    [gender] Sexe, des éléments évalués comme illégaux
    [commerciality] Caractère commercial, des éléments évalués comme illégaux
    [site_type] Type de site, des éléments évalués comme illégaux
    [country] Pays d’hébergement, des éléments évalués comme illégaux
    [region] Région d’hébergement, des éléments évalués comme illégaux
    [referral] Transmissions à d’autres lignes, et ce que les éléments y sont devenus
    [received] Éléments d’autres lignes, et ce qu’ils sont devenus ici
   *[other] Hébergeurs notifiés, des éléments évalués comme illégaux
}
figures-region = { $region ->
    [europe_eu] Europe, dans l’UE
    [europe_non_eu] Europe, hors de l’UE
    [north_america] Amérique du Nord
    [south_america] Amérique du Sud
    [asia] Asie
    [africa] Afrique
   *[other] Océanie
}
figures-milestone = { $milestone ->
    [first_action] la première action
    [decision] le verdict
    [police] la police
    [host] la notification à l’hébergeur
    [referral] la transmission à une autre ligne
    [outcome] ce qu’une autre ligne a dit à la fin
   *[other] la suppression
}
figures-no-answer-yet = pas encore de réponse
