//! Questions to reporters who stay anonymous, and their answers: `shared/FOLLOW-UP.md`, byte by byte.
//!
//! The reporter's device draws a [`Code`](code::Code) and puts the [`MailboxKey`](mailbox::MailboxKey) that follows from it
//! into the sealed [`Message`](message::Content). The desk signs and seals a
//! [`Question`](question::Question) to that key, and lays it on the [`Board`](board::Board), which is the same for
//! everybody and always full: only the code finds the question. The answer is a message again.
//!
//! ```
//! use getrandom::{SysRng, rand_core::UnwrapErr};
//! use shared::certificate::SignerCertificate;
//! use shared::follow_up::board::{Board, Head};
//! use shared::follow_up::code::Code;
//! use shared::follow_up::mailbox::MailboxKey;
//! use shared::follow_up::question::{AskerCertificate, Asking, Question, QuestionId};
//! use shared::report::HotlineId;
//! use shared::signing::SigningKey;
//!
//! let mut rng = UnwrapErr(SysRng);
//! let hotline: HotlineId = "example".parse()?;
//! let now = 1_800_000_000;
//!
//! // The reporter's device draws a code, and keeps nothing of it. The hotline gets the key with the report.
//! let code = Code::random(&mut rng);
//! let written_down = code.to_string();
//! let mailbox = MailboxKey::of(&code, &hotline);
//!
//! // Once, offline, the root certifies the desk's asker.
//! let (root, asker) = (SigningKey::generate(&mut rng), SigningKey::generate(&mut rng));
//! let certificate = AskerCertificate(SignerCertificate {
//!     hotline: hotline.clone(),
//!     signer: asker.verifying_key(),
//!     not_before: now,
//!     not_after: now + 400 * 24 * 3600,
//! });
//!
//! // The desk asks.
//! let question = Question {
//!     id: QuestionId::random(&mut rng),
//!     until: now + 30 * 24 * 3600,
//!     text: "In which group of the app was it?".parse()?,
//! };
//! let hour = now / 3600;
//! let asking = Asking { hotline: &hotline, asker: &asker, hour };
//! let slot = asking.seal(&question, &mailbox, &mut rng);
//! let head = Head { hour, certificate: certificate.signed(&root) };
//! let board = Board::new(&head, vec![slot], &mut rng)?;
//!
//! // Days later, on any device: the code finds the question.
//! let code: Code = written_down.parse()?;
//! let mailbox = MailboxKey::of(&code, &hotline);
//! let read = Board::parse(board.as_bytes())?.question(&mailbox, &hotline, &root.verifying_key(), now)?;
//! assert_eq!(read, Some(question));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod board;
pub mod code;
pub mod mailbox;
pub mod message;
pub mod question;
