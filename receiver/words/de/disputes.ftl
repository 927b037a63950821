disputes-title = Strittig
disputes-hint = Einträge, die eine andere Meldestelle anders einstuft als wir. Beide Einstufungen bleiben stehen; sind sich beide einig, verlässt der Eintrag die Liste.
disputes-none = Kein Eintrag ist anders eingestuft.
disputes-hotline = Andere Meldestelle
disputes-theirs = Sie sagt
disputes-ours = Wir sagen
