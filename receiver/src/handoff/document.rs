//! A hand-off that has been made: a file, or a mail.

use super::mail::Mail;

/// A hand-off that has been made, and has not left yet.
#[derive(Debug)]
pub struct Handoff {
    /// The file or mail that leaves.
    pub transport: Transport,
    /// Locations that the format has no room for, by their place in the report, from 0. They have
    /// to leave by another way.
    pub left_out: Vec<usize>,
}

/// How a hand-off leaves.
#[derive(Debug)]
pub enum Transport {
    /// As a file that the analyst downloads.
    Download(Document),
    /// By mail: [`Mail::send`].
    Mail(Box<Mail>),
}

/// A file. Serve it as an attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its name: letters, digits, hyphens and dots.
    pub file_name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl Handoff {
    /// A file that holds every location.
    pub(super) fn download(document: Document) -> Self {
        Self {
            transport: Transport::Download(document),
            left_out: Vec::new(),
        }
    }
}
