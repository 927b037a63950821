//! Nothing that was typed is lost: every form of every page that is refused is answered with what was
//! typed, and with the reason.

use axum::http::Method;
use model::rights::Role;
use receiver::web::routes::{self, Access, Route};
use tests::{InProcess, Member, OtherHotline, Reply};

use crate::logs::{Fitting, Preparation};
use crate::{report, take, without_log};

/// A text that needs every escape.
const TYPED: &str = "<b>typed</b> & \"kept\"\nin two lines";
const TYPED_HTML: &str = "&lt;b&gt;typed&lt;/b&gt; &amp; &quot;kept&quot;\nin two lines";

/// The forms without a field to type in: nothing in them can be lost.
const WITHOUT_FIELDS: [&str; 8] = [
    "/referrals",
    "/hotlines/distrust",
    "/hotlines/pause",
    "/hotlines/resume",
    "/logout",
    "/account/sessions",
    "/confirm",
    "/tokens/{key}/revoke",
];

/// The fields that are never shown again.
const SECRETS: [&str; 6] = [
    "old",
    "password",
    "again",
    "code",
    "confirm_password",
    "confirm_code",
];

/// A desk with two members and a request for each form.
struct Walk {
    desk: InProcess,
    other: OtherHotline,
    lead: Member,
    admin: Member,
}

impl Walk {
    async fn new() -> Self {
        let (desk, other) = InProcess::with_everything().await;
        let listening = desk.listen().await;
        let lead = listening.member("lena", Role::Lead).await;
        let admin = listening.member("ada", Role::Admin).await;
        Self {
            desk,
            other,
            lead,
            admin,
        }
    }

    /// Each form with fields, with the member who may send it and a request that it accepts.
    async fn forms(&self) -> Vec<(Route, &Member, Fitting)> {
        let mut forms = Vec::new();
        for (number, route) in (1..).zip(routes::all()) {
            let is_form = route.method == Method::POST && route.access == Access::Page;
            assert_eq!(route.shown_on.is_some(), is_form, "{}", route.path);
            if !is_form || WITHOUT_FIELDS.contains(&route.path) {
                continue;
            }
            let preparation = Preparation {
                other: &self.other,
                desk: &self.desk,
                lead: &self.lead,
                admin: &self.admin,
                number,
            };
            let member = preparation.member(&route);
            let fitting = preparation.fitting(&route).await;
            forms.push((route, member, fitting));
        }
        assert!(forms.len() > 15, "{}", forms.len());
        forms
    }
}

/// The fields that the test sends, besides those of the form.
fn with<'a>(fitting: &'a Fitting, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let fields = fitting.fields.iter();
    let fields = fields.map(|(name, value)| (*name, &value[..]));
    fields.chain(more.iter().copied()).collect()
}

/// The names of the fields of a page into which somebody types a text.
fn text_fields(page: &str) -> Vec<String> {
    let tags = page.split('<').skip(1).map(|tag| tag.split('>').next());
    let tags = tags.flatten().filter(|tag| {
        tag.starts_with("textarea ") || tag.starts_with("input ") && !tag.contains("type=")
    });
    let name = |tag: &str| Some(tag.split_once("name=\"")?.1.split_once('"')?.0.to_owned());
    tags.filter_map(name).collect()
}

/// Checks that the answer is a page which shows everything that was sent, apart from secrets.
fn check_shown(at: &str, reply: &Reply, fields: &[(&str, &str)]) {
    let kind = reply.headers["content-type"].to_str().unwrap();
    assert!(kind.starts_with("text/html"), "{at}: {kind}");
    assert!(
        reply.body.contains("role=\"alert\""),
        "{at}: {}",
        reply.body
    );
    assert!(
        !reply.body.contains("API describes"),
        "{at}: {}",
        reply.body
    );
    for (name, value) in fields {
        let html = value
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;");
        // Templates write the codes of characters.
        let page = reply
            .body
            .replace("&#38;", "&amp;")
            .replace("&#60;", "&lt;");
        let page = page.replace("&#62;", "&gt;").replace("&#34;", "&quot;");
        let is_shown = page.contains(&html);
        let is_secret = SECRETS.contains(name);
        assert!(
            is_shown != is_secret || *name == "version",
            "{at} {name}: {page}"
        );
    }
}

