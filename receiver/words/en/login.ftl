login-title = Log in
login-nobody = Nobody has an account yet. Make the first one on the receiver's machine:
login-openid = Log in with your organisation's account
login-name = Name
login-password = Password
login-code = Code
login-code-hint = Six digits, from the app on your phone. At your first login, leave it empty.
login-wrong = Name, password or code were not right. A code works once: wait for the next one.
login-wait = There have been many attempts. Nothing is lost: please try again { $unit ->
    [minutes] in { $number } minutes
   *[seconds] { $number ->
        [1] in a second
       *[other] in { $number } seconds
    }
}.
login-provider = Your organisation's login cannot be reached, or does not answer as it should. Please try again in a minute. If it goes on, tell whoever runs this desk: the receiver's log says why.
login-busy = Many people log in just now. Please try again in a few seconds.
login-stray = This login took too long, or began elsewhere, or was used already. Please begin again here.
login-declined = Your organisation's login was not completed. Please try again.
login-token = Your organisation's answer could not be checked. Tell whoever runs this desk: the receiver's log says why.
login-unknown = Your organisation knows you, but there is no account for you here. Ask an admin of this desk.
login-other = Somebody else than the owner of this session has logged in. Log in with your own account.
