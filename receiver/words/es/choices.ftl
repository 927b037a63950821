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
