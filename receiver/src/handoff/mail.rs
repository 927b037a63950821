//! Mail that the desk makes and gives to the hotline's own mail server (RFC 6409).

use std::error::Error;
use std::io;
use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::{ContentTransferEncoding, ContentType, MIME_VERSION_1_0};
use lettre::message::{Body, Mailbox};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use model::time::Timestamp;
use rand_core::CryptoRng;
use shared::report::ReportId;

use super::sender::{MailServer, Security};

/// The time limit for each answer of the server.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Octets of a line, at most (RFC 5321, section 4.5.3.1.6: 1000 with the line end).
const LINE_BYTES: usize = 998;

/// A mail that is ready to be sent, and its mail server. Its `Debug` shows no content.
pub struct Mail {
    message: Message,
    server: MailServer,
}

/// The mail cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the mail cannot be put together")]
pub(super) struct Unmailable;

/// Why a mail was not sent. It omits the server's text: some servers repeat a refused mail in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The server does not answer, or not as a mail server does.
    #[error("the mail server cannot be reached: desk.handoffs.mail.server")]
    Unreachable,
    /// TLS failed, or the server's certificate is not trusted.
    #[error("the mail server's certificate or TLS is not in order")]
    Tls,
    /// The server lacks TLS, a login that we know, or mail beyond ASCII.
    #[error("the mail server offers no TLS, no login that we know, or no mail beyond ASCII")]
    Lacking,
    /// The server does not accept our login.
    #[error("the mail server does not take our name and password (code {0})")]
    Login(u16),
    /// The server refuses the mail, its sender or its recipient.
    #[error("the mail server refuses the mail, its sender or its recipient (code {0})")]
    Refused(u16),
    /// The server asks to try again later.
    #[error("the mail server asks to try again later (code {0})")]
    Later(u16),
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mail(…)")
    }
}

impl Mail {
    /// A mail in plain text, with lines short enough to be sent without an encoding. Sending ends
    /// the last line.
    pub(super) fn new(
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
        let id = format!("<{}@{}>", ReportId::random(rng), server.from.domain());
        let message = Message::builder()
            .from(Mailbox::new(None, server.from.clone()))
            .to(Mailbox::new(None, to.clone()))
            .subject(subject)
            .date(UNIX_EPOCH + Duration::from_secs(now.0))
            .message_id(Some(id))
            .header(MIME_VERSION_1_0)
            .header(ContentType::TEXT_PLAIN)
            .body(body)
            .map_err(|_| Unmailable)?;
        let server = server.clone();
        Ok(Self { message, server })
    }

    /// The mail as it is sent, headers included.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.message.formatted()
    }

    /// Gives the mail to the server, which must deliver the mail once it has accepted it.
    pub async fn send(&self) -> Result<(), MailError> {
        let transport = transport(&self.server).map_err(|_| MailError::Tls)?;
        let sent = transport.send(self.message.clone()).await;
        sent.map(|_| ()).map_err(|error| why(&error))
    }
}

type SmtpError = lettre::transport::smtp::Error;

fn transport(server: &MailServer) -> Result<AsyncSmtpTransport<Tokio1Executor>, SmtpError> {
    let tls = || {
        let mut tls = TlsParameters::builder(server.host.clone());
        if let Some(authority) = &server.authority {
            tls = tls.add_root_certificate(authority.clone());
        }
        tls.build()
    };
    let security = match server.security {
        Security::Tls => Tls::Wrapper(tls()?),
        Security::StartTls => Tls::Required(tls()?),
        Security::None => Tls::None,
    };
    let name = ClientId::Domain(server.from.domain().to_owned());
    let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
        .port(server.port)
        .tls(security)
        .hello_name(name)
        .timeout(Some(TIMEOUT));
    if let Some((user, password)) = &server.login {
        let login = Credentials::new(user.clone(), password.to_string());
        transport = transport.credentials(login);
    }
    Ok(transport.build())
}

fn why(error: &SmtpError) -> MailError {
    match error.status().map(u16::from) {
        Some(code @ (530 | 534 | 535 | 538)) => MailError::Login(code),
        Some(code) if error.is_transient() => MailError::Later(code),
        Some(code) => MailError::Refused(code),
        None if error.is_client() => MailError::Lacking,
        None if error.is_tls() || is_tls(error) => MailError::Tls,
        None => MailError::Unreachable,
    }
}

/// Whether TLS failed. The library wraps errors of rustls as errors of the connection.
fn is_tls(error: &(dyn Error + 'static)) -> bool {
    let io = error.downcast_ref::<io::Error>();
    let garbled = io.is_some_and(|io| io.kind() == io::ErrorKind::InvalidData);
    garbled || error.source().is_some_and(is_tls)
}
