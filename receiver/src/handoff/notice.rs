//! A notice to a host under Article 16 of Regulation (EU) 2022/2065, the Digital Services Act, as
//! text and as JSON with the same content. It also serves for hate speech.
//!
//! Source: Article 16(2): (a) a substantiated explanation, (b) the exact electronic location, (c)
//! name and email address of the notifier, except for offences under Articles 3 to 7 of Directive
//! 2011/93/EU, (d) a statement of good faith.
//!
//! It leaves as files, or as a mail with the text and, attached, the JSON. A mail shows its sender in
//! its headers, so a notice that leaves the notifier out does not go by mail.

use lettre::Address;
use model::case::Dossier;
use model::defang::visible;
use model::time::Timestamp;
use rand_core::CryptoRng;
use serde::Serialize;
use shared::report::{Category, Location};

use super::document::{Document, Handoff};
use super::excerpt::{Illegal, explanation, file_name, illegal};
use super::letter::{self, Letter};
use super::refusal::Refusal;
use super::sender::Sender;
use super::{address, bundle, json, words};

const TITLE: &str = "Notice under Article 16 of Regulation (EU) 2022/2065 (Digital Services Act)";

/// The statement of good faith (Article 16(2)(d)).
const GOOD_FAITH: &str = "In good faith, we believe that the information and allegations in this \
                          notice are accurate and complete.";

#[derive(Serialize)]
struct Notice<'a> {
    notice: &'static str,
    reference: String,
    date: String,
    locations: Vec<Place<'a>>,
    explanation: String,
    /// Null in an anonymous notice.
    notifier: Option<Notifier>,
    good_faith: &'static str,
}

#[derive(Serialize)]
struct Place<'a> {
    assessed_as: &'static str,
    grounds: Option<&'static str>,
    /// The exact address, if the location has one.
    url: Option<String>,
    location: &'a Location,
}

#[derive(Serialize)]
struct Notifier {
    name: String,
    email: String,
}

/// Checks that there is an explanation, which a notice needs.
pub(super) fn check(dossier: &Dossier) -> Result<(), Refusal> {
    let is_there = !explanation(dossier).is_empty();
    is_there.then_some(()).ok_or(Refusal::NoExplanation)
}

/// The notice about the chosen items.
pub(super) fn make(dossier: &Dossier, sender: &Sender, now: Timestamp) -> Result<Handoff, Refusal> {
    check(dossier)?;
    let notice = notice(dossier, sender, now);
    let documents = vec![
        Document {
            file_name: file_name(dossier, "notice.txt"),
            media_type: "text/plain; charset=utf-8",
            bytes: text(&notice).into_bytes(),
        },
        json_document(dossier, &notice),
    ];
    let name = file_name(dossier, "notice");
    Ok(Handoff::download(bundle::one(name, documents, now)))
}

/// Checks that [`mail`] can make the notice.
fn check_mail(dossier: &Dossier, sender: &Sender) -> Result<(), Refusal> {
    check(dossier)?;
    letter::server(sender)?;
    let is_anonymous = is_anonymous(dossier, sender);
    (!is_anonymous).then_some(()).ok_or(Refusal::Anonymous)
}

/// The same notice as a mail to a host.
pub(super) fn mail(
    dossier: &Dossier,
    sender: &Sender,
    to: &Address,
    now: Timestamp,
    rng: &mut impl CryptoRng,
) -> Result<Handoff, Refusal> {
    check_mail(dossier, sender)?;
    let notice = notice(dossier, sender, now);
    let letter = Letter {
        subject: format!(
            "Notice under Article 16 of Regulation (EU) 2022/2065, reference {}",
            dossier.id
        ),
        text: text(&notice),
        files: vec![json_document(dossier, &notice)],
    };
    Ok(Handoff {
        transport: letter.mail(sender, to, now, rng)?,
        left_out: Vec::new(),
        parcel: None,
    })
}

fn json_document(dossier: &Dossier, notice: &Notice) -> Document {
    Document {
        file_name: file_name(dossier, "notice.json"),
        media_type: "application/json",
        bytes: json::write(notice),
    }
}

/// Whether the notice leaves the notifier out: the config asks for it, and the law allows it for
/// each location.
fn is_anonymous(dossier: &Dossier, sender: &Sender) -> bool {
    let category = |found: &Illegal| words::assessed_as(dossier.report.category, found.finding);
    let may_be = |found: &Illegal| matches!(category(found), Category::Csam | Category::Grooming);
    sender.anonymous_notices && illegal(dossier).iter().all(may_be)
}

fn notice<'a>(dossier: &'a Dossier, sender: &Sender, now: Timestamp) -> Notice<'a> {
    let found = illegal(dossier);
    let category = |found: &Illegal| words::assessed_as(dossier.report.category, found.finding);
    let anonymous = is_anonymous(dossier, sender);
    let place = |found: &Illegal<'a>| Place {
        assessed_as: words::category(category(found)),
        grounds: grounds(category(found)),
        url: address::of(found.location).and_then(address::uri),
        location: found.location,
    };
    Notice {
        notice: TITLE,
        reference: dossier.id.to_string(),
        date: now.day(),
        locations: found.iter().map(place).collect(),
        explanation: explanation(dossier),
        notifier: (!anonymous).then(|| Notifier {
            name: sender.name.clone(),
            email: sender.contact.to_string(),
        }),
        good_faith: GOOD_FAITH,
    }
}

