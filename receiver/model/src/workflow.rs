//! The states of a case and the outcomes of a report. Both follow from the case's items: see
//! [`Worksheet`](crate::worksheet::Worksheet).

use crate::choices::choices;

choices! {
    /// The state of a case. A report that has not been taken is no case yet; it waits in the queue.
    pub enum State {
        /// An item has to be assessed, or an item that was known before has to be looked at.
        ToAssess,
        /// An item waits for the decision of another person.
        SecondReview,
        /// A second review was decided, and the person who asked has not heard of it.
        Reviewed,
        /// An item is assessed as illegal; its hand-offs are still to be made.
        Illegal,
        /// The report is not enough to find the content of an item.
        NeedsMore,
        /// The police asked to wait with notices to the host.
        Held,
        /// Everything was handed off; the hotline looks again until the content is gone.
        LookedAfter,
        /// Every item has ended; the reporter still waits for an answer.
        FeedbackOwed,
        /// No work is left.
        Closed,
        /// Closed, and its content scrubbed; the facts are kept.
        Anonymised,
    }
}

impl State {
    /// Whether the case still needs work.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Anonymised)
    }
}

choices! {
    /// The outcome of a report, as statistics count it.
    pub enum Outcome {
        /// Not a real report.
        Spam,
        /// Every location was known before.
        Repeat,
        /// The hotline does not deal with such content.
        OutOfRemit,
        /// The report is not enough to find the content.
        NeedsMore,
        /// No content was found.
        NotFound,
        /// Assessed as not illegal.
        NotIllegal,
        /// At least one location is assessed as illegal.
        AssessedIllegal,
    }
}
