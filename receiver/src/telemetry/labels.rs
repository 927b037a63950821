//! The labels of metrics. Each value is from a fixed list, or from the config.

use strum::{IntoStaticStr, VariantArray};

/// A half of the receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Half {
    /// The public half.
    Intake,
    /// The internal half.
    Desk,
}

/// The outcome of one message that was sent to the intake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MessageOutcome {
    /// The report was stored.
    Accepted,
    /// The report had been stored before.
    Repeated,
    /// The message was refused, with a problem of this name.
    Refused(&'static str),
    /// The connection ended before there was an answer.
    CutOff,
}

impl MessageOutcome {
    /// The value of the label.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Repeated => "repeated",
            Self::Refused(problem) => problem,
            Self::CutOff => "cut-off",
        }
    }
}

/// The outcome of one attempt to deliver an event to a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum DeliveryOutcome {
    /// The webhook took the event.
    Delivered,
    /// The attempt failed, and another one follows.
    Failed,
    /// The last attempt failed.
    Dead,
}
