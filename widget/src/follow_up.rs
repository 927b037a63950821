//! The other module: a report whose reporter lets the hotline ask something, the code, and the answer. See
//! `shared/FOLLOW-UP.md`.
//!
//! Two scripts call it: `asked.js` in the form, and the script of the return page, which boot.js starts in the place of the
//! form. The texts and the page are theirs.

use std::cell::RefCell;
use std::rc::Rc;

use getrandom::{SysRng, rand_core::UnwrapErr};
use js_sys::{Date, Math, Object};
use serde::Serialize;
use shared::api::ASKABLE_REPORTS_PATH;
use shared::envelope::{SealError, SealedReport};
use shared::follow_up::board::{Board, NotRead};
use shared::follow_up::code::{Code, NotACode};
use shared::follow_up::mailbox::MailboxKey;
use shared::follow_up::message::{self, Answer, Content};
use shared::follow_up::question::Question;
use shared::key_config::{PublishedKey, Trust};
use shared::receipt::Receipt;
use shared::report::{HotlineId, ReportId};
#[cfg(feature = "follow-up")]
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use crate::browser::{fresh_id, text};
use crate::submit::{Attempts, Outcome, Sealable, Sender};

/// The beginning of a report, before its id.
const ID: &[u8] = b"{\"id\":\"";

thread_local! {
    static PAGE: RefCell<Option<Rc<Page>>> = const { RefCell::new(None) };
}

/// What the module knows of the page that it runs in.
struct Page {
    trust: Trust,
    sender: Sender,
    /// The question that was read last.
    asked: RefCell<Option<Question>>,
    attempts: RefCell<Attempts>,
}

/// What was found under a code.
#[derive(Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
enum Looked {
    /// The question that waits for an answer.
    Asked(Question),
    /// No question waits under this code.
    None,
    /// Something that the hotline did not write.
    Forged,
    /// The board is too old, or this device's clock is wrong.
    Clock,
    /// The board cannot be had now.
    Away,
}

/// How an attempt to send an answer ended.
#[derive(Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
enum Sent {
    /// The hotline has the answer: its receipt is right.
    Received,
    /// The answer does not prove that the hotline has opened the message.
    Unverified,
    /// This device's clock is wrong.
    Clock,
    /// The hotline rejects it.
    Refused,
    /// Another attempt may succeed after this number of milliseconds.
    Wait { milliseconds: u32 },
}

/// The JSON of a message of version 2.
struct Message(Zeroizing<Vec<u8>>);

impl Sealable for Message {
    const PATH: &str = ASKABLE_REPORTS_PATH;

    fn seal(&self, key: &PublishedKey) -> Result<(SealedReport, Receipt), SealError> {
        message::seal_json(&self.0, key, &mut UnwrapErr(SysRng))
    }
}

/// Takes the page's hotline: an object with its `id` and the `root` key. Returns whether it could be read. boot.js expects this
/// name of every module.
#[cfg_attr(feature = "follow-up", wasm_bindgen)]
pub fn show(page: &Object) -> bool {
    let Some(trust) = trust(page) else {
        return false;
    };
    let page = Page {
        sender: Sender::new(trust.clone()),
        trust,
        asked: RefCell::default(),
        attempts: RefCell::default(),
    };
    // In another language it is the same page.
    PAGE.with_borrow_mut(|shown| {
        shown.get_or_insert_with(|| Rc::new(page));
    });
    true
}

fn trust(page: &Object) -> Option<Trust> {
    Some(Trust {
        hotline: text(page, "id")?.parse().ok()?,
        root: text(page, "root")?.parse().ok()?,
        least_sequence: 0,
    })
}

fn page() -> Option<Rc<Page>> {
    PAGE.with_borrow(Clone::clone)
}

/// Seconds since 1970 by this device's clock.
fn now() -> u64 {
    (Date::now() / 1000.0) as u64
}

/// A new code, in eight groups of four digits.
#[cfg_attr(feature = "follow-up", wasm_bindgen)]
pub fn draw() -> String {
    Code::random(&mut UnwrapErr(SysRng)).to_string()
}

/// A new id for a message.
#[cfg_attr(feature = "follow-up", wasm_bindgen)]
pub fn fresh() -> String {
    fresh_id().to_string()
}

/// Why what somebody typed is no code: `form` or `check`. None if it is one.
#[cfg_attr(feature = "follow-up", wasm_bindgen)]
pub fn fault(typed: &str) -> Option<String> {
    let fault = match typed.parse::<Code>().err()? {
        NotACode::Form => "form",
        NotACode::Check => "check",
    };
    Some(fault.to_owned())
}

/// Whether what somebody typed is this code.
#[cfg_attr(feature = "follow-up", wasm_bindgen)]
pub fn matches(code: &str, typed: &str) -> bool {
    let read = typed.parse::<Code>().ok();
    read.is_some_and(|read| read.to_string() == code)
}

/// Makes one attempt to send a report, as JSON, whose reporter can be asked under this code. The report gets this id: one
/// that was sent without a code is another. Returns the name of the outcome: a digit, and the seconds to wait behind it.
#[cfg_attr(feature = "follow-up", wasm_bindgen)]
pub async fn deliver(code: String, id: String, report: Vec<u8>) -> String {
    let report = Zeroizing::new(report);
    let outcome = match page() {
        Some(page) => match askable(&page.trust.hotline, &code, &id, &report) {
            Some(message) => page.sender.deliver(&message, now()).await,
            None => Outcome::Refused,
        },
        None => Outcome::Refused,
    };
    outcome.name()
}

