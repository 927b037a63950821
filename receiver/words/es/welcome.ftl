# The first login, and the pages after a login.
welcome-title = Le damos la bienvenida
welcome-heading = Le damos la bienvenida, { $name }
welcome-password = Elija una contraseña
welcome-phone = Añada la mesa de trabajo a su teléfono
welcome-app = Abra en su teléfono una aplicación de códigos de un solo uso. Fotografíe esto o escriba la clave.
welcome-picture = La clave, para fotografiar
welcome-key = Clave
welcome-address = Dirección
welcome-code = Código que muestra la aplicación
welcome-go = Ir a la mesa de trabajo
arrived-title = Sesión iniciada
arrived-go = Continuar a la mesa de trabajo
