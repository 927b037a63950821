//! The directory of hotlines that an association signs (`shared/EXCHANGE.md`): who takes part, with which root
//! and at which addresses.
//!
//! ```text
//! officers of the association ──TUF──▶ directory.json ◀──Entry── root of each hotline
//! ```
//!
//! [`Application`] is what a hotline asks for, [`Directory`] what the association says, and [`following`] how a
//! desk keeps to what it has once seen.

pub mod following;
pub(crate) mod provider;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::Path;

use model::defang::is_hidden;
use model::recipient::is_country;
use serde::{Deserialize, Serialize};
use shared::report::{Category, HotlineId, LanguageTag};
use shared::signing::{Forged, Purpose, Signed, SigningKey, VerifyingKey};
use url::{Host, Url};

use crate::files::{self, WriteError};

/// The name of the directory among TUF's targets.
pub const TARGET: &str = "directory.json";

/// Characters of a name, at most.
const NAME_CHARS: usize = 100;

/// Characters of what the reporter is told about a country, at most.
const TOLD_CHARS: usize = 1_000;

/// Countries, categories or languages of one hotline, at most.
const LISTED: usize = 100;

/// All hotlines of a network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    /// The name of the network.
    pub name: String,
    /// The hotlines, in the order of their ids; also those that were revoked.
    pub members: Vec<Entry>,
    /// What reporters are told about a country without a hotline: by its code (ISO 3166-1 alpha-2), then by
    /// language tag.
    #[serde(default)]
    pub elsewhere: BTreeMap<String, BTreeMap<String, String>>,
}

/// A hotline in the directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What the hotline says of itself.
    #[serde(flatten)]
    pub hotline: Application,
    /// Whether the association stands by the hotline.
    pub status: Status,
}

/// Whether an association stands by a hotline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The hotline takes part.
    Active,
    /// The hotline takes part no more.
    Revoked,
    /// A word of a later version: the hotline does not take part.
    #[serde(other)]
    Unknown,
}

/// What a hotline says of itself, and asks the association to sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// The hotline's id.
    pub hotline: HotlineId,
    /// The hotline's name, as people read it.
    pub name: String,
    /// The countries whose content the hotline looks after (ISO 3166-1 alpha-2).
    pub countries: Vec<String>,
    /// The categories of reports that the hotline takes. A later version may have others.
    pub categories: Vec<String>,
    /// The languages in which the hotline can be written to.
    pub languages: Vec<String>,
    /// The public key of the hotline's root.
    pub root: VerifyingKey,
    /// The address of the hotline's intake, for parcels of other hotlines.
    pub exchange: String,
    /// The address of the hotline's form, for reporters.
    pub form: String,
    /// Seconds since 1970 at which the hotline wrote this.
    pub made: u64,
}

/// An application was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAccepted {
    /// The root that was given did not sign it.
    #[error(
        "the root that you gave did not sign this application\n  fix: let the hotline read its root to you once \
         more, at a number that you have from elsewhere"
    )]
    Forged(#[from] Forged),
    /// It is no application.
    #[error("this is no application for a directory, or it is damaged")]
    Form,
    /// A member has a value that no directory has.
    #[error("{0}: {1}")]
    Value(&'static str, &'static str),
}

/// An application was not written.
#[derive(Debug, thiserror::Error)]
pub enum NotWritten {
    /// No association would accept it.
    #[error(transparent)]
    NotAccepted(#[from] NotAccepted),
    /// The file could not be written.
    #[error(transparent)]
    File(#[from] WriteError),
}

impl Directory {
    /// Reads a directory. Members of the JSON that this version does not know are ignored.
    pub fn parse(json: &[u8]) -> Option<Self> {
        serde_json::from_slice(json).ok()
    }

    /// The directory as a file.
    pub fn to_json(&self) -> String {
        // Strings and numbers always have a JSON form.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// The hotlines that take part.
    pub fn active(&self) -> impl Iterator<Item = &Application> {
        let active = |entry: &&Entry| entry.status == Status::Active;
        self.members
            .iter()
            .filter(active)
            .map(|entry| &entry.hotline)
    }
}

impl Application {
    /// Checks the application, and signs it with the hotline's root.
    pub fn signed(&self, root: &SigningKey) -> Result<Signed, NotAccepted> {
        self.check()?;
        // Strings and numbers always have a JSON form.
        let text = serde_json::to_string(self).unwrap_or_default();
        Ok(root.sign(Purpose::DirectoryEntry, text))
    }

    /// Signs the application with the hotline's root, and writes it to a file, in the place of one that is there.
    pub fn write(&self, root: &SigningKey, file: &Path) -> Result<(), NotWritten> {
        // Strings always have a JSON form.
        let json = serde_json::to_string(&self.signed(root)?).unwrap_or_default();
        Ok(files::replace(file, &json)?)
    }

    /// Reads an application that this root signed.
    pub fn verify(signed: &Signed, root: &VerifyingKey) -> Result<Self, NotAccepted> {
        let text = signed.verify(Purpose::DirectoryEntry, root)?;
        let application: Self = serde_json::from_str(text).map_err(|_| NotAccepted::Form)?;
        application.check()?;
        let is_its_own = application.root == *root;
        is_its_own.then_some(application).ok_or(NotAccepted::Form)
    }

    fn check(&self) -> Result<(), NotAccepted> {
        let refused = |member, why| Err(NotAccepted::Value(member, why));
        if !is_name(&self.name) {
            return refused("name", "one line of 1 to 100 characters");
        }
        if !is_list(&self.countries, is_country) {
            return refused("countries", "two capital letters each (ISO 3166-1)");
        }
        if !is_list(&self.categories, |name| Category::named(name).is_some()) {
            return refused("categories", "there is no such category");
        }
        if !is_list(&self.languages, |tag| tag.parse::<LanguageTag>().is_ok()) {
            return refused("languages", "tags such as en, pt-BR");
        }
        let addresses = [("exchange", &self.exchange), ("form", &self.form)];
        let inward = addresses
            .iter()
            .find(|(_, address)| reach(address).is_none());
        match inward {
            Some((member, _)) => refused(member, "an address by https, with the name of a host"),
            None => Ok(()),
        }
    }
}

/// How far an address in a directory reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// A host on the internet, by its name, by https.
    Outside,
    /// This machine: a network to try out.
    ThisMachine,
}

/// How far an address reaches; none if a directory must not have it: one that names a network by its numbers, or a
/// host without a dot, may lie behind the reader's own firewall.
pub(crate) fn reach(address: &str) -> Option<Reach> {
    let url = Url::parse(address).ok()?;
    let is_plain =
        url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    match (url.scheme(), url.host()?) {
        _ if !is_plain => None,
        ("https", Host::Domain(name)) if name.contains('.') => Some(Reach::Outside),
        ("http", Host::Ipv4(address)) if address.is_loopback() => Some(Reach::ThisMachine),
        _ => None,
    }
}

/// Whether a text may be told about a country.
pub(crate) fn is_told(text: &str) -> bool {
    (1..=TOLD_CHARS).contains(&text.chars().count()) && !text.chars().any(is_hidden)
}

pub(crate) fn is_name(text: &str) -> bool {
    (1..=NAME_CHARS).contains(&text.chars().count())
        && text.trim() == text
        && !text.chars().any(is_hidden)
}

fn is_list(all: &[String], is_one: impl Fn(&str) -> bool) -> bool {
    (1..=LISTED).contains(&all.len()) && all.iter().all(|one| is_one(one))
}
