# Hand-offs on the page of a case.
hand-off-title = Transmissions
hand-off-kind = { $name ->
    [scart_csv] SCART, en CSV
    [scart_mail] SCART, par e-mail
    [xarf] Service d’abus, XARF
    [notice] Hébergeur, notification (DSA, article 16)
    [police] Police, dossier
    [hotline] Autre ligne de signalement, scellé
   *[other] { $name }
}
hand-off-state = { $name ->
    [made] faite ; personne n’a dit qu’elle a été remise
    [sending] en cours d’envoi ; l’autre serveur ne l’a pas encore confirmée
    [sent] est partie
    [failed] non envoyée ; elle n’est pas retentée
    [unknown] est peut-être partie ; le serveur de messagerie ne l’a pas confirmé
    [arrived] est arrivée
    [opened] est arrivée, et leur bureau l’a ouverte
    [not_opened] leur bureau n’a pas pu l’ouvrir : transmettez-la de nouveau
    [answered] a reçu une réponse
    [no_answer] sans réponse
    [taken_back] retirée ; leur bureau en est informé
   *[other] { $name }
}
hand-off-record = { $name ->
    [sent] Elle est partie
    [failed] Elle n’est pas partie
    [arrived] Elle est arrivée
    [no_answer] Ils ne répondent pas
    [taken_back] La retirer
   *[other] { $name }
}
hand-off-record-answer = { $name ->
    [removed] Ils l’ont retiré
    [at_work] Ils s’en occupent
    [refused] Ils refusent
    [passed_on] Ils l’ont transmis
    [other] Ils ont répondu autre chose
   *[other] { $name }
}
hand-off-answer = { $name ->
    [removed] retiré
    [at_work] en cours
    [refused] refusé
    [passed_on] transmis
    [other] autre réponse
   *[other] { $name }
}
hand-off-line = { $kind } à { $to }, éléments { $items } : par { $by }
hand-off-line-whole = { $kind } à { $to }, le signalement entier : par { $by }
hand-off-answer-due = une réponse est attendue le
hand-off-file = Le fichier
hand-off-parcel = envoi { $id }
hand-off-receipt = Leur reçu signé : { $hotline } a l’envoi { $parcel } depuis { $hour }
hand-off-receipt-file = Le reçu en fichier
hand-off-without-key = nous n’avons pas sa clé pour l’instant
hand-off-whole = Si rien n’est coché, c’est le signalement entier tel qu’il est arrivé, avec ce qui était déjà connu.
hand-off-to = à
hand-off-as-file = en fichier, même s’ils acceptent l’e-mail
hand-off-as-file-hotline = en fichier que vous leur portez vous-même
hand-off-do = Transmettre
hand-off-new-tab = dans un nouvel onglet
hand-off-refused = { $name ->
    [state] un élément dans cet état n’est pas transmis ainsi : rouvrez-le ou reprenez-le
    [not_assessed] il n’a pas été évalué comme illégal : évaluez-le d’abord
    [on_hold] la police a demandé d’attendre : une notification à l’hébergeur peut détruire des preuves
    [unknown_hotline] aucune autre ligne ne reçoit de transmissions d’ici en ce moment : aucune n’est connue, ou elles sont ici en pause ou jugées indignes de confiance
    [nothing_fits] aucun des éléments choisis n’entre dans ce format : choisissez une autre voie
    [no_explanation] aucun des éléments choisis n’a d’explication, et une notification en demande une
    [anonymous] la notification ne nomme pas la ligne de signalement, mais un e-mail la nommerait : remettez-la en fichier
    [no_key] aucune clé valable de cette ligne n’est connue : un opérateur peut voir pourquoi avec « receiver exchange show »
    [not_certified] notre propre certificat pour l’échange n’est pas valable : un opérateur peut voir pourquoi avec « receiver exchange show »
    [too_long] c’est trop pour une seule transmission : transmettez moins d’éléments à la fois
    [failed] elle n’a pas pu être préparée ; rien n’est parti
   *[other] { $name }
}
hand-off-not-set-up = la configuration du récepteur n’a pas { $setting }
hand-off-outcome = { $name ->
    [assessing] examiné de nouveau
    [at_work] en cours
    [removed] retiré
    [unavailable] indisponible
    [moved] déplacé à une autre adresse
    [with_police] à la police
    [with_hotline] chez la ligne d’un pays tiers
    [refused] l’hébergeur refuse
    [no_answer] pas de réponse à ce qui a été envoyé
    [not_illegal] évalué comme non illégal
    [not_found] il n’y a rien
    [out_of_remit] hors du champ de compétence
    [elsewhere] dans un autre pays
   *[other] { $name }
}
hand-off-outcome-follow = Noter la même chose ici
hand-off-outcome-seen = Je l’ai vu
hand-off-distrusted = on s’en défie ici
