//! Identity and transports of the hotline for hand-offs.

use std::fmt;
use std::sync::Arc;

use lettre::Address;
use lettre::transport::smtp::client::Certificate;
use shared::report::HotlineId;
use zeroize::Zeroizing;

use super::Hotlines;
use crate::parcel::Signer;

/// The hotline as sender of hand-offs: `[hotline]` and `[desk.handoffs]` of the config.
#[derive(Debug)]
pub struct Sender {
    /// The hotline's id.
    pub hotline: HotlineId,
    /// The hotline's name.
    pub name: String,
    /// The address to which recipients of a hand-off can write.
    pub contact: Address,
    /// The hotline's domain.
    pub domain: String,
    /// Whether a notice about an offence under Articles 3 to 7 of Directive 2011/93/EU omits the
    /// notifier (DSA, Article 16(2)(c)).
    pub anonymous_notices: bool,
    /// The mail server, if the hotline sends mail.
    pub mail: Option<MailServer>,
    /// The SCART installation that imports reports.
    pub scart: Option<Scart>,
    /// The exchange with other hotlines, if the hotline takes part in it.
    pub referrals: Option<Arc<Referrals>>,
}

/// The importer of a SCART installation.
#[derive(Debug)]
pub struct Scart {
    /// The mailbox from which SCART imports.
    pub to: Address,
    /// The subject that SCART asks for.
    pub subject: String,
    /// The SCART user, by address, who works on imported reports.
    pub work_user: Option<Address>,
}

/// The other hotlines, and our signer.
#[derive(Debug)]
pub struct Referrals {
    /// The desk's own signer of exchange keys and parcels.
    pub signer: Signer,
    /// The other hotlines.
    pub hotlines: Hotlines,
    /// The directory that names more of them, if the config names one.
    pub directory: Option<DirectorySource>,
}

/// The directory of a network, and the root that it begins with.
#[derive(Debug)]
pub struct DirectorySource {
    /// The address below which the directory's files are.
    pub url: String,
    /// A root of the association, as its file has it.
    pub root: Vec<u8>,
    /// Maximum number of parcels of each of its hotlines that wait for the desk.
    pub waiting: u32,
    /// Whether a hotline that is new in it takes part before anybody here has agreed.
    pub admit_new: bool,
}

/// A mail server that accepts our mail (RFC 6409).
#[derive(Clone)]
pub struct MailServer {
    /// The server's name or address.
    pub host: String,
    /// The server's port.
    pub port: u16,
    /// The protection of the connection.
    pub security: Security,
    /// The authority that signed the server's certificate, if it is not one of the system's.
    pub authority: Option<Certificate>,
    /// The user name and password for the server, if it needs a login.
    pub login: Option<(String, Zeroizing<String>)>,
    /// The sender's address of our mail.
    pub from: Address,
}

/// The protection of the connection to a mail server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// STARTTLS before any mail is sent (RFC 3207); without TLS, nothing is sent.
    StartTls,
    /// No protection: only for a server on this machine.
    None,
}

impl fmt::Debug for MailServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            host,
            port,
            security,
            ..
        } = self;
        write!(f, "MailServer({host}:{port}, {security:?}, …)")
    }
}
