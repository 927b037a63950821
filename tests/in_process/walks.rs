//! Random walks through the life of items: whatever people do, and in whatever order, an item ends
//! for a reason that is true, and from every state there is a way on.
//!
//! `WALKS=10000` goes on for longer than usual; `SEED=7` walks that walk alone, or begins with it.

use std::collections::BTreeSet;
use std::env;

use axum::http::{Method, StatusCode};
use model::life::{End, ItemState, STEPS};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use tests::InProcess;
use tests::earlier::{self, EarlierDesk};

use crate::numbered;

/// Number of walks, if the environment does not say otherwise.
const WALKS: u64 = 40;

/// Number of walks in which every step of the table is taken.
const MANY: usize = 1000;

/// Number of acts before a walk is led to its end.
const ACTS: usize = 20;

#[tokio::test(flavor = "multi_thread")]
async fn every_walk_ends_in_a_true_end() {
    let number = |name| {
        env::var(name)
            .ok()
            .map(|text| text.parse().expect("a number"))
    };
    let seeds = match (number("SEED"), number("WALKS")) {
        (Some(seed), walks) => seed..seed + walks.unwrap_or(1),
        (None, walks) => 0..walks.unwrap_or(WALKS),
    };
    let desk = Walk::desk().await;
    let mut seen = BTreeSet::new();
    for seed in seeds.clone() {
        let mut walk = Walk::begin(&desk, seed).await;
        for _ in 0..ACTS {
            walk.act().await;
        }
        walk.end().await;
        seen.extend(walk.seen);
    }
    let never: Vec<_> = STEPS
        .iter()
        .map(|step| (step.from.name(), step.name))
        // No other hotline is in the config.
        .filter(|step| !seen.contains(step) && step.1 != "with_hotline")
        .collect();
    // A few walks do not take every step.
    assert!(
        seeds.count() < MANY || never.is_empty(),
        "no walk took: {never:?}"
    );
}

/// One case with two items, and two people who work on it.
struct Walk<'a> {
    desk: &'a InProcess,
    /// The tokens of two actors.
    tokens: [String; 2],
    case: String,
    seed: u64,
    rng: StdRng,
    /// The steps that were taken: the state before, and the name.
    seen: BTreeSet<(&'static str, &'static str)>,
}

impl<'a> Walk<'a> {
    /// A desk with two tokens that may work on cases.
    async fn desk() -> InProcess {
        InProcess::in_folder(earlier::folder()).await
    }

