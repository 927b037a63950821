//! The last answers: the same message again gets the same answer, and is not opened again. Else one
//! proof of work would pay for any number of openings.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use shared::pow::MessageDigest;
use shared::receipt::Receipt;

/// Receipts by the message that they were given for; none for what cannot be accepted.
type Generation = HashMap<MessageDigest, Option<Receipt>>;

/// The last answers, in memory only, and the messages that have none yet.
pub(super) struct Answers {
    /// Answers in a generation; there are two.
    most: usize,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    young: Generation,
    old: Generation,
    /// Those that are being opened and stored.
    begun: HashSet<MessageDigest>,
}

/// What there is to do for a message.
pub(super) enum Seen<'a> {
    /// It came before, and this was the answer.
    Answered(Option<Receipt>),
    /// The very same is being opened right now.
    Begun,
    /// It is new.
    New(Opening<'a>),
}

/// A message that is being opened and stored, by one at a time. Without an answer in the end, it is
/// new again.
pub(super) struct Opening<'a> {
    answers: &'a Answers,
    message: MessageDigest,
}

impl Answers {
    /// Keeps at least so many answers, and at most twice as many: about 130 bytes each.
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            known: Mutex::default(),
        }
    }

    /// What there is to do for this message.
    pub(super) fn see(&self, message: MessageDigest) -> Seen<'_> {
        let mut known = self.lock();
        let answer = known.young.get(&message);
        if let Some(answer) = answer.or_else(|| known.old.get(&message)) {
            return Seen::Answered(*answer);
        }
        if !known.begun.insert(message) {
            return Seen::Begun;
        }
        Seen::New(Opening {
            answers: self,
            message,
        })
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Opening<'_> {
    /// Keeps the answer, and forgets the oldest if there are too many.
    pub(super) fn answer(self, receipt: Option<Receipt>) {
        let mut known = self.answers.lock();
        if known.young.len() >= self.answers.most {
            known.old = std::mem::take(&mut known.young);
        }
        known.young.insert(self.message, receipt);
        // Dropping `self` takes the lock again.
        drop(known);
    }
}

impl Drop for Opening<'_> {
    fn drop(&mut self) {
        self.answers.lock().begun.remove(&self.message);
    }
}

#[cfg(test)]
mod tests {
    use getrandom::{SysRng, rand_core::Rng, rand_core::UnwrapErr};
    use shared::envelope::{SealedReport, message_bytes};
    use shared::hpke::Suite;

    use super::*;

    /// Of a message that nobody can open, and that is like no other.
    fn digest() -> MessageDigest {
        let mut bytes = vec![0; message_bytes(Suite::X25519)];
        bytes[..8].copy_from_slice(b"SEALRPT\x01");
        UnwrapErr(SysRng).fill_bytes(&mut bytes[1000..]);
        SealedReport::parse(bytes).unwrap().digest()
    }

    fn begin(answers: &Answers, message: MessageDigest) -> Opening<'_> {
        match answers.see(message) {
            Seen::New(opening) => opening,
            Seen::Begun | Seen::Answered(_) => panic!("it is not new"),
        }
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let (answers, first) = (Answers::new(2), digest());
        begin(&answers, first).answer(None);
        for _ in 0..3 {
            begin(&answers, digest()).answer(None);
            assert!(matches!(answers.see(first), Seen::Answered(None)));
        }
        begin(&answers, digest()).answer(None);
        assert!(matches!(answers.see(first), Seen::New(_)));
        let known = answers.lock();
        assert!(known.young.len() + known.old.len() <= 4);
    }

    #[test]
    fn what_is_given_up_is_new_again() {
        let (answers, message) = (Answers::new(2), digest());
        let opening = begin(&answers, message);
        assert!(matches!(answers.see(message), Seen::Begun));
        drop(opening);
        begin(&answers, message).answer(None);
        assert!(matches!(answers.see(message), Seen::Answered(None)));
        assert!(answers.lock().begun.is_empty());
    }
}
