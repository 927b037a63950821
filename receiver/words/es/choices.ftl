# Words for the names that the store, the API and exports have for choices.
choice-category = { $name ->
    [csam] material de abuso sexual infantil
    [grooming] ciberacoso sexual a menores (grooming)
    [sextortion] sextorsión
    [hate_speech] discurso de odio
    [other] otra cosa
   *[other] { $name }
}
choice-outcome = { $name ->
    [spam] spam
    [repeat] repetido
    [out_of_remit] fuera de competencia
    [needs_more] información insuficiente
    [not_found] no encontrado
    [not_illegal] evaluado como no ilegal
    [assessed_illegal] evaluado como ilegal
   *[other] { $name }
}
choice-site-type = { $name ->
    [website] sitio web
    [filehost] alojamiento de archivos
    [imagestore] almacén de imágenes para suscriptores
    [imageboard] tablón de imágenes
    [forum] foro
    [bannersite] sitio con anuncios que llevan al contenido
    [linksite] lista de enlaces
    [socialsite] red social
    [redirector] redirección
    [webarchived] archivo de la web
    [searchprovider] buscador
    [imagehost] alojamiento de imágenes
    [blog] blog
    [webpage] página suelta
   *[other] { $name }
}
choice-waited = { $name ->
    [hours] menos de 8 horas
    [day] menos de 1 día
    [days] menos de 3 días
    [longer] 3 días o más
   *[other] { $name }
}
choice-act = { $name ->
    [take] tomó una denuncia
    [step] anotó un paso
    [assess] anotó valoraciones
    [note] escribió una nota
    [assign] asignó el caso
    [correct] cambió los elementos
    [sighting] vinculó otra denuncia
    [feedback] resolvió la respuesta a quien informó
    [ask] preguntó a quien informó
    [reporter_answered] trajo la respuesta de quien informó
    [question_ended] terminó una pregunta sin respuesta
    [answered_late] trajo una respuesta tardía de quien informó
    [answer_dropped] eliminó una respuesta a una pregunta de ningún caso
    [convert] convirtió casos anteriores
    [hand_off] preparó una remisión
    [download] descargó un archivo
    [hand_off_sent] la remisión ha salido
    [hand_off_failed] la remisión no ha salido
    [hand_off_arrived] la remisión ha llegado
    [hand_off_opened] la otra línea ha abierto una remisión
    [hand_off_answered] la remisión tiene respuesta
    [outcome_told] otra línea informó de lo que pasó con elementos
    [hand_off_taken_back] retiró una remisión
    [referral_taken_back] la línea que remitió elementos retiró algunos
    [outcome_followed] otra línea sabrá también qué pasa con un elemento
    [outcome_seen] vio lo que otra línea informó
    [hand_off_no_answer] la remisión queda sin respuesta
    [hand_off_unknown] puede que la remisión haya salido
    [reveal] vio algo oculto
    [read] leyó un caso
    [read_queue] leyó la cola
    [read_due] leyó lo pendiente
    [read_list] leyó una lista de casos
    [read_figures] leyó cifras
    [search] buscó
    [sample] sacó una muestra
    [second_look] miró por segunda vez
    [claim] reservó una denuncia
    [extend] prolongó una reserva
    [release] liberó una reserva
    [ack] confirmó una denuncia
    [refuse] apartó una denuncia falsificada
    [reorder] corrigió la urgencia
    [end_lease] terminó una reserva demasiado larga
    [vanish] echó en falta una denuncia urgente
    [requeue] devolvió una denuncia a la cola
    [scrub] borró partes de un caso
    [anonymise] anonimizó un caso
    [recipient] cambió los destinatarios
    [publish] publicó las estadísticas
    [account_added] creó una cuenta
    [role_changed] cambió un rol
    [account_disabled] desactivó una cuenta
    [account_enabled] activó una cuenta
    [account_reset] restableció contraseña y teléfono
    [password_reset] restableció una contraseña
    [password_set] eligió una contraseña
    [language_chosen] eligió un idioma
    [second_factor_set] registró un teléfono
    [login] inició sesión
    [login_failed] no logró iniciar sesión
    [confirmed] confirmó su identidad
    [logout] cerró sesión
    [other_sessions_ended] terminó otras sesiones
    [token_made] creó un token
    [token_approved] aprobó un token
    [token_revoked] revocó un token
    [exchange_key] publicó una clave para otras líneas
    [exchange_key_destroyed] destruyó una clave para otras líneas
    [exchange_left] dejó el intercambio con otras líneas
    [hotline_paused] suspendió el intercambio con una línea
    [hotline_distrusted] desconfió de una línea
    [hotline_resumed] reanudó el intercambio con una línea
    [directory_shown] mostró un directorio más reciente a las otras líneas
    [directory_split] guardó las pruebas de dos directorios de una misma versión
    [directory_settled] resolvió un caso de dos directorios de una misma versión
    [bring_in] incorporó una remisión de otra línea
    [refuse_parcel] no pudo abrir un envío de otra línea
    [key_rotated] creó una clave de recepción
    [key_revoked] destruyó una clave de recepción
    [clock_confirmed] confirmó el reloj
    [backup] hizo una copia de seguridad
    [retry] reintentó entregas
    [key_made] creó otra clave de la mesa de trabajo
    [resealed] selló con la clave nueva
    [key_retired] retiró la clave anterior
    [unlocked] abrió la mesa de trabajo con partes
    [enter] anotó filas en el registro
    [log_break] aceptó una ruptura del registro
    [unreadable] ya no se puede garantizar
   *[other] { $name }
}
choice-role = { $name ->
    [read_only] Solo lectura
    [analyst] Analista
    [lead] Responsable
    [admin] Administración
   *[other] { $name }
}
choice-recipient-kind = { $name ->
    [host] Proveedor
    [police] Policía
   *[other] { $name }
}
choice-way = { $name ->
    [mail] Por correo electrónico
    [file] Como archivo
    [form] Por su propio formulario
   *[other] { $name }
}
