figures-title = Cifras
figures-hint = Números enteros, para la dirección. Se quedan dentro: lo que se publica oculta los números pequeños. Los días son aquellos en que llegaron los reportes.
figures-from = Desde
figures-to = Hasta
figures-show = Mostrar
figures-years = Años
figures-files = Archivos y tablas
figures-items-file = Elementos (CSV)
figures-counts-file = Estos números (CSV), como los pide el informe anual de INHOPE
figures-notices = Avisos a proveedores
figures-notices-file = Esta tabla (CSV)
figures-reports = Reportes
figures-items = Elementos
figures-decided = Elementos evaluados
figures-illegal = Elementos evaluados como ilegales
figures-scrubbed = Elementos de casos que borró una versión anterior: solo se conocen su categoría y su final
figures-asked = Reportes cuyo autor recibió una pregunta
figures-answered = Reportes cuyo autor respondió
figures-damaged = Casos que no se pueden leer y que no se cuentan
figures-times = Tiempo desde el reporte
figures-times-hint = De los elementos que llegaron hasta ahí: el tiempo mediano, y cuántos llegaron en tantos días.
figures-until = Hasta
figures-median = Mediana
figures-value-head = Valor
figures-reports-with = Reportes con tales elementos
figures-nothing = No hay ninguno.
figures-notices-hint = Avisos que salieron en estos días, y qué fue del contenido: lo que un alertador fiable comunica cada año (Reglamento de Servicios Digitales, artículo 22, apartado 3). Tratan de reportes de estos días y del año anterior.
figures-by-host = Por proveedor, tipo de contenido y qué fue de él
figures-action = Qué fue de él
figures-within = { $days ->
    [1] en un día
   *[other] en { $days } días
}
figures-hours = { $hours ->
    [1] una hora
   *[other] { $hours } horas
}
figures-public = el público
figures-fact = { $fact ->
    [origin] De quién, de todos los elementos
    [category] Categoría
    [state] Estado
    [classification] Clasificación
    [category_of_illegal] Categoría, de elementos evaluados como ilegales
    [age_group] Grupo de edad, de elementos evaluados como ilegales
    [gender] Sexo, de elementos evaluados como ilegales
    [commerciality] Carácter comercial, de elementos evaluados como ilegales
    [site_type] Tipo de sitio, de elementos evaluados como ilegales
    [country] País de alojamiento, de elementos evaluados como ilegales
    [region] Región de alojamiento, de elementos evaluados como ilegales
    [referral] Remisiones a otras líneas, y qué pasó allí con los elementos
    [received] Elementos de otras líneas, y qué pasó aquí con ellos
   *[other] Proveedores notificados, de elementos evaluados como ilegales
}
figures-region = { $region ->
    [europe_eu] Europa, en la UE
    [europe_non_eu] Europa, fuera de la UE
    [north_america] América del Norte
    [south_america] América del Sur
    [asia] Asia
    [africa] África
   *[other] Oceanía
}
figures-milestone = { $milestone ->
    [first_action] la primera acción
    [decision] la evaluación
    [police] la policía
    [host] el aviso al proveedor
    [referral] la remisión a otra línea
    [outcome] lo que otra línea comunicó al final
   *[other] la retirada
}
figures-no-answer-yet = aún sin respuesta
