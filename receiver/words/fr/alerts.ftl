# Alerts by mail and push, by the name of the alert. They say nothing of a report.
# The title is a part of a subject and of a sentence.
alert-title = { $name ->
    [danger_waits] un signalement d’enfant en danger attend
    [reports_wait] des signalements attendent trop longtemps
    [signer_ends] le certificat du signataire expire
    [exchange_ends] le certificat pour les autres lignes de signalement expire
    [asker_ends] le certificat pour questionner les signalants expire
    [directory_old] l’annuaire des autres lignes de signalement est ancien
    [hotline_silent] une autre ligne de signalement se tait au sujet d’un enfant en danger
    [directory_split] deux annuaires des autres lignes de signalement ont la même version
    [certificate_ends] un certificat TLS expire
    [public_wrong] l’adresse publique ne mène pas à la réception
    [ratchet_stands] les anciennes clés ne sont pas détruites
    [nothing_stored] rien ne peut être enregistré
    [desk_closed] l’espace de travail ne démarre pas
    [desk_locked] l’espace de travail est verrouillé
    [key_missing] la réception n’a pas de clé
    [intake_silent] la réception ne répond plus
    [intake_unreachable] l’espace de travail n’atteint pas la réception
    [desk_away] l’espace de travail ne relève rien à la réception
    [backup_old] la dernière sauvegarde est trop ancienne
    [clock_refused] l’horloge n’est pas crue
    [disk_full] le disque est presque plein
    [reports_set_aside] des signalements sont mis de côté
    [deliveries_dead] des livraisons à un webhook ont été abandonnées
    [logins_attacked] beaucoup de connexions échouent
    [queue_changed] quelqu’un d’autre a modifié la file d’attente
    [store_changed] quelqu’un d’autre a modifié le stockage
    [account_made] un nouveau compte
    [token_made] un nouveau jeton
    [test] un essai des alertes
   *[other] { $name }
}
alert-over-title = terminé : { $title }
alert-text = { $name ->
    [danger_waits] Des signalements d’enfant en danger attendent depuis 15 minutes ou plus, et personne ne les a pris en charge. Nombre de ces signalements : { $count }.
    [reports_wait] Des signalements attendent depuis plus d’un jour ouvré. Nombre de ces signalements à la dernière heure pleine : { $count }.
    [signer_ends] Le certificat du signataire expire. À partir de ce moment, aucun signalement n’est accepté. Certifiez à nouveau le signataire : receiver keys certify --help. Jours entiers restants : { $count }.
    [exchange_ends] Le certificat de l’espace de travail pour l’échange avec d’autres lignes expire. À partir de ce moment, rien ne peut leur être transmis. Certifiez à nouveau son signataire : receiver keys certify --help. Jours entiers restants : { $count }.
    [asker_ends] Le certificat avec lequel l’espace de travail pose des questions aux signalants expire. À partir de ce moment, aucun signalant ne voit de question. Certifiez à nouveau la clé : receiver keys certify --help. Jours entiers restants : { $count }.
    [directory_old] L’annuaire des autres lignes de signalement n’a pas été récupéré depuis un jour, ou il a expiré. Une fois expiré, rien n’est scellé pour les lignes qu’il nomme ; ce qu’elles envoient arrive toujours. Voir receiver check, ou demandez à l’association. Heures entières depuis la dernière récupération : { $count }.
    [hotline_silent] Une autre ligne de signalement n’a rien dit depuis quatre heures d’une transmission concernant un enfant en danger, ou celle-ci ne lui est pas parvenue. Regardez ce qui est à faire à l’espace de travail, et appelez cette ligne. Nombre de ces transmissions : { $count }.
    [directory_split] Une autre ligne de signalement suit un annuaire qui a la version du nôtre et un autre texte. Soit l’association en a signé deux, soit cette ligne dit ce qui n’est pas. N’échangez rien de nouveau avant que ce soit clair : receiver exchange show nomme les lignes, receiver exchange settle écrit les deux preuves signées dans un fichier. Appelez l’association et les lignes que vous connaissez. Nombre de telles lignes : { $count }.
    [certificate_ends] Un certificat TLS expire : celui de l’adresse publique de la réception, ou un de [intake.tls] ou [desk.tls]. À partir de ce moment, aucun navigateur n’ouvre le formulaire ou l’espace de travail. Renouvelez-le là où TLS se termine, peut-être un proxy. Jours d’ici lesquels il aura expiré : { $count }.
    [public_wrong] Depuis cette machine, l’adresse de intake.public_url ne mène pas à cette réception : peut-être que personne ne peut l’atteindre pour signaler. Voir receiver check.
    [ratchet_stands] La réception ne peut pas écrire le fichier de son cliquet (ratchet) : qui prend la machine peut encore ouvrir ce qui a été envoyé il y a plus de 72 heures. Heures entières depuis le plus ancien : { $count }.
    [nothing_stored] Rien ne peut être écrit dans le stockage. Aucun signalement n’est accepté tant que ce n’est pas réparé : regardez le disque, la base de données et le journal du récepteur.
    [desk_closed] L’espace de travail ne démarre pas, car sa moitié du stockage n’est pas telle qu’il l’a laissée. La réception continue, et les signalements attendent. Voir receiver check.
    [desk_locked] La clé de l’espace de travail est en parts, et il est verrouillé : les signalements arrivent, et personne ne peut les lire. Ceux qui ont des parts les saisissent à la page /unlock de l’espace de travail. Heures entières depuis qu’il est verrouillé : { $count }.
    [key_missing] La réception fonctionne et n’a aucune clé à donner : personne ne peut envoyer de signalement. Son journal dit pourquoi ; voir receiver check et receiver keys show.
    [intake_silent] La réception n’écrit plus dans le stockage qu’elle fonctionne. Peut-être qu’aucun signalement n’est accepté. Minutes entières depuis la dernière fois : { $count }.
    [intake_unreachable] L’espace de travail ne peut rien relever à la réception, sur l’autre machine. Des signalements y attendent, ou ne peuvent pas arriver. Voir receiver check sur cette machine et sur l’autre. Minutes entières depuis que la réception a répondu : { $count }.
    [desk_away] Depuis longtemps, l’espace de travail n’a rien relevé à cette réception. Ce que les gens envoient attend ici, sans être lu. Vérifiez que l’espace de travail fonctionne ; voir receiver check sur les deux machines. Minutes entières depuis qu’il a demandé : { $count }.
    [backup_old] Aucune sauvegarde n’a réussi depuis longtemps. Heures entières depuis la dernière, ou depuis le début du stockage : { $count }.
    [clock_refused] L’horloge du système a fait un saut, et le récepteur ne la croit pas. Si elle est juste, confirmez-la : receiver clock --help.
    [disk_full] Le disque du stockage est presque plein. Avec un disque plein, aucun signalement n’est accepté. Utilisé, en pour cent : { $count }.
    [reports_set_aside] Des signalements ont été réservés trop souvent sans être terminés et sont mis de côté : receiver queue --help. Nombre de ces signalements à la dernière heure pleine : { $count }.
    [deliveries_dead] Des livraisons à des webhooks ont été abandonnées : receiver webhooks --help. Nombre de ces livraisons : { $count }.
    [logins_attacked] Beaucoup de connexions à l’espace de travail échouent, comme si quelqu’un devinait des mots de passe. Nombre d’échecs dans cette heure : { $count }.
    [queue_changed] Des signalements de la file d’attente ne sont pas tels que la réception les a enregistrés : quelqu’un d’autre a écrit dans le stockage. Ils ont été mis de côté, corrigés ou ont disparu, comme le dit le journal. Nombre de ces signalements : { $count }.
    [store_changed] Les comptes, les dossiers ou le journal de l’espace de travail ne sont pas dans le stockage tels qu’il les a écrits : quelqu’un d’autre a écrit dans le stockage. Voir receiver audit verify. Nombre de différences : { $count }.
    [account_made] Des comptes ont été créés dans l’espace de travail. Si ce n’était personne d’entre vous, regardez le journal. Nombre de nouveaux comptes : { $count }.
    [token_made] Des jetons de l’API de l’espace de travail ont été créés. Si ce n’était personne d’entre vous, regardez le journal. Nombre de nouveaux jetons : { $count }.
    [test] Ceci est un essai des alertes. Rien ne s’est passé.
   *[other] { $name }
}
alert-over = C’est terminé : { $title }.
