//! The latest answers. A message that was sent before gets the same answer and is not opened again.
//! Otherwise one proof of work would pay for any number of openings.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use shared::pow::MessageDigest;
use shared::receipt::Receipt;

/// The receipt for each message; `None` for an unacceptable message.
type Generation = HashMap<MessageDigest, Option<Receipt>>;

/// The latest answers, in memory only, and the messages that are being processed.
pub(super) struct Answers {
    /// Maximum number of answers in each of the two generations.
    most: usize,
    memory: Mutex<Memory>,
}

#[derive(Default)]
struct Memory {
    young: Generation,
    old: Generation,
    /// Messages that are being opened and stored.
    begun: HashSet<MessageDigest>,
}

/// The state of a message.
pub(super) enum Seen<'a> {
    /// The message was sent before, and got this answer.
    Answered(Option<Receipt>),
    /// The same message is being opened right now.
    Begun,
    /// The message is new, or its answer is forgotten.
    New(Opening<'a>),
}

/// A message that one request opens and stores. If this is dropped without an answer, the message
/// counts as new again.
pub(super) struct Opening<'a> {
    answers: &'a Answers,
    message: MessageDigest,
}

impl Answers {
    /// Remembers at least this many answers, and at most twice as many; each takes about 130 bytes.
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            memory: Mutex::default(),
        }
    }

    /// Returns the state of this message. A new message is marked as begun.
    pub(super) fn see(&self, message: MessageDigest) -> Seen<'_> {
        let mut memory = self.lock();
        let answer = memory.young.get(&message);
        if let Some(answer) = answer.or_else(|| memory.old.get(&message)) {
            return Seen::Answered(*answer);
        }
        if !memory.begun.insert(message) {
            return Seen::Begun;
        }
        Seen::New(Opening {
            answers: self,
            message,
        })
    }

    fn lock(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Opening<'_> {
    /// Remembers the answer, and forgets the oldest answers if there are too many.
    pub(super) fn answer(self, receipt: Option<Receipt>) {
        let mut memory = self.answers.lock();
        if memory.young.len() >= self.answers.most {
            memory.old = std::mem::take(&mut memory.young);
        }
        memory.young.insert(self.message, receipt);
        // Dropping `self` takes the lock again.
        drop(memory);
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

    /// The digest of a new message that cannot be opened.
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
        let memory = answers.lock();
        assert!(memory.young.len() + memory.old.len() <= 4);
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
