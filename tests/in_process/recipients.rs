//! The address book: on its pages, in the API, in the log and in the store.

use axum::http::{Method, StatusCode};
use model::rights::Role;
use serde_json::{Value, json};
use store::{RecordKind, SealedRecord};
use strum::VariantArray;
use tests::{Folder, InProcess, Member, TestClock};

use crate::{last_place, logged};

/// The other hotlines of a config.
const HOTLINES: &str = r#"
[desk.exchange.hotlines.nl]
root = "ROOT"
url = "https://report.nl.example"
country = "NL"
[desk.exchange.hotlines.old]
root = "ROOT"
url = "https://report.old.example"
"#;

/// The form of a host without its name.
const HOST: [(&str, &str); 6] = [
    ("kind", "host"),
    ("way", "mail"),
    ("mail", "abuse@host.example"),
    ("country", "nl"),
    ("domains", "host.example\r\nBÜCHER.example, host.example"),
    ("note", "by day\r\nonly"),
];

/// The key of the recipient with this name on the page of the address book.
pub(crate) fn key_of(page: &str, name: &str) -> String {
    let (before, _) = page
        .split_once(&format!("\" dir=\"auto\">{name}</a>"))
        .expect(page);
    before
        .rsplit_once("href=\"/recipients/")
        .unwrap()
        .1
        .to_owned()
}

/// The form of a host with this name, and these fields in place of its own.
fn host<'a>(name: &'a str, fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut form: Vec<_> = HOST.into_iter().chain([("name", name)]).collect();
    form.retain(|(name, _)| !fields.iter().any(|(other, _)| name == other));
    form.extend(fields);
    form
}

/// The acts in the log after this place: name, value before, value after.
async fn acts(desk: &InProcess, after: u64) -> Vec<(String, String, String)> {
    let entries = logged(desk, after).await.into_iter();
    let entries = entries.filter(|entry| entry.what == "recipient");
    entries
        .map(|entry| (entry.who, entry.old, entry.new))
        .collect()
}

fn act(who: &str, old: &str, new: &str) -> (String, String, String) {
    (who.to_owned(), old.to_owned(), new.to_owned())
}

/// All records but those of the address book, and the sessions that move with each request.
async fn other_records(desk: &InProcess) -> Vec<(Vec<u8>, SealedRecord)> {
    let mut records = Vec::new();
    for kind in RecordKind::VARIANTS {
        if !matches!(kind, RecordKind::Recipient | RecordKind::Session) {
            records.extend(desk.store.records_of(*kind).await.unwrap());
        }
    }
    records
}

async fn list(desk: &InProcess) -> Value {
    let (status, mut book) = desk.api(Method::GET, "/v1/recipients", &Value::Null).await;
    assert_eq!(status, StatusCode::OK, "{book}");
    book["recipients"].take()
}

#[tokio::test]
async fn a_recipient_is_added_changed_and_removed_at_the_desk() {
    let desk = InProcess::with_config("").await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let (before, untouched) = (last_place(&desk).await, other_records(&desk).await);
    for name in ["Zeta Host", "alpha host"] {
        let added = anna.form("/recipients", &host(name, &[])).await;
        assert_eq!(added.location(), Some("/recipients"), "{}", added.body);
    }
    let book = list(&desk).await;
    assert_eq!(
        book[0],
        json!({
            "name": "alpha host", "kind": "host", "way": "mail", "mail": "abuse@host.example",
            "country": "NL", "domains": ["host.example", "xn--bcher-kva.example"],
            "note": "by day\nonly",
        })
    );
    assert_eq!(book[1]["name"], "Zeta Host");
    let page = anna.page("/recipients").await;
    for shown in [
        "By mail",
        "abuse@host.example",
        "host.example and xn--bcher-kva.example",
    ] {
        assert!(page.contains(shown), "{shown} is not on {page}");
    }

    let path = format!("/recipients/{}", key_of(&page, "Zeta Host"));
    let form = anna.page(&path).await;
    assert!(form.contains("value=\"Zeta Host\"") && form.contains("by day\nonly</textarea>"));
    let by_form = [("version", "1"), ("way", "form"), ("mail", "")];
    let changed = anna.form(&path, &host("ZETA host", &by_form)).await;
    assert_eq!(changed.status, 303, "{}", changed.body);
    let page = anna.page("/recipients").await;
    assert_eq!(path, format!("/recipients/{}", key_of(&page, "ZETA host")));
    let renamed = anna.form(&path, &host("Eta", &[("version", "2")])).await;
    assert_eq!(renamed.status, 303, "{}", renamed.body);
    assert_eq!(anna.get(&path).await.status, 404, "it has another name");
    let page = anna.page("/recipients").await;
    let path = format!("/recipients/{}", key_of(&page, "Eta"));
    let removed = anna
        .form(&format!("{path}/remove"), &[("version", "1")])
        .await;
    assert_eq!(removed.status, 303, "{}", removed.body);

    let left = list(&desk).await;
    assert_eq!((left.as_array().unwrap().len(), &left[0]), (1, &book[0]));
    let expected = [
        act("anna", "", "Zeta Host"),
        act("anna", "", "alpha host"),
        act("anna", "Zeta Host", "ZETA host"),
        act("anna", "ZETA host", "Eta"),
        act("anna", "Eta", ""),
    ];
    assert_eq!(acts(&desk, before).await, expected);
    assert_eq!(other_records(&desk).await, untouched);
    let records = desk.store.records_of(RecordKind::Recipient).await.unwrap();
    let [(_, sealed)] = &records[..] else {
        panic!("{} records", records.len())
    };
    let told = sealed.bytes.windows(5).any(|bytes| bytes == b"alpha");
    assert!(!told, "the store holds the name in the clear");
}

