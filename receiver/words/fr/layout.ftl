layout-desk = Espace de travail
layout-queue = File d’attente
layout-own = Les miens
layout-reviews = Secondes évaluations
layout-due = À faire
layout-unassigned = Non attribués
layout-danger = { $reports ->
    [1] 1 enfant en danger
   *[other] { $reports } enfants en danger
}
layout-cases = Dossiers
layout-search = Recherche
layout-recipients = Destinataires
layout-statistics = Statistiques
layout-retention = Conservation
layout-staff = Personnel
layout-tokens = Jetons
layout-approvals = Approbations
layout-log = Journal
layout-log-out = Se déconnecter
layout-unreviewed = Cette traduction n’a pas encore été relue.
layout-skip = Aller au contenu
layout-handed = Remis à moi
