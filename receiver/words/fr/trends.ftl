trends-title = Tendances
trends-hint = Éléments évalués comme illégaux, selon le mois du signalement. Jamais publié.
trends-domains = Domaines
trends-hosts = Hôtes
trends-growing = Ce qui augmente
trends-rule = Un mois est en hausse s’il compte au moins 5 éléments et au moins le double de la moyenne des trois mois précédents. Voici ce qui a augmenté ce mois-ci ou le mois dernier.
trends-grew = en hausse
trends-others = Autres
trends-name = Nom
trends-removed = Supprimés
trends-days = Jours jusqu’à la suppression (médiane)
trends-countries = Pays d’hébergement
trends-scrubbed = { $items ->
    [1] L’un de ces éléments est d’un dossier épuré : il compte dans son mois et son pays, mais plus parmi les hôtes et les domaines.
   *[other] { $items } de ces éléments sont de dossiers épurés : ils comptent dans leur mois et leur pays, mais plus parmi les hôtes et les domaines.
}
