//! What has to be refused: one entry for each way to be malformed.

mod answers;
mod key_documents;
mod messages;
mod padding;
mod plaintexts;
mod proofs;
mod public_keys;

use serde::{Deserialize, Serialize};

use super::Made;
use super::messages::MessageVector;
use super::proofs::ProofVector;

pub(crate) use answers::RefusedAnswer;
pub(crate) use key_documents::RefusedDocument;
pub(crate) use messages::RefusedMessage;
pub(crate) use padding::RefusedBlock;
pub(crate) use plaintexts::RefusedPlaintext;
pub(crate) use proofs::RefusedProof;
pub(crate) use public_keys::UnusableKey;

/// Everything malformed, by what it would have been.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Malformed {
    pub(crate) key_documents: Vec<RefusedDocument>,
    pub(crate) public_keys: Vec<UnusableKey>,
    pub(crate) messages: Vec<RefusedMessage>,
    pub(crate) plaintexts: Vec<RefusedPlaintext>,
    pub(crate) padding: Vec<RefusedBlock>,
    pub(crate) proofs: Vec<RefusedProof>,
    pub(crate) challenges: Vec<RefusedAnswer>,
    pub(crate) receipts: Vec<RefusedAnswer>,
}

pub(crate) fn make(messages: &[MessageVector], proofs: &[ProofVector]) -> Made<Malformed> {
    Ok(Malformed {
        key_documents: key_documents::make()?,
        public_keys: public_keys::make(),
        messages: messages::make(messages)?,
        plaintexts: plaintexts::make(messages)?,
        padding: padding::make(),
        proofs: proofs::make(messages, proofs)?,
        challenges: answers::challenges(),
        receipts: answers::receipts(),
    })
}
