//! What a new hotline says of itself.

use std::path::Path;

use serde::Deserialize;
use shared::report::HotlineId;

use super::template::Template;
use crate::config::{self, ConfigError, ConfigProblem, HotlineConfig, IntakeConfig};

/// What reporters, partners and certificates know a hotline by. Each can be changed in the config later, except the id.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The id in certificates and keys.
    pub hotline: HotlineId,
    /// What reporters know it as.
    pub name: String,
    /// The languages of its form (BCP 47); the first is the default.
    pub languages: Vec<String>,
    /// The numbers to call when a child is in danger now.
    pub emergency_numbers: Vec<String>,
    /// The origin at which browsers reach the intake.
    pub public_url: String,
    /// The directory of an authority that certifies the name in `public_url` (RFC 8555).
    pub acme: Option<String>,
}

/// The sections of a config in which an identity stands.
#[derive(Deserialize)]
struct Sections {
    #[expect(dead_code, reason = "it is parsed to be checked")]
    hotline: HotlineConfig,
    #[expect(dead_code, reason = "it is parsed to be checked")]
    intake: IntakeConfig,
}

impl Identity {
    /// An example's identity, on this machine alone, with a form in all of these languages.
    pub fn example(hotline: HotlineId, languages: &[&str]) -> Self {
        let mut languages: Vec<String> = languages.iter().map(ToString::to_string).collect();
        // English is first, because it is the original.
        languages.sort_by_key(|language| (language != "en", language.clone()));
        Self {
            hotline,
            name: "Example Hotline".to_owned(),
            languages,
            emergency_numbers: vec!["112".to_owned()],
            public_url: "http://127.0.0.1:7701".to_owned(),
            acme: None,
        }
    }

    /// Fails if a config with this identity would be refused, or if the form is in none of these languages.
    ///
    /// # Errors
    /// Names the key, the problem and the fix.
    pub fn check(&self, known: &[&str]) -> Result<(), ConfigError> {
        let file = Path::new("receiver.toml");
        let unknown = self
            .languages
            .iter()
            .find(|language| !known.contains(&&language[..]));
        if let Some(language) = unknown {
            let problem = format!("{language:?} is none of {}", known.join(", "));
            return Err(ConfigError::new(
                file,
                &ConfigProblem::new("hotline.languages", problem),
            ));
        }
        let template = Template {
            identity: self,
            token_sha256: "",
            store: "sqlite:reports.db",
            fetches: false,
            practice: false,
        };
        config::parse::<Sections>(file, &template.intake()).map(drop)
    }
}