/// The Union's law against content of this category, if there is one.
fn grounds(category: Category) -> Option<&'static str> {
    match category {
        Category::Csam => Some("Directive 2011/93/EU, Article 5"),
        Category::Grooming => Some("Directive 2011/93/EU, Article 6"),
        Category::HateSpeech => Some("Framework Decision 2008/913/JHA, Article 1"),
        Category::Sextortion | Category::Other => None,
    }
}

fn text(notice: &Notice) -> String {
    let mut text = format!(
        "{}\n\nReference: {}\nDate: {}\n\n1. Where it is\n\n",
        notice.notice, notice.reference, notice.date
    );
    for (place, at) in notice.locations.iter().enumerate() {
        let lines = words::location(at.location, words::EXACT).join("\n");
        let grounds = at.grounds.map(|grounds| format!(" ({grounds})"));
        let assessed = format!(
            "Assessed as {}{}",
            at.assessed_as,
            grounds.unwrap_or_default()
        );
        let lines = words::indented(&format!("{lines}\n{assessed}"), 6);
        text += &format!("   {}.\n{lines}", place + 1);
    }
    text += "\n2. Why it is held to be illegal\n\n";
    text += &words::indented(&visible(&notice.explanation), 3);
    text += "\n3. Who gives this notice\n\n";
    text += &match &notice.notifier {
        Some(notifier) => format!("   {}\n   {}\n", visible(&notifier.name), notifier.email),
        None => {
            "   Left out, as Article 16(2)(c) allows for offences under Articles 3 to 7 of\n   \
                 Directive 2011/93/EU.\n"
                .to_owned()
        }
    };
    text += "\n4. Good faith\n\n";
    text + &words::indented(notice.good_faith, 3)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{NOW, dossier, files, finding, sender, with_locations};
    use super::*;
    use crate::handoff::tests::handed;
    use model::assessment::Classification;
    use model::worksheet::HandoffKind;

    #[test]
    fn a_notice_says_what_the_law_asks_for() {
        let mut dossier = with_locations(
            "hate_speech",
            r#"[{ "type": "web", "url": "https://bad.example/a?b=c" },
                { "type": "web", "url": "https://fine.example/" },
                { "type": "chat", "app": "App", "handle": "room" }]"#,
        );
        for item in &mut dossier.items {
            item.explanation = "Calls for violence.\nIn two lines.".to_owned();
            item.finding.as_mut().unwrap().classification = Classification::National;
        }
        let fine = dossier.items[1].finding.as_mut().unwrap();
        fine.classification = Classification::Ignore;
        let refused = handed(HandoffKind::Notice, &dossier).unwrap_err();
        assert_eq!(refused, Refusal::NotAssessed);
        dossier.items.remove(1);
        dossier.report.locations.remove(1);
        let files = files(HandoffKind::Notice, &dossier);
        let [(text_name, text), (json_name, json)] = &files[..] else {
            panic!("{} files", files.len())
        };
        assert!(text_name.ends_with("-notice.txt") && json_name.ends_with("-notice.json"));
        let text = std::str::from_utf8(text).unwrap();
        for said in [
            "      Address: https://bad.example/a?b=c\n",
            "      Room, group or account: room\n",
            "Assessed as incitement to hatred or violence (Framework Decision 2008/913/JHA",
            "   Calls for violence.\n   In two lines.\n",
            "   Example Hotline\n   desk@hotline.example\n",
            "accurate and complete",
        ] {
            assert!(text.contains(said), "{said:?} is not in {text}");
        }
        assert!(!text.contains("fine.example"), "{text}");
        let json: serde_json::Value = serde_json::from_slice(json).unwrap();
        assert_eq!(json["locations"][0]["url"], "https://bad.example/a?b=c");
        assert_eq!(json["locations"][1]["location"]["handle"], "room");
        assert_eq!(json["notifier"]["email"], "desk@hotline.example");
        assert_eq!(json["date"], "2027-01-15");
    }

    #[test]
    fn only_a_notice_about_children_may_leave_the_notifier_out() {
        let mut sender = sender();
        sender.anonymous_notices = true;
        let national = || {
            let mut finding = finding();
            finding.classification = Classification::National;
            finding
        };
        for (category, anonymous) in [
            ("csam", true),
            ("grooming", true),
            ("sextortion", false),
            ("hate_speech", false),
        ] {
            let mut dossier = dossier();
            dossier.report = super::super::tests::report(
                category,
                r#"[{ "type": "web", "url": "https://bad.example/" }]"#,
            );
            dossier.items[0].finding = Some(national());
            let notice = notice(&dossier, &sender, NOW);
            assert_eq!(notice.notifier.is_none(), anonymous, "{category}");
            assert_eq!(text(&notice).contains("Left out"), anonymous, "{category}");
        }
    }

    #[test]
    fn a_notice_needs_an_explanation() {
        let mut dossier = dossier();
        dossier.items[0].explanation = " \n".to_owned();
        let refused = make(&dossier, &sender(), NOW).unwrap_err();
        assert_eq!(refused, Refusal::NoExplanation);
    }
}
