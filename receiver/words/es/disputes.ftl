disputes-title = Desacuerdos
disputes-hint = Elementos que otra línea de denuncia clasifica de otro modo que nosotros. Las dos opiniones permanecen; un elemento sale de la lista cuando ambas coinciden.
disputes-none = Ningún elemento está clasificado de otro modo.
disputes-hotline = Otra línea
disputes-theirs = Su opinión
disputes-ours = Nuestra opinión
