//! The steps of the form, and the frame that each is shown in.

mod details;
mod failed;
mod layout;
mod review;
mod sending;
mod sent;
mod waiting;
mod what;
mod whereabouts;

use yew::Html;

use crate::form::Form;
use crate::ui::Ui;

/// Where the reporter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Where it was seen.
    Where,
    /// What was seen.
    What,
    /// What else helps.
    Details,
    /// Everything once more, before it is sent.
    Review,
    /// The first try to send.
    Sending,
    /// It could not be sent yet.
    Waiting {
        /// The next try is under way.
        trying: bool,
    },
    /// It cannot be sent.
    Failed(Failure),
    /// The hotline has it.
    Sent,
}

/// Why it cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The hotline does not take it.
    Refused,
    /// Whoever answered did not prove to be the hotline.
    Unverified,
    /// By the clock of this browser the hotline's key is not valid.
    Clock,
}

impl Step {
    /// The steps that ask something, in order.
    pub const QUESTIONS: &[Self] = &[Self::Where, Self::What, Self::Details];

    /// Steps that are counted: the questions and the review.
    pub const COUNT: usize = 4;

    /// The name in the page.
    pub fn name(self) -> &'static str {
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

    /// Which of the counted steps this is, from 1.
    pub fn number(self) -> Option<usize> {
        match self {
            Self::Where => Some(1),
            Self::What => Some(2),
            Self::Details => Some(3),
            Self::Review => Some(4),
            _ => None,
        }
    }

    /// The counted step after this one.
    pub fn after(self) -> Option<Self> {
        match self {
            Self::Where => Some(Self::What),
            Self::What => Some(Self::Details),
            Self::Details => Some(Self::Review),
            _ => None,
        }
    }

    /// The counted step before this one.
    pub fn before(self) -> Option<Self> {
        match self {
            Self::What => Some(Self::Where),
            Self::Details => Some(Self::What),
            Self::Review => Some(Self::Details),
            _ => None,
        }
    }
}

/// Shows the step that the reporter is at.
pub fn view(ui: &Ui, form: &Form) -> Html {
    match form.step {
        Step::What => what::view(ui, form),
        Step::Where => whereabouts::view(ui, form),
        Step::Details => details::view(ui, form),
        Step::Review => review::view(ui, form),
        Step::Sending => sending::view(ui),
        Step::Waiting { trying } => waiting::view(ui, trying),
        Step::Failed(failure) => failed::view(ui, failure),
        Step::Sent => sent::view(ui),
    }
}
