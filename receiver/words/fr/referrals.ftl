referrals-title = Reçus d’autres lignes de signalement
referrals-bring = Prendre une transmission
referrals-file = Le fichier envoyé par une autre ligne
referrals-hint = Il devient un dossier que vous avez pris. Le même fichier deux fois ne fait qu’un dossier.
referrals-bring-in = Le prendre
referrals-key-until = Nous avons sa clé, jusqu’à { $hour }
referrals-directory = Annuaire de { $network }, version { $version }, lu { $fetched }, valable jusqu’à { $hour }
referrals-directory-old = Il n’a pas été renouvelé depuis plus d’un jour. Qui a été révoqué ou est arrivé depuis n’est pas connu ici.
referrals-directory-ended = Il a expiré : rien n’est scellé pour ses lignes avant qu’il y en ait un plus récent. Ce qu’elles envoient arrive toujours.
referrals-split-view = { $hotline } suit un autre annuaire de version { $version }. Soit l’association en a signé deux, soit cette ligne dit ce qui n’est pas. Les deux preuves signées sont conservées : prévenez votre exploitant.
referrals-no-key = Nous n’avons pas de clé valable : rien ne peut lui être transmis pour l’instant
referrals-none = Cet espace ne participe pas à l’échange : la configuration n’a pas de [desk.exchange].
referred-title = Transmis par une autre ligne de signalement
referred-hint = C’est ce que dit l’autre ligne. Ce n’est pas une évaluation de notre part.
referred-distrusted = On se défie ici de cette ligne. Évaluez de nouveau ce qui repose sur sa parole.
referred-by = par
referred-contact = contact
referred-made = transmis
referred-received = signalé là-bas
referred-assessed = évalué là-bas le
referred-parcel = numéro de l’envoi
referred-held = la police de là-bas a demandé d’attendre jusqu’au
referred-told = dit en retour
referred-taken-back = retiré par elle à
referred-withdrawn = Cette ligne a retiré des éléments de sa transmission : { $items }. Ce qui a été constaté ou fait ici demeure.
referred-explanation = Ce qu’a écrit son analyste : { $characters } caractères
referred-item = Élément { $place } de la transmission
referrals-open-cases = Les dossiers ouverts d’autres lignes
referrals-waiting = Ce qui attend d’être remis
referrals-waiting-hint = Un nouvel essai est fait de lui-même pendant 14 jours ; une transmission qui n’est pas arrivée d’ici là revient à son dossier, comme fichier.
referrals-what = Quoi
referrals-to = À
referrals-why = Pourquoi cela attend
referrals-attempts = Essais
referrals-next = Prochain essai
referrals-not-tried = pas encore essayé
referrals-unopened = Arrivé, mais impossible à ouvrir
referrals-from = De
referrals-unopened-why = Pourquoi
referrals-parcel = Envoi
referrals-arrived = Arrivé
referrals-from-nobody = personne que nous connaissions
referrals-unopened-hint = Les expéditeurs que nous connaissons ont été prévenus. Une ligne reste 60 jours.
referrals-parcel-kind = { $name ->
    [referral] transmission
    [answer] réponse à un envoi de cette ligne
    [outcome] ce qu’est devenue leur transmission
    [withdrawal] retrait d’une transmission
   *[other] { $name }
}
referrals-obstacle = { $name ->
    [not_named] la configuration ne nomme plus cette ligne
    [paused] cette ligne est suspendue ici, ou attend un accord
    [no_key] nous n’avons pas de clé valable de cette ligne
    [version] elle ne lit aucune version d’envois que fait ce récepteur : dites-le à votre exploitant
    [not_certified] notre propre certificat n’est pas valable : dites-le à votre exploitant
    [too_long] c’est trop long pour un seul envoi : dites-le à votre exploitant
    [unreachable] son serveur est injoignable
    [not_taken] son serveur ne le prend pas pour l’instant
    [stranger] son serveur ne nous connaît pas : qu’elle inscrive notre ligne
    [no_part] elle ne participe pas à l’échange
    [refused] son serveur dit que ce n’est pas un envoi pour lui : dites-le à votre exploitant
    [no_receipt] son serveur n’a pas signé la réception
   *[other] { $name }
}
