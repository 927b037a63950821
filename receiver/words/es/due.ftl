due-title = Pendiente
due-own = Lo suyo
due-others = Lo de los demás
due-nothing = No hay nada pendiente.
due-item = Elemento
due-host = Proveedor
due-what = Qué está pendiente
due-since = Desde hace
due-owner = Asignado a
due-nobody = nadie
due-do = Anotar
due-case = Caso { $number }
due-look-again = Volver a mirar
due-second-notice = Segundo aviso al proveedor
due-hold = Ha llegado el día de la policía
due-not-sent = No llegó: hace falta otra vía
due-not-sent-do = Remitirlo por otra vía
due-answer = Sin respuesta todavía: { $to }
due-not-arrived = Todavía no ha llegado: { $to }
due-outcome = { $to } informa: { $became }
due-feedback = Una respuesta a quien informó
due-handed-over = Entregado por { $by }
due-have-it = Lo tengo
due-checked = Sigue en línea: { $times ->
    [1] una vez
   *[other] { $times } veces
}, la última el { $day }
due-days = { $days ->
    [0] hoy
    [1] un día
   *[other] { $days } días
}
due-still-online = Sigue en línea
due-removed = Retirado
due-unavailable = No disponible
due-release = La policía lo libera
due-their-answer = Su respuesta
due-answered-removed = Lo han retirado
due-answered-at-work = Se ocupan de ello
due-answered-refused = Se niegan
due-answered-passed-on = Lo han remitido a otros
due-answered-other = Otra cosa
due-record-answer = Anotar la respuesta
due-no-answer = No esperar más
due-reporter-answered = Quien informó tiene respuesta
due-reporter-given-up = No se da respuesta
due-reason = Motivo
due-hint = Una pulsación anota lo que ha encontrado. Para todo lo demás, como otro día, otra dirección o una remisión, vaya al elemento.
due-further = Más adelante en la lista
due-beginning = Principio de la lista
