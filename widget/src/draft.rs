//! The draft of a report: the answers so far. It is pure state and needs no browser.

mod ask;
mod clue;
mod field;
mod kind;
mod location;
mod pasted;
#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;

use shared::limits::MAX_LOCATIONS;
use shared::report::{
    AgeHint, Category, ChoiceSet, ContentType, DateText, LanguageTag, PaidAccess, PartnerSlug,
    PaymentMethod, ReportId, SiteCredentials, UntrustedReport,
};

pub(crate) use ask::{Ask, Need};
pub(crate) use clue::Clue;
pub(crate) use field::{Answers, Field, Format, field_id};
pub(crate) use kind::Kind;
pub(crate) use location::DraftLocation;
pub(crate) use pasted::Pasted;

/// The answers that the reporter has given so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Draft {
    /// The category that the reporter chose.
    pub(crate) category: Option<Category>,
    /// The locations, at least one.
    pub(crate) locations: Vec<DraftLocation>,
    /// The written answers to the questions of the details.
    pub(crate) answers: Answers,
    pub(crate) content_types: ChoiceSet<ContentType>,
    /// The apparent age of the youngest child.
    pub(crate) age_hint: Option<AgeHint>,
    /// Whether a child is in danger now; none if the reporter does not know.
    pub(crate) child_in_danger: Option<bool>,
    /// Whether the material costs money.
    pub(crate) paid_access: Option<PaidAccess>,
    /// The ways to pay. The form asks for them if the material costs money.
    pub(crate) payment_methods: ChoiceSet<PaymentMethod>,
    /// Whether the reporter wants an answer. The form asks for a contact only then.
    pub(crate) feedback: bool,
    /// Whether the reporter states to act in good faith.
    pub(crate) good_faith: bool,
}

/// A change to the answers.
pub(crate) enum Edit {
    Category(Category),
    /// The text of an answer, which belongs to the location of this index or to the details.
    Write(Option<usize>, Field, String),
    /// The kind of the location of this index; none lets the form recognise it.
    Kind(usize, Option<Kind>),
    /// Takes an address, by its index, out of the clue of the location of this index.
    TakeOut(usize, usize),
    /// Whether the clue of the location of this index is wanted as it was written.
    AsWritten(usize, bool),
    AddLocation,
    RemoveLocation(usize),
    /// Ticks or unticks a kind of material.
    ContentType(ContentType),
    AgeHint(AgeHint),
    /// Whether a child is in danger now; none if the reporter does not know.
    ChildInDanger(Option<bool>),
    PaidAccess(PaidAccess),
    /// Ticks or unticks a way to pay.
    PaymentMethod(PaymentMethod),
    /// Whether the reporter wants an answer.
    Feedback(bool),
    /// Whether the reporter states to act in good faith.
    GoodFaith(bool),
}

/// The parts of a report that the page determines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page {
    /// The language that the form is shown in.
    pub(crate) language: LanguageTag,
    /// The partner whose page has the button.
    pub(crate) partner: Option<PartnerSlug>,
    /// Whether a partner only tries the form.
    pub(crate) is_test: bool,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            category: None,
            locations: vec![DraftLocation::default()],
            answers: Answers::default(),
            content_types: ChoiceSet::default(),
            age_hint: None,
            child_in_danger: None,
            paid_access: None,
            payment_methods: ChoiceSet::default(),
            feedback: false,
            good_faith: false,
        }
    }
}

impl Draft {
    pub(crate) fn apply(&mut self, edit: Edit) {
        match edit {
            Edit::Category(category) => self.category = Some(category),
            Edit::Write(None, field, text) => self.answers.write(field, text),
            Edit::Write(Some(at), field, text) => {
                if let Some(location) = self.locations.get_mut(at) {
                    location.write(field, text);
                }
            }
            Edit::Kind(at, kind) => {
                if let Some(location) = self.locations.get_mut(at) {
                    location.chosen = kind;
                }
            }
            Edit::TakeOut(at, address) => {
                if let Some(location) = self.locations.get_mut(at) {
                    location.taken_out.push(address);
                }
            }
            Edit::AsWritten(at, is_as_written) => {
                if let Some(location) = self.locations.get_mut(at) {
                    location.is_as_written = is_as_written;
                    location.taken_out.clear();
                }
            }
            Edit::AddLocation if self.has_room() => self.locations.push(DraftLocation::default()),
            Edit::AddLocation => {}
            Edit::RemoveLocation(at) => {
                if self.locations.len() > 1 && at < self.locations.len() {
                    self.locations.remove(at);
                }
            }
            Edit::ContentType(choice) => self.content_types.toggle(choice),
            Edit::AgeHint(choice) => self.age_hint = Some(choice),
            Edit::ChildInDanger(choice) => self.child_in_danger = choice,
            Edit::PaidAccess(choice) => self.paid_access = Some(choice),
            Edit::PaymentMethod(choice) => self.payment_methods.toggle(choice),
            Edit::Feedback(wanted) => self.feedback = wanted,
            Edit::GoodFaith(stated) => self.good_faith = stated,
        }
    }

    /// Whether another location can be added.
    pub(crate) fn has_room(&self) -> bool {
        self.locations.len().max(self.parts().len()) < MAX_LOCATIONS
    }

