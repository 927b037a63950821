login-title = Se connecter
login-nobody = Personne n’a encore de compte. Créez le premier sur la machine du récepteur :
login-openid = Se connecter avec le compte de votre organisation
login-name = Nom
login-password = Mot de passe
login-code = Code
login-code-hint = Six chiffres, donnés par l’application de votre téléphone. Laissez ce champ vide lors de votre première connexion.
login-wrong = Le nom, le mot de passe ou le code n’était pas correct. Un code ne sert qu’une fois : attendez le suivant.
login-wait = Il y a eu beaucoup de tentatives. Rien n’est perdu : veuillez réessayer { $unit ->
    [minutes] dans { $number } minutes
   *[seconds] { $number ->
        [1] dans une seconde
       *[other] dans { $number } secondes
    }
}.
login-provider = Le service de connexion de votre organisation est injoignable ou ne répond pas comme il le devrait. Veuillez réessayer dans une minute. Si le problème persiste, prévenez la personne qui gère ce système : le journal du récepteur en indique la raison.
login-busy = Beaucoup de personnes se connectent en ce moment. Veuillez réessayer dans quelques secondes.
login-stray = Cette connexion a pris trop de temps, a commencé ailleurs ou a déjà été utilisée. Veuillez recommencer ici.
login-declined = La connexion auprès de votre organisation n’a pas été menée à terme. Veuillez réessayer.
login-token = La réponse de votre organisation n’a pas pu être vérifiée. Prévenez la personne qui gère ce système : le journal du récepteur en indique la raison.
login-unknown = Votre organisation vous connaît, mais vous n’avez pas de compte ici. Adressez-vous à une personne qui administre ce système.
login-other = Une autre personne que le titulaire de cette session s’est connectée. Connectez-vous avec votre propre compte.
