# The first login, and the pages after a login.
welcome-title = Bienvenue
welcome-heading = Bienvenue, { $name }
welcome-password = Choisissez un mot de passe
welcome-phone = Ajoutez l’espace de travail à votre téléphone
welcome-app = Ouvrez sur votre téléphone une application de codes à usage unique. Photographiez ceci, ou tapez la clé.
welcome-picture = La clé, à photographier
welcome-key = Clé
welcome-address = Adresse
welcome-code = Code que l’application affiche
welcome-go = Aller à l’espace de travail
arrived-title = Connecté
arrived-go = Continuer vers l’espace de travail
