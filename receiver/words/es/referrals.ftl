referrals-title = De otras líneas de denuncia
referrals-bring = Incorporar una remisión
referrals-file = El archivo que envió otra línea de denuncia
referrals-hint = Se convierte en un caso que usted ha tomado. El mismo archivo dos veces crea un solo caso.
referrals-bring-in = Incorporarlo
referrals-key-until = Tenemos su clave, hasta { $hour }
referrals-directory = Directorio de { $network }, versión { $version }, leído { $fetched }, válido hasta { $hour }
referrals-directory-old = No se ha renovado desde hace más de un día. Aquí no se sabe quién fue revocado o se unió desde entonces.
referrals-directory-ended = Ha caducado: no se sella nada para sus líneas hasta que haya uno más nuevo. Lo que envían sigue llegando.
referrals-split-view = { $hotline } se guía por otro directorio de la versión { $version }. O la asociación ha firmado dos, o esta línea dice lo que no es. Ambas pruebas firmadas están guardadas: avise a quien opera el sistema.
referrals-no-key = No tenemos una clave válida: ahora no se le puede remitir nada
referrals-none = Esta mesa no participa en el intercambio: la configuración no tiene [desk.exchange].
referred-title = Remitido por otra línea de denuncia
referred-hint = Esto es lo que dice la otra línea. No es una evaluación nuestra.
referred-distrusted = Aquí se desconfía de esta línea. Valore de nuevo lo que se basa en su palabra.
referred-by = por
referred-contact = contacto
referred-made = remitido en
referred-received = denunciado allí en
referred-assessed = evaluado allí el
referred-parcel = número del envío
referred-held = la policía de allí pidió esperar hasta
referred-told = informado de vuelta
referred-taken-back = retirado por ellos en
referred-withdrawn = Esta línea ha retirado elementos de su remisión: { $items }. Lo que aquí se valoró o se hizo se mantiene.
referred-explanation = Lo que escribió su analista: { $characters } caracteres
referred-item = Elemento { $place } de la remisión
referrals-open-cases = Los casos abiertos de otras líneas
referrals-waiting = Lo que espera a ser entregado
referrals-waiting-hint = Se intenta de nuevo por sí solo durante 14 días; una remisión que no haya llegado para entonces vuelve a su caso, como archivo.
referrals-what = Qué
referrals-to = Para
referrals-why = Por qué espera
referrals-attempts = Intentos
referrals-next = Próximo intento
referrals-not-tried = aún no se ha intentado
referrals-unopened = Lo que llegó y no se pudo abrir
referrals-from = De
referrals-unopened-why = Por qué
referrals-parcel = Envío
referrals-arrived = Llegó
referrals-from-nobody = nadie que conozcamos
referrals-unopened-hint = Los remitentes que conocemos ya lo saben. Una fila permanece 60 días.
referrals-parcel-kind = { $name ->
    [referral] remisión
    [answer] respuesta a un envío suyo
    [outcome] qué fue de su remisión
    [withdrawal] retirada de una remisión
   *[other] { $name }
}
referrals-obstacle = { $name ->
    [not_named] la configuración ya no nombra a esta línea
    [paused] esta línea está suspendida aquí, o espera un acuerdo
    [no_key] no tenemos una clave válida de esta línea
    [version] no lee ninguna versión de envíos que haga este receptor: avise a quien opera el sistema
    [not_certified] nuestro propio certificado no es válido: avise a quien opera el sistema
    [too_long] es demasiado largo para un solo envío: avise a quien opera el sistema
    [unreachable] no se puede contactar con su servidor
    [not_taken] su servidor no lo acepta ahora
    [stranger] su servidor no nos conoce: que incluyan nuestra línea
    [no_part] no participa en el intercambio
    [refused] su servidor dice que no es un envío para él: avise a quien opera el sistema
    [no_receipt] su servidor no firmó que lo tiene
   *[other] { $name }
}
