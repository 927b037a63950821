refused-title = Nicht möglich
refused-heading = Das war nicht möglich
refused-unchanged = Nichts wurde geändert.
refused-to-queue = Zur Warteschlange
refused-typed = Was Sie eingegeben hatten
lost-title = Noch einmal anmelden
lost-heading = Ihre Sitzung ist beendet
lost-kept = Nichts wurde geändert, und was Sie eingegeben hatten, bleibt auf dieser Seite erhalten.
lost-new-tab = In einem neuen Tab anmelden
lost-show = Zeigen, was Sie eingegeben hatten
refused-field = { $name ->
    [address] Adresse
    [addresses] Adressen
    [age_group] Altersgruppe
    [answer] Antwort
    [category] Kategorie
    [child_modelling] Posendarstellungen
    [classification] Einstufung
    [colleague] Kollegin oder Kollege
    [commerciality] Kommerzialität
    [country] Land
    [days] Tage
    [domains] Domains
    [explanation] Erklärung
    [feedback] Antwort an die meldende Person
    [from] von
    [gender] Geschlecht
    [item] Eintrag
    [items] Einträge
    [kind] Art
    [language] Sprache
    [look_again] wieder nachsehen am
    [mail] E-Mail
    [name] Name
    [note] Notiz
    [number] Nummer
    [reason] Grund
    [role] Rolle
    [site_type] Art der Website
    [text] Text
    [to] an
    [ucs_labels] Schlagwörter
    [until] bis
    [user_generated] selbst hergestellt
    [virtual] virtuell
    [way] Weg
   *[other] { $name }
}
