//! The settings of the desk.

use std::collections::BTreeSet;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::calendar::Calendar;
use model::chain::{Break, Head};
use model::origin::Origin;
use model::time::Timestamp;
use shared::api::Hotline;
use shared::hpke::{PrivateKey, PublicKey};
use shared::signing::VerifyingKey;
use store::{Access, ConfigDigest, Records, Store, ledger};

use super::desk_key::{Keys, PrivateKeys};
use super::files::Folder;
use super::intake::IntakeSettings;
use super::{alerts, exchange, follow_up, handoffs, openid, pull, tls, webhooks};
use crate::alerts::Places;
use crate::anchor::{self, Anchor, AnchorError};
use crate::casework::{Answers, Rules};
use crate::config::{
    AlertsConfig, ConfigProblem, DeskConfig, FollowUpConfig, FreeDay, HostName, Listen, Zone,
};
use crate::crypto::authority::Authority;
use crate::crypto::epoch::EpochOpener;
use crate::crypto::vault::Vault;
use crate::follow_up::Asker;
use crate::handoff::{MailServer, Referrals, Sender};
use crate::pull::{KeyNames, Source};
use crate::staff::openid::OpenId;
use crate::statistics::KnownValues;
use crate::tls::Tls;
use crate::webhooks::Webhook;
use crate::words::Language;

/// The settings of the desk, with the key that opens what is stored.
pub struct DeskSettings {
    /// The key that opens stored reports.
    pub private_key: PrivateKey,
    /// The key before it, until that is retired.
    pub former_key: Option<PrivateKey>,
    /// All other settings.
    pub(crate) keyless: KeylessDesk,
}

/// All settings of the desk but its private key: those of a locked desk, whose key is in shares.
pub struct KeylessDesk {
    /// The hotline's name, for pages and hand-offs.
    pub(crate) hotline: String,
    /// The hotline's emergency numbers, for pages about a child in danger.
    pub(crate) emergency_numbers: Vec<String>,
    /// The language of pages for browsers that ask for none of the desk's.
    pub(crate) language: Language,
    /// The addresses to listen on.
    pub(crate) listen: Listen,
    /// The certificate for the addresses with a port, if no proxy does TLS.
    pub(crate) tls: Option<Arc<Tls>>,
    /// The origin at which browsers reach the desk, if it is behind a proxy.
    pub(crate) public_url: Option<Origin>,
    /// The names under which requests may reach the desk, in lower case.
    pub(crate) hosts: Arc<[String]>,
    /// SHA-256 of the token in the config.
    pub(crate) token_sha256: Option<[u8; 32]>,
    /// The public half of the key that opens stored reports.
    pub public_key: PublicKey,
    /// The hotline whose intakes' reports the desk takes, and its root.
    pub authority: Authority,
    /// The file with the private key; none if the key is in shares.
    pub key_file: Option<PathBuf>,
    /// The file with the last place in the log that the desk has seen, beside the desk's key.
    pub log_head: PathBuf,
    /// The hotline's own identity provider, if the staff logs in through it.
    pub(crate) openid: Option<OpenId>,
    /// Systems to notify when a case changes.
    pub webhooks: Vec<Webhook>,
    /// The identity and transports for hand-offs, if the hotline makes any.
    pub(crate) handoffs: Option<Sender>,
    /// The intake that the desk fetches from, if each has a store of its own.
    pub(crate) pull: Option<Arc<Source>>,
    /// The exchange with other hotlines, if the hotline takes part in it.
    pub(crate) exchange: Option<Arc<Referrals>>,
    /// Signs questions to reporters, if the hotline asks any.
    pub(crate) asker: Option<Arc<Asker>>,
    /// Where people are told that something needs them.
    pub alerts: Option<Arc<Places>>,
    /// The rules of casework that the hotline chose.
    pub(crate) rules: Rules,
    /// The languages and partners that statistics show by name.
    pub(crate) known: KnownValues,
    /// Whether the intake publishes the statistics.
    pub(crate) publish_statistics: bool,
    /// SHA-256 of the config file, for the heartbeats.
    pub(crate) digest: ConfigDigest,
}

