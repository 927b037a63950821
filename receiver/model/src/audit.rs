//! The entries of the log of every act at the desk. [`chain`](crate::chain) links them.

use serde::{Deserialize, Serialize};
use shared::report::ReportId;
use strum::{IntoStaticStr, VariantArray};

use crate::rows::RowChange;
use crate::time::Timestamp;

/// One act at the desk. It holds nothing that a reporter wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// The time of the act.
    pub at: Timestamp,
    /// The actor: an account, a token (`token:NAME`), or `desk`, `nobody` or `operator`.
    pub who: String,
    /// The kind of act.
    pub what: ActName,
    /// The case that was acted on, if any.
    pub case: Option<ReportId>,
    /// The value before; empty if there was none.
    pub old: String,
    /// The value after; empty if there is none.
    pub new: String,
}

impl Act {
    /// An act that is about no case.
    pub fn of(who: &str, what: ActName, old: &str, new: &str, at: Timestamp) -> Self {
        Self {
            at,
            who: who.to_owned(),
            what,
            case: None,
            old: old.to_owned(),
            new: new.to_owned(),
        }
    }
}

/// The kind of an act, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum ActName {
    /// A report was taken from the queue, and became a case.
    Take,
    /// Items of a case took a step, or the known items of a case were looked at.
    Step,
    /// Findings were recorded.
    Assess,
    /// A note was added.
    Note,
    /// A case was assigned to somebody, or to nobody.
    Assign,
    /// Locations were corrected, split or added.
    Correct,
    /// Another report names an item of the case.
    Sighting,
    /// The reporter was answered, or is not answered.
    Feedback,
    /// The reporter was asked something, and stays anonymous.
    Ask,
    /// The answer of the reporter came.
    ReporterAnswered,
    /// A question to the reporter ended without an answer.
    QuestionEnded,
    /// An answer of the reporter came after its question had ended.
    AnsweredLate,
    /// An answer came to no question of a case that is still there, and was deleted.
    AnswerDropped,
    /// Cases of an earlier receiver were brought into the present form.
    Convert,
    /// A hand-off was made: a file, or a mail that is to be sent.
    HandOff,
    /// The file of a hand-off was downloaded.
    Download,
    /// A hand-off has left.
    HandOffSent,
    /// A hand-off has not left, and is not tried again.
    HandOffFailed,
    /// The recipient has confirmed that a hand-off arrived.
    HandOffArrived,
    /// The other hotline's desk has opened a referral.
    HandOffOpened,
    /// The recipient has answered a hand-off.
    HandOffAnswered,
    /// The other hotline has told what became of items that were referred to it.
    OutcomeTold,
    /// A person took a referral back.
    HandOffTakenBack,
    /// The hotline that referred items to us has taken some of them back.
    ReferralTakenBack,
    /// What becomes of an item is told to another hotline that has referred it, too.
    OutcomeFollowed,
    /// A person looked at what the other hotline told.
    OutcomeSeen,
    /// The recipient has not answered a hand-off, and nobody waits for it any more.
    HandOffNoAnswer,
    /// The mail of a hand-off may have left: the mail server did not confirm it.
    HandOffUnknown,
    /// Contact, credentials or an exact location were shown.
    Reveal,
    /// A case, or a report in the queue, was shown. Once per actor, case and hour.
    Read,
    /// The queue was shown with the text of its reports. Once per actor and hour.
    ReadQueue,
    /// What is due was shown with the hosts of its items. Once per actor and hour.
    ReadDue,
    /// Cases were listed with the places that they name. Once per actor and hour.
    ReadList,
    /// Somebody searched for cases.
    Search,
    /// Figures of content items were read, or downloaded.
    ReadFigures,
    /// A random sample of items was drawn for second looks.
    Sample,
    /// Somebody who leads looked at the verdict of another person.
    SecondLook,
    /// A report was claimed: its text was given out, under a lease.
    Claim,
    /// A lease was extended.
    Extend,
    /// A claimed report was put back into the queue.
    Release,
    /// A claimed report was acknowledged, and its text was deleted.
    Ack,
    /// A report in the queue was refused and set aside: the hotline's intake has not stored it as it is.
    Refuse,
    /// The urgency of a report in the queue was put right: it was another in the store than in the report.
    Reorder,
    /// A lease was ended that ran for longer than any that the desk gives.
    EndLease,
    /// A report of a child in danger is not in the queue any more, and nobody at the desk took it out.
    Vanish,
    /// A report that was set aside was put back into the queue.
    Requeue,
    /// Parts of a closed case were deleted.
    Scrub,
    /// The last content of a closed case was deleted.
    Anonymise,
    /// A recipient of the address book was added, changed or removed.
    Recipient,
    /// The statistics were published, or taken back.
    Publish,
    /// An account was made.
    AccountAdded,
    /// An account was given another role.
    RoleChanged,
    /// An account was switched off.
    AccountDisabled,
    /// An account was switched on again.
    AccountEnabled,
    /// An account was given a one-time password, and its second factor was taken away.
    AccountReset,
    /// An account was given a one-time password.
    PasswordReset,
    /// Somebody chose a password.
    PasswordSet,
    /// Somebody chose the language of their pages.
    LanguageChosen,
    /// Somebody enrolled a second factor.
    SecondFactorSet,
    /// Somebody logged in.
    Login,
    /// A login or a confirmation failed.
    LoginFailed,
    /// Somebody confirmed in a session who they are, for acts that ask for it.
    Confirmed,
    /// Somebody logged out.
    Logout,
    /// Somebody ended their other sessions.
    OtherSessionsEnded,
    /// A token of the API was made.
    TokenMade,
    /// A token of the API that reads content was approved.
    TokenApproved,
    /// A token of the API was revoked, or refused by the person who was asked to approve it.
    TokenRevoked,
    /// A key of ours for the exchange with other hotlines was made, or published anew.
    ExchangeKey,
    /// A key of ours for the exchange with other hotlines was destroyed.
    ExchangeKeyDestroyed,
    /// The desk takes no part in the exchange with other hotlines any more: its key was taken back.
    ExchangeLeft,
    /// Nothing is exchanged with another hotline until somebody resumes it.
    HotlinePaused,
    /// Another hotline is distrusted: what it sends is refused, and what is for it comes back.
    HotlineDistrusted,
    /// Referrals are exchanged with another hotline again.
    HotlineResumed,
    /// The files of the directory of hotlines that the desk shows to others are other ones, or there are none any more.
    DirectoryShown,
    /// Another hotline goes by another directory of the same version: both signed proofs are kept.
    DirectorySplit,
    /// An operator took the proofs of two directories of one version away.
    DirectorySettled,
    /// A referral of another hotline was brought in, and became a case.
    BringIn,
    /// A parcel of another hotline could not be opened, and was given up.
    RefuseParcel,
    /// A key of the intake was made by an operator.
    KeyRotated,
    /// A key of the intake was destroyed by an operator.
    KeyRevoked,
    /// An operator confirmed the system's clock.
    ClockConfirmed,
    /// A backup was made.
    Backup,
    /// Dead deliveries to a webhook are tried again.
    Retry,
    /// The desk got another key, beside the one before it.
    KeyMade,
    /// What the desk's former key opens was sealed to the present one.
    Resealed,
    /// The desk's former key was retired: nothing is sealed to it any more.
    KeyRetired,
    /// People have opened a locked desk with shares of its key: the numbers of the shares.
    Unlocked,
    /// Rows of the store were entered into the log as they are: those of an earlier receiver, or
    /// those that an operator accepts.
    Enter,
    /// An operator accepted that entries of the log do not hold any more. The value before is their range,
    /// the value after a hash of what the store has of them.
    LogBreak,
}

impl ActName {
    /// The kind's word in the log.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// An entry of the log as it is hashed and exported: JSON, in this order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogEntry {
    /// The entry's position in the log, from 1.
    pub seq: u64,
    /// The time of the act (RFC 3339).
    pub at: String,
    /// The actor: [`Act::who`].
    pub who: String,
    /// The kind of act: [`ActName::name`].
    pub what: String,
    /// The case that was acted on; null if none.
    pub case: Option<ReportId>,
    /// The value before; empty if there was none.
    pub old: String,
    /// The value after; empty if there is none.
    pub new: String,
    /// The rows of the store that were written together with the act.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<RowChange>,
}
