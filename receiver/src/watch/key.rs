//! The key of the day: whether the root vouches for it, and whether it is the one that others see.

use axum::http::StatusCode;
use model::time::Timestamp;
use sha2::{Digest, Sha256};
use shared::api::KEY_CONFIG_PATH;
use shared::key_config::{KeyDocument, Trust};
use shared::report::HotlineId;

use super::{Finding, Intake, Kind, Look, Seen};

/// Verifies the key as browsers do, and compares it with those that were seen before.
pub(super) async fn look(
    intake: &Intake,
    hotline: HotlineId,
    seen: &[Seen],
    now: Timestamp,
    look: &mut Look,
) {
    let answer = match intake.get(KEY_CONFIG_PATH, "*/*", "identity").await {
        Ok(answer) if answer.status() == StatusCode::OK => answer,
        Ok(answer) => {
            let found = format!("the answer is {}", answer.status());
            return look
                .findings
                .push(Finding::new(Kind::Unreachable, KEY_CONFIG_PATH, found));
        }
        Err(error) => {
            return look
                .findings
                .push(Finding::unanswered(KEY_CONFIG_PATH, error));
        }
    };
    let root = intake.root.to_string();
    let own = seen.iter().filter(|it| it.is_of(hotline.as_str(), &root));
    let trust = Trust {
        hotline: hotline.clone(),
        root: intake.root,
        least_sequence: own.clone().map(|it| it.sequence).max().unwrap_or(0),
    };
    let document = KeyDocument::parse(answer.body());
    let key = match document.and_then(|document| document.verify(&trust, now.0)) {
        Ok(key) => key,
        Err(error) => {
            return look
                .findings
                .push(Finding::new(Kind::Key, "key", error.to_string()));
        }
    };
    let now_seen = Seen {
        at: now.to_string(),
        url: look.url.clone(),
        hotline: hotline.as_str().to_owned(),
        root: root.clone(),
        sequence: key.config().sequence,
        key: key.id().to_string(),
        sha256: base16ct::lower::encode_string(&Sha256::digest(key.text())),
    };
    let mut same = own.filter(|it| it.sequence == now_seen.sequence);
    let found = match same.find(|it| it.sha256 != now_seen.sha256) {
        Some(other) => {
            let found = format!(
                "two keys have the sequence {}: {} now, and {} at {}",
                now_seen.sequence, now_seen.key, other.key, other.at
            );
            Finding::new(Kind::Key, "key", found)
        }
        None => {
            let until = Timestamp(key.config().not_after);
            let found = format!(
                "{} with the sequence {}, until {until}, for which the root vouches",
                now_seen.key, now_seen.sequence
            );
            Finding::new(Kind::Same, "key", found)
        }
    };
    look.findings.push(found);
    look.key = Some(now_seen);
}
