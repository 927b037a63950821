//! The language of pages: the one that the account has chosen, then one that the browser asks for,
//! then that of the config.

use model::rights::Role;
use reqwest::Client;
use tests::{Folder, InProcess, TestClock};

/// The languages of the desk: the tag, and the titles of the login, of the account and of what is due.
const LANGUAGES: [(&str, &str, &str, &str); 4] = [
    ("en", "Log in", "Your account", "Due"),
    ("es", "Iniciar sesión", "Su cuenta", "Pendiente"),
    ("fr", "Se connecter", "Votre compte", "À faire"),
    ("de", "Anmelden", "Ihr Konto", "Fällig"),
];

#[tokio::test]
async fn before_a_login_the_browser_says_which_language() {
    let folder = Folder::init(TestClock::BEGIN);
    folder.edit_config("language = \"en\"", "language = \"fr\"");
    let desk = InProcess::in_folder(folder).await.listen().await;
    let login = async |accepted: Option<&str>| {
        let mut request = Client::new().get(format!("{}/login", desk.url));
        if let Some(accepted) = accepted {
            request = request.header("accept-language", accepted);
        }
        request.send().await.unwrap().text().await.unwrap()
    };
    for (tag, title, ..) in LANGUAGES {
        assert_is(&login(Some(&format!("pt, {tag};q=0.5"))).await, tag, title);
    }
    for accepted in [None, Some("pt"), Some("*")] {
        assert_is(&login(accepted).await, "fr", "Se connecter");
    }
}

#[tokio::test]
async fn each_person_chooses_a_language() {
    let desk = InProcess::with_config("").await;
    let desk = desk.listen().await;
    let anna = desk.member("anna", Role::Analyst).await;
    let lead = desk.member("lead", Role::Lead).await;
    for (tag, _, title, due) in LANGUAGES {
        let reply = anna.form("/account/language", &[("language", tag)]).await;
        assert_eq!(reply.location(), Some("/account"), "{reply:?}");
        assert_is(&anna.page("/account").await, tag, title);
        assert_is(&anna.page("/due").await, tag, due);
        assert_is(&lead.page("/account").await, "en", "Your account");
    }
    for wrong in ["pt", "DE"] {
        let reply = anna.form("/account/language", &[("language", wrong)]).await;
        assert_eq!(reply.status, 422, "{reply:?}");
        // The refused form comes back with its page, which has the language all the same.
        assert_is(&reply.body, "de", "Ihr Konto");
    }
    anna.form("/account/language", &[("language", "")]).await;
    assert_is(&anna.page("/account").await, "en", "Your account");
}

/// The page is in this language, has this title, and says that a translation is not reviewed.
#[track_caller]
fn assert_is(page: &str, tag: &str, title: &str) {
    assert!(page.contains(&format!("<html lang=\"{tag}\"")), "{page}");
    assert!(page.contains(&format!("<title>{title} · ")), "{page}");
    assert_eq!(page.contains("<footer>"), tag != "en", "{page}");
}
