refused-title = No es posible
refused-heading = No ha sido posible
refused-unchanged = No se ha cambiado nada.
refused-to-queue = A la cola
refused-typed = Lo que había escrito
lost-title = Iniciar sesión de nuevo
lost-heading = Su sesión ha terminado
lost-kept = No se ha cambiado nada, y lo que había escrito se conserva en esta página.
lost-new-tab = Iniciar sesión en una pestaña nueva
lost-show = Mostrar lo que había escrito
refused-field = { $name ->
    [address] dirección
    [addresses] direcciones
    [age_group] grupo de edad
    [answer] respuesta
    [category] categoría
    [child_modelling] posados de menores
    [classification] clasificación
    [colleague] colega
    [commerciality] carácter comercial
    [country] país
    [days] días
    [domains] dominios
    [explanation] explicación
    [feedback] respuesta a quien informó
    [from] de
    [gender] género
    [item] elemento
    [items] elementos
    [kind] tipo
    [language] idioma
    [look_again] volver a mirar el
    [mail] correo
    [name] nombre
    [note] nota
    [number] número
    [reason] motivo
    [role] función
    [site_type] tipo de sitio
    [text] texto
    [to] a
    [ucs_labels] etiquetas
    [until] hasta
    [user_generated] generado por la propia persona menor
    [virtual] virtual
    [way] vía
   *[other] { $name }
}
