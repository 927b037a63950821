workload-title = Charge de travail
workload-hint = Qui a combien, et combien d’éléments chacun a évalués chacun des 30 derniers jours, parmi les signalements des 120 derniers. Pour répartir le travail, pas pour une course.
workload-people = Par personne
workload-person = Nom
workload-open = Dossiers ouverts
workload-due = À faire
workload-oldest = Le plus ancien
workload-decided = Évalués en 30 jours
