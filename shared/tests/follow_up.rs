//! The vectors of FOLLOW-UP.md, which a client in another language has made, hold here.

#![cfg(feature = "follow-up")]
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[path = "vectors/hex.rs"]
mod hex;

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use getrandom::{SysRng, rand_core::UnwrapErr};
use serde::Deserialize;
use shared::follow_up::board::Board;
use shared::follow_up::code::Code;
use shared::follow_up::mailbox::MailboxKey;
use shared::follow_up::message::{self, Content};
use shared::follow_up::question::Question;
use shared::hpke::{PrivateKey, Suite};
use shared::key_config::PublishedKey;
use shared::report::HotlineId;
use shared::signing::VerifyingKey;

use hex::Hex;

#[derive(Deserialize)]
struct Vectors {
    code: String,
    typed: Vec<String>,
    wrong: Vec<String>,
    hotline: HotlineId,
    root: VerifyingKey,
    now: u64,
    mailbox_key: Hex,
    tag: Hex,
    board: String,
    question: Question,
    unread: Vec<Unread>,
    config: String,
    private_key: Hex,
    messages: Vec<Message>,
    plaintexts: Vec<String>,
}

#[derive(Deserialize)]
struct Unread {
    name: String,
    error: String,
    at: usize,
    remove: usize,
    insert: Hex,
    now: Option<u64>,
}

#[derive(Deserialize)]
struct Message {
    message: String,
    plaintext: String,
}

impl Vectors {
    fn read() -> Self {
        serde_json::from_str(include_str!("vectors/follow-up.json")).unwrap()
    }

    fn mailbox(&self) -> MailboxKey {
        MailboxKey::of(&self.code.parse().unwrap(), &self.hotline)
    }

    /// The question on a board, or the name of the reason why there is none.
    fn look(&self, board: &[u8], now: u64) -> Result<Option<Question>, String> {
        let board = Board::parse(board).map_err(|_| "Form".to_owned())?;
        let question = board.question(&self.mailbox(), &self.hotline, &self.root, now);
        question.map_err(|error| format!("{error:?}"))
    }
}

#[test]
fn codes_are_read_as_people_type_them() {
    let vectors = Vectors::read();
    for typed in &vectors.typed {
        let code: Code = typed.parse().unwrap();
        assert_eq!(code.to_string().replace(' ', ""), vectors.code);
    }
    for wrong in &vectors.wrong {
        assert!(wrong.parse::<Code>().is_err(), "{wrong}");
    }
}

#[test]
fn key_and_tag_follow_from_the_code() {
    let vectors = Vectors::read();
    let mailbox = vectors.mailbox();
    let key = Base64UrlUnpadded::encode_string(&vectors.mailbox_key.0);
    assert_eq!(serde_json::to_value(&mailbox).unwrap(), key);
    assert_eq!(mailbox.tag(vectors.now / 3600)[..], vectors.tag.0);
}

#[test]
fn the_question_is_read_off_the_board() {
    let vectors = Vectors::read();
    let board = Base64::decode_vec(&vectors.board).unwrap();
    assert_eq!(
        vectors.look(&board, vectors.now),
        Ok(Some(vectors.question.clone()))
    );
    for unread in &vectors.unread {
        let mut changed = board.clone();
        let removed = unread.at..unread.at + unread.remove;
        changed.splice(removed, unread.insert.0.iter().copied());
        let read = vectors.look(&changed, unread.now.unwrap_or(vectors.now));
        let expected = match &*unread.error {
            "None" => Ok(None),
            error => Err(error.to_owned()),
        };
        assert_eq!(read, expected, "{}", unread.name);
    }
}

#[test]
fn messages_are_opened_and_no_other_content_is_taken() {
    let vectors = Vectors::read();
    let key = PrivateKey::from_seed(Suite::XWing, &vectors.private_key.0).unwrap();
    let published = PublishedKey::parse(vectors.config.clone()).unwrap();
    for Message { message, plaintext } in &vectors.messages {
        let message = message::parse(Base64::decode_vec(message).unwrap()).unwrap();
        let opened = message::open(&message, &published, &key).unwrap();
        assert_eq!(opened.json[..], *plaintext.as_bytes());
        let (again, _) =
            message::seal(&opened.content, &published, &mut UnwrapErr(SysRng)).unwrap();
        assert_eq!(again.as_bytes().len(), message.as_bytes().len());
    }
    for plaintext in &vectors.plaintexts {
        let content = Content::from_json(plaintext.as_bytes());
        let is_canonical = content.is_some_and(|it| it.to_json()[..] == *plaintext.as_bytes());
        assert!(!is_canonical, "{plaintext}");
    }
}
