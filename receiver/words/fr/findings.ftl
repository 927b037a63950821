# The finding about an item: its menus and their choices.
finding-menu = { $name ->
    [classification] classification
    [gender] genre
    [age_group] tranche d’âge
    [commerciality] caractère commercial
    [site_type] type de site
    [virtual] virtuel
    [child_modelling] enfants mannequins
    [user_generated] autoproduit
   *[other] { $name }
}
choice-classification = { $name ->
    [baseline] socle commun
    [national] national
    [doubtful] douteux
    [ignore] à ignorer
   *[other] { $name }
}
choice-gender = { $name ->
    [undetermined] indéterminé
    [female] filles
    [male] garçons
    [both] les deux
   *[other] { $name }
}
choice-age-group = { $name ->
    [not_determined] indéterminé
    [infant] bébé ou tout-petit
    [pre_pubescent] avant la puberté
    [pubescent] à la puberté
   *[other] { $name }
}
choice-commerciality = { $name ->
    [not_determined] indéterminé
    [commercial] commercial
    [non_commercial] non commercial
   *[other] { $name }
}
finding-labels = étiquettes
finding-hosted-in = hébergé en
finding-hosted = { $country }, selon { $method }, { $day }
