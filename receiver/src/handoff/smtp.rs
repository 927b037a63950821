//! Gives a mail to the hotline's own mail server (RFC 6409), once.

use std::error::Error;
use std::io;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use tokio::time::timeout;

use super::sender::{MailServer, Security};

/// The time limit for all that comes before the mail itself.
const BEFORE: Duration = Duration::from_secs(120);

/// The time limit for the mail and the server's answer to it (RFC 5321, section 4.5.3.2.6).
const ANSWER: Duration = Duration::from_secs(600);

/// The time limit for taking leave of the server.
const QUIT: Duration = Duration::from_secs(10);

/// Seconds after which an attempt has ended for certain: its time limits, and three minutes for the
/// store.
pub(crate) const LONGEST_SECONDS: u64 = 900;

/// Why a mail was not sent. It omits the server's text: some servers repeat a refused mail in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The config names no mail server any more.
    #[error("the receiver's config has no [mail]")]
    NotConfigured,
    /// The server does not answer, or not as a mail server does.
    #[error("the mail server cannot be reached: mail.server")]
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
    /// The server got the mail, but did not confirm it: the mail may have left.
    #[error("the mail server did not confirm the mail")]
    Unconfirmed,
}

impl MailError {
    /// Whether another attempt can help, and cannot make the mail arrive twice.
    pub(crate) fn passes(&self) -> bool {
        matches!(self, Self::Unreachable | Self::Later(_))
    }
}

/// Gives a message to the server, which must deliver it once it has accepted it.
pub(super) async fn send(
    server: &MailServer,
    from: &Address,
    to: &Address,
    message: &[u8],
) -> Result<(), MailError> {
    let begun = timeout(BEFORE, begin(server, from, to, message.is_ascii())).await;
    let mut connection = begun.map_err(|_| MailError::Unreachable)??;
    let answer = timeout(ANSWER, connection.message(message)).await;
    let sent = match answer {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) if error.status().is_some() => Err(why(&error)),
        Ok(Err(_)) | Err(_) => Err(MailError::Unconfirmed),
    };
    tokio::spawn(timeout(QUIT, async move { connection.abort().await }));
    sent
}

/// Connects to the server and logs in, and sends nothing.
pub(super) async fn greet(server: &MailServer) -> Result<(), MailError> {
    let entered = timeout(BEFORE, enter(server)).await;
    let mut connection = entered.map_err(|_| MailError::Unreachable)??;
    tokio::spawn(timeout(QUIT, async move { connection.abort().await }));
    Ok(())
}

type SmtpError = lettre::transport::smtp::Error;

/// Connects, logs in and says whose mail comes for whom. The mail itself is still to be sent.
async fn begin(
    server: &MailServer,
    from: &Address,
    to: &Address,
    is_ascii: bool,
) -> Result<AsyncSmtpConnection, MailError> {
    let mut connection = enter(server).await?;
    let (from, to) = (from.clone(), to.clone());
    let mut options = Vec::new();
    for (is_needed, extension, option) in [
        (
            !(is_ascii_address(&from) && is_ascii_address(&to)),
            Extension::SmtpUtfEight,
            MailParameter::SmtpUtfEight,
        ),
        (
            !is_ascii,
            Extension::EightBitMime,
            MailParameter::Body(MailBodyParameter::EightBitMime),
        ),
    ] {
        if is_needed && !connection.server_info().supports_feature(extension) {
            return Err(MailError::Lacking);
        }
        options.extend(is_needed.then_some(option));
    }
    let commands = async {
        connection.command(Mail::new(Some(from), options)).await?;
        connection.command(Rcpt::new(to, Vec::new())).await?;
        connection.command(Data).await
    };
    commands.await.map_err(|error| why(&error))?;
    Ok(connection)
}

/// Connects and logs in.
async fn enter(server: &MailServer) -> Result<AsyncSmtpConnection, MailError> {
    let mut connection = connect(server).await?;
    if let Some((user, password)) = &server.login {
        let mechanisms = DEFAULT_MECHANISMS;
        let login = Credentials::new(user.clone(), password.to_string());
        let answer = connection.auth(mechanisms, &login).await;
        answer.map_err(|error| why(&error))?;
    }
    Ok(connection)
}

fn is_ascii_address(address: &Address) -> bool {
    AsRef::<str>::as_ref(address).is_ascii()
}

async fn connect(server: &MailServer) -> Result<AsyncSmtpConnection, MailError> {
    let name = ClientId::Domain(server.from.domain().to_owned());
    let tls = || tls(server).map_err(|_| MailError::Tls);
    let wrapped = (server.security == Security::Tls).then(tls).transpose()?;
    let address = (&server.host[..], server.port);
    let connected = AsyncSmtpConnection::connect_tokio1(address, None, &name, wrapped, None);
    let mut connection = connected.await.map_err(|error| why(&error))?;
    if server.security == Security::StartTls {
        let secured = connection.starttls(tls()?, &name).await;
        secured.map_err(|error| why(&error))?;
    }
    Ok(connection)
}

fn tls(server: &MailServer) -> Result<TlsParameters, SmtpError> {
    let mut tls = TlsParameters::builder(server.host.clone());
    if let Some(authority) = &server.authority {
        tls = tls.add_root_certificate(authority.clone());
    }
    tls.build()
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
