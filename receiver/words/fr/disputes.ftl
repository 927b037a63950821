disputes-title = Désaccords
disputes-hint = Éléments qu’une autre ligne de signalement classe autrement que nous. Les deux avis restent ; un élément quitte la liste quand les deux sont d’accord.
disputes-none = Aucun élément n’est classé autrement.
disputes-hotline = Autre ligne
disputes-theirs = Son avis
disputes-ours = Notre avis
