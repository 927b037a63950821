# The items of a case: their states, the steps, and the facts about them.
item-state = { $name ->
    [to_assess] zu bewerten
    [needs_more] zu ergänzen
    [second_review] zweite Prüfung
    [illegal] illegal
    [held] für die Polizei zurückgestellt
    [looked_after] unter Beobachtung
    [ended] beendet
   *[other] { $name }
}
item-end = { $name ->
    [removed] entfernt
    [unavailable] nicht erreichbar
    [moved] verlegt
    [with_police] bei der Polizei
    [with_hotline] bei einer anderen Meldestelle
    [refused] abgelehnt
    [no_answer] keine Antwort
    [not_illegal] nicht illegal
    [not_found] nicht gefunden
    [out_of_remit] nicht zuständig
    [elsewhere] in einem anderen Land
    [never_found] nie gefunden
    [same] dasselbe
    [spam] Spam
   *[other] { $name }
}
item-ended = beendet: { $end }
item-step = { $name ->
    [illegal] Als illegal bewerten
    [take_over] Bewertung übernehmen, ohne es anzusehen
    [not_illegal] Als nicht illegal bewerten
    [not_found] Dort ist nichts
    [out_of_remit] Nicht zuständig
    [elsewhere] In einem anderen Land: der weiterleitenden Stelle sagen
    [spam] Keine Meldung: Spam
    [needs_more] Reicht nicht, um es zu finden
    [doubt] Um eine zweite Prüfung bitten
    [resume] Wieder aufnehmen
    [never_found] Nie gefunden: beenden
    [send_back] Zurückgeben
    [withdraw] Aus der Prüfung zurückziehen
    [look_after] Beobachten
    [hold] Die Polizei bittet zu warten
    [release] Die Polizei gibt es frei
    [with_police] Die Polizei hat es
    [with_hotline] Die andere Meldestelle hat es
    [removed] Vom Anbieter entfernt
    [unavailable] Nicht erreichbar
    [moved] An eine andere Adresse verlegt
    [still_online] Noch online
    [look_again] An einem anderen Tag wieder nachsehen
    [refused] Vom Anbieter abgelehnt
    [no_answer] Niemand antwortet
    [correct] Die Bewertung berichtigen
    [back_online] Dasselbe, wieder online
    [reopen] Wieder öffnen
   *[other] { $name }
}
item-needs = { $name ->
    [reason] braucht einen Grund
    [illegal] braucht einen Befund: Grundlinie oder national
    [legal] braucht einen Befund: nicht beachten oder zweifelhaft
    [hand_off] braucht eine Weitergabe, die hinausgegangen ist
    [police] braucht eine Weitergabe an die Polizei, die hinausgegangen ist
    [hotline] braucht eine Weitergabe an eine Meldestelle, die hinausgegangen ist
    [day] braucht den Tag
    [address] braucht die neue Adresse
    [country] braucht das Land
   *[other] { $name }
}
items-title = Einträge
items-reviewed = Eine zweite Prüfung wurde entschieden: siehe unten.
items-heard = Ich habe sie gesehen
items-not-heard = Wer darum gebeten hat, hat sie noch nicht gesehen.
items-before = wie gemeldet: { $field }
items-named-by-cases = in Fällen genannt
items-found = Befund
items-explanation = Erklärung
items-suggested = Darin gefundene Adressen:
items-use = { $number ->
    [1] Diese Adresse
   *[other] Diese { $number } Adressen
} statt { $item } verwenden
items-reveal = { $item } genau anzeigen
items-finding = Befund zu { $item }
items-what-found = Was Sie bei { $item } gefunden haben
items-labels = Schlagwörter, durch Kommas getrennt
items-address = IP-Adresse des Servers; nennt das Land
items-country = geschätzt
items-record = Befund festhalten
items-copy = Den Befund kopieren von
items-copy-to = auf die angekreuzten
items-next = Wie weiter
items-next-ticked = Wie weiter mit den angekreuzten
items-recorded-with = Was in den Befunden steht, wird mit jedem Schritt festgehalten.
items-reason = Grund oder Anmerkung
items-elsewhere = Das Land, in dem es ist, zwei Buchstaben wie DE
items-until = Die Polizei bittet zu warten bis
items-look-again = An diesem Tag wieder nachsehen; wenn Sie keinen wählen, am nächsten Arbeitstag
items-moved-to = Verlegt an die Adresse
items-correct = Adressen berichtigen, aufteilen oder hinzufügen
items-change = Was zu ändern ist
items-add = als neue Einträge hinzufügen
items-instead = statt { $item }; weitere Zeilen werden eigene Einträge
items-addresses = Adressen, eine je Zeile
items-record-addresses = Die Adressen festhalten
items-kept = Was gemeldet wurde, bleibt erhalten.
items-explain = Erklärung zu { $item }, für Anbieter und Polizei
fact-named-by = genannt von
fact-reports = { $number } Meldungen, die letzte von { $hour }
fact-assessed = bewertet
fact-by = von { $who }, { $day }
fact-review = zweite Prüfung
fact-review-decided = erbeten von { $asked }, entschieden von { $who }, { $day }
fact-review-open = erbeten von { $asked }, noch nicht entschieden
fact-held-until = zurückgestellt bis
fact-held = { $day }, von { $who }, { $on }
fact-released = freigegeben
fact-look-again = wieder nachsehen am
fact-still-online = noch online
fact-times = { $times ->
    [1] einmal
   *[other] { $times }-mal
}, zuletzt am { $day }
fact-goes-on-as = geht weiter als
fact-elsewhere = ist in
known-title = Schon bekannt
known-item = Eintrag
known-scrubbed = gelöscht
known-case = sein Fall
known-case-of = { $state }, bearbeitet von { $who }
known-sighted = { $name ->
    [nothing_new] Nichts Neues
    [still_online] Noch online
    [back_online] Dasselbe, wieder online
    [changed] Es hat sich geändert: neu bewerten
    [own_item] Zu einem Eintrag dieses Falls machen
   *[other] { $name }
}
fact-other-opinion = andere Einstufung
fact-disputed = { $hotline } sagt { $classification }
