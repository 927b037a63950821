//! Addresses in the text of a clue: the form takes each as a location of its own, and keeps the words
//! around them for the description.

#[cfg(test)]
mod tests;

use shared::paste::{different, find, words};

use super::field::Field;
use super::kind::Kind;
use super::location::DraftLocation;

/// The addresses in a clue that is more than one address, or that had to be mended.
pub(crate) struct Pasted {
    /// The addresses that the reporter did not take out, each with its index in the clue.
    pub(crate) addresses: Vec<(usize, String)>,
    /// The words around the addresses.
    pub(crate) words: String,
}

impl DraftLocation {
    /// The addresses in the clue; none if the reporter wants it as it was written, if the kind that
    /// the reporter chose has no address, or if the clue is one address as it should be.
    pub(crate) fn pasted(&self) -> Option<Pasted> {
        self.found_in_clue().filter(|_| !self.is_as_written)
    }

    /// Whether there are addresses in the clue that the reporter wants as it was written.
    pub(crate) fn is_undone(&self) -> bool {
        self.is_as_written && self.found_in_clue().is_some()
    }

    /// The locations in the clue, at least one: one for each address, as if it had been written
    /// alone.
    pub(crate) fn parts(&self) -> Vec<Self> {
        let Some(pasted) = self.pasted() else {
            return vec![self.clone()];
        };
        let mut parts = Vec::new();
        // The answers and the kind belong to one address.
        let is_one = pasted.addresses.len() == 1;
        for (_, address) in pasted.addresses {
            let mut part = if is_one {
                self.clone()
            } else {
                Self::default()
            };
            part.answers.write(Field::Found, address);
            parts.push(part);
        }
        parts
    }

    fn found_in_clue(&self) -> Option<Pasted> {
        let may_be_address = match self.chosen {
            None | Some(Kind::Web | Kind::Social | Kind::FileSharing | Kind::Onion) => true,
            Some(_) => false,
        };
        let text = self.answers.get(Field::Found).trim();
        let found = find(text);
        let is_plain = found.len() == 1 && is_end_of(text, &found[0].address);
        if !may_be_address || found.is_empty() || is_plain {
            return None;
        }
        let words = words(text, &found);
        let mut addresses = Vec::new();
        for (at, one) in different(found).into_iter().enumerate() {
            if !self.taken_out.contains(&at) {
                addresses.push((at, one.address));
            }
        }
        Some(Pasted { addresses, words })
    }
}

/// Whether a text is the end of an address. Its scheme may be missing, or in capital letters.
fn is_end_of(text: &str, address: &str) -> bool {
    let start = address.len().checked_sub(text.len());
    let end = start.and_then(|start| address.as_bytes().get(start..));
    end.is_some_and(|end| end.eq_ignore_ascii_case(text.as_bytes()))
}
