//! The recipient of a hand-off, and which items it may get.

use model::case::Dossier;
use model::item::Item;
use model::recipient::{Recipient, RecipientKind, Way, folded};
use model::worksheet::HandoffKind;

use super::{BookError, CaseError, Casework};
use crate::exchange::NoKey;
use crate::handoff::{Addressee, OtherDesk, Refusal, host_of, names_other};

/// Maximum characters of the name of a recipient that is not in the address book.
const NAME_CHARS: usize = 100;

impl Casework {
    /// The recipient of this name, if it may get all items of the dossier: a host gets only what it
    /// hosts, in words that name no host of another item of the case, and another hotline only what
    /// lies in its country. A recipient that is not in the address book gets a file.
    pub(super) async fn addressee(
        &self,
        kind: HandoffKind,
        name: &str,
        dossier: &Dossier,
        of_case: &[Item],
    ) -> Result<Addressee, CaseError> {
        let name = name.trim();
        if !kind.names_recipient() {
            return Ok(Addressee::named("SCART"));
        }
        if name.is_empty() || name.chars().count() > NAME_CHARS {
            return Err(CaseError::NoRecipient);
        }
        if kind == HandoffKind::Hotline {
            self.in_its_country(name, dossier)?;
            return self.other_hotline(name).await;
        }
        let known = self.of_book(kind).await?.into_iter();
        let known = known
            .into_iter()
            .find(|it| folded(&it.name) == folded(name));
        if kind.goes_to_host() {
            at_its_host(known.as_ref(), dossier)?;
            names_no_other(known.as_ref(), dossier, of_case)?;
        }
        let mail = known.as_ref().filter(|it| it.way == Way::Mail);
        let mail = mail.and_then(|it| it.mail.as_ref()?.parse().ok());
        let name = known.map_or_else(|| name.to_owned(), |it| it.name);
        let other = None;
        Ok(Addressee { name, mail, other })
    }

    /// The names of the recipients to choose from; of hosts only those that may serve this host.
    pub(super) async fn recipients_of(
        &self,
        kind: HandoffKind,
        host: Option<&str>,
    ) -> Result<Vec<String>, CaseError> {
        if !kind.names_recipient() {
            return Ok(Vec::new());
        }
        if kind == HandoffKind::Hotline {
            let hotlines = self.other_hotlines().into_iter();
            return Ok(hotlines.map(|hotline| hotline.name).collect());
        }
        let fits =
            |it: &Recipient| it.domains.is_empty() || host.is_none_or(|host| it.serves(host));
        let known = self.of_book(kind).await?.into_iter();
        Ok(known.filter(fits).map(|it| it.name).collect())
    }

    /// The hosts or the police units of the address book.
    async fn of_book(&self, kind: HandoffKind) -> Result<Vec<Recipient>, CaseError> {
        let wanted = match kind {
            HandoffKind::Police => RecipientKind::Police,
            _ => RecipientKind::Host,
        };
        let book = self.address_book().await.map_err(|error| match error {
            BookError::Change(error) => error,
            _ => CaseError::NoRecipient,
        })?;
        let all = book.into_iter().map(|kept| kept.value);
        Ok(all.filter(|it| it.kind == wanted).collect())
    }

    /// Another hotline, with its exchange key if a valid one is known.
    async fn other_hotline(&self, name: &str) -> Result<Addressee, CaseError> {
        let exchange = self.exchange.as_ref();
        let known = exchange.and_then(|exchange| Some((exchange, exchange.hotline_of(name)?)));
        let (exchange, hotline) = known.ok_or(Refusal::UnknownHotline)?;
        let key = match exchange.key_of(name).await {
            Ok(key) => Some(key),
            Err(NoKey::Records(error)) => return Err(error.into()),
            Err(_) => None,
        };
        let mut addressee = Addressee::named(name);
        addressee.other = Some(OtherDesk {
            hotline,
            key,
            is_online: true,
        });
        Ok(addressee)
    }

    /// Checks that all items lie in a country of the other hotline, if one is known.
    fn in_its_country(&self, name: &str, dossier: &Dossier) -> Result<(), CaseError> {
        let mut hotlines = self.other_hotlines().into_iter();
        let hotline = hotlines.find(|hotline| hotline.name == name);
        let countries = hotline.map(|hotline| hotline.countries).unwrap_or_default();
        if countries.is_empty() {
            return Ok(());
        }
        let lies_there =
            |hosting: &model::assessment::Hosting| countries.contains(&hosting.country);
        let elsewhere = dossier.items.iter().find(|item| {
            let hosting = item.finding.as_ref().and_then(|it| it.hosting.as_ref());
            !hosting.is_some_and(lies_there)
        });
        elsewhere.map_or(Ok(()), |item| Err(CaseError::Elsewhere(item.place)))
    }
}

/// Checks that a host gets only what it hosts: what is at its domains, if the address book names
/// them, and otherwise only items that are all at one host.
fn at_its_host(host: Option<&Recipient>, dossier: &Dossier) -> Result<(), CaseError> {
    let hosts: Vec<_> = dossier.report.locations.iter().map(host_of).collect();
    let is_there = |at: &Option<String>| match host {
        Some(host) if !host.domains.is_empty() => at.as_ref().is_some_and(|at| host.serves(at)),
        // What no address locates goes alone.
        _ => *at == hosts[0] && (at.is_some() || hosts.len() == 1),
    };
    let elsewhere = hosts.iter().position(|at| !is_there(at));
    match elsewhere.and_then(|at| dossier.items.get(at)) {
        Some(item) => Err(CaseError::Elsewhere(item.place)),
        None => Ok(()),
    }
}

/// Checks that no explanation names the host of an item of the case that is not at the recipient.
fn names_no_other(
    host: Option<&Recipient>,
    dossier: &Dossier,
    of_case: &[Item],
) -> Result<(), CaseError> {
    let chosen: Vec<_> = dossier.report.locations.iter().map(host_of).collect();
    let is_own = |at: &String| {
        chosen.contains(&Some(at.clone())) || host.is_some_and(|host| host.serves(at))
    };
    let all = of_case.iter().filter_map(|item| host_of(&item.location));
    let (own, others): (Vec<_>, Vec<_>) = all.partition(is_own);
    let mut items = dossier.items.iter();
    match items.find(|item| names_other(&item.explanation, &own, &others)) {
        Some(item) => Err(CaseError::NamesOther(item.place)),
        None => Ok(()),
    }
}
