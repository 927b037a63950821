# The text for the answer to a reporter who asked for one, by the outcome of the report.
feedback-assessed-illegal =
    Gracias por su denuncia a { $hotline }.

    Hemos mirado lo que denunció y lo consideramos ilegal. Hemos avisado a quienes pueden actuar: la policía, la empresa que lo aloja o la línea de denuncia del país donde se encuentra. Por favor, no vuelva a buscarlo ni lo comparta.
feedback-not-illegal =
    Gracias por su denuncia a { $hotline }.

    Hemos mirado lo que denunció. Según la ley con la que trabajamos, no lo consideramos ilegal. Aun así puede ir contra las normas del sitio: también puede avisar al sitio.
feedback-not-found =
    Gracias por su denuncia a { $hotline }.

    Cuando lo miramos, no encontramos nada en la dirección que indicó. Puede que lo hayan retirado, o que solo lo vean algunas personas. Si lo ve de nuevo, denúncielo otra vez, por favor, con la dirección exacta.
feedback-out-of-remit =
    Gracias por su denuncia a { $hotline }.

    Lo que denunció no está entre las tareas de nuestra línea, por lo que no hemos actuado. Si alguien está en peligro o se está cometiendo un delito, avise a la policía, por favor.
feedback-needs-more =
    Gracias por su denuncia a { $hotline }.

    Lo que tenemos no basta para encontrar lo que vio. Si puede, denúncielo otra vez, por favor, con la dirección exacta o el nombre de la cuenta.
feedback-repeat =
    Gracias por su denuncia a { $hotline }.

    Otras personas ya habían denunciado lo mismo, y ya nos ocupamos de ello. Su denuncia se ha sumado a las suyas. Por favor, no vuelva a buscarlo ni lo comparta.
