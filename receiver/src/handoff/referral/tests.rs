use getrandom::{SysRng, rand_core::UnwrapErr};
use model::worksheet::HandoffKind;
use serde_json::{Value, json};

use super::super::tests::{Hotline, NOW, addressee, dossier, files, other, referred, sender};
use super::*;
use crate::handoff::{Addressee, Transport, prepare};

fn file() -> Vec<u8> {
    files(HandoffKind::Hotline, &dossier()).remove(0).1
}

fn made(to: &Addressee, dossier: &Dossier, now: Timestamp) -> Result<Handoff, Refusal> {
    let rng = &mut UnwrapErr(SysRng);
    prepare(HandoffKind::Hotline, to, dossier, Some(&sender()), now, rng)
}

#[test]
fn the_other_hotline_reads_what_was_found_and_nothing_of_the_report() {
    let (file, mut dossier) = (file(), dossier());
    let referral = referred(&file);
    assert_eq!(referral.name, "Example Hotline");
    assert_eq!(referral.explanation, "Shows a child.");
    assert_eq!(referral.items.len(), 1);
    assert_eq!(referral.items[0].location, dossier.report.locations[0]);
    let found = dossier.items.remove(0).finding;
    assert_eq!(Some(referral.items[0].finding()), found);
    let text = serde_json::to_string(&referral).unwrap();
    for kept in ["what was seen", "sentinel-school", &dossier.id.to_string()] {
        assert!(!text.contains(kept), "{kept}");
    }
}

#[test]
fn the_word_of_the_police_and_a_child_in_danger_travel() {
    let mut dossier = dossier();
    dossier.items[0].held_until = Some("2027-02-01".to_owned());
    dossier.report.child_in_danger = Some(true);
    let referral = referred(&files(HandoffKind::Hotline, &dossier).remove(0).1);
    assert_eq!(referral.items[0].held_until.as_deref(), Some("2027-02-01"));
    assert!(referral.child_in_danger);
}

#[test]
fn without_a_valid_key_or_certificate_nothing_is_made() {
    let dossier = dossier();
    let mut without_key = addressee();
    without_key
        .other
        .iter_mut()
        .for_each(|other| other.key = None);
    let refused = made(&without_key, &dossier, NOW).map(drop);
    assert_eq!(refused, Err(Refusal::NoKey));
    let late = NOW.plus_seconds(40 * 24 * 3600);
    let refused = made(&addressee(), &dossier, late).map(drop);
    assert_eq!(refused, Err(Refusal::NotCertified));
}

#[test]
fn what_the_exchange_delivers_is_sealed_when_it_leaves() {
    let mut online = addressee();
    online.other.iter_mut().for_each(|other| {
        other.is_online = true;
        other.key = None;
    });
    let made = made(&online, &dossier(), NOW).unwrap();
    let Transport::Parcel(referral) = made.transport else {
        panic!("the exchange delivers it")
    };
    assert_eq!(*referral, referred(&file()));
    let (to, _) = made.parcel.unwrap();
    assert_eq!(to, *other().id());
}

#[test]
fn a_file_is_named_after_the_parcel_and_not_after_the_case() {
    let made = made(&addressee(), &dossier(), NOW).unwrap();
    let Transport::Download(document) = made.transport else {
        panic!("a referral is a file")
    };
    assert!(
        document.file_name.starts_with("referral-nl-"),
        "{}",
        document.file_name
    );
    assert!(!document.file_name.contains(&dossier().id.to_string()));
}

#[test]
fn a_hold_that_cannot_be_read_is_no_referral() {
    let hold = |day: Value| read(|body| body["items"][0]["held_until"] = day.clone());
    assert!(hold(json!("2027-02-01")).is_ok() && hold(Value::Null).is_ok());
    for day in ["tomorrow", "", "2027-13-45", "2027-02-01T00:00:00Z"] {
        assert_eq!(hold(json!(day)).unwrap_err(), NotForUs::Kind, "{day}");
    }
}

/// The referral that another hotline reads if ours says this.
fn read(change: impl Fn(&mut Value)) -> Result<Referral, NotForUs> {
    let (us, them) = (Hotline::new("example", 1), other());
    let mut body = serde_json::to_value(referred(&file())).unwrap();
    change(&mut body);
    let key = them.peer_key();
    let id = ParcelId::random(&mut UnwrapErr(SysRng));
    let contents = Contents::new(Kind::Referral, id, us.id(), &key, NOW.hour(), &body);
    let certified = us.signer.certified(NOW).unwrap();
    let parcel = Parcel::seal(&certified, &key, contents, None, &mut UnwrapErr(SysRng)).unwrap();
    of(&them.open(&parcel.to_json(), &[&us], NOW)?)
}

#[test]
fn what_a_later_version_says_is_passed_over_and_what_makes_no_sense_is_refused() {
    let later = read(|body| {
        body["later"] = json!(1);
        body["items"][0]["later"] = json!(1);
        body["items"][0]["gender"] = json!("a value of a later version");
    });
    let later = later.unwrap();
    assert_eq!(later.items[0].gender, None);
    assert_eq!(later.items.len(), 1);
    type Change = fn(&mut Value);
    let changes: [Change; 5] = [
        |body| body["items"] = json!([]),
        |body| body["items"] = json!(vec![body["items"][0].clone(); 21]),
        |body| body["items"][0]["location"] = json!({ "type": "web", "url": "no address" }),
        |body| body["items"][0]["location"] = json!({ "type": "social", "network": "x" }),
        |body| body["category"] = json!("song"),
    ];
    for change in changes {
        assert_eq!(read(change), Err(NotForUs::Kind));
    }
}

#[test]
fn more_than_a_parcel_holds_is_not_made() {
    let mut dossier = dossier();
    dossier.items[0].explanation = "\u{1f47e}".repeat(9000);
    let refused = made(&addressee(), &dossier, NOW).map(drop);
    assert_eq!(refused, Err(Refusal::TooLong));
}
