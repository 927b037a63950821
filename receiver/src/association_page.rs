//! The page of a network of hotlines, which its association serves: reporters choose a country on it, and go to
//! the form of that country's hotline. Static files, made from the directory that the officers signed.
//!
//! ```text
//! directory ──▶ index.html   the choice, in all languages of the form; asks nothing of any other address
//!               embed/v1.js  the loader of a partner's <report-button>
//! ```

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use askama::Template;
use base64ct::{Base64, Encoding};
use celes::Country;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::report::{LanguageTag, WebUrl};
use url::Url;

use crate::directory::{Application, Directory, reach};
use crate::files::{self, WriteError};
use crate::web::public::bundle::Bundle;
use crate::web::public::languages;

const STYLE: &str = include_str!("../templates/association.css");
const SCRIPT: &str = include_str!("../templates/association.js");

/// The texts of the page that are none of the form's, by language and key.
const TEXTS: &str = include_str!("../templates/association.json");

/// The language of the page without a script.
const ENGLISH: &str = "en";

/// The page was not written.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// The texts of the page are not complete.
    #[error("the texts of the page: {0}")]
    Texts(#[from] serde_json::Error),
    /// The page could not be made.
    #[error("the page: {0}")]
    Template(#[from] askama::Error),
    /// A file could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// The page of a network.
pub struct AssociationPage {
    html: String,
    loader: &'static str,
}

impl AssociationPage {
    /// The page for a directory. `leave` is the address that "leave this page" opens.
    pub fn new(directory: &Directory, bundle: &Bundle, leave: &WebUrl) -> Result<Self, PageError> {
        let texts = texts(bundle)?;
        let languages = texts.keys().filter_map(|tag| tag.parse().ok());
        let languages: Vec<LanguageTag> = languages.collect();
        let page = Page {
            network: &directory.name,
            leave: leave.as_str(),
            policy: policy(directory),
            languages: languages::options(&languages),
            english: texts.get(ENGLISH).cloned().unwrap_or_default(),
            places: places(directory),
            // In a script, only this could end it.
            texts: serde_json::to_string(&texts)?.replace('<', "\\u003c"),
        };
        Ok(Self {
            html: page.render()?,
            loader: bundle.loader().script,
        })
    }

    /// Writes the page's files to a folder that a web server serves.
    pub fn write(&self, to: &Path) -> Result<(), WriteError> {
        let embed = to.join("embed");
        fs::create_dir_all(&embed).map_err(WriteError::of(&embed))?;
        files::replace(&embed.join("v1.js"), self.loader)?;
        files::replace(&to.join("index.html"), &self.html)
    }
}

#[derive(Template)]
#[template(path = "association.html")]
struct Page<'a> {
    network: &'a str,
    leave: &'a str,
    policy: String,
    languages: String,
    english: Words,
    places: Vec<Place<'a>>,
    texts: String,
}

/// The texts in one language.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Words {
    dir: String,
    leave: String,
    close: String,
    language: String,
    loading: String,
    back: String,
    shift_hint: String,
    heading: String,
    hint: String,
    find: String,
    suggested: String,
    all: String,
    missing: String,
}

/// A country, with one way to go on from there.
struct Place<'a> {
    country: &'a str,
    /// The country's name in English.
    name: &'static str,
    way: Way<'a>,
}

enum Way<'a> {
    /// The form of a hotline.
    Form(&'a Application),
    /// What reporters are told where there is no hotline, by language.
    Told(&'a BTreeMap<String, String>),
}

/// The texts in each language of the form.
fn texts(bundle: &Bundle) -> Result<BTreeMap<&'static str, Words>, serde_json::Error> {
    let own: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_str(TEXTS)?;
    let languages = bundle.languages().into_iter();
    let words = languages.map(|tag| {
        let mut words = bundle.locale(tag);
        words.extend(own.get(tag).cloned().unwrap_or_default());
        let json = serde_json::to_value(words)?;
        Ok((tag, serde_json::from_value(json)?))
    });
    words.collect()
}

/// The countries in the order of their English names.
fn places(directory: &Directory) -> Vec<Place<'_>> {
    let mut places = Vec::new();
    for hotline in hotlines(directory) {
        for country in &hotline.countries {
            places.push(Place::new(country, Way::Form(hotline)));
        }
    }
    let has_hotline: BTreeSet<_> = places.iter().map(|place| place.country).collect();
    let others = directory.elsewhere.iter();
    let others = others.filter(|(country, _)| !has_hotline.contains(country.as_str()));
    let others: Vec<_> = others
        .map(|(country, told)| Place::new(country, Way::Told(told)))
        .collect();
    places.extend(others);
    places.sort_by_key(|place| place.name);
    places
}

impl<'a> Place<'a> {
    fn new(country: &'a str, way: Way<'a>) -> Self {
        let name = Country::from_alpha2(country).map_or("", |country| country.long_name);
        Self {
            country,
            name: name.strip_prefix("The ").unwrap_or(name),
            way,
        }
    }
}

/// The hotlines that take part and whose form has an address that a directory may have.
fn hotlines(directory: &Directory) -> impl Iterator<Item = &Application> {
    let has_form = |hotline: &&Application| reach(&hotline.form).is_some();
    directory.active().filter(has_form)
}

/// The page's content security policy: this script, this style sheet, and the forms of the hotlines in frames.
fn policy(directory: &Directory) -> String {
    let forms = hotlines(directory).filter_map(|hotline| Url::parse(&hotline.form).ok());
    let forms: BTreeSet<_> = forms
        .map(|url| url.origin().ascii_serialization())
        .collect();
    let frames = match forms.is_empty() {
        true => "'none'".to_owned(),
        false => forms.into_iter().collect::<Vec<_>>().join(" "),
    };
    let [style, script] = [STYLE, SCRIPT].map(|text| Base64::encode_string(&Sha256::digest(text)));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; frame-src {frames}; \
         base-uri 'none'; form-action 'none'"
    )
}
