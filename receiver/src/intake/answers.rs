//! What was answered a short while ago: the same message again gets the same answer, and is not
//! opened again. Else one proof of work would pay for any number of openings.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use shared::pow::MessageDigest;
use shared::receipt::Receipt;

/// Receipts by the message that they were given for; none for what cannot be accepted.
type Generation = HashMap<MessageDigest, Option<Receipt>>;

/// The answers of late, in memory only.
pub(super) struct Answers {
    /// Answers in a generation; there are two.
    most: usize,
    generations: Mutex<Generations>,
}

#[derive(Default)]
struct Generations {
    young: Generation,
    old: Generation,
}

impl Answers {
    /// Keeps at least so many answers, and at most twice as many: 80 bytes each.
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            generations: Mutex::default(),
        }
    }

    /// What was answered to this message.
    pub(super) fn find(&self, message: MessageDigest) -> Option<Option<Receipt>> {
        let generations = self.lock();
        let young = generations.young.get(&message);
        young.or_else(|| generations.old.get(&message)).copied()
    }

    /// Keeps an answer, and forgets the oldest if there are too many.
    pub(super) fn keep(&self, message: MessageDigest, receipt: Option<Receipt>) {
        let mut generations = self.lock();
        if generations.young.len() >= self.most {
            generations.old = std::mem::take(&mut generations.young);
        }
        generations.young.insert(message, receipt);
    }

    fn lock(&self) -> MutexGuard<'_, Generations> {
        self.generations
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use getrandom::{SysRng, rand_core::UnwrapErr};
    use shared::envelope;
    use shared::hpke::{PrivateKey, Suite};
    use shared::key_config::{KeyConfig, PublishedKey};
    use shared::report::{Report, UntrustedReport};

    use super::*;

    fn digest() -> MessageDigest {
        let rng = &mut UnwrapErr(SysRng);
        let key = PublishedKey::new(KeyConfig {
            hotline: "example".parse().unwrap(),
            sequence: 1,
            not_before: 0,
            not_after: 1,
            pow_floor: 0,
            public_key: PrivateKey::generate(Suite::X25519, rng).public_key(),
        });
        let report = serde_json::json!({
            "id": "00112233445566778899aabbccddeeff",
            "category": "csam",
            "locations": [{ "type": "web", "url": "https://bad.example/" }],
            "language": "en",
        });
        let report = serde_json::from_value::<UntrustedReport>(report).unwrap();
        let report = Report::try_from(report).unwrap();
        envelope::seal(&report, &key, rng).unwrap().0.digest()
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let (answers, first) = (Answers::new(2), digest());
        assert_eq!(answers.find(first), None);
        answers.keep(first, None);
        for kept in [true, true, true, true, false] {
            let found = answers.find(first);
            assert_eq!(found, kept.then_some(None));
            answers.keep(digest(), None);
        }
        let generations = answers.lock();
        assert!(generations.young.len() + generations.old.len() <= 4);
    }
}
