//! SCART, the case tool of several hotlines: the input of its importers.
//!
//! Source: SCART's manual ("Import") and the code of its importers. Both split at each `;` without
//! any quoting, accept only the characters of a URI in an address, and keep 512 characters of it.

pub(super) mod csv;
pub(super) mod mail;

use super::address;

/// Characters of an address that SCART keeps.
const ADDRESS_CHARS: usize = 512;

/// The address in a form that SCART's importers accept; none if there is no such form.
fn importable(address: &str) -> Option<String> {
    let address = address::uri(address)?.replace(';', "%3B");
    (address.len() <= ADDRESS_CHARS).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_whole_or_not_at_all() {
        for (from, to) in [
            ("https://bad.example/a;b", Some("https://bad.example/a%3Bb")),
            (
                "https://bad.example/<script>",
                Some("https://bad.example/%3Cscript%3E"),
            ),
            ("https://\u{202e}/", None),
        ] {
            assert_eq!(importable(from).as_deref(), to);
        }
        let long = |chars: usize| format!("https://bad.example/{}", "a".repeat(chars - 20));
        assert_eq!(importable(&long(512)), Some(long(512)));
        assert_eq!(importable(&long(513)), None);
        assert_eq!(importable(&format!("{};", long(511))), None);
    }
}
