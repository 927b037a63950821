search-title = Buscar
search-label = Número, envío, dirección, dominio o cuenta
search-hint = Un número como 1042 o 1042-3, los 32 dígitos de una denuncia o de un envío entre líneas de denuncia, una dirección como se comunicó o como se muestra aquí, un servidor o un dominio, o el nombre de una cuenta. Las palabras que escribieron las personas se buscan en todos los casos cuyo contenido aún no se ha borrado: tarda más.
search-find = Buscar
search-find-words = Buscar en lo que se escribió
search-nothing = No se encontró ningún caso.
search-number = Este número
search-address = Esta dirección
search-host = Este servidor
search-domain = Este dominio
search-account = Esta cuenta
search-parcel = Este envío de otra línea de denuncia
search-words = Estas palabras
search-cases = Casos encontrados
search-case = Caso
search-where = Dónde
search-state = Estado
search-assignee = Asignado a
search-received = Recibido
search-go-on = Revisar los casos siguientes
search-count = { $count ->
    [one] un caso
   *[other] { $count } casos
}
search-opened = { $number ->
    [one] Se revisó un caso.
   *[other] Se revisaron { $number } casos.
}
