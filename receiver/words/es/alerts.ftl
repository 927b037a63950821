# Alerts by mail and push, by the name of the alert. They say nothing of a report.
# The title is a part of a subject and of a sentence.
alert-title = { $name ->
    [danger_waits] espera una denuncia sobre un menor en peligro
    [reports_wait] hay denuncias que esperan demasiado
    [signer_ends] el certificado del firmante termina
    [exchange_ends] el certificado para otras líneas de denuncia termina
    [asker_ends] el certificado para preguntar a los denunciantes termina
    [directory_old] el directorio de otras líneas de denuncia es antiguo
    [hotline_silent] otra línea de denuncia calla sobre un menor en peligro
    [directory_split] dos directorios de otras líneas de denuncia tienen la misma versión
    [certificate_ends] un certificado TLS termina
    [public_wrong] la dirección pública no lleva a la recepción
    [ratchet_stands] no se destruyen las claves antiguas
    [nothing_stored] no se puede guardar nada
    [desk_closed] la mesa de trabajo no arranca
    [desk_locked] la mesa de trabajo está bloqueada
    [key_missing] la recepción no tiene clave
    [intake_silent] la recepción no da señales
    [intake_unreachable] la mesa de trabajo no alcanza la recepción
    [desk_away] la mesa de trabajo no recoge nada de la recepción
    [backup_old] la última copia de seguridad es demasiado antigua
    [clock_refused] no se cree al reloj
    [disk_full] el disco está casi lleno
    [reports_set_aside] hay denuncias apartadas
    [deliveries_dead] se han abandonado entregas a un webhook
    [logins_attacked] fallan muchos inicios de sesión
    [queue_changed] otra persona ha cambiado la cola
    [store_changed] otra persona ha cambiado el almacén
    [account_made] una cuenta nueva
    [token_made] un token nuevo
    [test] una prueba de las alertas
   *[other] { $name }
}
alert-over-title = terminado: { $title }
alert-text = { $name ->
    [danger_waits] Hay denuncias sobre un menor en peligro que llevan 15 minutos o más en espera, y nadie las ha tomado. Número de estas denuncias: { $count }.
    [reports_wait] Hay denuncias que esperan desde hace más de un día laborable. Número de estas denuncias en la última hora en punto: { $count }.
    [signer_ends] El certificado del firmante termina. A partir de entonces no se acepta ninguna denuncia. Certifique de nuevo al firmante: receiver keys certify --help. Días enteros que quedan: { $count }.
    [exchange_ends] El certificado de la mesa para el intercambio con otras líneas de denuncia termina. A partir de entonces no se les puede remitir nada. Certifique de nuevo a su firmante: receiver keys certify --help. Días completos que quedan: { $count }.
    [asker_ends] El certificado con el que la mesa pregunta a los denunciantes termina. A partir de entonces ningún denunciante ve una pregunta. Certifique la clave de nuevo: receiver keys certify --help. Días enteros que quedan: { $count }.
    [directory_old] El directorio de otras líneas de denuncia no se ha obtenido desde hace un día, o ha caducado. Una vez caducado, no se sella nada para las líneas que nombra; lo que ellas envían sigue llegando. Vea receiver check, o pregunte a la asociación. Horas enteras desde que se obtuvo: { $count }.
    [hotline_silent] Otra línea de denuncia no ha dicho nada desde hace cuatro horas de una remisión sobre un menor en peligro, o esta no le ha llegado. Mire lo que está pendiente en la mesa de trabajo, y llame a esa línea. Número de estas remisiones: { $count }.
    [directory_split] Otra línea de denuncia se guía por un directorio que tiene la versión del nuestro y otro texto. O la asociación ha firmado dos, o esa línea dice lo que no es. No intercambie nada nuevo hasta que esté claro: receiver exchange show nombra las líneas, receiver exchange settle escribe ambas pruebas firmadas en un archivo. Llame a la asociación y a las líneas que conozca. Número de tales líneas: { $count }.
    [certificate_ends] Un certificado TLS termina: el de la dirección pública de la recepción, o uno de [intake.tls] o [desk.tls]. A partir de entonces ningún navegador abre el formulario o la mesa de trabajo. Renuévelo donde termina TLS, que puede ser un proxy. Días en los que habrá terminado: { $count }.
    [public_wrong] Desde esta máquina, la dirección de intake.public_url no lleva a esta recepción: puede que nadie que quiera informar llegue a ella. Vea receiver check.
    [ratchet_stands] La recepción no puede escribir el archivo de su trinquete (ratchet): quien se lleve la máquina todavía puede abrir lo enviado hace más de 72 horas. Horas enteras desde lo más antiguo: { $count }.
    [nothing_stored] No se puede escribir nada en el almacén. No se acepta ninguna denuncia hasta que se arregle: mire el disco, la base de datos y el registro del receptor.
    [desk_closed] La mesa de trabajo no arranca, porque su mitad del almacén no está como la dejó. La recepción sigue, y las denuncias esperan. Vea receiver check.
    [desk_locked] La clave de la mesa de trabajo está en partes, y está bloqueada: las denuncias llegan, y nadie puede leerlas. Quienes tienen partes las introducen en la página /unlock de la mesa de trabajo. Horas enteras desde que está bloqueada: { $count }.
    [key_missing] La recepción trabaja y no tiene ninguna clave que entregar: nadie puede enviar una denuncia. Su registro dice por qué; vea receiver check y receiver keys show.
    [intake_silent] La recepción no escribe en el almacén que está trabajando. Puede que no se acepte ninguna denuncia. Minutos enteros desde que lo hizo: { $count }.
    [intake_unreachable] La mesa de trabajo no puede recoger lo que espera en su recepción, en la otra máquina. Las denuncias esperan allí, o no pueden llegar. Vea receiver check en esta máquina y en aquella. Minutos enteros desde que la recepción respondió: { $count }.
    [desk_away] Hace mucho que la mesa de trabajo no recoge nada de esta recepción. Lo que envían los denunciantes espera aquí, sin leer. Compruebe si la mesa de trabajo funciona; vea receiver check en ambas máquinas. Minutos enteros desde que preguntó: { $count }.
    [backup_old] Hace mucho que no se logra ninguna copia de seguridad. Horas enteras desde la última, o desde que empezó el almacén: { $count }.
    [clock_refused] El reloj del sistema ha dado un salto, y el receptor no le cree. Si el reloj es correcto, confírmelo: receiver clock --help.
    [disk_full] El disco del almacén está casi lleno. Con el disco lleno no se acepta ninguna denuncia. Usado, en porcentaje: { $count }.
    [reports_set_aside] Hay denuncias que se reservaron demasiadas veces sin terminarse y quedan apartadas: receiver queue --help. Número de estas denuncias en la última hora en punto: { $count }.
    [deliveries_dead] Se han abandonado entregas a webhooks: receiver webhooks --help. Número de estas entregas: { $count }.
    [logins_attacked] Fallan muchos inicios de sesión en la mesa de trabajo, como si alguien adivinara contraseñas. Número de fallos en esta hora: { $count }.
    [queue_changed] Hay denuncias en la cola que no están como las guardó la recepción: otra persona ha escrito en el almacén. Se apartaron, se corrigieron o ya no están, como dice el registro de actos. Número de estas denuncias: { $count }.
    [store_changed] Las cuentas, los casos o el registro de la mesa de trabajo no están en el almacén como ella los escribió: otra persona ha escrito en el almacén. Vea receiver audit verify. Número de diferencias: { $count }.
    [account_made] Se han creado cuentas en la mesa de trabajo. Si no fue nadie de ustedes, mire el registro de actos. Número de cuentas nuevas: { $count }.
    [token_made] Se han creado tokens de la API de la mesa de trabajo. Si no fue nadie de ustedes, mire el registro de actos. Número de tokens nuevos: { $count }.
    [test] Esta es una prueba de las alertas. No ha pasado nada.
   *[other] { $name }
}
alert-over = Esto ha terminado: { $title }.
