use getrandom::{SysRng, rand_core::UnwrapErr};

use super::*;
use crate::certificate::SignerCertificate;
use crate::follow_up::code::Code;
use crate::follow_up::question::{Asking, QUESTION_BYTES, QuestionId};
use crate::signing::SigningKey;

const HOUR: u64 = 500_000;
const NOW: u64 = HOUR * 3600 + 60;
const DAY: u64 = 24 * 3600;

/// Wrong codes that are tried.
const CODES: usize = 1000;

/// A hotline that asks.
struct Desk {
    hotline: HotlineId,
    root: SigningKey,
    asker: SigningKey,
}

fn key() -> SigningKey {
    SigningKey::generate(&mut UnwrapErr(SysRng))
}

fn desk() -> Desk {
    Desk {
        hotline: "example".parse().unwrap(),
        root: key(),
        asker: key(),
    }
}

impl Desk {
    fn mailbox(&self) -> MailboxKey {
        MailboxKey::of(&Code::random(&mut UnwrapErr(SysRng)), &self.hotline)
    }

    fn head(&self, hour: u64) -> Head {
        let certificate = AskerCertificate(SignerCertificate {
            hotline: self.hotline.clone(),
            signer: self.asker.verifying_key(),
            not_before: NOW - DAY,
            not_after: NOW + 60 * DAY,
        });
        let certificate = certificate.signed(&self.root);
        Head { hour, certificate }
    }

    fn slot_by(&self, asker: &SigningKey, question: &Question, mailbox: &MailboxKey) -> Slot {
        let (hotline, hour) = (&self.hotline, HOUR);
        let asking = Asking {
            hotline,
            asker,
            hour,
        };
        asking.seal(question, mailbox, &mut UnwrapErr(SysRng))
    }

    fn slot(&self, question: &Question, mailbox: &MailboxKey) -> Slot {
        self.slot_by(&self.asker, question, mailbox)
    }

    fn board(&self, slots: Vec<Slot>) -> Board {
        Board::new(&self.head(HOUR), slots, &mut UnwrapErr(SysRng)).unwrap()
    }

    fn read(&self, board: &Board, mailbox: &MailboxKey) -> Result<Option<Question>, NotRead> {
        self.read_at(board, mailbox, NOW)
    }

    fn read_at(
        &self,
        board: &Board,
        mailbox: &MailboxKey,
        now: u64,
    ) -> Result<Option<Question>, NotRead> {
        let board = Board::parse(board.as_bytes()).unwrap();
        board.question(mailbox, &self.hotline, &self.root.verifying_key(), now)
    }
}

fn question(text: &str) -> Question {
    Question {
        id: QuestionId::random(&mut UnwrapErr(SysRng)),
        until: NOW + 30 * DAY,
        text: text.parse().unwrap(),
    }
}

#[test]
fn a_board_is_full_and_of_one_size_with_any_number_of_questions() {
    let desk = desk();
    let mailboxes: Vec<_> = (0..SLOTS).map(|_| desk.mailbox()).collect();
    let question = question("Where?");
    for count in [0, 1, SLOTS] {
        let asked = mailboxes[..count].iter();
        let board = desk.board(asked.map(|it| desk.slot(&question, it)).collect());
        assert_eq!(board.as_bytes().len(), BOARD_BYTES);
        let (slots, _) = board.as_bytes()[SLOT_BYTES..].as_chunks::<SLOT_BYTES>();
        for slot in slots {
            // Random bytes have a zero in every 256: a slot of 1088 has no 32 of them.
            assert!(slot.iter().filter(|byte| **byte == 0).count() < 32);
        }
        for (at, mailbox) in mailboxes.iter().enumerate() {
            let read = desk.read(&board, mailbox).unwrap();
            assert_eq!(read.is_some(), at < count);
        }
    }
}

#[test]
fn no_byte_of_two_hours_is_the_same_but_the_certificate() {
    let desk = desk();
    let (mailbox, question) = (desk.mailbox(), question("Where?"));
    let mut tags = Vec::new();
    for hour in [HOUR, HOUR + 1] {
        let asking = Asking {
            hotline: &desk.hotline,
            asker: &desk.asker,
            hour,
        };
        let slot = asking.seal(&question, &mailbox, &mut UnwrapErr(SysRng));
        let board = Board::new(&desk.head(hour), vec![slot], &mut UnwrapErr(SysRng)).unwrap();
        let read = desk.read_at(&board, &mailbox, hour * 3600).unwrap();
        assert_eq!(read.as_ref(), Some(&question));
        let (slots, _) = board.as_bytes()[SLOT_BYTES..].as_chunks::<SLOT_BYTES>();
        tags.extend(slots.iter().map(|slot| slot[..32].to_vec()));
    }
    let count = tags.len();
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), count);
}

#[test]
fn the_place_of_a_question_tells_nothing() {
    let desk = desk();
    let (mailbox, question) = (desk.mailbox(), question("Where?"));
    let slot = desk.slot(&question, &mailbox);
    let place = || {
        let board = desk.board(vec![slot]);
        let (slots, _) = board.as_bytes()[SLOT_BYTES..].as_chunks::<SLOT_BYTES>();
        slots.iter().position(|it| *it == slot).unwrap()
    };
    let places: std::collections::BTreeSet<_> = (0..2000).map(|_| place()).collect();
    // That one of 64 places is left out 2000 times: once in 10^12 runs.
    assert_eq!(places.len(), SLOTS);
}

