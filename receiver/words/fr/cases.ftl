# Lists of cases.
cases-title = Dossiers
cases-unread-hint = Seulement ce qui a été fermé sans lecture et n’a pas changé depuis : de lui-même comme répétition, ou depuis la page de la file d’attente. Les derniers d’abord.
cases-all-open = Tous les dossiers ouverts
cases-closed-unread = Fermés sans lecture
cases-number = Numéro d’un dossier, d’un élément ou d’un signalement
cases-go = Y aller
cases-filter = { $name ->
    [state] état
    [priority] priorité
    [category] catégorie
    [assignee] attribué à
    [language] langue
    [origin] de
    [partner] partenaire
   *[other] { $name }
}
cases-all = tous
cases-open = ouverts
cases-from-others = autres lignes
cases-any = tous
cases-show = Afficher
cases-none = Il n’y en a aucun.
cases-case = Dossier
cases-where = Où
cases-priority = Priorité
cases-state = État
cases-outcome = Résultat
cases-category = Catégorie
cases-language = Langue
cases-partner = Partenaire
cases-assigned-to = Attribué à
cases-received = Reçu
cases-pages = Pages de la liste