    /// A new case with two items.
    async fn begin(desk: &'a InProcess, seed: u64) -> Self {
        let mut report = numbered(u32::try_from(seed).unwrap() + 1_000_000);
        let other = format!(r#"{{ "type": "web", "url": "https://other.example/{seed}" }}"#);
        report.locations.push(serde_json::from_str(&other).unwrap());
        let id = report.id;
        desk.enqueue(report).await;
        let (status, _) = desk.post("/v1/cases", json!({ "report": id })).await;
        assert_eq!(status, StatusCode::OK);
        let importer = earlier::facts::<EarlierDesk>("desk.json").token;
        let walk = Self {
            desk,
            tokens: [desk.token(), importer],
            case: format!("/v1/cases/{id}"),
            seed,
            rng: StdRng::seed_from_u64(seed),
            seen: BTreeSet::new(),
        };
        // Few walks would come that far by themselves.
        if seed % 2 == 1 {
            walk.look_after().await;
        }
        walk
    }

    /// Assesses both items as illegal, hands them to the police, and looks after them.
    async fn look_after(&self) {
        let findings = [1, 2].map(|place| finding(&json!(place), true));
        for (path, request) in [
            (
                "/step",
                json!({ "version": 1, "step": "illegal", "items": [1, 2], "findings": findings }),
            ),
            (
                "/hand-offs",
                json!({ "version": 2, "kind": "police", "items": [1, 2], "to": "Police" }),
            ),
            ("/hand-offs/3", json!({ "state": "sent" })),
            (
                "/step",
                json!({ "version": 4, "step": "look_after", "items": [1, 2] }),
            ),
        ] {
            let (status, answer) = self.post(0, path, request).await;
            assert!(status.is_success(), "{path}: {answer}");
        }
    }

    /// Something that a person may do: possible now, or not.
    async fn act(&mut self) {
        match self.rng.random_range(0..10) {
            0..7 => self.step_on().await,
            7 => self.step_that_is_not_offered().await,
            8 => self.hand_off().await,
            _ => self.assess_all().await,
        }
    }

    /// Lets a random item take a random step that is offered.
    async fn step_on(&mut self) {
        let who = self.rng.random_range(0..2);
        let shown = self.shown(who).await;
        let mut items = shown["items"].as_array().unwrap().clone();
        if items.iter().any(|item| item["state"] != "ended") && self.rng.random_bool(0.8) {
            items.retain(|item| item["state"] != "ended");
        }
        let item = items.choose(&mut self.rng).unwrap().clone();
        let offered = item["steps"].as_array().unwrap();
        let Some(step) = offered.choose(&mut self.rng) else {
            // Whoever asked for a second review can withdraw it, and the others can decide.
            panic!(
                "seed {}: a dead end for one of two people: {item}",
                self.seed
            );
        };
        let step = step.as_str().unwrap().to_owned();
        self.take(who, &shown, &item, &step).await;
    }

    /// Lets an item take a step, with all that it needs in half of the cases. A refused step changes
    /// nothing.
    async fn take(&mut self, who: usize, shown: &Value, item: &Value, step: &str) {
        let from = ItemState::try_from(item["state"].as_str().unwrap()).unwrap();
        let known = model::life::step_named(from, step).unwrap();
        let place = &item["place"];
        let mut asked = json!({ "version": shown["version"], "step": step, "items": [place] });
        if self.rng.random_bool(0.8) {
            asked["reason"] = json!("because");
            asked["until"] = json!("2027-02-01");
            if step == "look_again" {
                asked["look_again"] = json!("2027-02-01");
            }
            if step == "moved" {
                let address = self.rng.random::<u64>();
                asked["to"] = json!(format!("https://moved.example/{address}"));
            }
            let is_illegal = step == "illegal";
            if step == "illegal" || step == "not_illegal" {
                asked["findings"] = json!([finding(place, is_illegal)]);
            }
        }
        let (status, answer) = self.post(who, "/step", asked).await;
        let after = self.shown(who).await;
        if status == StatusCode::OK {
            self.seen.insert((known.from.name(), known.name));
            let now = item_of(&after, place);
            let is_held = !now["held_until"].is_null() && known.to.state() == ItemState::Illegal;
            let state = if is_held {
                ItemState::Held
            } else {
                known.to.state()
            };
            assert_eq!(now["state"], state.name(), "{answer}");
            assert!(step != "release" || now["held_until"].is_null(), "{now}");
            let end = known.to.end().map(End::name);
            assert_eq!(now["end"], json!(end), "seed {}", self.seed);
        } else {
            assert!(status.is_client_error(), "{status} {answer}");
            assert_eq!(after["version"], shown["version"], "seed {}", self.seed);
            assert_eq!(after["items"], shown["items"], "seed {}", self.seed);
        }
        is_true(&after);
    }

    /// Any step of the table that is not offered is refused.
    async fn step_that_is_not_offered(&mut self) {
        let shown = self.shown(0).await;
        let item = shown["items"][0].clone();
        let offered = item["steps"].as_array().unwrap();
        let step = STEPS.choose(&mut self.rng).unwrap();
        if offered.contains(&json!(step.name)) {
            return;
        }
        let asked = json!({
            "version": shown["version"], "step": step.name, "items": [item["place"]],
            "reason": "because", "until": "2027-02-01", "to": "https://moved.example/",
        });
        let (status, answer) = self.post(0, "/step", asked).await;
        assert!(status.is_client_error(), "{status} {answer}");
        assert_eq!(self.shown(0).await["version"], shown["version"]);
    }

    /// Hands an item to the police, and says perhaps that it has left.
    async fn hand_off(&mut self) {
        let shown = self.shown(0).await;
        let items = shown["items"].as_array().unwrap();
        let place = &items.choose(&mut self.rng).unwrap()["place"];
        let request = json!({
            "version": shown["version"], "kind": "police", "items": [place], "to": "Police",
        });
        let (status, answer) = self.post(0, "/hand-offs", request).await;
        if !status.is_success() {
            assert!(status.is_client_error(), "{status} {answer}");
            return;
        }
        if self.rng.random_bool(0.7) {
            let shown = self.shown(0).await;
            let made = shown["hand_offs"].as_array().unwrap().last().unwrap();
            let path = format!("/hand-offs/{}", made["version"]);
            let (status, answer) = self.post(0, &path, json!({ "state": "sent" })).await;
            assert!(status.is_success(), "{answer}");
        }
    }

    /// Records a finding for every item that can have one.
    async fn assess_all(&mut self) {
        let who = self.rng.random_range(0..2);
        let shown = self.shown(who).await;
        let is_illegal = self.rng.random_bool(0.7);
        let items = shown["items"].as_array().unwrap().iter();
        let findings: Vec<_> = items
            .filter(|item| item["state"] == "to_assess")
            .map(|item| finding(&item["place"], is_illegal))
            .collect();
        let request = json!({ "version": shown["version"], "findings": findings });
        let (status, answer) = self.post(who, "/findings", request).await;
        assert!(
            status.is_success() || findings.is_empty(),
            "{status} {answer}"
        );
    }

    /// Leads every item to an end by steps that are true of it, and sees the case close.
    async fn end(&mut self) {
        for _ in 0..60 {
            let shown = self.shown(0).await;
            let items = shown["items"].as_array().unwrap();
            let Some(item) = items.iter().find(|item| item["state"] != "ended").cloned() else {
                break;
            };
            let step = match item["state"].as_str().unwrap() {
                "to_assess" => "not_found",
                "needs_more" => "never_found",
                "second_review" if offers(&item, "not_found") => "not_found",
                "second_review" => "withdraw",
                "illegal" | "held" | "looked_after" => "unavailable",
                other => panic!("{other}"),
            };
            let asked = json!({
                "version": shown["version"], "step": step, "items": [item["place"]],
            });
            let (status, answer) = self.post(0, "/step", asked).await;
            assert!(status.is_success(), "seed {}: {answer}", self.seed);
        }
        let mut shown = self.shown(0).await;
        if shown["state"] == "reviewed" {
            let request = json!({ "version": shown["version"] });
            let (status, _) = self.post(0, "/heard", request).await;
            assert!(status.is_success());
            shown = self.shown(0).await;
        }
        // The sender of spam gets no answer.
        if shown["outcome"] != "spam" {
            assert_eq!(
                shown["state"], "feedback_owed",
                "seed {}: {shown}",
                self.seed
            );
            let request = json!({ "version": shown["version"], "state": "answered" });
            let (status, _) = self.post(0, "/feedback", request).await;
            assert!(status.is_success());
        }
        let shown = self.shown(0).await;
        assert_eq!(shown["state"], "closed", "seed {}", self.seed);
        is_true(&shown);
    }

    /// The case as this person sees it.
    async fn shown(&self, who: usize) -> Value {
        let (status, shown) = self.call(who, Method::GET, &self.case, &Value::Null).await;
        assert_eq!(status, StatusCode::OK, "{shown}");
        shown
    }

    async fn post(&self, who: usize, path: &str, json: Value) -> (StatusCode, Value) {
        let path = format!("{}{path}", self.case);
        self.call(who, Method::POST, &path, &json).await
    }

    async fn call(
        &self,
        who: usize,
        method: Method,
        path: &str,
        json: &Value,
    ) -> (StatusCode, Value) {
        self.desk
            .api_as(&self.tokens[who], method, path, json)
            .await
    }
}

/// A finding with all that any category needs.
fn finding(place: &Value, is_illegal: bool) -> Value {
    let classification = if is_illegal { "baseline" } else { "ignore" };
    json!({
        "item": place, "classification": classification, "gender": "female",
        "age_group": "infant", "commerciality": "not_determined", "site_type": "forum",
        "explanation": "what is seen",
    })
}

fn offers(item: &Value, step: &str) -> bool {
    item["steps"].as_array().unwrap().contains(&json!(step))
}

fn item_of<'a>(shown: &'a Value, place: &Value) -> &'a Value {
    let mut items = shown["items"].as_array().unwrap().iter();
    items.find(|item| item["place"] == *place).unwrap()
}

/// What is said of each item is true: an illegal state has an illegal finding, an end has a reason,
/// and what was handed to the police has left.
fn is_true(shown: &Value) {
    for item in shown["items"].as_array().unwrap() {
        let state = ItemState::try_from(item["state"].as_str().unwrap()).unwrap();
        let end = item["end"].as_str().map(|end| End::try_from(end).unwrap());
        assert_eq!(state == ItemState::Ended, end.is_some(), "{item}");
        let classification = item["finding"]["classification"].as_str();
        if state.is_illegal() || end.is_some_and(End::is_illegal) {
            assert_eq!(classification, Some("baseline"), "{item}");
        }
        if end == Some(End::NotIllegal) {
            assert_eq!(classification, Some("ignore"), "{item}");
        }
        let mut hand_offs = shown["hand_offs"].as_array().unwrap().iter();
        let has_left = hand_offs.any(|it| {
            it["state"] == "sent" && it["items"].as_array().unwrap().contains(&item["place"])
        });
        if end == Some(End::WithPolice) || state == ItemState::LookedAfter {
            assert!(has_left, "{item}");
        }
    }
}
