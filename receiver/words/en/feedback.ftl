# The text for the answer to a reporter who asked for one, by the outcome of the report.
feedback-assessed-illegal =
    Thank you for your report to { $hotline }.

    We looked at what you reported and assess it as illegal. We have told those who can act: the police, the company that hosts it, or the hotline of the country where it lies. Please do not look for it again, and do not share it.
feedback-not-illegal =
    Thank you for your report to { $hotline }.

    We looked at what you reported. By the law that we work with, we do not assess it as illegal. It may still be against the rules of the site: you can tell the site as well.
feedback-not-found =
    Thank you for your report to { $hotline }.

    When we looked, we found nothing at the address that you gave. It may have been removed, or shown to some people only. If you see it again, please report it again, with the exact address.
feedback-out-of-remit =
    Thank you for your report to { $hotline }.

    What you reported is nothing that our hotline deals with, so we have not acted on it. If somebody is in danger or a crime is happening, please tell the police.
feedback-needs-more =
    Thank you for your report to { $hotline }.

    What we have is not enough to find what you saw. If you can, please report it again, with the exact address or the name of the account.
feedback-repeat =
    Thank you for your report to { $hotline }.

    Others had reported the same before, and we are dealing with it already. Your report has been counted with theirs. Please do not look for it again, and do not share it.
