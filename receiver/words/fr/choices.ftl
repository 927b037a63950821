# Words for the names that the store, the API and exports have for choices.
choice-category = { $name ->
    [csam] contenus d’abus sexuels sur des enfants
    [grooming] pédopiégeage (grooming)
    [sextortion] sextorsion
    [hate_speech] discours de haine
    [other] autre chose
   *[other] { $name }
}
choice-outcome = { $name ->
    [spam] spam
    [repeat] répétition
    [out_of_remit] hors du champ de compétence
    [needs_more] informations insuffisantes
    [not_found] introuvable
    [not_illegal] évalué comme non illégal
    [assessed_illegal] évalué comme illégal
   *[other] { $name }
}
choice-site-type = { $name ->
    [website] site web
    [filehost] hébergeur de fichiers
    [imagestore] banque d’images pour abonnés
    [imageboard] forum d’images
    [forum] forum
    [bannersite] site à bannières
    [linksite] liste de liens
    [socialsite] réseau social
    [redirector] redirection
    [webarchived] archive du web
    [searchprovider] moteur de recherche
    [imagehost] hébergeur d’images
    [blog] blog
    [webpage] page isolée
   *[other] { $name }
}
choice-waited = { $name ->
    [hours] moins de 8 heures
    [day] moins d’un jour
    [days] moins de 3 jours
    [longer] 3 jours ou plus
   *[other] { $name }
}
choice-act = { $name ->
    [take] a pris un signalement
    [step] a noté une étape
    [assess] a noté des constats
    [note] a écrit une note
    [assign] a attribué le dossier
    [correct] a modifié les éléments
    [sighting] a rattaché un autre signalement
    [feedback] a réglé la réponse à la personne qui a signalé
    [ask] a posé une question à la personne qui a signalé
    [reporter_answered] a apporté la réponse de la personne qui a signalé
    [question_ended] a terminé une question sans réponse
    [answered_late] a apporté une réponse tardive de la personne qui a signalé
    [answer_dropped] a supprimé une réponse à une question d’aucun dossier
    [convert] a converti d’anciens dossiers
    [hand_off] a préparé une transmission
    [download] a téléchargé un fichier
    [hand_off_sent] la transmission est partie
    [hand_off_failed] la transmission n’est pas partie
    [hand_off_arrived] la transmission est arrivée
    [hand_off_opened] l’autre ligne a ouvert une transmission
    [hand_off_answered] la transmission a reçu une réponse
    [outcome_told] une autre ligne a dit ce que des éléments sont devenus
    [hand_off_taken_back] a retiré une transmission
    [referral_taken_back] la ligne qui a transmis des éléments en a retiré certains
    [outcome_followed] une autre ligne apprend aussi ce que devient un élément
    [outcome_seen] a vu ce qu’une autre ligne a dit
    [hand_off_no_answer] la transmission reste sans réponse
    [hand_off_unknown] la transmission est peut-être partie
    [reveal] a vu un élément masqué
    [read] a lu un dossier
    [read_queue] a lu la file d’attente
    [read_due] a lu ce qui est à faire
    [read_list] a lu une liste de dossiers
    [read_figures] a lu des chiffres
    [search] a fait une recherche
    [sample] a tiré un échantillon
    [second_look] a contrôlé un verdict
    [claim] a réservé un signalement
    [extend] a prolongé une réservation
    [release] a libéré une réservation
    [ack] a confirmé un signalement
    [refuse] a mis de côté un signalement falsifié
    [reorder] a corrigé l’urgence
    [end_lease] a mis fin à une réservation trop longue
    [vanish] a constaté la disparition d’un signalement urgent
    [requeue] a remis un signalement en file d’attente
    [scrub] a effacé des parties d’un dossier
    [anonymise] a anonymisé un dossier
    [recipient] a modifié les destinataires
    [publish] a publié les statistiques
    [account_added] a créé un compte
    [role_changed] a changé un rôle
    [account_disabled] a désactivé un compte
    [account_enabled] a réactivé un compte
    [account_reset] a réinitialisé mot de passe et téléphone
    [password_reset] a réinitialisé un mot de passe
    [password_set] a choisi un mot de passe
    [language_chosen] a choisi une langue
    [second_factor_set] a enregistré un téléphone
    [login] s’est connecté
    [login_failed] n’a pas réussi à se connecter
    [confirmed] a confirmé son identité
    [logout] s’est déconnecté
    [other_sessions_ended] a terminé d’autres sessions
    [token_made] a créé un jeton
    [token_approved] a approuvé un jeton
    [token_revoked] a révoqué un jeton
    [exchange_key] a publié une clé pour d’autres lignes
    [exchange_key_destroyed] a détruit une clé pour d’autres lignes
    [exchange_left] a quitté l’échange avec les autres lignes
    [hotline_paused] a suspendu l’échange avec une ligne
    [hotline_distrusted] s’est défié d’une ligne
    [hotline_resumed] a repris l’échange avec une ligne
    [directory_shown] a montré un annuaire plus récent aux autres lignes
    [directory_split] a conservé les preuves de deux annuaires d’une même version
    [directory_settled] a réglé un cas de deux annuaires d’une même version
    [bring_in] a pris une transmission d’une autre ligne
    [refuse_parcel] n’a pas pu ouvrir un envoi d’une autre ligne
    [key_rotated] a créé une clé de réception
    [key_revoked] a détruit une clé de réception
    [clock_confirmed] a confirmé l’horloge
    [backup] a fait une sauvegarde
    [retry] a relancé des livraisons
    [key_made] a créé une autre clé de l’espace de travail
    [resealed] a scellé avec la nouvelle clé
    [key_retired] a retiré l’ancienne clé
    [unlocked] a ouvert l’espace de travail avec des parts
    [enter] a inscrit des lignes au journal
    [log_break] a accepté une rupture du journal
    [unreadable] ne peut plus être garanti
   *[other] { $name }
}
choice-role = { $name ->
    [read_only] Lecture seule
    [analyst] Analyste
    [lead] Responsable
    [admin] Administration
   *[other] { $name }
}
choice-recipient-kind = { $name ->
    [host] Hébergeur
    [police] Police
   *[other] { $name }
}
choice-way = { $name ->
    [mail] Par courriel
    [file] Sous forme de fichier
    [form] Par son propre formulaire
   *[other] { $name }
}
