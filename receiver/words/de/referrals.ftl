referrals-title = Von anderen Meldestellen
referrals-bring = Eine Weiterleitung aufnehmen
referrals-file = Die Datei, die eine andere Meldestelle geschickt hat
referrals-hint = Sie wird ein Fall, den Sie übernommen haben. Dieselbe Datei zweimal ergibt einen Fall.
referrals-bring-in = Aufnehmen
referrals-key-until = Wir haben ihren Schlüssel, bis { $hour }
referrals-directory = Verzeichnis von { $network }, Version { $version }, gelesen { $fetched }, gültig bis { $hour }
referrals-directory-old = Es wurde seit mehr als einem Tag nicht erneuert. Wer seitdem widerrufen wurde oder dazugekommen ist, ist hier nicht bekannt.
referrals-directory-ended = Es ist abgelaufen: Für seine Meldestellen wird nichts versiegelt, bis es ein neueres gibt. Was sie senden, kommt weiterhin an.
referrals-split-view = { $hotline } richtet sich nach einem anderen Verzeichnis der Version { $version }. Entweder hat der Verband zwei unterschrieben, oder diese Meldestelle sagt etwas Falsches. Beide unterschriebenen Belege sind aufbewahrt: Sagen Sie es Ihrem Betrieb.
referrals-no-key = Wir haben keinen gültigen Schlüssel: An sie kann jetzt nichts weitergeleitet werden
referrals-none = Dieser Arbeitsplatz nimmt nicht am Austausch teil: Die Konfiguration hat kein [desk.exchange].
referred-title = Von einer anderen Meldestelle weitergeleitet
referred-hint = Das sagt die andere Meldestelle. Es ist keine Bewertung von uns.
referred-distrusted = Dieser Meldestelle wird hier misstraut. Bewerten Sie neu, was auf ihrem Wort beruht.
referred-by = von
referred-contact = Kontakt
referred-made = weitergeleitet
referred-received = dort gemeldet
referred-assessed = dort bewertet am
referred-parcel = Nummer der Sendung
referred-held = die Polizei dort hat gebeten zu warten bis
referred-told = zurückgemeldet
referred-taken-back = von ihr zurückgenommen in
referred-withdrawn = Diese Meldestelle hat Einträge ihrer Weiterleitung zurückgenommen: { $items }. Was hier befunden oder getan wurde, bleibt.
referred-explanation = Was dort geschrieben wurde: { $characters } Zeichen
referred-item = Eintrag { $place } der Weiterleitung
referrals-open-cases = Die offenen Fälle anderer Meldestellen
referrals-waiting = Was auf Zustellung wartet
referrals-waiting-hint = Es wird 14 Tage lang von selbst wieder versucht; eine Weiterleitung, die bis dahin nicht angekommen ist, kommt als Datei zu ihrem Fall zurück.
referrals-what = Was
referrals-to = An
referrals-why = Warum es wartet
referrals-attempts = Versuche
referrals-next = Nächster Versuch
referrals-not-tried = noch nicht versucht
referrals-unopened = Angekommen, aber nicht zu öffnen
referrals-from = Von
referrals-unopened-why = Warum
referrals-parcel = Sendung
referrals-arrived = Angekommen
referrals-from-nobody = niemandem, den wir kennen
referrals-unopened-hint = Absender, die wir kennen, wissen davon. Eine Zeile bleibt 60 Tage.
referrals-parcel-kind = { $name ->
    [referral] Weiterleitung
    [answer] Antwort auf eine Sendung von dort
    [outcome] was aus deren Weiterleitung wurde
    [withdrawal] Rücknahme einer Weiterleitung
   *[other] { $name }
}
referrals-obstacle = { $name ->
    [not_named] die Konfiguration nennt diese Meldestelle nicht mehr
    [paused] diese Meldestelle ist hier ausgesetzt oder wartet auf Zustimmung
    [no_key] wir haben keinen gültigen Schlüssel dieser Meldestelle
    [version] sie liest keine Version von Sendungen, die dieser Receiver macht: Sagen Sie es dem Betrieb
    [not_certified] unser eigenes Zertifikat ist nicht gültig: Sagen Sie es dem Betrieb
    [too_long] es ist zu lang für eine Sendung: Sagen Sie es dem Betrieb
    [unreachable] ihr Server ist nicht erreichbar
    [not_taken] ihr Server nimmt es jetzt nicht an
    [stranger] ihr Server kennt uns nicht: Sie sollen unsere Meldestelle eintragen
    [no_part] sie nimmt am Austausch nicht teil
    [refused] ihr Server sagt, es sei keine Sendung für ihn: Sagen Sie es dem Betrieb
    [no_receipt] ihr Server hat den Empfang nicht unterschrieben
   *[other] { $name }
}
