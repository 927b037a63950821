//! Questions to a reporter who stays anonymous.

use serde::{Deserialize, Serialize};
use shared::follow_up::mailbox::MailboxKey;
use shared::follow_up::question::Question;

use crate::item::Signed;

/// The way to a reporter who may be asked, and the question that waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// The key of the reporter's mailbox.
    pub mailbox: MailboxKey,
    /// The question that waits; none if there is none.
    pub asked: Option<Asked>,
    /// Whether a question waited when the case was written last.
    pub is_listed: bool,
}

impl FollowUp {
    /// Whether a question waits for its answer.
    pub fn waits(&self) -> bool {
        self.asked.is_some()
    }
}

/// Whether the reporter of a case was asked something, and answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Questions {
    /// Whether there was a question.
    pub is_asked: bool,
    /// Whether a question was answered before the case was closed.
    pub is_answered: bool,
}

/// A question that waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// What is asked, and until when it can be answered.
    pub question: Question,
    /// The person who asked, and the day.
    pub by: Signed,
}
