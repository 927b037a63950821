workload-title = Carga de trabajo
workload-hint = Quién tiene cuánto, y cuántos elementos evaluó cada persona en cada uno de los últimos 30 días, de reportes de los últimos 120. Para repartir el trabajo, no para competir.
workload-people = Por persona
workload-person = Nombre
workload-open = Casos abiertos
workload-due = Pendiente
workload-oldest = El más antiguo
workload-decided = Evaluados en 30 días
