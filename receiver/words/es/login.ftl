login-title = Iniciar sesión
login-nobody = Todavía nadie tiene una cuenta. Cree la primera en el equipo del receptor:
login-openid = Iniciar sesión con la cuenta de su organización
login-name = Nombre
login-password = Contraseña
login-code = Código
login-code-hint = Seis cifras, de la aplicación de su teléfono. Déjelo vacío la primera vez que inicie sesión.
login-wrong = El nombre, la contraseña o el código no eran correctos. Cada código sirve una sola vez: espere al siguiente.
login-wait = Ha habido muchos intentos. No se ha perdido nada: vuelva a intentarlo { $unit ->
    [minutes] dentro de { $number } minutos
   *[seconds] { $number ->
        [1] dentro de un segundo
       *[other] dentro de { $number } segundos
    }
}.
login-provider = No se puede contactar con el servicio de inicio de sesión de su organización, o no responde como debería. Vuelva a intentarlo dentro de un minuto. Si el problema continúa, avise a quien administra este sistema: el registro del receptor indica el motivo.
login-busy = En este momento muchas personas están iniciando sesión. Vuelva a intentarlo dentro de unos segundos.
login-stray = Este inicio de sesión ha tardado demasiado, empezó en otro lugar o ya se utilizó. Empiece de nuevo aquí.
login-declined = No se completó el inicio de sesión de su organización. Vuelva a intentarlo.
login-token = No se ha podido comprobar la respuesta de su organización. Avise a quien administra este sistema: el registro del receptor indica el motivo.
login-unknown = Su organización le conoce, pero aquí no hay ninguna cuenta para usted. Pídala a una persona que administre este sistema.
login-other = Ha iniciado sesión una persona distinta de la titular de esta sesión. Inicie sesión con su propia cuenta.
