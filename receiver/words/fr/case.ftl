# The page of a case.
case-title = Dossier { $number }
case-danger = Un enfant est peut-être en danger en ce moment. La police peut recevoir le signalement entier avant qu’il soit évalué.
case-only-feedback = Il ne reste rien d’autre à faire : la personne qui a signalé attend une réponse. Notez-la ici, ou notez qu’aucune n’est donnée, et le dossier se ferme.
case-repeats = Répétitions qui n’apportaient rien de nouveau, fermées en chemin : { $number }.
case-state = état
case-outcome = résultat : { $outcome }
case-priority = priorité
case-received = reçu
case-assigned-to = attribué à
case-nobody = personne
case-repeat-of = fermé comme répétition de
case-repeat-of-earlier = le dossier qui existait déjà
case-feedback = réponse à la personne qui a signalé
case-feedback-state = { $name ->
    [owed] due
    [answered] donnée
    [given_up] non donnée
   *[other] { $name }
}
case-feedback-owed = Une réponse est due
case-feedback-reason = Si vous ne donnez pas de réponse, écrivez d’abord la raison comme remarque ou comme note.
case-feedback-text = Un texte pour la réponse, selon le résultat actuel ({ $language })
case-report = signalement
case-scrubbed = Le contenu de ce dossier a été effacé. Le fait est conservé.
case-reported = Ce qui a été signalé
case-contact = contact
case-credentials = identifiants du site
case-given = indiqué
case-reveal = Révéler
case-reveal-hint = dans un nouvel onglet, est consigné
case-history = Historique
case-history-hint = Les 500 dernières entrées au plus : le journal les contient toutes.
case-history-label = Historique du dossier
case-when = Quand
case-who = Qui
case-what = Quoi
case-from = De
case-to = À
case-assign-me = Me l’attribuer
case-put-down = Le rendre
case-hand-to = Remettre à
case-hand-over = Remettre
case-notes = Notes
case-note = Une note
case-add-note = Ajouter la note
revealed-title = { $what } du dossier { $case }
revealed-what = { $name ->
    [contact] contact
    [credentials] identifiants
    [location] adresse
   *[other] { $name }
}
revealed-logged = Le journal indique que vous avez vu ceci.
revealed-codes = Avec les caractères cachés sous forme de codes :
revealed-beside = Le dossier est toujours ouvert dans l’onglet d’à côté.
case-emergency = Numéro d’urgence :
case-beside = Signalements en attente qui nomment ses hôtes
case-written = Ce que la personne a écrit : { $characters } caractères, formulaire en { $language }
case-question = Question à la personne qui a signalé
case-question-waits = { $by } a posé cette question le { $day }. La personne peut répondre jusqu’au { $until } :
case-question-text = Que voulez-vous savoir ?
case-question-hint = 500 caractères au plus, dans la langue du signalement. La question peut être lue dès la prochaine heure pleine, et on peut y répondre pendant 30 jours. Quiconque a le code noté par la personne peut la lire : ne citez jamais un autre signalement, et ne demandez pas qui elle est. La réponse arrive comme note.
case-question-ask = Poser la question
case-question-later = La personne veut rester anonyme ; on peut lui poser une question tant qu’un contenu n’est pas assez précis pour être trouvé.
case-asked = Question à la personne qui a signalé : { $text }
case-by-reporter = réponse de la personne qui a signalé
case-by-late-reporter = réponse de la personne qui a signalé, après la fin de la question
