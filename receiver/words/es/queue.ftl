# The queue, which is also the first page.
queue-title = Cola
queue-closed = Cerradas: { $number }.
queue-left-open = Sin cerrar: { $number }. Puede que un menor esté en peligro, no es una repetición o no se puede leer.
queue-closed-unread = Cerradas sin abrir un caso:
queue-undo = Deshacer
queue-undone = Deshechos: { $number }. Por evaluar, sin asignar.
queue-left-closed = Sin cambios: { $number }. Modificados desde entonces, o no cerrados sin leer.
queue-nothing-left = No queda nada que tomar.
queue-repeats = Repeticiones que no aportaron nada nuevo, cerradas por sí solas: { $number }.
queue-work = Su trabajo
queue-mine = Sus casos
queue-decided = Sus segundas revisiones, decididas
queue-reviews = Segundas revisiones de otras personas
queue-due = Pendiente hoy o antes
queue-due-mine = { $number } de usted
queue-unassigned = Sin asignar
queue-in-danger = con un menor en peligro
queue-danger-cases = como casos que nadie tiene, con un menor en peligro
queue-waiting = en espera
queue-claimed = en manos de otro sistema
queue-set-aside = apartadas
queue-set-aside-hint = Se aparta lo que se pidió demasiadas veces y nunca se terminó. Tómelo desde aquí, o alguien de operaciones lo devuelve a la cola:
queue-take-next = Tomar la siguiente denuncia
queue-none = No hay nada en espera.
queue-list = Denuncias en la cola
queue-age = Antigüedad
queue-report = Denuncia
queue-choose = Elegir { $report }
queue-late = con retraso
queue-waited = { $hours ->
    [0] menos de una hora
   *[other] { $hours } h
}
queue-waited-days = { $days } días
queue-unreadable = ilegible
queue-refused = rechazada: no viene de la recepción
queue-state = { $name ->
    [waiting] en espera
    [claimed] en manos de otro sistema
    [set_aside] apartada
   *[other] { $name }
}
queue-same = en esta página nombran lo mismo
queue-take-this = Tomar esta
queue-close = Las elegidas: tomarlas, o cerrarlas sin caso, pero nunca una con un menor en peligro
queue-repeat = Repetición
queue-beside = Denuncias que nombran un proveedor de aquella de la que viene. Están elegidas, salvo las que tienen un menor en peligro.
queue-all = Toda la cola
queue-same-host = Todas las que esperan y nombran su proveedor
queue-handed = Entregados a usted
watch-title = Vigilar la cola
watch-hint = Esta página se recarga cada { $seconds } segundos, durante media hora. Solo muestra números, así que en ella no se puede perder nada.
watch-end = Volver a la cola
watch-over = Esta página ya no se recarga.
watch-again = Seguir vigilando
queue-take-chosen = Tomar
queue-taken = { $number } tomadas: son suyas.
queue-left-untaken = { $number } { $number ->
    [1] quedó
   *[other] quedaron
} sin tomar: las tiene otra persona, o no se pueden leer.
