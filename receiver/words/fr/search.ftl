search-title = Recherche
search-label = Numéro, envoi, adresse, domaine ou compte
search-hint = Un numéro comme 1042 ou 1042-3, les 32 chiffres d’un signalement ou d’un envoi entre lignes de signalement, une adresse telle qu’elle a été signalée ou telle qu’elle s’affiche ici, un hôte ou un domaine, ou le nom d’un compte. Les mots écrits par les personnes sont cherchés dans tous les dossiers dont le contenu n’est pas encore effacé : cela prend plus de temps.
search-find = Chercher
search-find-words = Chercher dans ce qui a été écrit
search-nothing = Aucun dossier n’a été trouvé.
search-number = Ce numéro
search-address = Cette adresse
search-host = Cet hôte
search-domain = Ce domaine
search-account = Ce compte
search-parcel = Cet envoi d’une autre ligne de signalement
search-words = Ces mots
search-cases = Dossiers trouvés
search-case = Dossier
search-where = Où
search-state = État
search-assignee = Attribué à
search-received = Reçu
search-go-on = Parcourir les dossiers suivants
search-count = { $count ->
    [one] un dossier
   *[other] { $count } dossiers
}
search-opened = { $number ->
    [one] Un dossier a été parcouru.
   *[other] { $number } dossiers ont été parcourus.
}