#[tokio::test]
async fn every_refused_form_is_answered_with_what_was_typed() {
    let walk = Walk::new().await;
    let big = "x".repeat(512 * 1024);
    for (route, member, fitting) in walk.forms().await {
        let at = route.path;
        // The gap of a page is the same part of the form's own address.
        let parts = route
            .shown_on
            .unwrap()
            .split('/')
            .zip(fitting.path.split('/'));
        let page: Vec<&str> = parts
            .map(|(part, given)| if part.starts_with('{') { given } else { part })
            .collect();
        let names = text_fields(&member.page(&page.join("/")).await);
        let texts: Vec<_> = names
            .iter()
            .filter(|name| !fitting.fields.iter().any(|(other, _)| other == name))
            .map(|name| (name, format!("{name}: {TYPED}")))
            .collect();
        // Too long for each of them.
        let mut more = vec![("nowhere", TYPED), ("big", &big)];
        more.extend(texts.iter().map(|(name, text)| (&name[..], &text[..])));
        let fields = with(&fitting, &more);
        let reply = member.form(&fitting.path, &fields).await;
        assert_eq!(reply.status, 413, "{at}: {}", reply.body);
        check_shown(at, &reply, &fields);
        assert!(reply.body.contains("What you had typed"), "{at}");
        assert!(
            !reply.body.contains("That was not possible"),
            "{at}: the page is shown"
        );
    }
}

#[tokio::test]
async fn a_form_without_a_session_waits_for_a_login() {
    let walk = Walk::new().await;
    for (route, member, fitting) in walk.forms().await {
        let at = route.path;
        let session = member.forget("session");
        let fields = with(&fitting, &[("nowhere", TYPED)]);
        let reply = member.form(&fitting.path, &fields).await;
        assert_eq!(reply.status, 401, "{at}");
        check_shown(at, &reply, &fields);
        let action = format!("action=\"{}\"", fitting.path);
        assert!(reply.body.contains(&action), "{at}: {}", reply.body);
        assert!(reply.body.contains("target=\"_blank\">Log in"), "{at}");
        assert!(reply.body.contains("Send it again"), "{at}");
        member.remember("session", session.unwrap());
        // What the page holds is accepted once there is a session again.
        if at == "/cases/{id}/note" {
            assert_eq!(member.form(&fitting.path, &fields).await.status, 303);
        }
    }
}

#[tokio::test]
async fn a_stranger_s_big_form_is_not_kept() {
    let (_desk, page, anna) = taken().await;
    let note = format!("{page}/note");
    let big = "x".repeat(64 * 1024);
    let fields = [("text", TYPED), ("big", &big)];
    let reply = anna.form(&note, &fields).await;
    assert_eq!(reply.status, 303, "{}", reply.body);
    anna.forget("session");
    for path in [&note, "/login"] {
        let reply = anna.form(path, &fields).await;
        assert_eq!(reply.status, 413, "{path}");
        assert!(reply.body.contains("role=\"alert\""), "{path}");
        assert!(!reply.body.contains("typed"), "{path}: {}", reply.body);
    }
    // Whose session has run out sends its cookie, and gets back what was typed.
    anna.remember("session", "gone".to_owned());
    let reply = anna.form(&note, &fields).await;
    assert_eq!(reply.status, 401);
    check_shown("a lost session", &reply, &fields);
}

#[tokio::test]
async fn a_form_with_too_many_fields_is_shown_in_part() {
    let (_desk, _, anna) = taken().await;
    let mut fields = vec![("as", "closed")];
    fields.resize(20_000, ("nowhere", "x"));
    let reply = anna.form("/close", &fields).await;
    assert_eq!(reply.status, 422, "{}", reply.body);
    assert_eq!(reply.body.matches("<label>nowhere ").count(), 1999);
}

#[tokio::test]
async fn a_field_says_what_is_wrong_with_it() {
    let (_desk, page, anna) = taken().await;
    let mut fields = vec![("version", "1"), ("explanation-1", TYPED)];
    fields.extend(FINDING);
    fields.extend([("address-1", "host.example"), ("virtual-1", "yes")]);
    let reply = anna.form(&format!("{page}/work"), &fields).await;
    assert_eq!(reply.status, 422);
    check_shown("findings", &reply, &fields);
    for part in [
        "aria-describedby=\"wrong-address-1\" aria-invalid=\"true\"",
        "id=\"wrong-address-1\">This is no IP address.",
        "<option selected value=\"baseline\">",
        &format!("maxlength=\"1000\" dir=\"auto\">\n{TYPED_HTML}</textarea>"),
    ] {
        assert!(reply.body.contains(part), "{part}: {}", reply.body);
    }
    let virtual_tick = reply
        .body
        .split("<input ")
        .find(|tag| tag.contains("\"virtual-1\""));
    assert!(virtual_tick.unwrap().contains("checked"));
    assert!(!reply.body.contains("What you had typed"));
}

