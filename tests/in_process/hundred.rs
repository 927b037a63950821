//! A case with as many items as there can be: every button of its page works.

use model::rights::Role;
use serde_json::json;
use tests::{CasePage, InProcess, Member, Reply};

use crate::{act, numbered, show, take};

const ITEMS: usize = 100;

/// The page of the case.
struct Hundred {
    path: String,
    /// The number of the next button.
    round: u32,
}

impl Hundred {
    /// The fields of all findings and explanations on the page of this member, filled in. Each
    /// explanation has the greatest length.
    async fn fields(&self, member: &Member) -> Vec<(String, String)> {
        let page = member.page(&self.path).await;
        let version = page.split_once("name=\"version\" value=\"").unwrap().1;
        let version = version.split_once('"').unwrap().0.to_owned();
        let mut fields = vec![("version".to_owned(), version)];
        for item in 1..=ITEMS {
            if !page.contains(&format!("name=\"shown\" value=\"{item}\"")) {
                continue;
            }
            fields.push(("shown".to_owned(), item.to_string()));
            fields.push((format!("explanation-{item}"), self.explanation(item)));
            if !page.contains(&format!("name=\"classification-{item}\"")) {
                continue;
            }
            for (name, value) in [
                (
                    "classification",
                    if item == 1 { "baseline" } else { "ignore" },
                ),
                ("gender", "undetermined"),
                ("age_group", "infant"),
                ("commerciality", "not_determined"),
                ("site_type", "forum"),
                ("virtual", "yes"),
            ] {
                fields.push((format!("{name}-{item}"), value.to_owned()));
            }
        }
        fields
    }

    fn explanation(&self, item: usize) -> String {
        format!("{:<999}.", format!("{} {item}", self.round))
    }

    /// Presses a button with these fields, and returns the answer.
    async fn send(
        &self,
        member: &Member,
        form: &str,
        findings: &[(String, String)],
        fields: &[(&str, &str)],
    ) -> Reply {
        let found = findings.iter().map(|(name, value)| (&name[..], &value[..]));
        let all: Vec<_> = found.chain(fields.iter().copied()).collect();
        member.form(&format!("{}/{form}", self.path), &all).await
    }

    /// Presses a button, which does what it says.
    async fn press(&mut self, member: &Member, form: &str, fields: &[(&str, &str)]) {
        self.round += 1;
        let findings = self.fields(member).await;
        let reply = self.send(member, form, &findings, fields).await;
        assert_eq!(reply.status, 303, "{form} {fields:?}: {}", reply.body);
    }
}

/// The case of a report that names a known address, with as many items as there can be.
async fn hundred(desk: &InProcess) -> String {
    desk.enqueue(numbered(1)).await;
    take(desk).await;
    let mut report = numbered(2);
    let known = numbered(1).locations;
    report.locations.extend(known);
    desk.enqueue(report).await;
    let case = take(desk).await;
    let addresses: Vec<_> = (2..=ITEMS)
        .map(|item| format!("https://many.example/{item}"))
        .collect();
    for some in addresses.chunks(20) {
        act(desk, &case, "locations", json!({ "addresses": some })).await;
    }
    case
}

#[tokio::test]
async fn every_button_works_beside_a_hundred_items() {
    let desk = InProcess::with_config("").await;
    let case = hundred(&desk).await;
    let listening = desk.listen().await;
    let anna = listening.member("anna", Role::Analyst).await;
    let ben = listening.member("ben", Role::Analyst).await;
    let path = case.strip_prefix("/v1").unwrap().to_owned();
    let mut page = Hundred { path, round: 0 };
    let known = show(&desk, &case).await["known"][0]["number"].take();
    let known = format!("{} nothing_new", known.as_str().unwrap());
    let places: Vec<_> = (3..=ITEMS).map(|item| item.to_string()).collect();
    let rest: Vec<_> = places.iter().map(|item| ("items", &item[..])).collect();
    let with = |button: &[(&'static str, &'static str)]| [button, &rest].concat();

    let corrected = [
        ("item", "100"),
        ("addresses", "https://many.example/corrected"),
    ];
    let doubt = [("step", "doubt"), ("items", "2"), ("reason", "not sure")];
    for (form, fields) in [
        ("work", &[("act", "record")][..]),
        ("work", &with(&[("act", "copy"), ("from", "2")])),
        ("note", &[("text", "a note")]),
        ("assign", &[("assign", "me")]),
        ("assign", &[("assign", "colleague"), ("colleague", "ben")]),
        ("locations", &corrected),
        ("known", &[("known", &known)]),
        ("feedback", &[("feedback", "answered")]),
        ("work", &doubt),
    ] {
        page.press(&anna, form, fields).await;
    }
    let not_found = [("step", "not_found"), ("items", "2")];
    page.press(&ben, "work", &not_found).await;
    page.press(&anna, "heard", &[]).await;
    let illegal = [("step", "illegal"), ("items", "1")];
    page.press(&anna, "work", &illegal).await;
    let id = case.strip_prefix("/v1/cases/").unwrap().parse().unwrap();
    let of_anna = CasePage::of(&anna, id);
    assert_eq!(of_anna.hand_off("police", &[1], "Police").await, 303);
    let hand_off = show(&desk, &case).await["version"].take();
    let sent = format!("{hand_off} sent");
    page.press(&anna, "hand-off/settle", &[("settle", &sent)])
        .await;
    let look_after = [("step", "look_after"), ("items", "1")];
    page.press(&anna, "work", &look_after).await;

    // What is refused comes back with the last of the items.
    page.round += 1;
    let mut findings = page.fields(&anna).await;
    findings[0].1 = "1".to_owned();
    let reply = page.send(&anna, "work", &findings, &illegal).await;
    assert_eq!(reply.status, 409);
    let typed = format!("{}</textarea>", page.explanation(ITEMS));
    assert!(reply.body.contains(&typed), "{}", reply.body);

    page.press(&anna, "work", &with(&[("step", "not_found")]))
        .await;
    let last = page.explanation(ITEMS);
    page.press(&anna, "work", &[("step", "removed"), ("items", "1")])
        .await;
    let shown = show(&desk, &case).await;
    assert_eq!(shown["state"], "closed");
    assert_eq!(shown["notes"][0]["text"], "a note");
    let items = shown["items"].as_array().unwrap();
    assert_eq!(items.len(), ITEMS);
    assert_eq!(items[ITEMS - 1]["explanation"], last);
    assert_eq!(items[ITEMS - 1]["finding"]["classification"], "ignore");
}
