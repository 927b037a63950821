//! Mail that the desk makes.

use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::{ContentTransferEncoding, ContentType, MIME_VERSION_1_0};
use lettre::message::{Body, Mailbox, MessageBuilder};
use lettre::{Address, Message};
use model::time::Timestamp;
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use shared::report::ReportId;

use super::sender::MailServer;
use super::smtp::{self, MailError};

/// Octets of a line, at most (RFC 5321, section 4.5.3.1.6: 1000 with the line end).
const LINE_BYTES: usize = 998;

/// A mail that is ready to be sent. Its Message-ID is the same at each attempt. Its `Debug` shows no
/// content.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// The sender's address in the envelope.
    from: String,
    /// The recipient's address in the envelope.
    to: String,
    /// Headers and body.
    message: String,
}

/// The mail cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the mail cannot be put together")]
pub(crate) struct Unmailable;

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mail(…)")
    }
}

impl Mail {
    /// A mail in plain text, with lines short enough to be sent without an encoding. Sending ends
    /// the last line.
    pub(crate) fn new(
        server: &MailServer,
        to: &Address,
        subject: &str,
        body: String,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, Unmailable> {
        let encoding = match body.is_ascii() {
            true => ContentTransferEncoding::SevenBit,
            false => ContentTransferEncoding::EightBit,
        };
        let travels = body.lines().all(|line| line.len() <= LINE_BYTES);
        if !travels || body.contains(['\r', '\0']) {
            return Err(Unmailable);
        }
        // By default, the library would encode lines of more than 76 octets.
        let body = body
            .trim_end_matches('\n')
            .replace('\n', "\r\n")
            .into_bytes();
        let body = Body::dangerous_pre_encoded(body, encoding);
        let message = head(server, to, subject, now, rng)
            .header(ContentType::TEXT_PLAIN)
            .body(body)
            .map_err(|_| Unmailable)?;
        Self::of(server, to, &message)
    }

    /// The mail with this message, which begins with the [`head`] of the same server and recipient.
    pub(super) fn of(
        server: &MailServer,
        to: &Address,
        message: &Message,
    ) -> Result<Self, Unmailable> {
        Ok(Self {
            from: server.from.to_string(),
            to: to.to_string(),
            message: String::from_utf8(message.formatted()).map_err(|_| Unmailable)?,
        })
    }

    /// The mail as it is sent, headers included.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.message.clone().into_bytes()
    }

    /// Gives the mail to the server, which must deliver the mail once it has accepted it.
    pub async fn send(&self, server: &MailServer) -> Result<(), MailError> {
        // Both were addresses when the mail was made.
        let address = |text: &str| text.parse::<Address>().map_err(|_| MailError::Refused(553));
        let (from, to) = (address(&self.from)?, address(&self.to)?);
        smtp::send(server, &from, &to, self.message.as_bytes()).await
    }
}

impl MailServer {
    /// Asks whether the server takes our login. Sends nothing.
    pub(crate) async fn greet(&self) -> Result<(), MailError> {
        smtp::greet(self).await
    }
}

/// The headers of a mail, with a Message-ID of its own.
pub(super) fn head(
    server: &MailServer,
    to: &Address,
    subject: &str,
    now: Timestamp,
    rng: &mut impl CryptoRng,
) -> MessageBuilder {
    let id = format!("<{}@{}>", ReportId::random(rng), server.from.domain());
    Message::builder()
        .from(Mailbox::new(None, server.from.clone()))
        .to(Mailbox::new(None, to.clone()))
        .subject(subject)
        .date(UNIX_EPOCH + Duration::from_secs(now.0))
        .message_id(Some(id))
        .header(MIME_VERSION_1_0)
}
