# What a reporter said: the kinds and fields of locations, and the answers.
location-kind = { $name ->
    [web] web
    [social] red social
    [chat] chat
    [game] juego o aplicación
    [newsgroup] grupo de noticias
    [file_sharing] intercambio de archivos
    [onion] onion
    [email] correo electrónico
    [other] otro
   *[other] { $name }
}
location-field = { $name ->
    [url] url
    [referrer] página de origen
    [platform] plataforma
    [handle] nombre de la cuenta
    [posted_on] publicado el
    [app] aplicación
    [room_or_handle] sala o nombre de la cuenta
    [name] nombre
    [group] grupo
    [server] servidor
    [sender] remitente
    [date] fecha
    [subject] asunto
    [file_name] nombre del archivo
    [search_terms] términos de búsqueda
    [hash_or_magnet] hash o enlace magnet
    [client] programa
    [text] texto
    [email] correo electrónico
    [user] usuario
    [password] contraseña
   *[other] { $name }
}
report-answer = { $name ->
    [category] categoría
    [child_in_danger] menor en peligro
    [age_hint] edad de quien parece menor
    [content_types] tipos de material
    [observed_on] visto el
    [paid_access] acceso de pago
    [payment_methods] formas de pago
    [feedback] desea respuesta
    [good_faith] declara buena fe
    [language] idioma
    [partner] socio
   *[other] { $name }
}
report-yes = sí
report-no = no
choice-age-hint = { $name ->
    [infant] bebé o niño de corta edad
    [prepubescent] antes de la pubertad
    [pubescent] en la pubertad
    [unknown] se desconoce
   *[other] { $name }
}
choice-content-type = { $name ->
    [image] imágenes
    [video] vídeos
    [text] textos
    [audio] audio
    [live] emisión en directo
    [link] enlace
   *[other] { $name }
}
choice-paid-access = { $name ->
    [yes] sí
    [no] no
    [unknown] se desconoce
   *[other] { $name }
}
choice-payment-method = { $name ->
    [card] tarjeta
    [bank_transfer] transferencia bancaria
    [online_wallet] monedero electrónico
    [cryptocurrency] criptomoneda
    [gift_card] tarjeta de regalo
    [phone] teléfono
    [other] otra
   *[other] { $name }
}
report-language-not-known = no se conoce
