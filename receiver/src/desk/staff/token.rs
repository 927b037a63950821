//! Tokens of the API, for the hotline's own systems.

use getrandom::{SysRng, rand_core::UnwrapErr};
use serde::{Deserialize, Serialize};

use super::random_token::{RandomToken, key_of};
use super::{Name, Staff};
use crate::clock::Timestamp;
use crate::desk::records::{Kept, RecordError};
use crate::desk::role::Right;
use crate::store::desk::{Batch, RecordChange, RecordKind};

/// A token as it is stored: not the token itself.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// What it is called; the log says `token:NAME`.
    pub name: Name,
    /// What it allows.
    pub scopes: Vec<Right>,
    /// When it ends.
    pub until: Timestamp,
    /// Who has made it.
    pub made_by: String,
}

impl Token {
    /// Its scopes, as a list.
    pub fn described(&self) -> String {
        let names: Vec<_> = self.scopes.iter().map(|scope| scope.name()).collect();
        format!("{} {}", self.name, names.join(","))
    }
}

impl Staff {
    /// Every token that has not ended, by name, with what it is stored under.
    pub(crate) async fn tokens(&self) -> Result<Vec<Kept<Token>>, RecordError> {
        let now = self.clock.now();
        let mut tokens = self.records().all::<Token>(RecordKind::Token).await?;
        tokens.retain(|token| token.value.until > now);
        tokens.sort_by(|one, other| one.value.name.cmp(&other.value.name));
        Ok(tokens)
    }

    /// Makes a token that holds so many seconds; gives it, to be shown once.
    pub(crate) async fn make_token(
        &self,
        by: &str,
        name: Name,
        scopes: Vec<Right>,
        seconds: u64,
    ) -> Result<RandomToken, RecordError> {
        let secret = RandomToken::random(&mut UnwrapErr(SysRng));
        let token = Token {
            name,
            scopes,
            until: self.clock.now().plus_seconds(seconds),
            made_by: by.to_owned(),
        };
        let records = self.records();
        let key = key_of(secret.as_str());
        let batch = Batch {
            records: vec![records.add(RecordKind::Token, &key, &token)?],
            acts: vec![self.act(by, "token_made", "", &token.described())],
            ..Batch::default()
        };
        records.commit(batch).await?;
        Ok(secret)
    }

    /// Ends a token. It may be gone already.
    pub(crate) async fn revoke_token(&self, by: &str, key: &[u8]) -> Result<(), RecordError> {
        let records = self.records();
        let Some(token) = records.get::<Token>(RecordKind::Token, key).await? else {
            return Ok(());
        };
        let batch = Batch {
            records: vec![RecordChange::Remove(RecordKind::Token, key.to_vec())],
            acts: vec![self.act(by, "token_revoked", &token.value.described(), "")],
            ..Batch::default()
        };
        records.commit(batch).await
    }

    /// The token that somebody shows, if it is one and has not ended.
    pub(crate) async fn token(&self, shown: &str) -> Result<Option<Token>, RecordError> {
        let key = key_of(shown);
        let token = self.records().get::<Token>(RecordKind::Token, &key).await?;
        let now = self.clock.now();
        Ok(token
            .map(|token| token.value)
            .filter(|token| token.until > now))
    }
}
