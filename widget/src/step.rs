//! The steps of the form.

/// The step that the reporter is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The locations of the material.
    Where,
    /// The category.
    What,
    /// The remaining questions, most of them optional.
    Details,
    /// All answers once more, before the report is sent.
    Review,
    /// The first attempt to send the report.
    Sending,
    /// The form repeats attempts to send the report.
    Waiting {
        /// Whether an attempt is running now.
        trying: bool,
    },
    /// The report cannot be sent, and another attempt would not help.
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
    pub(crate) const QUESTIONS: &[Self] = &[Self::Where, Self::What, Self::Details];

    /// The number of steps that have a number: the questions and the review.
    pub(crate) const COUNT: usize = 4;

    /// The step's name in the page.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::What => "what",
            Self::Where => "where",
            Self::Details => "details",
            Self::Review => "review",
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
            Self::Details => Some(3),
            Self::Review => Some(4),
            _ => None,
        }
    }

    /// The next step that has a number.
    pub(crate) fn after(self) -> Option<Self> {
        match self {
            Self::Where => Some(Self::What),
            Self::What => Some(Self::Details),
            Self::Details => Some(Self::Review),
            _ => None,
        }
    }

    /// The previous step that has a number.
    pub(crate) fn before(self) -> Option<Self> {
        match self {
            Self::What => Some(Self::Where),
            Self::Details => Some(Self::What),
            Self::Review => Some(Self::Details),
            _ => None,
        }
    }
}
