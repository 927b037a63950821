//! What somebody might send who means harm: every decoder refuses what is damaged, and panics at
//! nothing. The good inputs are those of the vectors.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[path = "hostile/good.rs"]
mod good;
#[path = "hostile/json.rs"]
mod json;
#[path = "hostile/key_documents.rs"]
mod key_documents;
#[path = "hostile/messages.rs"]
mod messages;
#[path = "hostile/plaintexts.rs"]
mod plaintexts;
