# The queue, which is also the first page.
queue-title = File d’attente
queue-closed = Fermés : { $number }.
queue-left-open = Non fermés : { $number }. Un enfant est peut-être en danger, ce n’est pas une répétition, ou il est illisible.
queue-closed-unread = Fermés sans ouvrir de dossier :
queue-undo = Annuler
queue-undone = Repris : { $number }. À évaluer, attribués à personne.
queue-left-closed = Inchangés : { $number }. Modifiés depuis, ou non fermés sans lecture.
queue-nothing-left = Il ne reste rien à prendre.
queue-repeats = Répétitions qui n’apportaient rien de nouveau, fermées d’elles-mêmes : { $number }.
queue-work = Votre travail
queue-mine = Vos dossiers
queue-decided = Vos secondes évaluations, décidées
queue-reviews = Secondes évaluations des autres
queue-due = À faire aujourd’hui ou avant
queue-due-mine = dont { $number } à vous
queue-unassigned = Attribués à personne
queue-in-danger = avec un enfant en danger
queue-danger-cases = comme dossiers que personne n’a, avec un enfant en danger
queue-waiting = en attente
queue-claimed = pris par un autre système
queue-set-aside = mis de côté
queue-set-aside-hint = Est mis de côté ce qui a été demandé trop souvent sans jamais être terminé. Prenez-le ici, ou une personne de l’exploitation le remet dans la file :
queue-take-next = Prendre le signalement suivant
queue-none = Rien n’attend.
queue-list = Signalements dans la file
queue-age = Ancienneté
queue-report = Signalement
queue-choose = Choisir { $report }
queue-late = en retard
queue-waited = { $hours ->
    [0] moins d’une heure
   *[other] { $hours } h
}
queue-waited-days = { $days } jours
queue-unreadable = illisible
queue-refused = refusé : ne vient pas de la réception
queue-state = { $name ->
    [waiting] en attente
    [claimed] pris par un autre système
    [set_aside] mis de côté
   *[other] { $name }
}
queue-same = sur cette page nomment la même chose
queue-take-this = Prendre celui-ci
queue-close = Les signalements choisis : les prendre, ou les fermer sans dossier, mais jamais un avec un enfant en danger
queue-repeat = Répétition
queue-beside = Signalements qui nomment un hôte de celui d’où vous venez. Ils sont choisis, sauf ceux avec un enfant en danger.
queue-all = Toute la file d’attente
queue-same-host = Tous ceux qui attendent et nomment son hôte
queue-handed = Remis à vous
watch-title = Surveiller la file
watch-hint = Cette page se recharge toutes les { $seconds } secondes, pendant une demi-heure. Elle ne montre que des nombres : rien ne peut s’y perdre.
watch-end = Retour à la file
watch-over = Cette page ne se recharge plus.
watch-again = Surveiller encore
queue-take-chosen = Prendre
queue-taken = { $number } pris : ils sont à vous.
queue-left-untaken = { $number } { $number ->
    [1] est resté
   *[other] sont restés
} : quelqu’un d’autre les a, ou ils sont illisibles.
