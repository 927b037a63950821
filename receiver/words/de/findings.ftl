# The finding about an item: its menus and their choices.
finding-menu = { $name ->
    [classification] Einstufung
    [gender] Geschlecht
    [age_group] Altersgruppe
    [commerciality] Kommerzialität
    [site_type] Art der Website
    [virtual] virtuell
    [child_modelling] Posendarstellungen
    [user_generated] selbst hergestellt
   *[other] { $name }
}
choice-classification = { $name ->
    [baseline] Grundlinie
    [national] national
    [doubtful] zweifelhaft
    [ignore] nicht beachten
   *[other] { $name }
}
choice-gender = { $name ->
    [undetermined] nicht bestimmbar
    [female] Mädchen
    [male] Jungen
    [both] beide
   *[other] { $name }
}
choice-age-group = { $name ->
    [not_determined] nicht bestimmbar
    [infant] Säugling oder Kleinkind
    [pre_pubescent] vor der Pubertät
    [pubescent] in der Pubertät
   *[other] { $name }
}
choice-commerciality = { $name ->
    [not_determined] nicht bestimmbar
    [commercial] kommerziell
    [non_commercial] nicht kommerziell
   *[other] { $name }
}
finding-labels = Schlagwörter
finding-hosted-in = gehostet in
finding-hosted = { $country }, nach { $method }, { $day }