#[tokio::test]
async fn a_conflict_says_who_changed_what() {
    let (desk, page, anna) = taken().await;
    let ben = desk.listen().await.member("ben", Role::Analyst).await;
    let work = format!("{page}/work");
    let step = [("version", "1"), ("step", "not_found"), ("items", "1")];
    let reply = ben.form(&work, &step).await;
    assert_eq!(reply.status, 303, "{}", reply.body);
    let mut fields = vec![("version", "1"), ("explanation-1", TYPED)];
    fields.extend(FINDING);
    for (member, who) in [
        (
            &anna,
            "ben changed it after you had opened this page: recorded a step, ",
        ),
        (
            &ben,
            "You yourself changed it after you had opened this page: recorded a step, ",
        ),
    ] {
        let reply = member.form(&work, &fields).await;
        assert_eq!(reply.status, 409);
        check_shown(who, &reply, &fields);
        assert!(reply.body.contains(who), "{}", reply.body);
        assert!(reply.body.contains("What you had typed"), "{}", reply.body);
    }
    fields[0] = ("version", "2");
    let reply = anna.form(&work, &fields).await;
    assert!(
        reply
            .body
            .contains("Its present state does not allow this.")
    );
    check_shown("as seen", &reply, &fields);
}

#[tokio::test]
async fn a_refused_form_comes_back_on_the_page_with_its_query() {
    let (_desk, _, anna) = taken().await;
    let headers = [
        ("sec-fetch-site", "same-origin"),
        ("referer", "http://desk.example/?priority=child"),
    ];
    let reply = anna
        .form_from("/close", &[("as", "closed")], &headers)
        .await;
    assert_eq!(reply.status, 422, "{}", reply.body);
    let chosen = "<option value=\"child\" selected>";
    assert!(reply.body.contains(chosen), "{}", reply.body);
}

#[tokio::test]
async fn a_page_that_cannot_be_shown_loses_nothing_either() {
    let (desk, page, anna) = taken().await;
    let note = format!("{page}/note");
    let nowhere = "/cases/ffffffffffffffffffffffffffffffff/note";
    let fields = [("text", TYPED)];
    for (path, status) in [(nowhere, 404), ("/staff", 403), ("/cases/x/note", 404)] {
        let reply = anna.form(path, &fields).await;
        assert_eq!(reply.status, status, "{path}");
        check_shown(path, &reply, &fields);
        assert!(reply.body.contains("That was not possible"), "{path}");
    }
    without_log(&desk, async || {
        let reply = anna.form(&note, &fields).await;
        assert_eq!(reply.status, 503);
        check_shown("without the log", &reply, &fields);
    })
    .await;
    // Another site's page does not decide what a page of the desk holds.
    let headers = [("origin", "https://evil.example")];
    let reply = anna.form_from(&note, &fields, &headers).await;
    assert_eq!(reply.status, 403);
    assert!(!reply.body.contains("typed"), "{}", reply.body);
}

#[tokio::test]
async fn a_refused_login_keeps_the_name_and_no_secret() {
    let (_desk, _, anna) = taken().await;
    let fields = [
        ("name", "anna"),
        ("password", "secret words"),
        ("code", "123987"),
        ("to", "/"),
    ];
    for (fields, status) in [(&fields[..], 403), (&fields[..3], 400)] {
        let reply = anna.form("/login", fields).await;
        assert_eq!(reply.status, status);
        assert!(reply.body.contains("value=\"anna\""), "{}", reply.body);
        assert!(!reply.body.contains("secret words") && !reply.body.contains("123987"));
    }
}

/// The fields of a finding about the first item, with all menus.
const FINDING: [(&str, &str); 7] = [
    ("act", "record"),
    ("shown", "1"),
    ("classification-1", "baseline"),
    ("gender-1", "undetermined"),
    ("age_group-1", "not_determined"),
    ("commerciality-1", "not_determined"),
    ("site_type-1", "website"),
];

/// A new case, in version 1, with its page's path and an analyst.
async fn taken() -> (InProcess, String, Member) {
    let desk = InProcess::with_config("").await;
    desk.enqueue(report()).await;
    let case = take(&desk).await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let page = case.strip_prefix("/v1").unwrap().to_owned();
    (desk, page, anna)
}
