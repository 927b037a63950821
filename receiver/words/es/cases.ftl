# Lists of cases.
cases-title = Casos
cases-unread-hint = Solo lo que se cerró sin leer y no ha cambiado desde entonces: por sí solo como repetición, o desde la página de la cola. Lo último va primero.
cases-all-open = Todos los casos abiertos
cases-closed-unread = Cerrados sin leer
cases-number = Número de un caso, un elemento o una denuncia
cases-go = Ir
cases-filter = { $name ->
    [state] estado
    [priority] prioridad
    [category] categoría
    [assignee] asignado a
    [language] idioma
    [origin] de
    [partner] socio
   *[other] { $name }
}
cases-all = todos
cases-open = abiertos
cases-from-others = otras líneas
cases-any = cualquiera
cases-show = Mostrar
cases-none = No hay ninguno.
cases-case = Caso
cases-where = Dónde
cases-priority = Prioridad
cases-state = Estado
cases-outcome = Resultado
cases-category = Categoría
cases-language = Idioma
cases-partner = Socio
cases-assigned-to = Asignado a
cases-received = Recibido
cases-pages = Páginas de la lista
