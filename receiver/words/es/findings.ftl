# The finding about an item: its menus and their choices.
finding-menu = { $name ->
    [classification] clasificación
    [gender] género
    [age_group] grupo de edad
    [commerciality] carácter comercial
    [site_type] tipo de sitio
    [virtual] virtual
    [child_modelling] posados de menores
    [user_generated] generado por la propia persona menor
   *[other] { $name }
}
choice-classification = { $name ->
    [baseline] base común
    [national] nacional
    [doubtful] dudoso
    [ignore] ignorar
   *[other] { $name }
}
choice-gender = { $name ->
    [undetermined] no determinado
    [female] niñas
    [male] niños
    [both] ambos
   *[other] { $name }
}
choice-age-group = { $name ->
    [not_determined] no determinado
    [infant] bebé o niño de corta edad
    [pre_pubescent] antes de la pubertad
    [pubescent] en la pubertad
   *[other] { $name }
}
choice-commerciality = { $name ->
    [not_determined] no determinado
    [commercial] comercial
    [non_commercial] no comercial
   *[other] { $name }
}
finding-labels = etiquetas
finding-hosted-in = alojado en
finding-hosted = { $country }, según { $method }, { $day }
