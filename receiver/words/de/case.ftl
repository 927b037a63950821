# The page of a case.
case-title = Fall { $number }
case-danger = Ein Kind ist vielleicht jetzt in Gefahr. Die Polizei kann die ganze Meldung bekommen, bevor sie bewertet ist.
case-only-feedback = Sonst ist nichts mehr zu tun: Wer gemeldet hat, wartet auf eine Antwort. Halten Sie hier fest, dass sie gegeben wurde oder dass keine gegeben wird; dann wird der Fall abgeschlossen.
case-repeats = Wiederholungen ohne Neues, auf dem Weg hierher abgeschlossen: { $number }.
case-state = Stand
case-outcome = Ergebnis: { $outcome }
case-priority = Dringlichkeit
case-received = eingegangen
case-assigned-to = bearbeitet von
case-nobody = niemand
case-repeat-of = abgeschlossen als Wiederholung von
case-repeat-of-earlier = dem Fall, den es schon gab
case-feedback = Antwort an die meldende Person
case-feedback-state = { $name ->
    [owed] steht aus
    [answered] gegeben
    [given_up] wird nicht gegeben
   *[other] { $name }
}
case-feedback-owed = Eine Antwort steht aus
case-feedback-reason = Wenn Sie keine Antwort geben, schreiben Sie zuerst den Grund als Anmerkung oder Notiz.
case-feedback-text = Ein Text für die Antwort, nach dem jetzigen Ergebnis ({ $language })
case-report = Meldung
case-scrubbed = Der Inhalt dieses Falls wurde gelöscht. Die Tatsache bleibt erhalten.
case-reported = Was gemeldet wurde
case-contact = Kontakt
case-credentials = Zugangsdaten der Website
case-given = angegeben
case-reveal = Anzeigen
case-reveal-hint = in einem neuen Tab, wird protokolliert
case-history = Verlauf
case-history-hint = Höchstens die letzten 500 Einträge: Das Protokoll hat alle.
case-history-label = Verlauf des Falls
case-when = Wann
case-who = Wer
case-what = Was
case-from = Von
case-to = Nach
case-assign-me = Mir zuweisen
case-put-down = Ablegen
case-hand-to = Übergeben an
case-hand-over = Übergeben
case-notes = Notizen
case-note = Eine Notiz
case-add-note = Die Notiz hinzufügen
revealed-title = { $what }, Fall { $case }
revealed-what = { $name ->
    [contact] Kontakt
    [credentials] Zugangsdaten
    [location] Adresse
   *[other] { $name }
}
revealed-logged = Dass Sie dies gesehen haben, steht im Protokoll.
revealed-codes = Mit versteckten Zeichen als Codes:
revealed-beside = Der Fall ist im Tab daneben noch offen.
case-emergency = Notruf:
case-beside = Wartende Meldungen, die seine Anbieter nennen
case-written = Was die meldende Person schrieb: { $characters } Zeichen, Formular in { $language }
case-question = Frage an die meldende Person
case-question-waits = { $by } hat am { $day } gefragt. Die meldende Person kann bis { $until } antworten:
case-question-text = Was möchten Sie wissen?
case-question-hint = Höchstens 500 Zeichen, in der Sprache der Meldung. Die Frage ist ab der nächsten vollen Stunde zu lesen und 30 Tage lang zu beantworten. Lesen kann sie, wer den Code hat, den die meldende Person notiert hat: Zitieren Sie nie eine andere Meldung, und fragen Sie nicht, wer sie ist. Die Antwort kommt als Notiz.
case-question-ask = Die meldende Person fragen
case-question-later = Die meldende Person möchte anonym bleiben und kann etwas gefragt werden, solange ein Inhalt „nicht zu finden“ ist.
case-asked = Frage an die meldende Person: { $text }
case-by-reporter = Antwort der meldenden Person
case-by-late-reporter = Antwort der meldenden Person, nachdem die Frage geendet hatte
