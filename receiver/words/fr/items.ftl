# The items of a case: their states, the steps, and the facts about them.
item-state = { $name ->
    [to_assess] à évaluer
    [needs_more] à compléter
    [second_review] seconde évaluation
    [illegal] illégal
    [held] en attente pour la police
    [looked_after] suivi
    [ended] terminé
   *[other] { $name }
}
item-end = { $name ->
    [removed] retiré
    [unavailable] inaccessible
    [moved] déplacé
    [with_police] entre les mains de la police
    [with_hotline] entre les mains d’une autre ligne de signalement
    [refused] refusé
    [no_answer] sans réponse
    [not_illegal] non illégal
    [not_found] introuvable
    [out_of_remit] hors du champ de compétence
    [elsewhere] dans un autre pays
    [never_found] jamais trouvé
    [same] même élément
    [spam] spam
   *[other] { $name }
}
item-ended = terminé : { $end }
item-step = { $name ->
    [illegal] Évaluer comme illégal
    [take_over] Reprendre l’évaluation, sans le voir
    [not_illegal] Évaluer comme non illégal
    [not_found] Il n’y a rien
    [out_of_remit] Hors du champ de compétence
    [elsewhere] Dans un autre pays : le dire à qui l’a transmis
    [spam] Pas un signalement : spam
    [needs_more] Insuffisant pour le trouver
    [doubt] Demander une seconde évaluation
    [resume] Reprendre
    [never_found] Jamais trouvé : terminer
    [send_back] Renvoyer
    [withdraw] Retirer de l’évaluation
    [look_after] Suivre
    [hold] La police demande d’attendre
    [release] La police le libère
    [with_police] La police s’en charge
    [with_hotline] L’autre ligne de signalement s’en charge
    [removed] Retiré par l’hébergeur
    [unavailable] Inaccessible
    [moved] Déplacé à une autre adresse
    [still_online] Toujours en ligne
    [look_again] Vérifier à nouveau un autre jour
    [refused] Refusé par l’hébergeur
    [no_answer] Personne ne répond
    [correct] Corriger l’évaluation
    [back_online] Le même, de nouveau en ligne
    [reopen] Rouvrir
   *[other] { $name }
}
item-needs = { $name ->
    [reason] demande une raison
    [illegal] demande une constatation : socle commun ou national
    [legal] demande une constatation : à ignorer ou douteux
    [hand_off] demande une transmission partie
    [police] demande une transmission à la police qui soit partie
    [hotline] demande une transmission à une ligne de signalement qui soit partie
    [day] demande le jour
    [address] demande la nouvelle adresse
    [country] demande le pays
   *[other] { $name }
}
items-title = Éléments
items-reviewed = Une seconde évaluation a été décidée : voir ci-dessous.
items-heard = Je l’ai vue
items-not-heard = La personne qui l’a demandée ne l’a pas encore vue.
items-before = tel que signalé : { $field }
items-named-by-cases = nommé dans les dossiers
items-found = constaté
items-explanation = explication
items-suggested = Adresses trouvées dedans :
items-use = Utiliser { $number ->
    [1] cette adresse
   *[other] ces { $number } adresses
} à la place de { $item }
items-reveal = Révéler { $item } exactement
items-finding = Constatation sur { $item }
items-what-found = Ce que vous avez trouvé à { $item }
items-labels = Étiquettes, séparées par des virgules
items-address = Adresse IP de son serveur ; indique le pays
items-country = selon l’estimation
items-record = Noter ce que vous avez trouvé
items-copy = Copier la constatation sur
items-copy-to = vers les éléments cochés
items-next = Et ensuite
items-next-ticked = Et ensuite, pour les éléments cochés
items-recorded-with = Ce qui figure dans les constatations est noté à chaque étape.
items-reason = Raison ou remarque
items-elsewhere = Le pays où cela se trouve, deux lettres comme DE
items-until = La police demande d’attendre jusqu’au
items-look-again = Vérifier à nouveau ce jour-là ; le prochain jour ouvré si vous n’en choisissez pas
items-moved-to = Déplacé à l’adresse
items-correct = Corriger, diviser ou ajouter des adresses
items-change = Ce qu’il faut changer
items-add = ajouter comme nouveaux éléments
items-instead = à la place de { $item } ; les autres lignes deviennent des éléments à part
items-addresses = Adresses, une par ligne
items-record-addresses = Noter les adresses
items-kept = Ce que la personne a écrit est conservé.
items-explain = Explication de { $item }, pour les hébergeurs et la police
fact-named-by = nommé par
fact-reports = { $number } signalements, le dernier de { $hour }
fact-assessed = évalué
fact-by = par { $who }, { $day }
fact-review = seconde évaluation
fact-review-decided = demandée par { $asked }, décidée par { $who }, { $day }
fact-review-open = demandée par { $asked }, pas encore décidée
fact-held-until = en attente jusqu’au
fact-held = { $day }, par { $who }, { $on }
fact-released = libéré
fact-look-again = vérifier à nouveau le
fact-still-online = toujours en ligne
fact-times = { $times ->
    [1] une fois
   *[other] { $times } fois
}, la dernière le { $day }
fact-goes-on-as = continue comme
fact-elsewhere = se trouve en
known-title = Déjà connu
known-item = Élément
known-scrubbed = effacé
known-case = son dossier
known-case-of = { $state }, attribué à { $who }
known-sighted = { $name ->
    [nothing_new] Rien de nouveau
    [still_online] Toujours en ligne
    [back_online] Le même, de nouveau en ligne
    [changed] Il a changé : évaluer à nouveau
    [own_item] En faire un élément de ce dossier
   *[other] { $name }
}
fact-other-opinion = autre avis
fact-disputed = { $hotline } dit { $classification }
