//! The steps of the form.

/// The step that the reporter is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The locations of the material.
    Where,
    /// The category, and what else is known of the material.
    What,
    /// All answers once more, before the report is sent.
    Review,
    /// The end of a partner's test: nothing was sent.
    Tested,
    /// The first attempt to send the report.
    Sending,
    /// The form repeats attempts to send the report.
    Waiting {
        /// Whether an attempt is running now.
        trying: bool,
    },
    /// The report cannot be sent, and the form does not try again by itself.
    Failed(Failure),
    /// The hotline has the report.
    Sent,
}

/// The reason why a report cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The hotline rejects the report.
    Refused,
    /// The answer does not prove that it comes from the hotline.
    Unverified,
    /// The hotline's key is not valid by the clock of this device.
    Clock,
}

impl Step {
    /// The steps with questions, in order.
    pub(crate) const QUESTIONS: &[Self] = &[Self::Where, Self::What];

    /// The number of steps that have a number: the questions and the review.
    pub(crate) const COUNT: usize = 3;

    /// The step's name in the page.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::What => "what",
            Self::Where => "where",
            Self::Review => "review",
            Self::Tested => "tested",
            Self::Sending => "sending",
            Self::Waiting { .. } => "waiting",
            Self::Failed(_) => "failed",
            Self::Sent => "sent",
        }
    }

    /// The step's number, from 1; none for the steps after the review.
    pub(crate) fn number(self) -> Option<usize> {
        match self {
            Self::Where => Some(1),
            Self::What => Some(2),
            Self::Review => Some(3),
            _ => None,
        }
    }

    /// The next step that has a number.
    pub(crate) fn after(self) -> Option<Self> {
        match self {
            Self::Where => Some(Self::What),
            Self::What => Some(Self::Review),
            _ => None,
        }
    }

    /// The previous step that has a number.
    pub(crate) fn before(self) -> Option<Self> {
        match self {
            Self::What => Some(Self::Where),
            Self::Review => Some(Self::What),
            _ => None,
        }
    }
}
