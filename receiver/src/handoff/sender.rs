//! In whose name the desk hands off, and by what it does.

use std::collections::BTreeMap;
use std::fmt;

use lettre::Address;
use lettre::transport::smtp::client::Certificate;
use shared::hpke::PublicKey;
use shared::report::HotlineId;
use shared::signing::SigningKey;
use zeroize::Zeroizing;

/// In whose name the desk hands off: `[hotline]` and `[desk.handoffs]` of the config.
#[derive(Debug)]
pub struct Sender {
    /// The hotline.
    pub hotline: HotlineId,
    /// Its name.
    pub name: String,
    /// Where those can write to that get a hand-off.
    pub contact: Address,
    /// The hotline's domain.
    pub domain: String,
    /// Whether a notice about an offence under Articles 3 to 7 of Directive 2011/93/EU leaves out who
    /// gives it (DSA, Article 16(2)(c)).
    pub anonymous_notices: bool,
    /// How mail is sent.
    pub mail: Option<MailServer>,
    /// The SCART that reports go to.
    pub scart: Option<Scart>,
    /// What referrals to other hotlines need.
    pub referrals: Option<Referrals>,
}

/// SCART's importer.
#[derive(Debug)]
pub struct Scart {
    /// Its mailbox.
    pub to: Address,
    /// What its mail has to be about.
    pub subject: String,
    /// Who shall work on what is imported, by their address in SCART.
    pub work_user: Option<Address>,
}

/// Other hotlines, and what we sign with.
#[derive(Debug)]
pub struct Referrals {
    /// Signs every referral.
    pub signing_key: SigningKey,
    /// By the name that the config gives them.
    pub hotlines: BTreeMap<String, OtherHotline>,
}

/// Another hotline.
#[derive(Debug, Clone)]
pub struct OtherHotline {
    /// What referrals are sealed to.
    pub public_key: PublicKey,
}

/// A server that takes mail from us (RFC 6409).
#[derive(Clone)]
pub struct MailServer {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way there is protected.
    pub security: Security,
    /// The certificate that its own is checked against, if not the system's.
    pub authority: Option<Certificate>,
    /// Who logs in, and by which password.
    pub login: Option<(String, Zeroizing<String>)>,
    /// Whom mail is from.
    pub from: Address,
}

/// How the way to a mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// TLS before anything is said (RFC 3207), or nothing is said.
    StartTls,
    /// Not at all: only on this machine.
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