/// What the desk needs of the rest of the config.
pub(super) struct Outside<'a> {
    pub(super) hotline: &'a Hotline,
    pub(super) partners: BTreeSet<String>,
    /// The intake in the same config.
    pub(super) intake: Option<&'a IntakeSettings>,
    pub(super) mail: Option<MailServer>,
    pub(super) alerts: Option<AlertsConfig>,
    pub(super) follow_up: Option<FollowUpConfig>,
    pub(super) digest: ConfigDigest,
}

/// The desk of a config, as far as its key is on this machine.
pub(super) enum Desk {
    /// The key was in its file.
    Open(DeskSettings),
    /// The key is in shares.
    Locked(KeylessDesk),
}

impl Desk {
    /// Opens the files that `[desk]` names.
    pub(super) fn open(
        folder: Folder<'_>,
        config: DeskConfig,
        outside: Outside<'_>,
    ) -> Result<Self, ConfigProblem> {
        let public_key = config.public_key.as_deref();
        let keys = Keys::open(folder, &config.private_key, public_key, outside.intake)?;
        let keyless = KeylessDesk::open(folder, config, outside, &keys)?;
        Ok(match keys.private {
            Some(PrivateKeys { present, former }) => Self::Open(DeskSettings {
                private_key: present,
                former_key: former,
                keyless,
            }),
            None => Self::Locked(keyless),
        })
    }
}

impl KeylessDesk {
    fn open(
        folder: Folder<'_>,
        config: DeskConfig,
        outside: Outside<'_>,
        keys: &Keys,
    ) -> Result<Self, ConfigProblem> {
        let Outside {
            hotline,
            partners,
            intake,
            mail,
            alerts,
            follow_up,
            digest,
        } = outside;
        let intake_root = intake.map(|intake| intake.signer.authority().root);
        let authority = Authority {
            hotline: hotline.id.clone(),
            root: root(folder, config.root_public_key.as_deref(), intake_root)?,
        };
        let former = keys.private.as_ref().and_then(|keys| keys.former.as_ref());
        let names = KeyNames::of(&keys.public, former);
        let pull = pull::open(folder, &config, names)?;
        let webhooks = webhooks::open(folder, config.webhooks)?;
        let openid = config
            .openid
            .map(|openid| openid::open(folder, openid, config.public_url.as_ref()))
            .transpose()?;
        let alerts = alerts
            .map(|alerts| alerts::open(folder, alerts, mail.as_ref(), config.language))
            .transpose()?
            .map(Arc::new);
        let exchange = config
            .exchange
            .map(|exchange| exchange::open(folder, exchange, &authority))
            .transpose()?;
        let asker = follow_up
            .map(|follow_up| follow_up::open(folder, follow_up, &authority))
            .transpose()?
            .map(Arc::new);
        let handoffs = config
            .handoffs
            .map(|handoffs| handoffs::open(handoffs, hotline, mail, exchange.clone()));
        let of_proxy = config
            .public_url
            .as_ref()
            .map(|origin| origin.host().to_owned());
        let named = config.hosts.into_iter().map(|HostName(name)| name);
        let languages = hotline.languages.iter();
        let holidays = config.holidays.into_iter().map(|FreeDay(day)| day);
        if config.working_days.is_empty() {
            return Err(ConfigProblem::new("desk.working_days", "is empty"));
        }
        let Zone(zone) = config.time_zone;
        Ok(Self {
            hotline: hotline.name.clone(),
            emergency_numbers: hotline.emergency_numbers.clone(),
            language: config.language,
            listen: config.listen,
            tls: tls::open(folder, "desk.tls", config.public_url.as_ref(), config.tls)?,
            public_url: config.public_url,
            hosts: named.chain(of_proxy).collect(),
            token_sha256: config.token_sha256.map(|token| token.0),
            authority,
            log_head: keys.log_head.clone(),
            key_file: keys.file.clone(),
            public_key: keys.public.clone(),
            openid,
            webhooks,
            handoffs,
            pull,
            exchange,
            asker,
            alerts,
            rules: Rules {
                max_attempts: config.max_attempts,
                close_repeats: config.close_repeats,
                repeat_days: config.repeat_days,
                retention: config.retention,
                calendar: Calendar::new(zone, config.working_days, holidays.collect()),
                answers: Answers {
                    hotline: hotline.name.clone(),
                    own: config.feedback,
                },
                answer_days: config.answer_days,
            },
            known: KnownValues {
                languages: languages.map(|tag| tag.as_str().to_owned()).collect(),
                partners,
            },
            publish_statistics: config.publish_statistics,
            digest,
        })
    }

