# The page of a case.
case-title = Caso { $number }
case-danger = Puede que un menor esté en peligro ahora. La policía puede recibir la denuncia entera antes de que se evalúe.
case-only-feedback = No queda nada más por hacer: quien informó espera una respuesta. Anótela aquí, o que no se da ninguna, y el caso se cierra.
case-repeats = Repeticiones que no aportaron nada nuevo, cerradas de camino aquí: { $number }.
case-state = estado
case-outcome = resultado: { $outcome }
case-priority = prioridad
case-received = recibido
case-assigned-to = asignado a
case-nobody = nadie
case-repeat-of = cerrado como repetición de
case-repeat-of-earlier = el caso que ya existía
case-feedback = respuesta a quien informó
case-feedback-state = { $name ->
    [owed] pendiente
    [answered] respondida
    [given_up] no se da
   *[other] { $name }
}
case-feedback-owed = Se debe una respuesta
case-feedback-reason = Si no da respuesta, escriba antes el motivo como observación o nota.
case-feedback-text = Un texto para la respuesta, según el resultado actual ({ $language })
case-report = denuncia
case-scrubbed = El contenido de este caso se ha borrado. El hecho se conserva.
case-reported = Lo que se denunció
case-contact = contacto
case-credentials = credenciales del sitio
case-given = indicado
case-reveal = Mostrar
case-reveal-hint = en una pestaña nueva, queda registrado
case-history = Historial
case-history-hint = Las últimas 500 entradas como máximo: el registro las tiene todas.
case-history-label = Historial del caso
case-when = Cuándo
case-who = Quién
case-what = Qué
case-from = De
case-to = A
case-assign-me = Asignármelo
case-put-down = Dejarlo
case-hand-to = Entregar a
case-hand-over = Entregar
case-notes = Notas
case-note = Una nota
case-add-note = Añadir la nota
revealed-title = { $what } del caso { $case }
revealed-what = { $name ->
    [contact] contacto
    [credentials] credenciales
    [location] dirección
   *[other] { $name }
}
revealed-logged = Queda en el registro que usted lo ha visto.
revealed-codes = Con los caracteres ocultos como códigos:
revealed-beside = El caso sigue abierto en la pestaña de al lado.
case-emergency = Número de emergencias:
case-beside = Denuncias en espera que nombran sus proveedores
case-written = Lo que escribió quien informó: { $characters } caracteres, formulario en { $language }
case-question = Pregunta a quien informó
case-question-waits = { $by } preguntó el { $day }. Quien informó puede responder hasta el { $until }:
case-question-text = ¿Qué quiere saber?
case-question-hint = Como máximo 500 caracteres, en el idioma del informe. La pregunta se puede leer a partir de la próxima hora en punto y responder durante 30 días. Puede leerla quien tenga el código que anotó quien informó: no cite nunca otro informe ni pregunte quién es. La respuesta llega como nota.
case-question-ask = Preguntar
case-question-later = Quien informó quiere seguir en el anonimato y se le puede preguntar algo mientras falten datos para encontrar un contenido.
case-asked = Pregunta a quien informó: { $text }
case-by-reporter = respuesta de quien informó
case-by-late-reporter = respuesta de quien informó, después de terminar la pregunta
