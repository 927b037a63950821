//! Shares that could not be read, until the page on which they are mended was shown. A browser keeps the form that led
//! to a page in its history, perhaps on its disk: so the form leads on, and the page is another.

use base64ct::{Base64UrlUnpadded, Encoding};
use model::time::Timestamp;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// Texts that are kept at once. The oldest gives way to a further one.
const KEPT: usize = 16;

/// Texts that were typed, each under a random name that is good for one look.
#[derive(Default)]
pub(super) struct Mistyped(Vec<Typed>);

struct Typed {
    name: String,
    text: Zeroizing<String>,
    at: Timestamp,
}

impl Mistyped {
    /// Keeps a text. Returns its name.
    pub(super) fn keep(&mut self, text: &str, now: Timestamp, rng: &mut impl CryptoRng) -> String {
        if self.0.len() >= KEPT {
            self.0.remove(0);
        }
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        let name = Base64UrlUnpadded::encode_string(&bytes);
        self.0.push(Typed {
            name: name.clone(),
            text: Zeroizing::new(text.to_owned()),
            at: now,
        });
        name
    }

    /// The text of this name, which is forgotten.
    pub(super) fn take(&mut self, name: &str) -> Option<Zeroizing<String>> {
        let at = self.0.iter().position(|typed| typed.name == name)?;
        Some(self.0.remove(at).text)
    }

    /// Forgets the texts that were typed before this time.
    pub(super) fn forget_before(&mut self, time: Timestamp) {
        self.0.retain(|typed| typed.at >= time);
    }
}
