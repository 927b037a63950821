//! How far a try goes: every way through the answers to a message.

use serde::{Deserialize, Serialize};

/// The answers to the posts of one try, and its end.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TryVector {
    pub(crate) name: String,
    /// The status of the answer to each post, in order; a client posts exactly as often. Questions
    /// are answered by 200, and 202 has the right receipt.
    pub(crate) answers: Vec<u16>,
    /// Number of key documents that the client fetches.
    pub(crate) key_documents: u32,
    /// `received`, `wrong-receipt`, `refused`, or `wait`.
    pub(crate) outcome: String,
}

/// Answers that end a try, whenever they come.
const LAST: [(u16, &str); 15] = [
    (202, "received"),
    (200, "wrong-receipt"),
    (204, "wrong-receipt"),
    (302, "refused"),
    (400, "refused"),
    (404, "refused"),
    (411, "refused"),
    (413, "refused"),
    (414, "refused"),
    (415, "refused"),
    (431, "refused"),
    (408, "wait"),
    (429, "wait"),
    (500, "wait"),
    (503, "wait"),
];

/// Where a try stands.
#[derive(Clone, Default)]
struct Progress {
    answers: Vec<u16>,
    is_resealed: bool,
    /// Whether the present message got a second proof.
    is_proven_again: bool,
}

pub(crate) fn make() -> Vec<TryVector> {
    let mut tries = Vec::new();
    go_on(&Progress::default(), &mut tries);
    tries
}

/// Every next answer: an end, or another post.
fn go_on(progress: &Progress, tries: &mut Vec<TryVector>) {
    for (status, outcome) in LAST {
        tries.push(progress.ended(status, outcome));
    }
    let Progress {
        answers,
        is_resealed,
        is_proven_again,
    } = progress;
    if *is_resealed {
        tries.push(progress.ended(409, "refused"));
    } else {
        let resealed = Progress {
            answers: [&answers[..], &[409]].concat(),
            is_resealed: true,
            is_proven_again: false,
        };
        go_on(&resealed, tries);
    }
    if *is_proven_again {
        tries.push(progress.ended(428, "wait"));
    } else {
        let proven = Progress {
            answers: [&answers[..], &[428]].concat(),
            is_proven_again: true,
            ..*progress
        };
        go_on(&proven, tries);
    }
}

impl Progress {
    fn ended(&self, status: u16, outcome: &str) -> TryVector {
        let answers = [&self.answers[..], &[status]].concat();
        let names: Vec<_> = answers.iter().map(u16::to_string).collect();
        TryVector {
            name: names.join(", "),
            answers,
            key_documents: 1 + u32::from(self.is_resealed),
            outcome: outcome.to_owned(),
        }
    }
}
