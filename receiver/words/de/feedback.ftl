# The text for the answer to a reporter who asked for one, by the outcome of the report.
feedback-assessed-illegal =
    Vielen Dank für Ihre Meldung an { $hotline }.

    Wir haben uns angesehen, was Sie gemeldet haben, und schätzen es als rechtswidrig ein. Wir haben diejenigen informiert, die handeln können: die Polizei, das Unternehmen, bei dem es gespeichert ist, oder die Meldestelle des Landes, in dem es liegt. Bitte suchen Sie nicht noch einmal danach, und geben Sie es nicht weiter.
feedback-not-illegal =
    Vielen Dank für Ihre Meldung an { $hotline }.

    Wir haben uns angesehen, was Sie gemeldet haben. Nach dem Recht, nach dem wir arbeiten, schätzen wir es nicht als rechtswidrig ein. Es kann trotzdem gegen die Regeln der Seite verstoßen: Sie können es auch dort melden.
feedback-not-found =
    Vielen Dank für Ihre Meldung an { $hotline }.

    Als wir nachgesehen haben, war unter der Adresse, die Sie angegeben haben, nichts zu finden. Vielleicht wurde es entfernt, oder nur manche Menschen können es sehen. Wenn Sie es wieder sehen, melden Sie es bitte noch einmal, mit der genauen Adresse.
feedback-out-of-remit =
    Vielen Dank für Ihre Meldung an { $hotline }.

    Was Sie gemeldet haben, gehört nicht zu den Aufgaben unserer Meldestelle, deshalb haben wir nichts unternommen. Wenn jemand in Gefahr ist oder gerade eine Straftat geschieht, wenden Sie sich bitte an die Polizei.
feedback-needs-more =
    Vielen Dank für Ihre Meldung an { $hotline }.

    Was wir wissen, reicht nicht aus, um zu finden, was Sie gesehen haben. Wenn Sie können, melden Sie es bitte noch einmal, mit der genauen Adresse oder dem Namen des Kontos.
feedback-repeat =
    Vielen Dank für Ihre Meldung an { $hotline }.

    Andere hatten dasselbe schon gemeldet, und wir kümmern uns bereits darum. Ihre Meldung wurde dazugezählt. Bitte suchen Sie nicht noch einmal danach, und geben Sie es nicht weiter.
