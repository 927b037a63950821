retention-title = Conservación
retention-hint = Cada parte de un caso se borra por sí sola unos días después de cerrarse el caso. Que llegó, cómo se evaluó y lo que cuentan las estadísticas se queda. La configuración dice cuántos días:
retention-due = Lo que toca
retention-part = Parte
retention-kept = Se conserva
retention-days = { $days ->
    [1] 1 día
   *[other] { $days } días
}
retention-now = Toca ahora
retention-soon = En los próximos { $days } días
retention-oldest = Cerrado más antiguo
retention-contact = Contacto
retention-credentials = Credenciales del sitio
retention-description = Descripción
retention-notes = Notas
retention-rest = Informe, evaluación y todo lo demás
