//! Publications of the desk, as they arrive in parts.

use std::collections::BTreeMap;

use super::signature::sha256;
use super::wire::{Bytes, Part, Wanted};

/// Bytes of a part, at most.
pub(super) const PART_BYTES: usize = 64 << 10;

/// Bytes of a publication, at most.
const PUBLICATION_BYTES: usize = 16 << 20;

/// What has arrived of publications that are not whole, by name.
#[derive(Default)]
pub(super) struct Parts(BTreeMap<String, Begun>);

/// The beginning of a publication.
struct Begun {
    /// SHA-256 of the whole, in hexadecimal.
    digest: String,
    bytes: Vec<u8>,
}

/// Publications that are whole, with their names.
type Whole = Vec<(Vec<u8>, Vec<u8>)>;

impl Parts {
    /// Takes a part of one of the publications with these names and digests. Returns those that are whole now, and what
    /// is wanted of the others. Forgets all that have no such name.
    pub(super) fn take<'a>(
        &mut self,
        lacking: impl Iterator<Item = (&'a String, &'a String)>,
        part: Option<&Part>,
    ) -> (Whole, Vec<Wanted>) {
        let mut earlier = std::mem::take(&mut self.0);
        let (mut whole, mut wanted) = (Vec::new(), Vec::new());
        for (name, digest) in lacking {
            let begun = earlier.remove(name).filter(|begun| begun.digest == *digest);
            let mut begun = begun.unwrap_or_else(|| Begun {
                digest: digest.clone(),
                bytes: Vec::new(),
            });
            if let Some(part) = part.filter(|part| part.place.name == *name) {
                begun.add(part);
            }
            if sha256(&begun.bytes) == *digest {
                whole.push((name.clone().into_bytes(), begun.bytes));
                continue;
            }
            wanted.push(Wanted {
                name: name.clone(),
                from: begun.bytes.len(),
            });
            self.0.insert(name.clone(), begun);
        }
        (whole, wanted)
    }
}

impl Begun {
    /// Adds a part that follows. Begins anew if there is no more, and it is not whole.
    fn add(&mut self, part: &Part) {
        let Bytes(bytes) = &part.bytes;
        let is_next = part.place.from == self.bytes.len();
        let fits = self.bytes.len() + bytes.len() <= PUBLICATION_BYTES;
        match is_next && fits && !bytes.is_empty() {
            true => self.bytes.extend_from_slice(bytes),
            false if is_next => self.bytes.clear(),
            false => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(from: usize, bytes: &[u8]) -> Part {
        Part {
            place: Wanted {
                name: "directory".to_owned(),
                from,
            },
            bytes: Bytes(bytes.to_vec()),
        }
    }

    /// The parts of one publication with this text.
    struct Taken(Parts, String);

    impl Taken {
        /// Takes a part: the whole publication, or the number of bytes that are there.
        fn take(&mut self, part: Option<&Part>) -> Result<Vec<u8>, usize> {
            let (name, digest) = ("directory".to_owned(), sha256(self.1.as_bytes()));
            let (mut whole, wanted) = self.0.take([(&name, &digest)].into_iter(), part);
            whole
                .pop()
                .map(|(_, bytes)| bytes)
                .ok_or_else(|| wanted[0].from)
        }
    }

    #[test]
    fn a_publication_is_whole_once_all_of_it_has_come_in_order() {
        let mut taken = Taken(Parts::default(), "abcdef".to_owned());
        assert_eq!(taken.take(None), Err(0));
        assert_eq!(taken.take(Some(&part(3, b"def"))), Err(0));
        assert_eq!(taken.take(Some(&part(0, b"abc"))), Err(3));
        assert_eq!(taken.take(Some(&part(0, b"abc"))), Err(3));
        assert_eq!(taken.take(Some(&part(3, b"def"))), Ok(b"abcdef".to_vec()));
    }

    #[test]
    fn what_is_not_as_its_digest_says_begins_anew() {
        let mut taken = Taken(Parts::default(), "abcdef".to_owned());
        assert_eq!(taken.take(Some(&part(0, b"abcxyz"))), Err(6));
        assert_eq!(taken.take(Some(&part(6, b""))), Err(0));
        assert_eq!(taken.take(Some(&part(0, b"abc"))), Err(3));
        taken.1 = "another".to_owned();
        assert_eq!(taken.take(None), Err(0));
        assert_eq!(
            taken.take(Some(&part(0, &[0; PUBLICATION_BYTES + 1]))),
            Err(0)
        );
    }
}
