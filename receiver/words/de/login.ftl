login-title = Anmelden
login-nobody = Noch hat niemand ein Konto. Legen Sie das erste auf dem Rechner des Receivers an:
login-openid = Mit dem Konto Ihrer Organisation anmelden
login-name = Name
login-password = Passwort
login-code = Code
login-code-hint = Sechs Ziffern aus der App auf Ihrem Telefon. Lassen Sie das Feld bei der ersten Anmeldung leer.
login-wrong = Name, Passwort oder Code war nicht richtig. Ein Code gilt nur einmal: Warten Sie auf den nächsten.
login-wait = Es gab viele Versuche. Nichts ist verloren: Bitte versuchen Sie es { $unit ->
    [minutes] in { $number } Minuten
   *[seconds] { $number ->
        [1] in einer Sekunde
       *[other] in { $number } Sekunden
    }
} noch einmal.
login-provider = Die Anmeldung Ihrer Organisation ist nicht erreichbar oder antwortet nicht, wie sie soll. Bitte versuchen Sie es in einer Minute noch einmal. Bleibt es dabei, sagen Sie es denen, die dieses System betreiben: Das Protokoll des Receivers nennt den Grund.
login-busy = Im Moment melden sich viele Personen an. Bitte versuchen Sie es in ein paar Sekunden noch einmal.
login-stray = Diese Anmeldung hat zu lange gedauert, wurde anderswo begonnen oder schon benutzt. Bitte beginnen Sie hier von vorn.
login-declined = Die Anmeldung bei Ihrer Organisation wurde nicht abgeschlossen. Bitte versuchen Sie es noch einmal.
login-token = Die Antwort Ihrer Organisation konnte nicht geprüft werden. Sagen Sie es denen, die dieses System betreiben: Das Protokoll des Receivers nennt den Grund.
login-unknown = Ihre Organisation kennt Sie, aber hier gibt es kein Konto für Sie. Wenden Sie sich an die Administration dieses Systems.
login-other = Jemand anderes als die Person, der diese Sitzung gehört, hat sich angemeldet. Melden Sie sich mit Ihrem eigenen Konto an.
