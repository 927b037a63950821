trends-title = Tendencias
trends-hint = Elementos evaluados como ilegales, por el mes del reporte. Nunca se publica.
trends-domains = Dominios
trends-hosts = Hosts
trends-growing = Lo que crece
trends-rule = Un mes crece si tiene al menos 5 elementos y al menos el doble de la media de los tres meses anteriores. Aquí está lo que creció en este mes o en el pasado.
trends-grew = creció
trends-others = Otros
trends-name = Nombre
trends-removed = Retirados
trends-days = Días hasta la retirada (mediana)
trends-countries = Países de alojamiento
trends-scrubbed = { $items ->
    [1] Uno de estos elementos es de un caso depurado: cuenta en su mes y su país, y ya no entre los hosts y dominios.
   *[other] { $items } de estos elementos son de casos depurados: cuentan en su mes y su país, y ya no entre los hosts y dominios.
}
