retention-title = Conservation
retention-hint = Chaque partie d’un dossier est effacée d’elle-même quelques jours après sa clôture. Son arrivée, son évaluation et ce que comptent les statistiques restent. La configuration dit combien de jours :
retention-due = Ce qui est à effacer
retention-part = Partie
retention-kept = Conservé
retention-days = { $days ->
    [1] 1 jour
   *[other] { $days } jours
}
retention-now = À effacer maintenant
retention-soon = Dans les { $days } prochains jours
retention-oldest = Clôture la plus ancienne
retention-contact = Contact
retention-credentials = Identifiants du site
retention-description = Description
retention-notes = Notes
retention-rest = Signalement, évaluation et tout le reste
