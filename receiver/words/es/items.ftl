# The items of a case: their states, the steps, and the facts about them.
item-state = { $name ->
    [to_assess] por evaluar
    [needs_more] falta información
    [second_review] segunda revisión
    [illegal] ilegal
    [held] retenido para la policía
    [looked_after] en seguimiento
    [ended] terminado
   *[other] { $name }
}
item-end = { $name ->
    [removed] retirado
    [unavailable] no disponible
    [moved] trasladado
    [with_police] en manos de la policía
    [with_hotline] en manos de otra línea de denuncia
    [refused] rechazado
    [no_answer] sin respuesta
    [not_illegal] no ilegal
    [not_found] no encontrado
    [out_of_remit] fuera de competencia
    [elsewhere] en otro país
    [never_found] nunca encontrado
    [same] el mismo elemento
    [spam] spam
   *[other] { $name }
}
item-ended = terminado: { $end }
item-step = { $name ->
    [illegal] Evaluar como ilegal
    [take_over] Asumir la evaluación, sin verlo
    [not_illegal] Evaluar como no ilegal
    [not_found] No hay nada
    [out_of_remit] Fuera de competencia
    [elsewhere] En otro país: decirlo a quien lo remitió
    [spam] No es una denuncia: spam
    [needs_more] No basta para encontrarlo
    [doubt] Pedir una segunda revisión
    [resume] Retomar
    [never_found] Nunca encontrado: terminar
    [send_back] Devolver
    [withdraw] Retirar de la revisión
    [look_after] Hacer seguimiento
    [hold] La policía pide esperar
    [release] La policía lo libera
    [with_police] Lo tiene la policía
    [with_hotline] Lo tiene la otra línea de denuncia
    [removed] Retirado por el proveedor
    [unavailable] No disponible
    [moved] Trasladado a otra dirección
    [still_online] Sigue en línea
    [look_again] Volver a mirar otro día
    [refused] Rechazado por el proveedor
    [no_answer] Nadie responde
    [correct] Corregir la evaluación
    [back_online] Lo mismo, de nuevo en línea
    [reopen] Reabrir
   *[other] { $name }
}
item-needs = { $name ->
    [reason] necesita un motivo
    [illegal] necesita un resultado: base común o nacional
    [legal] necesita un resultado: ignorar o dudoso
    [hand_off] necesita una remisión que haya salido
    [police] necesita una remisión a la policía que haya salido
    [hotline] necesita una remisión a otra línea de denuncia que haya salido
    [day] necesita el día
    [address] necesita la nueva dirección
    [country] necesita el país
   *[other] { $name }
}
items-title = Elementos
items-reviewed = Se ha decidido una segunda revisión: véase más abajo.
items-heard = La he visto
items-not-heard = Quien la pidió aún no la ha visto.
items-before = como se denunció: { $field }
items-named-by-cases = nombrado en los casos
items-found = resultado
items-explanation = explicación
items-suggested = Direcciones encontradas en él:
items-use = Usar { $number ->
    [1] esta dirección
   *[other] estas { $number } direcciones
} en lugar de { $item }
items-reveal = Mostrar { $item } exactamente
items-finding = Resultado sobre { $item }
items-what-found = Lo que ha encontrado en { $item }
items-labels = Etiquetas, separadas por comas
items-address = Dirección IP de su servidor; indica el país
items-country = según la estimación
items-record = Anotar lo que ha encontrado
items-copy = Copiar el resultado sobre
items-copy-to = a los marcados
items-next = Qué sigue
items-next-ticked = Qué sigue, para los marcados
items-recorded-with = Lo que figura en los resultados se anota con cada paso.
items-reason = Motivo u observación
items-elsewhere = El país en el que está, dos letras como DE
items-until = La policía pide esperar hasta
items-look-again = Volver a mirar este día; si no elige ninguno, el próximo día laborable
items-moved-to = Trasladado a la dirección
items-correct = Corregir, dividir o añadir direcciones
items-change = Qué cambiar
items-add = añadir como elementos nuevos
items-instead = en lugar de { $item }; las demás líneas pasan a ser elementos propios
items-addresses = Direcciones, una en cada línea
items-record-addresses = Anotar las direcciones
items-kept = Lo que escribió quien informó se conserva.
items-explain = Explicación de { $item }, para proveedores y policía
fact-named-by = nombrado por
fact-reports = { $number } denuncias, la última de { $hour }
fact-assessed = evaluado
fact-by = por { $who }, { $day }
fact-review = segunda revisión
fact-review-decided = pedida por { $asked }, decidida por { $who }, { $day }
fact-review-open = pedida por { $asked }, aún no decidida
fact-held-until = retenido hasta
fact-held = { $day }, por { $who }, { $on }
fact-released = liberado
fact-look-again = volver a mirar el
fact-still-online = sigue en línea
fact-times = { $times ->
    [1] una vez
   *[other] { $times } veces
}, la última el { $day }
fact-goes-on-as = continúa como
fact-elsewhere = está en
known-title = Ya conocido
known-item = Elemento
known-scrubbed = borrado
known-case = su caso
known-case-of = { $state }, asignado a { $who }
known-sighted = { $name ->
    [nothing_new] Nada nuevo
    [still_online] Sigue en línea
    [back_online] Lo mismo, de nuevo en línea
    [changed] Ha cambiado: volver a evaluar
    [own_item] Hacerlo un elemento de este caso
   *[other] { $name }
}
fact-other-opinion = otra opinión
fact-disputed = { $hotline } dice { $classification }