#[tokio::test]
async fn who_was_slower_changes_and_removes_nothing() {
    let desk = InProcess::with_config("").await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    for name in ["One", "Two"] {
        let added = anna.form("/recipients", &host(name, &[])).await;
        assert_eq!(added.status, 303);
    }
    let page = anna.page("/recipients").await;
    let path = format!("/recipients/{}", key_of(&page, "One"));
    let remove = format!("{path}/remove");
    let seen = [("version", "1"), ("country", "DE")];
    assert_eq!(anna.form(&path, &host("One", &seen)).await.status, 303);
    let (place, before) = (last_place(&desk).await, list(&desk).await);
    let stale = [("version", "1"), ("country", "FR")];
    assert_eq!(anna.form(&path, &host("One", &stale)).await.status, 409);
    assert_eq!(anna.form(&path, &host("New", &stale)).await.status, 409);
    assert_eq!(anna.form(&remove, &[("version", "1")]).await.status, 409);
    assert_eq!(anna.form(&remove, &[]).await.status, 422);
    // Nobody takes the name of another, in whatever spelling.
    let taken = anna.form(&path, &host("TWO", &[("version", "2")])).await;
    assert_eq!(taken.status, 422);
    let taken = anna.form("/recipients", &host("oNE", &[])).await;
    assert!(
        taken.status == 422
            && taken
                .body
                .contains("There is a recipient of this name already.")
    );
    assert_eq!(list(&desk).await, before);
    assert!(acts(&desk, place).await.is_empty());
    assert_eq!(anna.form(&remove, &[("version", "2")]).await.status, 303);
    assert_eq!(anna.form(&remove, &[("version", "2")]).await.status, 404);
}

#[tokio::test]
async fn a_wrong_field_is_named_and_the_form_comes_back_filled_in() {
    let desk = InProcess::with_config("").await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let place = last_place(&desk).await;
    for (field, wrong) in [
        ("name", ""),
        ("mail", ""),
        ("mail", "abuse host.example"),
        ("mail", "abuse@host.example\r\nBcc: a@bad.example"),
        ("country", "NLD"),
        ("domains", "example"),
        ("domains", "https://host.example/"),
    ] {
        let fields = [(field, wrong), ("note", "\"<b>kept")];
        let reply = anna.form("/recipients", &host("Host", &fields)).await;
        assert_eq!(reply.status, 422, "{field}: {wrong}");
        let marked = format!("id=\"wrong-{field}\"");
        assert!(reply.body.contains(&marked), "{}", reply.body);
        assert!(!reply.body.contains("<b>") && reply.body.contains("kept</textarea>"));
    }
    let police = [("kind", "police"), ("domains", "")];
    let reply = anna.form("/recipients", &host("Unit", &police)).await;
    assert!(reply.status == 422 && reply.body.contains("id=\"wrong-way\""));
    assert_eq!(list(&desk).await, json!([]));
    assert!(acts(&desk, place).await.is_empty());
}

