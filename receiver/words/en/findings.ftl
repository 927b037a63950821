# The finding about an item: its menus and their choices.
finding-menu = { $name ->
    [classification] classification
    [gender] gender
    [age_group] age group
    [commerciality] commerciality
    [site_type] site type
    [virtual] virtual
    [child_modelling] child modelling
    [user_generated] user-generated
   *[other] { $name }
}
choice-classification = { $name ->
    [baseline] baseline
    [national] national
    [doubtful] doubtful
    [ignore] ignore
   *[other] { $name }
}
choice-gender = { $name ->
    [undetermined] undetermined
    [female] girls
    [male] boys
    [both] girls and boys
   *[other] { $name }
}
choice-age-group = { $name ->
    [not_determined] not determined
    [infant] infant
    [pre_pubescent] before puberty
    [pubescent] in puberty
   *[other] { $name }
}
choice-commerciality = { $name ->
    [not_determined] not determined
    [commercial] commercial
    [non_commercial] not commercial
   *[other] { $name }
}
finding-labels = labels
finding-hosted-in = hosted in
finding-hosted = { $country }, by { $method }, { $day }