/// The message of a report with its reporter's mailbox. The report is put into it as it is, but for its id: code that reads
/// reports would be a third more to load.
fn askable(hotline: &HotlineId, code: &str, id: &str, report: &[u8]) -> Option<Message> {
    let mailbox = MailboxKey::of(&code.parse().ok()?, hotline);
    let report = report.strip_prefix(ID)?.get(2 * ReportId::BYTES..)?;
    let parts = [
        b"{\"askable\":{\"mailbox\":",
        &*serde_json::to_vec(&mailbox).ok()?,
        b",\"report\":",
        ID,
        id.as_bytes(),
        report,
        b"}}",
    ];
    Some(Message(Zeroizing::new(parts.concat())))
}

/// Looks for the question under a code. Returns what was found as JSON.
#[cfg_attr(feature = "follow-up", wasm_bindgen)]
pub async fn look(typed: String) -> String {
    let looked = match (page(), typed.parse()) {
        (Some(page), Ok(code)) => page.look(&code).await,
        _ => Looked::None,
    };
    json(&looked)
}

/// Makes one attempt to send the answer to the question that was read last. The same answer keeps its id. Returns how it
/// ended as JSON.
#[cfg_attr(feature = "follow-up", wasm_bindgen)]
pub async fn answer(id: String, text: String) -> String {
    let sent = match page() {
        Some(page) => page.answer(&id, &text).await,
        None => Sent::Refused,
    };
    json(&sent)
}

/// Forgets the question that was read last, as its reader leaves the page or has answered it.
#[cfg_attr(feature = "follow-up", wasm_bindgen)]
pub fn forget() {
    if let Some(page) = page() {
        page.asked.take();
    }
}

fn json(told: &impl Serialize) -> String {
    // Strings, numbers and names always have a JSON form.
    serde_json::to_string(told).unwrap_or_default()
}

impl Page {
    async fn look(&self, code: &Code) -> Looked {
        let Ok(board) = self.sender.board().await else {
            return Looked::Away;
        };
        let Ok(board) = Board::parse(&board) else {
            return Looked::Away;
        };
        let Trust { hotline, root, .. } = &self.trust;
        let mailbox = MailboxKey::of(code, hotline);
        match board.question(&mailbox, hotline, root, now()) {
            Ok(Some(question)) => {
                self.asked.replace(Some(question.clone()));
                Looked::Asked(question)
            }
            Ok(None) => Looked::None,
            Err(NotRead::Forged) => Looked::Forged,
            Err(NotRead::Time) => Looked::Clock,
        }
    }

    async fn answer(&self, id: &str, text: &str) -> Sent {
        let Some(message) = self.message(id, text) else {
            return Sent::Refused;
        };
        let outcome = self.sender.deliver(&message, now()).await;
        match outcome {
            Outcome::Received => Sent::Received,
            Outcome::Unverified => Sent::Unverified,
            Outcome::Clock => Sent::Clock,
            Outcome::Refused | Outcome::Stale => Sent::Refused,
            Outcome::Busy { .. } | Outcome::Outbid | Outcome::Unreachable => Sent::Wait {
                milliseconds: self.attempts.borrow_mut().failed(outcome, Math::random()),
            },
        }
    }

    fn message(&self, id: &str, text: &str) -> Option<Message> {
        let asked = self.asked.borrow();
        let answer = Content::<()>::Answer(Answer {
            id: id.parse().ok()?,
            question: asked.as_ref()?.id,
            text: text.trim().parse().ok()?,
        });
        Some(Message(answer.to_json()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::follow_up::message::Askable;
    use shared::report::{Report, UntrustedReport};

    #[test]
    fn a_report_gets_its_mailbox_and_its_id_and_stays_a_report() {
        let hotline: HotlineId = "example".parse().unwrap();
        let page = r#"{"type":"web","url":"https://bad.example/"}"#;
        let json = |id: &str| {
            let rest = format!(r#""category":"csam","locations":[{page}],"language":"en""#);
            format!(r#"{{"id":"{id}",{rest}}}"#)
        };
        let report: UntrustedReport = serde_json::from_str(&json(&fresh())).unwrap();
        let report = Report::try_from(report).unwrap();
        let (code, id) = (draw(), fresh());
        let Message(message) = askable(&hotline, &code, &id, &report.to_json()).unwrap();
        let content = Content::from_json(&message).unwrap();
        assert_eq!(content.to_json(), message, "as it is written");
        let Content::Askable(Askable { mailbox, report }) = content else {
            panic!("no report");
        };
        assert!(mailbox == MailboxKey::of(&code.parse().unwrap(), &hotline));
        assert_eq!(report.id().to_string(), id);
        assert_eq!(String::from_utf8(report.to_json()).unwrap(), json(&id));
    }

    #[test]
    fn a_code_that_was_drawn_is_read_back_however_it_is_typed() {
        let code = draw();
        assert_eq!(fault(&code), None);
        let typed: String = code.chars().filter(|sign| *sign != ' ').collect();
        let arabic = |sign| char::from_u32(u32::from(sign) - 0x30 + 0x660).unwrap();
        assert!(matches(&code, &typed));
        assert!(matches(
            &code,
            &typed.chars().map(arabic).collect::<String>()
        ));
        assert!(!matches(&code, &draw()));
        assert_eq!(fault(&typed[1..]).unwrap(), "form");
        let last = if typed.ends_with('0') { '1' } else { '0' };
        assert_eq!(fault(&format!("{}{last}", &typed[..31])).unwrap(), "check");
    }
}