/// `CODES=1000000` tries more than usual.
#[test]
fn wrong_codes_find_nothing() {
    let codes = std::env::var("CODES").map_or(CODES, |text| text.parse().expect("a number"));
    let desk = desk();
    let question = question("Where?");
    let slots = (0..SLOTS).map(|_| desk.slot(&question, &desk.mailbox()));
    let board = desk.board(slots.collect());
    for _ in 0..codes {
        assert_eq!(desk.read(&board, &desk.mailbox()), Ok(None));
    }
}

#[test]
fn a_question_that_the_asker_did_not_sign_is_not_shown() {
    let desk = desk();
    let (mailbox, question) = (desk.mailbox(), question("What is your name?"));
    // A taken-over intake has the key of the mailbox, and signs with a key of its own.
    let forged = desk.slot_by(&key(), &question, &mailbox);
    let board = desk.board(vec![forged]);
    assert_eq!(desk.read(&board, &mailbox), Err(NotRead::Forged));
    // It certifies that key itself, or takes another certificate of the root.
    let mut other = self::desk();
    other.asker = key();
    let forged = other.slot(&question, &mailbox);
    let board = other.board(vec![forged]);
    assert_eq!(desk.read(&board, &mailbox), Err(NotRead::Forged));
    let signer = SignerCertificate {
        hotline: desk.hotline.clone(),
        signer: other.asker.verifying_key(),
        not_before: 0,
        not_after: u64::MAX,
    };
    let certificate = signer.signed(&desk.root);
    let head = Head {
        hour: HOUR,
        certificate,
    };
    let board = Board::new(&head, vec![forged], &mut UnwrapErr(SysRng)).unwrap();
    assert_eq!(desk.read(&board, &mailbox), Err(NotRead::Forged));
    // Beside it, the true one is found.
    let board = desk.board(vec![forged, desk.slot(&question, &mailbox)]);
    assert_eq!(desk.read(&board, &mailbox), Ok(Some(question)));
}

#[test]
fn a_question_to_another_is_not_shown() {
    let desk = desk();
    let (ours, other) = (desk.mailbox(), desk.mailbox());
    let question = question("Where?");
    let mut slot = desk.slot(&question, &other);
    slot[..16].copy_from_slice(&ours.tag(HOUR));
    let board = desk.board(vec![slot]);
    assert_eq!(desk.read(&board, &ours), Err(NotRead::Forged));
    let mut elsewhere = self::desk();
    elsewhere.hotline = "other".parse().unwrap();
    elsewhere.root = desk.root;
    elsewhere.asker = desk.asker;
    let board = elsewhere.board(vec![elsewhere.slot(&question, &ours)]);
    let root = elsewhere.root.verifying_key();
    let read = board.question(&ours, &desk.hotline, &root, NOW);
    assert_eq!(read, Err(NotRead::Forged));
}

#[test]
fn an_old_board_an_ended_question_and_an_ended_certificate_show_nothing() {
    let desk = desk();
    let (mailbox, question) = (desk.mailbox(), question("Where?"));
    let board = desk.board(vec![desk.slot(&question, &mailbox)]);
    for (after, expected) in [
        (0, Ok(Some(&question))),
        (DAY, Ok(Some(&question))),
        (DAY + 2 * 3600, Err(NotRead::Time)),
    ] {
        let read = desk.read_at(&board, &mailbox, HOUR * 3600 + after);
        assert_eq!(
            read.as_ref().map(Option::as_ref),
            expected.as_ref().map(|it| *it)
        );
    }
    assert_eq!(
        desk.read_at(&board, &mailbox, (HOUR - 25) * 3600),
        Err(NotRead::Time)
    );
    let ended = Question {
        until: NOW - DAY,
        ..question
    };
    let board = desk.board(vec![desk.slot(&ended, &mailbox)]);
    assert_eq!(desk.read(&board, &mailbox), Ok(None));
}

#[test]
fn every_changed_byte_of_a_slot_counts() {
    let desk = desk();
    let (mailbox, question) = (desk.mailbox(), question("Where?"));
    let slot = desk.slot(&question, &mailbox);
    for at in 0..SLOT_BYTES {
        let mut changed = slot;
        changed[at] ^= 1;
        let read = desk.read(&desk.board(vec![changed]), &mailbox);
        let expected = if at < 16 {
            Ok(None)
        } else {
            Err(NotRead::Forged)
        };
        assert_eq!(read, expected, "{at}");
    }
}

#[test]
fn the_longest_question_in_any_script_fits() {
    let desk = desk();
    let mailbox = desk.mailbox();
    let letters = |letter: char| QUESTION_BYTES / letter.len_utf8();
    for letter in ['a', 'ع', '問', '😀'] {
        let count = letters(letter).min(500);
        let asked = question(&letter.to_string().repeat(count));
        let board = desk.board(vec![desk.slot(&asked, &mailbox)]);
        assert_eq!(desk.read(&board, &mailbox), Ok(Some(asked)));
        let longer = letter.to_string().repeat(count + 1);
        assert!(
            longer
                .parse::<crate::follow_up::question::QuestionText>()
                .is_err()
        );
    }
}

#[test]
fn what_is_no_board_is_refused() {
    let desk = desk();
    let good = desk.board(Vec::new());
    let bytes = good.as_bytes();
    let longer = [bytes, &[0]].concat();
    let mut headless = bytes.to_vec();
    headless[0] = b'[';
    let mut overfull = bytes.to_vec();
    overfull[SLOT_BYTES - 1] = 1;
    for other in [&[][..], &bytes[1..], &longer, &headless, &overfull] {
        assert_eq!(Board::parse(other), Err(NotABoard));
    }
    assert_eq!(Board::parse(bytes).unwrap().hour(), HOUR);
}
