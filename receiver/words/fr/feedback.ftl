# The text for the answer to a reporter who asked for one, by the outcome of the report.
feedback-assessed-illegal =
    Merci de votre signalement à { $hotline }.

    Nous avons examiné ce que vous avez signalé et l’estimons illégal. Nous avons prévenu ceux qui peuvent agir : la police, l’entreprise qui l’héberge ou la ligne de signalement du pays où il se trouve. Ne le recherchez plus, et ne le partagez pas, s’il vous plaît.
feedback-not-illegal =
    Merci de votre signalement à { $hotline }.

    Nous avons examiné ce que vous avez signalé. Selon la loi avec laquelle nous travaillons, nous ne l’estimons pas illégal. Il peut tout de même être contraire aux règles du site : vous pouvez aussi prévenir le site.
feedback-not-found =
    Merci de votre signalement à { $hotline }.

    Quand nous avons vérifié, nous n’avons rien trouvé à l’adresse que vous avez donnée. Le contenu a peut-être été retiré, ou n’est montré qu’à certaines personnes. Si vous le voyez à nouveau, signalez-le encore, s’il vous plaît, avec l’adresse exacte.
feedback-out-of-remit =
    Merci de votre signalement à { $hotline }.

    Ce que vous avez signalé ne relève pas de notre ligne de signalement ; nous n’avons donc rien entrepris. Si quelqu’un est en danger ou si une infraction est en cours, prévenez la police, s’il vous plaît.
feedback-needs-more =
    Merci de votre signalement à { $hotline }.

    Ce que nous avons ne suffit pas pour trouver ce que vous avez vu. Si vous le pouvez, signalez-le encore, s’il vous plaît, avec l’adresse exacte ou le nom du compte.
feedback-repeat =
    Merci de votre signalement à { $hotline }.

    D’autres avaient déjà signalé la même chose, et nous nous en occupons. Votre signalement a été compté avec les leurs. Ne le recherchez plus, et ne le partagez pas, s’il vous plaît.
