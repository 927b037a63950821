# The first login, and the pages after a login.
welcome-title = Willkommen
welcome-heading = Willkommen, { $name }
welcome-password = Wählen Sie ein Passwort
welcome-phone = Fügen Sie den Arbeitsplatz Ihrem Telefon hinzu
welcome-app = Öffnen Sie auf Ihrem Telefon eine App für Einmalcodes. Fotografieren Sie dies, oder tippen Sie den Schlüssel ein.
welcome-picture = Der Schlüssel zum Fotografieren
welcome-key = Schlüssel
welcome-address = Adresse
welcome-code = Code, den die App zeigt
welcome-go = Zum Arbeitsplatz
arrived-title = Angemeldet
arrived-go = Weiter zum Arbeitsplatz
