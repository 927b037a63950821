layout-desk = Mesa de trabajo
layout-queue = Cola
layout-own = Míos
layout-reviews = Segundas revisiones
layout-due = Pendiente
layout-unassigned = Sin asignar
layout-danger = { $reports ->
    [1] 1 menor en peligro
   *[other] { $reports } menores en peligro
}
layout-cases = Casos
layout-search = Buscar
layout-recipients = Destinatarios
layout-statistics = Estadísticas
layout-retention = Conservación
layout-staff = Personal
layout-tokens = Tokens
layout-approvals = Aprobaciones
layout-log = Registro
layout-log-out = Cerrar sesión
layout-unreviewed = Esta traducción aún no ha sido revisada.
layout-skip = Ir al contenido
layout-handed = Entregados a mí
