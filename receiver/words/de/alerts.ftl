# Alerts by mail and push, by the name of the alert. They say nothing of a report.
# The title is a part of a subject and of a sentence.
alert-title = { $name ->
    [danger_waits] eine Meldung über ein Kind in Gefahr wartet
    [reports_wait] Meldungen warten zu lange
    [signer_ends] das Zertifikat des Signierers läuft ab
    [exchange_ends] das Zertifikat für andere Meldestellen läuft ab
    [asker_ends] das Zertifikat für Rückfragen läuft ab
    [directory_old] das Verzeichnis anderer Meldestellen ist alt
    [hotline_silent] eine andere Meldestelle schweigt zu einem Kind in Gefahr
    [directory_split] zwei Verzeichnisse anderer Meldestellen haben eine Version
    [certificate_ends] ein TLS-Zertifikat läuft ab
    [public_wrong] die öffentliche Adresse führt nicht zur Annahme
    [ratchet_stands] alte Schlüssel werden nicht vernichtet
    [nothing_stored] nichts kann gespeichert werden
    [desk_closed] der Arbeitsplatz startet nicht
    [desk_locked] der Arbeitsplatz ist gesperrt
    [key_missing] die Annahme hat keinen Schlüssel
    [intake_silent] die Annahme schweigt
    [intake_unreachable] der Arbeitsplatz erreicht die Annahme nicht
    [desk_away] der Arbeitsplatz holt nichts bei der Annahme ab
    [backup_old] die letzte Sicherung ist zu alt
    [clock_refused] der Uhr wird nicht geglaubt
    [disk_full] die Festplatte ist fast voll
    [reports_set_aside] Meldungen sind ausgesondert
    [deliveries_dead] Zustellungen an einen Webhook wurden aufgegeben
    [logins_attacked] viele Anmeldungen schlagen fehl
    [queue_changed] jemand anderes hat die Warteschlange geändert
    [store_changed] jemand anderes hat den Speicher geändert
    [account_made] ein neues Konto
    [token_made] ein neuer Token
    [test] ein Test der Alarme
   *[other] { $name }
}
alert-over-title = vorbei: { $title }
alert-text = { $name ->
    [danger_waits] Meldungen über ein Kind in Gefahr warten seit 15 Minuten oder länger am Arbeitsplatz, und niemand hat sie übernommen. Anzahl dieser Meldungen: { $count }.
    [reports_wait] Meldungen warten seit mehr als einem Arbeitstag. Anzahl dieser Meldungen zur letzten vollen Stunde: { $count }.
    [signer_ends] Das Zertifikat des Signierers läuft ab. Danach wird keine Meldung mehr angenommen. Zertifizieren Sie den Signierer neu: receiver keys certify --help. Verbleibende ganze Tage: { $count }.
    [exchange_ends] Das Zertifikat des Arbeitsplatzes für den Austausch mit anderen Meldestellen läuft ab. Danach kann nichts an sie weitergeleitet werden. Zertifizieren Sie den Signierer neu: receiver keys certify --help. Verbleibende ganze Tage: { $count }.
    [asker_ends] Das Zertifikat, mit dem der Arbeitsplatz Rückfragen stellt, läuft ab. Danach sieht niemand, der etwas gemeldet hat, eine Rückfrage. Zertifizieren Sie den Schlüssel neu: receiver keys certify --help. Noch ganze Tage: { $count }.
    [directory_old] Das Verzeichnis anderer Meldestellen wurde seit einem Tag nicht abgerufen, oder es ist abgelaufen. Ist es abgelaufen, wird für die Meldestellen darin nichts mehr versiegelt; was sie senden, kommt weiterhin an. Siehe receiver check, oder fragen Sie den Verband. Ganze Stunden seit dem letzten Abruf: { $count }.
    [hotline_silent] Eine andere Meldestelle hat seit vier Stunden nichts zu einer Weiterleitung über ein Kind in Gefahr mitgeteilt, oder diese ist dort nicht angekommen. Sehen Sie am Arbeitsplatz nach, was fällig ist, und rufen Sie die Meldestelle an. Anzahl dieser Weiterleitungen: { $count }.
    [directory_split] Eine andere Meldestelle richtet sich nach einem Verzeichnis, das die Version des unseren und einen anderen Text hat. Entweder hat der Verband zwei unterschrieben, oder diese Meldestelle sagt etwas Falsches. Tauschen Sie nichts Neues aus, bis das geklärt ist: receiver exchange show nennt die Meldestellen, receiver exchange settle schreibt beide unterschriebenen Belege in eine Datei. Rufen Sie den Verband und die Meldestellen an, die Sie kennen. Zahl solcher Meldestellen: { $count }.
    [certificate_ends] Ein TLS-Zertifikat läuft ab: das der öffentlichen Adresse der Annahme oder eines in [intake.tls] oder [desk.tls]. Danach öffnet kein Browser mehr das Formular oder den Arbeitsplatz. Erneuern Sie es dort, wo TLS endet, vielleicht in einem Proxy. Tage, in denen es abgelaufen sein wird: { $count }.
    [public_wrong] Von diesem Rechner aus führt die Adresse in intake.public_url nicht zu dieser Annahme: Vielleicht erreicht sie niemand, der melden will. Siehe receiver check.
    [ratchet_stands] Die Annahme kann die Datei ihrer Ratsche (ratchet) nicht schreiben: Wer den Rechner in die Hand bekommt, kann noch öffnen, was vor mehr als 72 Stunden gesendet wurde. Ganze Stunden seit dem Ältesten: { $count }.
    [nothing_stored] In den Speicher kann nichts geschrieben werden. Bis das behoben ist, wird keine Meldung angenommen: Sehen Sie nach der Festplatte, der Datenbank und dem Log des Receivers.
    [desk_closed] Der Arbeitsplatz startet nicht, weil seine Hälfte des Speichers nicht so ist, wie er sie hinterlassen hat. Die Annahme läuft weiter, und Meldungen warten. Siehe receiver check.
    [desk_locked] Der Schlüssel des Arbeitsplatzes ist in Teilen, und er ist gesperrt: Meldungen kommen an, und niemand kann sie lesen. Wer einen Teil hat, gibt ihn auf der Seite /unlock des Arbeitsplatzes ein. Volle Stunden, seit er gesperrt ist: { $count }.
    [key_missing] Die Annahme arbeitet und hat keinen Schlüssel, den sie ausgeben könnte: Niemand kann eine Meldung senden. Ihr Log sagt, warum; siehe receiver check und receiver keys show.
    [intake_silent] Die Annahme schreibt nicht mehr in den Speicher, dass sie arbeitet. Vielleicht wird keine Meldung angenommen. Ganze Minuten seit dem letzten Mal: { $count }.
    [intake_unreachable] Der Arbeitsplatz kann bei der Annahme auf dem anderen Rechner nichts abholen. Meldungen warten dort, oder es kommen gar keine an. Siehe receiver check auf diesem Rechner und auf jenem. Ganze Minuten, seit die Annahme geantwortet hat: { $count }.
    [desk_away] Seit Langem hat der Arbeitsplatz bei dieser Annahme nichts abgeholt. Was Meldende senden, wartet hier ungelesen. Sehen Sie nach, ob der Arbeitsplatz läuft; siehe receiver check auf beiden Rechnern. Ganze Minuten, seit er gefragt hat: { $count }.
    [backup_old] Seit Langem ist keine Sicherung gelungen. Ganze Stunden seit der letzten oder seit dem Anfang des Speichers: { $count }.
    [clock_refused] Die Uhr des Systems ist gesprungen, und der Receiver glaubt ihr nicht. Wenn die Uhr stimmt, bestätigen Sie sie: receiver clock --help.
    [disk_full] Die Festplatte des Speichers ist fast voll. Ist sie voll, wird keine Meldung angenommen. Belegt, in Prozent: { $count }.
    [reports_set_aside] Meldungen wurden zu oft reserviert, ohne abgeschlossen zu werden, und sind ausgesondert: receiver queue --help. Anzahl dieser Meldungen zur letzten vollen Stunde: { $count }.
    [deliveries_dead] Zustellungen an Webhooks wurden aufgegeben: receiver webhooks --help. Anzahl dieser Zustellungen: { $count }.
    [logins_attacked] Viele Anmeldungen am Arbeitsplatz schlagen fehl, als ob jemand Passwörter errät. Anzahl der Fehlschläge in dieser Stunde: { $count }.
    [queue_changed] Meldungen in der Warteschlange sind nicht so, wie die Annahme sie gespeichert hat: Jemand anderes hat in den Speicher geschrieben. Sie wurden ausgesondert, berichtigt oder sind weg, wie das Protokoll sagt. Anzahl dieser Meldungen: { $count }.
    [store_changed] Konten, Fälle oder Protokoll des Arbeitsplatzes sind im Speicher nicht so, wie er sie geschrieben hat: Jemand anderes hat in den Speicher geschrieben. Siehe receiver audit verify. Anzahl der Unterschiede: { $count }.
    [account_made] Am Arbeitsplatz wurden Konten angelegt. Wenn das niemand von Ihnen war, sehen Sie im Protokoll nach. Anzahl neuer Konten: { $count }.
    [token_made] Tokens der API des Arbeitsplatzes wurden erstellt. Wenn das niemand von Ihnen war, sehen Sie im Protokoll nach. Anzahl neuer Tokens: { $count }.
    [test] Das ist ein Test der Alarme. Es ist nichts passiert.
   *[other] { $name }
}
alert-over = Das ist vorbei: { $title }.
