# Hand-offs on the page of a case.
hand-off-title = Remisiones
hand-off-kind = { $name ->
    [scart_csv] SCART, como CSV
    [scart_mail] SCART, por correo
    [xarf] Servicio de abusos, XARF
    [notice] Proveedor, aviso (DSA, artículo 16)
    [police] Policía, paquete
    [hotline] Otra línea de denuncia, sellado
   *[other] { $name }
}
hand-off-state = { $name ->
    [made] hecha; nadie ha dicho que se entregara
    [sending] enviándose; el otro servidor aún no la ha confirmado
    [sent] ha salido
    [failed] no enviada; no se intenta de nuevo
    [unknown] puede que haya salido; el servidor de correo no lo confirmó
    [arrived] ha llegado
    [opened] ha llegado, y su mesa la ha abierto
    [not_opened] su mesa no pudo abrirla: remítala de nuevo
    [answered] respondida
    [no_answer] sin respuesta
    [taken_back] retirada; se informa a su mesa
   *[other] { $name }
}
hand-off-record = { $name ->
    [sent] Ha salido
    [failed] No ha salido
    [arrived] Ha llegado
    [no_answer] No responden
    [taken_back] Retirarla
   *[other] { $name }
}
hand-off-record-answer = { $name ->
    [removed] Lo han retirado
    [at_work] Se ocupan de ello
    [refused] Se niegan
    [passed_on] Lo han remitido a otros
    [other] Han respondido otra cosa
   *[other] { $name }
}
hand-off-answer = { $name ->
    [removed] retirado
    [at_work] en curso
    [refused] rechazado
    [passed_on] remitido a otros
    [other] otra respuesta
   *[other] { $name }
}
hand-off-line = { $kind } a { $to }, elementos { $items }: por { $by }
hand-off-line-whole = { $kind } a { $to }, la denuncia entera: por { $by }
hand-off-answer-due = se espera respuesta el
hand-off-file = El archivo
hand-off-parcel = envío { $id }
hand-off-receipt = Su acuse de recibo firmado: { $hotline } tiene el envío { $parcel } desde { $hour }
hand-off-receipt-file = El acuse de recibo como archivo
hand-off-without-key = ahora no tenemos su clave
hand-off-whole = Si no marca nada, es la denuncia entera tal como llegó, con lo que ya se conocía.
hand-off-to = a
hand-off-as-file = como archivo, aunque acepten correo
hand-off-as-file-hotline = como archivo que usted mismo les lleva
hand-off-do = Remitir
hand-off-new-tab = en una pestaña nueva
hand-off-refused = { $name ->
    [state] un elemento en este estado no se remite de esta forma: reábralo o retómelo
    [not_assessed] no se ha evaluado como ilegal: evalúelo primero
    [on_hold] la policía pidió retenerlo: un aviso al proveedor puede destruir pruebas
    [unknown_hotline] ninguna otra línea recibe ahora remisiones de aquí: no se conoce ninguna, o aquí están en pausa o se desconfía de ellas
    [nothing_fits] ninguno de los elementos elegidos cabe en este formato: elija otra vía
    [no_explanation] ninguno de los elementos elegidos tiene una explicación, y un aviso la necesita
    [anonymous] el aviso no menciona la línea de denuncia, pero un correo la nombraría: entréguelo como archivo
    [no_key] no se conoce ninguna clave válida de esta línea: un operador puede ver por qué con «receiver exchange show»
    [not_certified] nuestro propio certificado para el intercambio no es válido: un operador puede ver por qué con «receiver exchange show»
    [too_long] es demasiado para una sola remisión: remita menos elementos a la vez
    [failed] no se pudo preparar; no ha salido nada
   *[other] { $name }
}
hand-off-not-set-up = la configuración del receptor no tiene { $setting }
hand-off-outcome = { $name ->
    [assessing] se examina de nuevo
    [at_work] en curso
    [removed] retirado
    [unavailable] no disponible
    [moved] movido a otra dirección
    [with_police] lo tiene la policía
    [with_hotline] lo tiene la línea de un tercer país
    [refused] el proveedor se niega
    [no_answer] sin respuesta a lo enviado
    [not_illegal] evaluado como no ilegal
    [not_found] allí no hay nada
    [out_of_remit] fuera de competencia
    [elsewhere] en otro país
   *[other] { $name }
}
hand-off-outcome-follow = Anotar lo mismo aquí
hand-off-outcome-seen = Lo he visto
hand-off-distrusted = aquí se desconfía de ella
