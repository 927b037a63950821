//! A finished hand-off: a file or a mail.

use shared::report::HotlineId;

use super::mail::Mail;
use super::referral::Referral;
use crate::parcel::ParcelId;

/// A finished hand-off that has not left the desk yet.
#[derive(Debug)]
pub struct Handoff {
    /// The file or mail.
    pub transport: Transport,
    /// The numbers of the items that do not fit into the format. They need another kind of
    /// hand-off.
    pub left_out: Vec<u32>,
    /// The other hotline and the id of the parcel, in a referral.
    pub parcel: Option<(HotlineId, ParcelId)>,
}

/// The way in which a hand-off leaves the desk.
#[derive(Debug)]
pub enum Transport {
    /// A file that the analyst downloads.
    Download(Document),
    /// A mail: [`Mail::send`].
    Mail(Box<Mail>),
    /// A referral that the exchange brings to the other hotline.
    Parcel(Box<Referral>),
}

/// A file, to be served as an attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The file's name: letters, digits, hyphens and dots.
    pub file_name: String,
    /// The file's media type.
    pub media_type: &'static str,
    /// The file's content.
    pub bytes: Vec<u8>,
}

impl Handoff {
    /// A file that holds every location.
    pub(super) fn download(document: Document) -> Self {
        Self {
            transport: Transport::Download(document),
            left_out: Vec::new(),
            parcel: None,
        }
    }
}
