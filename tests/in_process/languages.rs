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

/// The pages of those who lead and administer, in German: the role, the path and the title.
const PAGES: [(Role, &str, &str); 8] = [
    (Role::Lead, "/recipients", "Empfänger"),
    (Role::Lead, "/statistics", "Statistik"),
    (Role::Lead, "/approvals", "Freigaben"),
    (Role::Lead, "/audit", "Protokoll"),
    (Role::Admin, "/staff", "Personal"),
    (Role::Admin, "/staff/lead", "lead"),
    (Role::Admin, "/tokens", "Tokens"),
    (Role::Admin, "/retention", "Aufbewahrung"),
];

#[tokio::test]
async fn who_leads_and_administers_chooses_a_language_as_well() {
    let desk = InProcess::with_config("").await;
    let clock = desk.clock.clone();
    let desk = desk.listen().await;
    let lead = desk.member("lead", Role::Lead).await;
    let admin = desk.member("ada", Role::Admin).await;
    for member in [&lead, &admin] {
        member
            .form("/account/language", &[("language", "de")])
            .await;
    }
    for (role, path, title) in PAGES {
        let member = if role == Role::Lead { &lead } else { &admin };
        assert_is(&member.page(path).await, "de", title);
    }
    // A login counts as a confirmation for a quarter of an hour.
    clock.advance_seconds(16 * 60);
    let approval = [("approve", "true")];
    let asks = lead.unconfirmed("/approvals/AAAA", &approval).await;
    assert_is(&asks.body, "de", "Bestätigen Sie, dass Sie es sind");
    let wrong = [("name", "B"), ("role", "analyst")];
    let refused = admin.form("/staff", &wrong).await;
    assert_is(&refused.body, "de", "Personal");
    for text in [
        "Nichts wurde geändert.",
        "Ein Name hat 2 bis 32 Kleinbuchstaben",
    ] {
        assert!(refused.body.contains(text), "{}", refused.body);
    }
}

#[tokio::test]
async fn a_refusal_is_in_the_language_of_whoever_is_refused() {
    let desk = InProcess::with_config("").await;
    let listening = desk.listen().await;
    let anna = listening.member("anna", Role::Analyst).await;
    let refusals = [
        (
            "en",
            "You are not allowed to do this.",
            "Your session has ended",
        ),
        (
            "es",
            "No tiene permiso para hacer esto.",
            "Su sesión ha terminado",
        ),
        (
            "fr",
            "Vous n’êtes pas autorisé à faire cela.",
            "Votre session est terminée",
        ),
        (
            "de",
            "Sie dürfen das nicht tun.",
            "Ihre Sitzung ist beendet",
        ),
    ];
    for (language, forbidden, _) in refusals {
        anna.form("/account/language", &[("language", language)])
            .await;
        let refused = anna.get("/staff").await;
        assert_eq!(refused.status, 403);
        assert!(refused.body.contains(forbidden), "{}", refused.body);
    }
    for (language, _, ended) in refusals {
        let form = Client::new().post(format!("{}/account/language", listening.url));
        let form = form.header("sec-fetch-site", "same-origin");
        let form = form.header("accept-language", language);
        let lost = form.form(&[("language", "de")]).send().await.unwrap();
        assert_eq!(lost.status(), 401);
        let lost = lost.text().await.unwrap();
        assert!(lost.contains(ended), "{lost}");
    }
    // What programs read stays as it is.
    let asked = Client::new().get(format!("{}/v1/cases", listening.url));
    let refused = asked.header("accept-language", "de").send().await.unwrap();
    let problem: serde_json::Value = refused.json().await.unwrap();
    assert_eq!(problem["title"], "a valid token, or a login, is required");
}

/// The page is in this language, has this title, and says that a translation is not reviewed.
#[track_caller]
fn assert_is(page: &str, tag: &str, title: &str) {
    assert!(page.contains(&format!("<html lang=\"{tag}\"")), "{page}");
    assert!(page.contains(&format!("<title>{title} · ")), "{page}");
    assert_eq!(page.contains("<footer>"), tag != "en", "{page}");
}
