//! A partner's name in addresses, made of what a person typed.

use shared::limits::SLUG_CHARS;
use shared::report::PartnerSlug;

/// The name in lower-case Latin letters, digits and hyphens; `None` if nothing of it remains.
pub(super) fn slug_of(typed: &str) -> Option<PartnerSlug> {
    let mut slug = slug::slugify(typed);
    slug.truncate(SLUG_CHARS);
    slug.trim_end_matches('-').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_a_name() {
        for (typed, slug) in [
            ("sid-2027", "sid-2027"),
            ("My_Name/", "my-name"),
            (" École Saint-Jean ", "ecole-saint-jean"),
            ("Школа № 5", "shkola-no-5"),
        ] {
            let found = slug_of(typed);
            assert_eq!(found.as_ref().map(PartnerSlug::as_str), Some(slug));
        }
        assert_eq!(slug_of(" … "), None);
        let long = slug_of(&"a-".repeat(50)).unwrap();
        assert_eq!(long.as_str().len(), SLUG_CHARS - 1, "no hyphen at its end");
    }
}