    /// The settings with the key, if that fits the public half. Otherwise the settings as they were.
    pub fn unlock(self, key: PrivateKey) -> Result<DeskSettings, Box<Self>> {
        match key.public_key() == self.public_key {
            true => Ok(DeskSettings {
                private_key: key,
                former_key: None,
                keyless: self,
            }),
            false => Err(Box::new(self)),
        }
    }
}

/// Everything but the key can be asked of both.
impl Deref for DeskSettings {
    type Target = KeylessDesk;

    fn deref(&self) -> &KeylessDesk {
        &self.keyless
    }
}

impl DeskSettings {
    /// Whether the desk opens what is sealed to this key: its own, or the one before it.
    pub(super) fn opens(&self, key: &PublicKey) -> bool {
        let mut keys = [&self.private_key].into_iter().chain(&self.former_key);
        keys.any(|own| own.public_key() == *key)
    }

    /// The last place in the log that the desk has noted.
    pub fn noted(&self) -> Result<Option<Head>, AnchorError> {
        anchor::noted(&self.log_head)
    }

    /// Opens the desk's half of a store, and compares its log with the last place that was noted.
    pub async fn open_store(
        &self,
        store: Arc<dyn Store>,
        access: Access,
        now: Timestamp,
    ) -> Result<Anchor, AnchorError> {
        let vault = Arc::new(self.vault(&*store).await?);
        Anchor::open(store, access, vault, &self.log_head, now).await
    }

    /// The breaks of the log in a store, accepted or not.
    pub async fn breaks(&self, store: &dyn Store) -> Result<Vec<Break>, AnchorError> {
        let key = self.vault(store).await?.log_key();
        let breaks = ledger::breaks(store, &key).await;
        breaks.map_err(|error| AnchorError::Ledger(error.into()))
    }

    /// The keys of the desk's records in a store.
    pub async fn vault(&self, store: &(impl Records + ?Sized)) -> Result<Vault, AnchorError> {
        anchor::vault(store, &self.private_key, self.former_key.as_ref()).await
    }

    /// Opens reports with the desk's key, or with the one before it.
    pub fn opener(&self) -> EpochOpener {
        let (desk, former) = (self.private_key.clone(), self.former_key.clone());
        EpochOpener::after(desk, former, self.authority.clone())
    }

    /// Moves the desk to another origin, if an identity provider redirects back there. For tests,
    /// which learn their ports only when they listen.
    #[doc(hidden)]
    pub fn move_to(&mut self, origin: Origin) {
        if let Some(openid) = &mut self.keyless.openid {
            openid.origin = origin.clone();
            self.keyless.public_url = Some(origin);
        }
    }
}

/// The root that certifies the hotline's intakes: that of the file, or of the intake in the same config.
fn root(
    folder: Folder<'_>,
    file: Option<&Path>,
    intake: Option<VerifyingKey>,
) -> Result<VerifyingKey, ConfigProblem> {
    let key = "desk.root_public_key";
    let own = file.map(|file| folder.read_key(key, file)).transpose()?;
    match (own, intake) {
        (Some(own), Some(intake)) if own != intake => Err(ConfigProblem::new(
            key,
            "is another than intake.root_public_key",
        )),
        (own, intake) => own.or(intake).ok_or_else(|| {
            let problem = "is missing: without it, the desk cannot tell who has stored a report";
            ConfigProblem::new(key, problem)
        }),
    }
}