    /// The locations of the report, each address of a clue by itself, with the indices of their
    /// questions. Without those that the reporter left empty beside others.
    pub(crate) fn parts(&self) -> Vec<(usize, DraftLocation)> {
        let mut parts = Vec::new();
        let all_blank = self.locations.iter().all(DraftLocation::is_blank);
        for (at, location) in self.locations.iter().enumerate() {
            if all_blank || !location.is_blank() {
                for part in location.parts() {
                    parts.push((at, part));
                }
            }
        }
        parts
    }

    /// The words in the clues that are kept for the description: those around addresses; without
    /// them, if the category needs a description, a clue that tells a story.
    pub(crate) fn words(&self) -> String {
        let mut words = String::new();
        for location in &self.locations {
            if let Some(pasted) = location.pasted() {
                words += &pasted.words;
            } else if self.needs_description() && words.trim().is_empty() {
                words += location.story();
            }
            words += "\n";
        }
        words.trim().to_owned()
    }

    /// The description as the report will contain it: the words from the clues, then the answer.
    pub(crate) fn description(&self) -> String {
        let answer = self.answers.get(Field::Description).trim();
        let both = [&self.words(), "\n\n", answer].concat();
        both.trim().to_owned()
    }

    /// Whether the form asks the questions about a child. They do not fit hate speech.
    pub(crate) fn asks_about_child(&self) -> bool {
        self.category != Some(Category::HateSpeech)
    }

    /// Whether the form asks for the child's age and what the material costs: not of somebody who is
    /// threatened or courted.
    pub(crate) fn asks_about_material(&self) -> bool {
        self.asks_about_child() && !self.may_be_about_reporter()
    }

    /// Whether the reporter may be the child to whom it happens.
    pub(crate) fn may_be_about_reporter(&self) -> bool {
        matches!(
            self.category,
            Some(Category::Grooming | Category::Sextortion)
        )
    }

    /// Whether the form asks for the ways to pay.
    pub(crate) fn asks_how_to_pay(&self) -> bool {
        self.asks_about_material() && self.paid_access == Some(PaidAccess::Yes)
    }

    fn needs_description(&self) -> bool {
        self.category.is_some_and(Category::needs_description)
    }

    /// Whether the form asks for the statement of good faith.
    pub(crate) fn asks_good_faith(&self) -> bool {
        self.category.is_some_and(Category::needs_good_faith)
    }

    /// The written questions of the details. Other answers decide whether the form asks for a contact
    /// and which questions need an answer.
    pub(crate) fn asks(&self) -> Vec<Ask> {
        let told = self.needs_description() && self.words().is_empty();
        let keyed =
            !self.answers.lacks(Field::SiteUser) || !self.answers.lacks(Field::SitePassword);
        let timed = !self.answers.lacks(Field::ObservedAt);
        let mut asks = vec![
            ask(Field::Description, Format::Story, told),
            ask(Field::ObservedOn, Format::Date, timed),
            ask(Field::ObservedAt, Format::Time, false),
            ask(Field::SiteUser, Format::Name, keyed),
            ask(Field::SitePassword, Format::Name, keyed),
        ];
        if self.feedback {
            asks.push(ask(Field::Contact, Format::Email, true));
        }
        asks
    }

    /// The report with all valid answers; none without a category.
    pub(crate) fn build(&self, id: ReportId, page: &Page) -> Option<UntrustedReport> {
        Some(self.build_as(self.category?, id, page))
    }

    /// The report with all valid answers, as if it had this category.
    pub(crate) fn build_as(
        &self,
        category: Category,
        id: ReportId,
        page: &Page,
    ) -> UntrustedReport {
        let child = self.asks_about_child();
        let material = self.asks_about_material();
        UntrustedReport {
            id,
            category,
            locations: self
                .parts()
                .iter()
                .filter_map(|(_, part)| part.build())
                .collect(),
            observed_on: self.observed_on(),
            description: self.description().parse().ok(),
            content_types: self.content_types,
            age_hint: self.age_hint.filter(|_| material),
            child_in_danger: self.child_in_danger.filter(|_| child),
            paid_access: self.paid_access.filter(|_| material),
            payment_methods: if self.asks_how_to_pay() {
                self.payment_methods
            } else {
                ChoiceSet::default()
            },
            site_credentials: self.site_credentials(),
            contact: self
                .answers
                .parsed(Field::Contact, Format::Email)
                .filter(|_| self.feedback),
            feedback: self.feedback,
            good_faith: self.good_faith && self.asks_good_faith(),
            language: page.language.clone(),
            partner: page.partner.clone(),
        }
    }

    fn observed_on(&self) -> Option<DateText> {
        let day = self.answers.parsed(Field::ObservedOn, Format::Date)?;
        let time = self.answers.get(Field::ObservedAt).trim();
        if time.is_empty() {
            return Some(day);
        }
        [day.as_str(), "T", time].concat().parse().ok()
    }

    fn site_credentials(&self) -> Option<SiteCredentials> {
        Some(SiteCredentials {
            user: self.answers.parsed(Field::SiteUser, Format::Name)?,
            password: self.answers.parsed(Field::SitePassword, Format::Name)?,
        })
    }
}

fn ask(field: Field, format: Format, required: bool) -> Ask {
    let need = if required {
        Need::Required
    } else {
        Need::Optional
    };
    Ask {
        field,
        fills: field,
        label: field,
        format,
        need,
    }
}
