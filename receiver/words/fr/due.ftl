due-title = À faire
due-own = Les vôtres
due-others = Ceux des autres
due-nothing = Rien n’est à faire.
due-item = Élément
due-host = Hébergeur
due-what = Ce qui est à faire
due-since = Depuis
due-owner = Attribué à
due-nobody = personne
due-do = Noter
due-case = Dossier { $number }
due-look-again = Vérifier à nouveau
due-second-notice = Seconde notification à l’hébergeur
due-hold = Le jour fixé par la police est arrivé
due-not-sent = N’est pas arrivée : il faut une autre voie
due-not-sent-do = Transmettre par une autre voie
due-answer = Pas encore de réponse : { $to }
due-not-arrived = Pas encore arrivée : { $to }
due-outcome = { $to } informe : { $became }
due-feedback = Une réponse à la personne qui a signalé
due-handed-over = Transmis par { $by }
due-have-it = Je m’en charge
due-checked = Toujours en ligne : { $times ->
    [1] une fois
   *[other] { $times } fois
}, la dernière le { $day }
due-days = { $days ->
    [0] aujourd’hui
    [1] un jour
   *[other] { $days } jours
}
due-still-online = Toujours en ligne
due-removed = Retiré
due-unavailable = Inaccessible
due-release = La police le libère
due-their-answer = Leur réponse
due-answered-removed = Ils l’ont retiré
due-answered-at-work = Ils s’en occupent
due-answered-refused = Ils refusent
due-answered-passed-on = Ils l’ont transmis
due-answered-other = Autre chose
due-record-answer = Noter la réponse
due-no-answer = Ne plus attendre
due-reporter-answered = La personne a reçu une réponse
due-reporter-given-up = Aucune réponse n’est donnée
due-reason = Raison
due-hint = Un appui note ce que vous avez trouvé. Pour tout le reste, comme un autre jour, une autre adresse ou une transmission, allez à l’élément.
due-further = Suite de la liste
due-beginning = Début de la liste
