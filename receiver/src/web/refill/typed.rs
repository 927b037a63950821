//! The fields of a form as they were sent, in their order.

use url::form_urlencoded;

use crate::web::confirm;
use crate::web::once;
use crate::web::present::words as in_words;
use crate::words::Words;

/// The fields that are never shown or filled in again: passwords and one-time codes.
const SECRETS: [&str; 6] = [
    "old",
    "password",
    "again",
    "code",
    confirm::FIELDS[0],
    confirm::FIELDS[1],
];

/// The field of the version that a form's author saw. Nobody types it.
const VERSION: &str = "version";

/// Maximum number of fields that are kept. The page of a case with as many items as there can be has
/// fewer than 1,500.
const MAX_FIELDS: usize = 2000;

/// A field, and whether the page has a place for it.
#[derive(Debug, Clone)]
pub(super) struct TypedField {
    pub(super) name: String,
    pub(super) value: String,
    has_place: bool,
    /// Whether it was compared with a field of the form that is being filled in.
    is_compared: bool,
}

impl TypedField {
    /// Whether this is a text that somebody may miss.
    pub(super) fn has_text(&self) -> bool {
        self.name != VERSION && !self.value.trim().is_empty()
    }

    /// The name in these words, with the number of the item: `address-3` is "address 3".
    pub(super) fn label(&self, words: Words) -> String {
        let words = |name: &str| in_words(words.refused_field(name.to_owned()));
        let numbered = self.name.rsplit_once('-');
        let numbered = numbered.and_then(|(name, at)| Some((name, at.parse::<u32>().ok()?)));
        match numbered {
            Some((name, at)) => format!("{} {at}", words(name)),
            None => words(&self.name),
        }
    }

    /// The lines of the field that shows the text.
    pub(super) fn rows(&self) -> u8 {
        let is_short = self.value.len() < 60 && !self.value.contains('\n');
        if is_short { 1 } else { 3 }
    }
}

/// The fields of a form as they were sent, without secrets.
#[derive(Debug, Clone)]
pub(super) struct Typed(Vec<TypedField>);

impl Typed {
    /// Reads the body of a form.
    pub(super) fn read(body: &[u8]) -> Self {
        let fields = form_urlencoded::parse(body);
        let fields = fields.filter(|(name, _)| !is_secret(name) && name != once::FIELD);
        let fields = fields.map(|(name, value)| TypedField {
            name: name.into_owned(),
            value: value.into_owned(),
            has_place: false,
            is_compared: false,
        });
        Self(fields.take(MAX_FIELDS).collect())
    }

    /// All fields.
    pub(super) fn all(&self) -> &[TypedField] {
        &self.0
    }

    /// Whether a field of this name was sent.
    pub(super) fn has_name(&self, name: &str) -> bool {
        self.0.iter().any(|field| field.name == name)
    }

    /// Whether this field was sent with this value.
    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        let mut fields = self.0.iter();
        fields.any(|field| field.name == name && field.value == value)
    }

    /// Begins to fill in another form.
    pub(super) fn begin(&mut self) {
        for field in &mut self.0 {
            field.is_compared = false;
        }
    }

    /// The value of the next field of this name, which has its place now if it `fits`.
    pub(super) fn place(&mut self, name: &str, fits: impl Fn(&str) -> bool) -> Option<String> {
        let mut fields = self.0.iter_mut();
        let field = fields.find(|field| !field.is_compared && field.name == name)?;
        field.is_compared = true;
        let fits = fits(&field.value);
        field.has_place |= fits;
        fits.then(|| field.value.clone())
    }

    /// Notes that the page has a place for this field with this value.
    pub(super) fn found(&mut self, name: &str, fits: impl Fn(&str) -> bool) {
        for field in &mut self.0 {
            field.has_place |= field.name == name && fits(&field.value);
        }
    }

    /// The version that the author of the form saw.
    pub(super) fn version(&self) -> Option<&str> {
        let version = self.0.iter().find(|field| field.name == VERSION)?;
        Some(&version.value)
    }

    /// The fields with a text that the page has no place for.
    pub(super) fn without_place(&self) -> Vec<&TypedField> {
        let fields = self.0.iter();
        fields
            .filter(|field| !field.has_place && field.has_text())
            .collect()
    }
}

/// Whether a field of this name holds a secret.
pub(super) fn is_secret(name: &str) -> bool {
    SECRETS.contains(&name)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::web::markup::tags;

    #[test]
    fn every_field_of_a_secret_is_known() {
        let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        let (mut count, mut folders) = (0, vec![templates]);
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    count += secrets_in(&path);
                }
            }
        }
        assert!(count > 5, "{count}");
    }

    /// Sees that every field of a template for a secret is known. Returns their number.
    fn secrets_in(template: &Path) -> usize {
        let html = fs::read_to_string(template).unwrap();
        let tags = tags(&html).into_iter();
        let secrets = tags
            .filter(|tag| tag.is("type", "password") || tag.is("autocomplete", "one-time-code"));
        secrets
            .inspect(|tag| assert!(is_secret(tag.get("name").unwrap()), "{tag:?}"))
            .count()
    }

    #[test]
    fn secrets_are_not_kept() {
        let typed = Typed::read(b"password=a&code=b&once=c&version=1&name=d");
        let names: Vec<_> = typed.all().iter().map(|field| &field.name[..]).collect();
        assert_eq!(names, ["version", "name"]);
        assert_eq!(typed.without_place().len(), 1);
    }

    #[test]
    fn only_so_many_fields_are_kept() {
        let body = "password=a&b=c&".repeat(MAX_FIELDS + 1);
        let typed = Typed::read(body.as_bytes());
        assert_eq!(typed.all().len(), MAX_FIELDS);
        assert!(typed.all().iter().all(|field| field.name == "b"));
    }

    #[test]
    fn a_label_is_the_name_with_its_index() {
        let typed = Typed::read(b"ucs_labels-1=a&age_group=b&x-y=c&new_one=d");
        let fields = typed.all().iter();
        let labels: Vec<_> = fields.map(|field| field.label(Words::default())).collect();
        assert_eq!(labels, ["labels 1", "age group", "x-y", "new one"]);
    }
}
