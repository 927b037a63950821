//! `[hotline]`: the hotline's details for reporters.

use std::collections::BTreeMap;

use serde::Deserialize;
use shared::api::{Helpline, Hotline};
use shared::report::{Category, HotlineId, LanguageTag, WebUrl};

/// `[hotline]`: the hotline's details for reporters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HotlineConfig {
    /// The id in keys and certificates.
    id: HotlineId,
    /// The name shown to reporters.
    name: Name,
    /// The languages of the form; the first is the default.
    languages: NotEmpty<LanguageTag>,
    /// The categories that the form offers, in order.
    categories: NotEmpty<Category>,
    /// The number to call if a child is in danger now, or several.
    emergency_number: Numbers,
    /// The page that the button "leave this page" opens.
    leave_url: WebAddress,
    /// A page with other ways to reach the hotline.
    contact_url: Option<WebAddress>,
    /// The notice on how the hotline handles personal data.
    privacy_url: Option<WebAddress>,
    /// A page with the hotlines of other countries.
    network_url: Option<WebAddress>,
    /// Whom to talk to for reporters to whom it happens themselves.
    helpline: Option<HelplineConfig>,
    /// The hotline's own wording of some texts, by language.
    #[serde(default)]
    wording: BTreeMap<String, Wording>,
}

/// `[hotline.helpline]`: a helpline with a number, a page or both.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HelplineConfig {
    /// The name shown to reporters.
    name: Name,
    /// The telephone number.
    number: Option<Number>,
    /// A page or a chat.
    url: Option<WebAddress>,
}

/// `[hotline.wording.LANGUAGE]`: texts of the form that have to fit the law of a country.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wording {
    /// On searching, saving and sharing.
    do_not_share: Option<String>,
    /// On who learns of the reporter.
    report_once: Option<String>,
    /// On the email address.
    feedback_hint: Option<String>,
    /// The statement of good faith.
    good_faith: Option<String>,
    /// On the report's further way.
    what_next: Option<String>,
}

impl Wording {
    /// The texts by their keys in the form's locales.
    fn texts(self) -> BTreeMap<String, String> {
        let texts = [
            ("do_not_share", self.do_not_share),
            ("report_once", self.report_once),
            ("feedback_hint", self.feedback_hint),
            ("field.good_faith", self.good_faith),
            ("what_next", self.what_next),
        ];
        let texts = texts.into_iter();
        texts
            .filter_map(|(key, text)| Some((key.to_owned(), text?)))
            .collect()
    }
}

impl From<HelplineConfig> for Helpline {
    fn from(config: HelplineConfig) -> Self {
        Self {
            name: config.name.0,
            number: config.number.map(|number| number.0),
            url: config.url.map(|url| url.0),
        }
    }
}

impl From<HotlineConfig> for Hotline {
    fn from(config: HotlineConfig) -> Self {
        Self {
            id: config.id,
            name: config.name.0,
            languages: config.languages.0,
            categories: config.categories.0,
            emergency_numbers: config.emergency_number.into(),
            leave_url: config.leave_url.0,
            contact_url: config.contact_url.map(|url| url.0),
            privacy_url: config.privacy_url.map(|url| url.0),
            network_url: config.network_url.map(|url| url.0),
            helpline: config.helpline.map(Helpline::from),
            // `[follow_up]` is a section of its own.
            asks: false,
            wording: config
                .wording
                .into_iter()
                .map(|(language, wording)| (language, wording.texts()))
                .collect(),
        }
    }
}

/// A name that people can read.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Name(String);

impl TryFrom<String> for Name {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        let is_empty = name.trim().is_empty();
        (!is_empty).then_some(Self(name)).ok_or("there is none")
    }
}

/// A list with at least one item.
#[derive(Debug, Deserialize)]
#[serde(
    try_from = "Vec<T>",
    bound(deserialize = "T: serde::de::DeserializeOwned")
)]
struct NotEmpty<T>(Vec<T>);

impl<T> TryFrom<Vec<T>> for NotEmpty<T> {
    type Error = &'static str;

    fn try_from(items: Vec<T>) -> Result<Self, Self::Error> {
        if items.is_empty() {
            return Err("there is none");
        }
        Ok(Self(items))
    }
}

/// The address of a web page, as written in the config.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct WebAddress(String);

impl TryFrom<String> for WebAddress {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.parse::<WebUrl>() {
            Ok(_) => Ok(Self(text)),
            Err(_) => Err("not a web address"),
        }
    }
}

/// A number that a telephone can dial: digits, perhaps a plus before them, and signs between them.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Number(String);

impl TryFrom<String> for Number {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let rest = text.strip_prefix('+').unwrap_or(&text);
        let is_sign = |sign: char| sign.is_ascii_digit() || " -./()".contains(sign);
        if !(2..=15).contains(&digits) || !rest.chars().all(is_sign) {
            return Err("not one number that can be dialled");
        }
        Ok(Self(text))
    }
}

/// One number, or a list.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Numbers {
    One(Number),
    Several(NotEmpty<Number>),
}

impl From<Numbers> for Vec<String> {
    fn from(numbers: Numbers) -> Self {
        match numbers {
            Numbers::One(number) => vec![number.0],
            Numbers::Several(numbers) => numbers.0.into_iter().map(|number| number.0).collect(),
        }
    }
}
