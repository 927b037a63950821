//! Cases in lists, with the places that they name, so that a list tells more than numbers.

use model::case::Card;
use model::defang::defang;
use model::worksheet::Worksheet;
use serde_json::Value;
use shared::report::Location;

use super::{CaseError, Casework};
use crate::handoff::host_of;

/// The most characters of a place that has no address.
const PLACE_CHARS: usize = 60;

/// A case in a list.
pub(crate) struct Hit {
    pub(crate) card: Card,
    /// The hosts of its items, or the words of locations that have no address, each once. Empty once the
    /// case is scrubbed.
    pub(crate) places: Vec<String>,
}

impl Hit {
    /// A case for visitors who see no content.
    pub(crate) fn without_places(card: Card) -> Self {
        let places = Vec::new();
        Self { card, places }
    }

    /// The places, so that nobody follows them by accident.
    pub(crate) fn defanged(&self) -> Vec<String> {
        self.places.iter().map(|place| defang(place)).collect()
    }
}

impl Casework {
    /// The cases of these cards, with the places that they name.
    pub(super) async fn hits(&self, cards: Vec<Card>) -> Result<Vec<Hit>, CaseError> {
        let sheets = self.all_undamaged(&cards).await?;
        let hit = |card: Card| {
            let sheet = sheets.get(&card.id);
            let worksheet = sheet.and_then(|sheet| sheet.worksheet.as_ref());
            let places = worksheet.map_or_else(Vec::new, places);
            Hit { card, places }
        };
        Ok(cards.into_iter().map(hit).collect())
    }
}

/// The places that the items of a case name, each once.
fn places(worksheet: &Worksheet) -> Vec<String> {
    let mut all = Vec::new();
    for item in &worksheet.items {
        let place = place(&item.location);
        if !all.contains(&place) {
            all.push(place);
        }
    }
    all
}

/// The host of a location, or its words.
fn place(location: &Location) -> String {
    let words = || {
        texts(location)
            .join(" ")
            .chars()
            .take(PLACE_CHARS)
            .collect()
    };
    host_of(location).unwrap_or_else(words)
}

/// The texts in the fields of a location.
pub(super) fn texts(location: &Location) -> Vec<String> {
    let Ok(Value::Object(fields)) = serde_json::to_value(location) else {
        return Vec::new();
    };
    let fields = fields.into_iter().filter(|(name, _)| name != "type");
    let texts = fields.map(|(_, value)| value.as_str().unwrap_or_default().to_owned());
    texts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_host_or_a_few_words() {
        for (location, expected) in [
            (
                r#"{"type":"web","url":"https://www.bad.example/a?b"}"#,
                "www.bad.example",
            ),
            (
                r#"{"type":"social","platform":"Chirper","url":"https://chirper.example/x"}"#,
                "chirper.example",
            ),
            (
                r#"{"type":"chat","app":"Talk","handle":"badguy"}"#,
                "Talk badguy",
            ),
            (
                r#"{"type":"other","text":"behind the station"}"#,
                "behind the station",
            ),
        ] {
            let location = serde_json::from_str(location).unwrap();
            assert_eq!(place(&location), expected);
        }
    }
}