#[tokio::test]
async fn only_who_works_on_cases_sees_or_changes_the_address_book() {
    let desk = InProcess::with_config("").await;
    let listening = desk.listen().await;
    let is_linked = async |member: &Member| member.page("/").await.contains("\"/recipients\"");
    let anna = listening.member("anna", Role::Analyst).await;
    assert!(is_linked(&anna).await);
    assert_eq!(
        anna.form("/recipients", &host("Host", &[])).await.status,
        303
    );
    let path = format!(
        "/recipients/{}",
        key_of(&anna.page("/recipients").await, "Host")
    );
    let before = list(&desk).await;
    for (name, role) in [("ron", Role::ReadOnly), ("ada", Role::Admin)] {
        let member = listening.member(name, role).await;
        assert!(!is_linked(&member).await);
        for path in ["/recipients", &path] {
            assert_eq!(member.get(path).await.status, 403);
            let form = host("Other", &[("version", "1")]);
            assert_eq!(member.form(path, &form).await.status, 403);
        }
        let remove = format!("{path}/remove");
        assert_eq!(member.form(&remove, &[("version", "1")]).await.status, 403);
    }
    assert_eq!(list(&desk).await, before);
}

#[tokio::test]
async fn the_api_adds_replaces_and_removes_by_name() {
    let desk = InProcess::with_config("").await;
    let place = last_place(&desk).await;
    let unit = |name: &str| json!({ "name": name, "kind": "police", "way": "file" });
    for name in ["Unit  One", "unit one"] {
        let (status, answer) = desk.post("/v1/recipients", unit(name)).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
    }
    let book = list(&desk).await;
    assert_eq!(
        book,
        json!([{
            "name": "unit one", "kind": "police", "way": "file", "mail": null, "country": null,
            "domains": [], "note": "",
        }])
    );
    let mut by_mail = unit("unit one");
    by_mail["way"] = "mail".into();
    by_mail["mail"] = "unit@police.example".into();
    let mut odd = unit("unit one");
    odd["odd"] = true.into();
    let mut small = unit("unit one");
    small["country"] = "nl".into();
    for wrong in [by_mail, odd, small, unit(" a"), json!({ "name": "a" })] {
        let (status, _) = desk.post("/v1/recipients", wrong).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
    }
    assert_eq!(list(&desk).await, book);
    for (name, expected) in [
        ("unit two", StatusCode::NOT_FOUND),
        ("UNIT ONE", StatusCode::NO_CONTENT),
        ("UNIT ONE", StatusCode::NOT_FOUND),
    ] {
        let request = json!({ "name": name });
        let (status, answer) = desk.post("/v1/recipients/remove", request).await;
        assert_eq!(status, expected, "{answer}");
    }
    assert_eq!(list(&desk).await, json!([]));
    let token = "token:config";
    let expected = [
        act(token, "", "Unit  One"),
        act(token, "Unit  One", "unit one"),
        act(token, "unit one", ""),
    ];
    assert_eq!(acts(&desk, place).await, expected);
}

#[tokio::test]
async fn the_other_hotlines_of_the_config_are_shown_with_their_countries() {
    let folder = Folder::init(TestClock::BEGIN);
    let ours = folder.join_exchange(TestClock::BEGIN);
    folder.append_config(&HOTLINES.replace("ROOT", &ours.root.to_string()));
    let desk = InProcess::in_folder(folder).await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let page = anna.page("/recipients").await;
    assert!(page.contains("<dt>nl</dt><dd>NL</dd>"), "{page}");
    assert!(
        page.contains("<dt>old</dt><dd>no country given</dd>"),
        "{page}"
    );
}

#[tokio::test]
async fn two_who_add_one_name_at_once_add_one() {
    let desk = InProcess::with_config("").await;
    let listening = desk.listen().await;
    let anna = listening.member("anna", Role::Analyst).await;
    let place = last_place(&desk).await;
    let form = host("Host", &[]);
    let adds = [(); 4].map(|()| anna.form("/recipients", &form));
    let [one, two, three, four] = adds;
    let replies = tokio::join!(one, two, three, four);
    let statuses = [replies.0, replies.1, replies.2, replies.3].map(|reply| reply.status);
    let added = statuses.iter().filter(|status| **status == 303).count();
    assert_eq!(added, 1, "{statuses:?}");
    let others = |status: &u16| matches!(status, 303 | 409 | 422);
    assert!(statuses.iter().all(others), "{statuses:?}");
    assert_eq!(acts(&desk, place).await, [act("anna", "", "Host")]);
}
