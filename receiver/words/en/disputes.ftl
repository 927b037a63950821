# Items that two hotlines classify differently.
disputes-title = Disputes
disputes-hint = Items that another hotline classifies differently from us. Both opinions stay; an item is taken out once the two agree.
disputes-none = No item is classified differently.
disputes-hotline = Other hotline
disputes-theirs = They say
disputes-ours = We say
