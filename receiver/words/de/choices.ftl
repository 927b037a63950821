# Words for the names that the store, the API and exports have for choices.
choice-category = { $name ->
    [csam] Darstellungen sexuellen Kindesmissbrauchs
    [grooming] Cybergrooming
    [sextortion] Sextortion
    [hate_speech] Hassrede
    [other] etwas anderes
   *[other] { $name }
}
choice-outcome = { $name ->
    [spam] Spam
    [repeat] Wiederholung
    [out_of_remit] nicht zuständig
    [needs_more] Angaben reichen nicht
    [not_found] nicht gefunden
    [not_illegal] als nicht illegal bewertet
    [assessed_illegal] als illegal bewertet
   *[other] { $name }
}
choice-site-type = { $name ->
    [website] Website
    [filehost] Dateihoster
    [imagestore] Bilderspeicher für Abonnenten
    [imageboard] Imageboard
    [forum] Forum
    [bannersite] Bannerseite
    [linksite] Linkliste
    [socialsite] soziales Netzwerk
    [redirector] Weiterleitung
    [webarchived] Webarchiv
    [searchprovider] Suchmaschine
    [imagehost] Bilderhoster
    [blog] Blog
    [webpage] einzelne Seite
   *[other] { $name }
}
choice-waited = { $name ->
    [hours] unter 8 Stunden
    [day] unter einem Tag
    [days] unter 3 Tagen
    [longer] 3 Tage oder länger
   *[other] { $name }
}
choice-act = { $name ->
    [take] hat eine Meldung übernommen
    [step] hat einen Schritt festgehalten
    [assess] hat Befunde festgehalten
    [note] hat eine Notiz geschrieben
    [assign] hat den Fall zugeteilt
    [correct] hat die Einträge geändert
    [sighting] hat eine weitere Meldung zugeordnet
    [feedback] hat die Antwort an die meldende Person erledigt
    [ask] hat die meldende Person gefragt
    [reporter_answered] hat die Antwort der meldenden Person gebracht
    [question_ended] hat eine Frage ohne Antwort beendet
    [answered_late] hat eine späte Antwort der meldenden Person gebracht
    [answer_dropped] hat eine Antwort auf eine Frage zu keinem Fall gelöscht
    [convert] hat ältere Fälle umgewandelt
    [hand_off] hat eine Weitergabe erstellt
    [download] hat eine Datei heruntergeladen
    [hand_off_sent] Weitergabe ist abgeschickt
    [hand_off_failed] Weitergabe ist nicht abgeschickt
    [hand_off_arrived] Weitergabe ist angekommen
    [hand_off_opened] andere Meldestelle hat eine Weiterleitung geöffnet
    [hand_off_answered] Weitergabe ist beantwortet
    [outcome_told] andere Meldestelle hat gesagt, was aus Einträgen wurde
    [hand_off_taken_back] hat eine Weiterleitung zurückgenommen
    [referral_taken_back] die Meldestelle, die Einträge weitergeleitet hat, hat welche zurückgenommen
    [outcome_followed] was aus einem Eintrag wird, erfährt auch eine andere Meldestelle
    [outcome_seen] hat gesehen, was eine andere Meldestelle gesagt hat
    [hand_off_no_answer] Weitergabe bleibt ohne Antwort
    [hand_off_unknown] Weitergabe ist vielleicht abgeschickt
    [reveal] hat Verborgenes angesehen
    [read] hat einen Fall gelesen
    [read_queue] hat die Warteschlange gelesen
    [read_due] hat Fälliges gelesen
    [read_list] hat eine Liste von Fällen gelesen
    [read_figures] las Zahlen
    [search] hat gesucht
    [sample] zog eine Stichprobe
    [second_look] sah ein zweites Mal hin
    [claim] hat eine Meldung reserviert
    [extend] hat eine Reservierung verlängert
    [release] hat eine Reservierung aufgehoben
    [ack] hat eine Meldung bestätigt
    [refuse] hat eine gefälschte Meldung ausgesondert
    [reorder] hat die Dringlichkeit berichtigt
    [end_lease] hat eine zu lange Reservierung beendet
    [vanish] vermisst eine dringende Meldung
    [requeue] hat eine Meldung zurückgestellt
    [scrub] hat Teile eines Falls gelöscht
    [anonymise] hat einen Fall anonymisiert
    [recipient] hat die Empfänger geändert
    [publish] hat die Statistik veröffentlicht
    [account_added] hat ein Konto angelegt
    [role_changed] hat eine Rolle geändert
    [account_disabled] hat ein Konto gesperrt
    [account_enabled] hat ein Konto entsperrt
    [account_reset] hat Passwort und Telefon zurückgesetzt
    [password_reset] hat ein Passwort zurückgesetzt
    [password_set] hat ein Passwort gewählt
    [language_chosen] hat eine Sprache gewählt
    [second_factor_set] hat ein Telefon angemeldet
    [login] hat sich angemeldet
    [login_failed] konnte sich nicht anmelden
    [confirmed] hat sich noch einmal ausgewiesen
    [logout] hat sich abgemeldet
    [other_sessions_ended] hat andere Sitzungen beendet
    [token_made] hat ein Token erstellt
    [token_approved] hat ein Token freigegeben
    [token_revoked] hat ein Token widerrufen
    [exchange_key] hat einen Schlüssel für andere Meldestellen veröffentlicht
    [exchange_key_destroyed] hat einen Schlüssel für andere Meldestellen vernichtet
    [exchange_left] hat den Austausch mit anderen Meldestellen verlassen
    [hotline_paused] hat den Austausch mit einer Meldestelle ausgesetzt
    [hotline_distrusted] hat einer Meldestelle das Vertrauen entzogen
    [hotline_resumed] hat den Austausch mit einer Meldestelle wieder aufgenommen
    [directory_shown] hat anderen Meldestellen ein neueres Verzeichnis gezeigt
    [directory_split] hat die Belege für zwei Verzeichnisse einer Version aufbewahrt
    [directory_settled] hat einen Fall von zwei Verzeichnissen einer Version geklärt
    [bring_in] hat eine Weiterleitung einer anderen Meldestelle aufgenommen
    [refuse_parcel] konnte eine Sendung einer anderen Meldestelle nicht öffnen
    [key_rotated] hat einen Schlüssel der Annahme erzeugt
    [key_revoked] hat einen Schlüssel der Annahme vernichtet
    [clock_confirmed] hat die Uhr bestätigt
    [backup] hat eine Sicherung erstellt
    [retry] hat Zustellungen wiederholt
    [key_made] hat einen weiteren Schlüssel des Arbeitsplatzes erzeugt
    [resealed] hat mit dem neuen Schlüssel versiegelt
    [key_retired] hat den früheren Schlüssel ausgemustert
    [unlocked] hat den Arbeitsplatz mit Teilen geöffnet
    [enter] hat Zeilen ins Protokoll aufgenommen
    [log_break] hat einen Bruch im Protokoll hingenommen
    [unreadable] ist nicht mehr verbürgt
   *[other] { $name }
}
choice-role = { $name ->
    [read_only] Nur Lesen
    [analyst] Analyse
    [lead] Leitung
    [admin] Administration
   *[other] { $name }
}
choice-recipient-kind = { $name ->
    [host] Anbieter
    [police] Polizei
   *[other] { $name }
}
choice-way = { $name ->
    [mail] Per E-Mail
    [file] Als Datei
    [form] Über das eigene Formular
   *[other] { $name }
}
