//! Stores that earlier receivers wrote, in `data/earlier`: its `README.md` says what is in each.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use model::name::Name;
use model::queue::LeaseToken;
use model::time::Timestamp;
use model::worksheet::{HandOffState, HandoffKind};
use receiver::settings;
use receiver::web::public::bundle::Bundle;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::hpke::PrivateKey;
use shared::report::ReportId;
use store::SealedCase;

use crate::{Folder, TestClock};

/// The time at which all these stores were left.
pub const LEFT: Timestamp = TestClock::BEGIN;

/// The store of a full desk, in a file.
pub const DESK: &str = "sqlite-4.db";

/// The queues of the stores.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlierQueues {
    /// The text of each report that is still in a queue.
    pub reports: BTreeMap<ReportId, Value>,
    /// The reports of each store's queue, by the name of its file.
    pub files: BTreeMap<String, Vec<EarlierReport>>,
}

/// A report in a queue, or one that has left it by an ack.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlierReport {
    /// The id of the report.
    pub id: ReportId,
    /// `waiting`, `leased`, `dead` or `acked`, as an opened store has it.
    pub state: String,
    /// How often the report was claimed.
    pub attempts: u32,
    /// The end of the lease; 0 if there is none.
    pub leased_until: u64,
    /// The token of a lease that is still held.
    pub lease: Option<LeaseToken>,
}

/// What a desk's store holds beside its cases.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlierDesk {
    /// The accounts.
    pub accounts: Vec<EarlierAccount>,
    /// The token of the session of the account `anna`.
    pub session: String,
    /// A token of the API.
    pub token: String,
    /// The number of entries in the log.
    pub entries: u64,
    /// The hash of the last entry.
    pub last_hash: String,
    /// The number of records by kind.
    pub records: BTreeMap<String, usize>,
    /// The sequence numbers of the intake's keys, in every store that can hold them.
    pub intake_keys: Vec<u64>,
}

/// An account.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlierAccount {
    /// The name of the account.
    pub name: Name,
    /// The role of the account.
    pub role: String,
    /// The password of the account.
    pub password: String,
    /// The secret of the second factor, in base32.
    pub totp: String,
}

/// The facts of a case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlierCase {
    /// How the case came to be, in words.
    pub about: String,
    /// The id of the case.
    pub id: ReportId,
    /// The state of the case.
    pub state: String,
    /// The outcome, if there is one.
    pub outcome: Option<String>,
    /// The account or token that works on the case.
    pub assignee: Option<String>,
    /// The number of locations; none once the report is scrubbed.
    pub locations: Option<usize>,
    /// The classification at each location; none without an assessment.
    pub findings: Option<Vec<String>>,
    /// The hand-offs, in order.
    pub hand_offs: Vec<EarlierHandOff>,
    /// The number of notes.
    pub notes: usize,
    /// Whether the notice to the host is on hold.
    pub notice_on_hold: bool,
    /// Who asked for the pending second review.
    pub second_review_asked_by: Option<String>,
    /// The case that this one repeats.
    pub repeat_of: Option<ReportId>,
    /// Whether the reporter wants to hear from the hotline.
    pub feedback: bool,
    /// Whether the description is kept.
    pub description: bool,
    /// Whether the contact is kept.
    pub contact: bool,
    /// Whether the credentials of the site are kept.
    pub credentials: bool,
    /// The other cases with one of its locations, the oldest first.
    pub linked: Vec<ReportId>,
}

/// A hand-off of a case.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub struct EarlierHandOff {
    /// The kind of the hand-off.
    pub kind: HandoffKind,
    /// How far it has got.
    pub state: HandOffState,
    /// The recipient, in words.
    pub to: String,
}

impl EarlierCase {
    /// Whether the case still needs work.
    pub fn is_open(&self) -> bool {
        !["closed", "anonymised"].contains(&&self.state[..])
    }

    /// Checks that the opened store has the case as it was, before the desk brings it into the
    /// present form.
    pub fn check_state(&self, sealed: &SealedCase) {
        let card = &sealed.card;
        let outcome = card.facts.outcome.map(|outcome| outcome.name().to_owned());
        let state = match &sealed.earlier {
            Some(earlier) => earlier,
            None => card.state.name(),
        };
        let now = (state, outcome, card.assignee.clone());
        let then = (&self.state[..], self.outcome.clone(), self.assignee.clone());
        assert_eq!(now, then, "{}", self.about);
        assert_eq!(card.closed.is_none(), self.is_open(), "{}", self.about);
        assert_eq!(sealed.earlier.is_none(), self.state == "anonymised");
    }

    /// The state of the case in the present form: that of its items.
    pub fn state_now(&self) -> &str {
        let is_held = self.notice_on_hold;
        match &self.state[..] {
            "triage" | "in_assessment" | "moved" => "to_assess",
            "assessed_illegal" | "monitoring" if is_held => "held",
            "assessed_illegal" => "illegal",
            "monitoring" => "looked_after",
            "out_of_remit" | "not_illegal" | "not_found" | "removed" | "unavailable" => {
                let is_owed = self.feedback && self.contact;
                if is_owed { "feedback_owed" } else { "closed" }
            }
            same => same,
        }
    }
}

/// The path of a file.
pub fn path(file: &str) -> PathBuf {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data/earlier");
    PathBuf::from(folder).join(file)
}

/// The facts in a JSON file.
pub fn facts<T: DeserializeOwned>(file: &str) -> T {
    serde_json::from_slice(&fs::read(path(file)).unwrap()).unwrap()
}

/// A hotline with the keys of the earlier desk, and with a copy of its store in a file.
pub fn folder() -> Folder {
    filled(folder_without_store())
}

/// The same for a receiver that goes by the system's clock.
pub fn folder_today() -> Folder {
    filled(with_keys(Folder::today()))
}

/// A hotline with the keys of the earlier desk.
pub fn folder_without_store() -> Folder {
    with_keys(Folder::init(LEFT))
}

fn filled(folder: Folder) -> Folder {
    fs::copy(path(DESK), folder.database()).unwrap();
    folder
}

fn with_keys(folder: Folder) -> Folder {
    for key in ["desk.key", "desk.pub"] {
        // The file exists already, readable by its owner alone.
        let text = fs::read(path(key)).unwrap();
        fs::write(folder.path().join("keys").join(key), text).unwrap();
    }
    folder
}

/// The private key of the earlier desk.
pub fn desk_key() -> PrivateKey {
    let languages = Bundle::built_in().unwrap().languages();
    let loaded = settings::load(&folder().config(), &languages).unwrap();
    loaded.desk.unwrap().private_key
}
