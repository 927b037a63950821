# Hand-offs on the page of a case.
hand-off-title = Weitergaben
hand-off-kind = { $name ->
    [scart_csv] SCART, als CSV
    [scart_mail] SCART, per E-Mail
    [xarf] Abuse-Stelle, XARF
    [notice] Anbieter, Meldung (DSA, Artikel 16)
    [police] Polizei, Paket
    [hotline] Andere Meldestelle, versiegelt
   *[other] { $name }
}
hand-off-state = { $name ->
    [made] erstellt; niemand hat gesagt, dass sie zugestellt ist
    [sending] wird gesendet; der andere Server hat sie noch nicht bestätigt
    [sent] ist hinausgegangen
    [failed] nicht gesendet; es wird nicht noch einmal versucht
    [unknown] ist vielleicht hinausgegangen; der Mailserver hat es nicht bestätigt
    [arrived] ist angekommen
    [opened] ist angekommen, und ihr Arbeitsplatz hat sie geöffnet
    [not_opened] ihr Arbeitsplatz konnte sie nicht öffnen: noch einmal weiterleiten
    [answered] beantwortet
    [no_answer] nicht beantwortet
    [taken_back] zurückgenommen; ihr Arbeitsplatz erfährt es
   *[other] { $name }
}
hand-off-record = { $name ->
    [sent] Sie ist hinausgegangen
    [failed] Sie ist nicht hinausgegangen
    [arrived] Sie ist angekommen
    [no_answer] Sie antworten nicht
    [taken_back] Zurücknehmen
   *[other] { $name }
}
hand-off-record-answer = { $name ->
    [removed] Sie haben es entfernt
    [at_work] Sie kümmern sich darum
    [refused] Sie lehnen ab
    [passed_on] Sie haben es weitergegeben
    [other] Sie haben anders geantwortet
   *[other] { $name }
}
hand-off-answer = { $name ->
    [removed] entfernt
    [at_work] in Arbeit
    [refused] abgelehnt
    [passed_on] weitergegeben
    [other] andere Antwort
   *[other] { $name }
}
hand-off-line = { $kind } an { $to }, Einträge { $items }: von { $by }
hand-off-line-whole = { $kind } an { $to }, die ganze Meldung: von { $by }
hand-off-answer-due = eine Antwort wird erwartet am
hand-off-file = Die Datei
hand-off-parcel = Sendung { $id }
hand-off-receipt = Ihre unterschriebene Quittung: { $hotline } hat die Sendung { $parcel } seit { $hour }
hand-off-receipt-file = Die Quittung als Datei
hand-off-without-key = wir haben jetzt keinen Schlüssel von ihr
hand-off-whole = Ist nichts angekreuzt, geht die ganze Meldung weiter, wie sie kam, mit dem, was schon bekannt war.
hand-off-to = an
hand-off-as-file = als Datei, auch wenn sie E-Mail annehmen
hand-off-as-file-hotline = als Datei, die Sie ihnen selbst bringen
hand-off-do = Weitergeben
hand-off-new-tab = in einem neuen Tab
hand-off-refused = { $name ->
    [state] ein Eintrag in diesem Stand wird so nicht weitergegeben: Öffnen Sie ihn wieder, oder nehmen Sie ihn wieder auf
    [not_assessed] es wurde nicht als illegal bewertet: Bewerten Sie es zuerst
    [on_hold] die Polizei hat gebeten, es zurückzustellen: Eine Meldung an den Anbieter kann Beweise vernichten
    [unknown_hotline] keine andere Meldestelle nimmt jetzt Weiterleitungen von hier: keine ist bekannt, oder jede ist hier ausgesetzt oder ihr wird misstraut
    [nothing_fits] keiner der gewählten Einträge passt in dieses Format: Wählen Sie einen anderen Weg
    [no_explanation] keiner der gewählten Einträge hat eine Erklärung, und eine Meldung an den Anbieter braucht eine
    [anonymous] die Meldung nennt die Meldestelle nicht, eine E-Mail würde sie aber nennen: Übergeben Sie sie als Datei
    [no_key] von dieser Meldestelle ist kein gültiger Schlüssel bekannt: „receiver exchange show“ sagt dem Betreiber, warum
    [not_certified] unser eigenes Zertifikat für den Austausch ist nicht gültig: „receiver exchange show“ sagt dem Betreiber, warum
    [too_long] das ist zu viel für eine Weiterleitung: leiten Sie weniger Einträge auf einmal weiter
    [failed] sie konnte nicht erstellt werden; nichts ist hinausgegangen
   *[other] { $name }
}
hand-off-not-set-up = in der Konfiguration des Receivers fehlt { $setting }
hand-off-outcome = { $name ->
    [assessing] wird noch einmal angesehen
    [at_work] in Arbeit
    [removed] entfernt
    [unavailable] nicht erreichbar
    [moved] an eine andere Adresse umgezogen
    [with_police] bei der Polizei
    [with_hotline] bei der Meldestelle eines dritten Landes
    [refused] der Anbieter lehnt ab
    [no_answer] keine Antwort auf das Gesendete
    [not_illegal] als nicht illegal bewertet
    [not_found] dort ist nichts
    [out_of_remit] nicht zuständig
    [elsewhere] in einem anderen Land
   *[other] { $name }
}
hand-off-outcome-follow = Hier dasselbe festhalten
hand-off-outcome-seen = Ich habe es gesehen
hand-off-distrusted = hier misstraut
