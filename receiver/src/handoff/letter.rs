//! Mails with files, to a recipient that an analyst chose: notices and XARF reports to a host.

use lettre::Address;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use model::time::Timestamp;
use rand_core::CryptoRng;
use shared::report::ReportId;

use super::document::{Document, Transport};
use super::mail::{Mail, Unmailable, head};
use super::refusal::Refusal;
use super::sender::{MailServer, Sender};

/// The content of a mail with files.
pub(super) struct Letter {
    /// One line that names neither the content nor its address: subjects are shown and logged in
    /// many places.
    pub(super) subject: String,
    /// The text of the mail.
    pub(super) text: String,
    /// Files of text, to be attached.
    pub(super) files: Vec<Document>,
}

/// The server that takes our mail, if the config has one.
pub(super) fn server(sender: &Sender) -> Result<&MailServer, Refusal> {
    let missing = Refusal::NotConfigured("[mail]");
    sender.mail.as_ref().ok_or(missing)
}

impl Letter {
    /// The letter as a mail to this address, with replies to the hotline's contact. Its parts have
    /// the transfer encoding that they need (RFC 2045, section 6), so that every server can carry
    /// them.
    pub(super) fn mail(
        self,
        sender: &Sender,
        to: &Address,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<Transport, Refusal> {
        let mail = self.put_together(server(sender)?, &sender.contact, to, now, rng);
        let mail = mail.map_err(|_| Refusal::Failed)?;
        Ok(Transport::Mail(Box::new(mail)))
    }

    fn put_together(
        self,
        server: &MailServer,
        contact: &Address,
        to: &Address,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<Mail, Unmailable> {
        let boundary = ReportId::random(rng).to_string();
        let mut parts = MultiPart::mixed()
            .boundary(boundary)
            .singlepart(SinglePart::plain(self.text));
        for file in self.files {
            parts = parts.singlepart(attached(file)?);
        }
        let message = head(server, to, &self.subject, now, rng)
            .reply_to(Mailbox::new(None, contact.clone()))
            .multipart(parts)
            .map_err(|_| Unmailable)?;
        Mail::of(server, to, &message)
    }
}

fn attached(file: Document) -> Result<SinglePart, Unmailable> {
    let media_type = ContentType::parse(file.media_type).map_err(|_| Unmailable)?;
    let text = String::from_utf8(file.bytes).map_err(|_| Unmailable)?;
    Ok(Attachment::new(file.file_name).body(text, media_type))
}
