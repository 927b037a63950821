//! Tokens of the API for the hotline's own systems.

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::actor::Actor;
use model::audit::ActName;
use model::name::Name;
use model::rights::Right;
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use store::{RecordChange, RecordKind};

use super::random_token::{RandomToken, key_of};
use super::{Staff, StaffError};
use crate::records::{Kept, RecordError};

/// A stored token: its name and rights, without the token itself.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Token {
    /// The token's name; in the log, `token:NAME`.
    pub(crate) name: Name,
    /// The rights that the token gives.
    pub(crate) scopes: Vec<Right>,
    /// The time until which the token is valid.
    pub(crate) until: Timestamp,
    /// The account that created the token.
    pub(crate) made_by: String,
    /// Whether the token waits for an approval, and does not work yet.
    #[serde(default)]
    pub(crate) is_waiting: bool,
    /// The account that approved the token; empty for a token that reads no content.
    #[serde(default)]
    pub(crate) approved_by: String,
}

/// The name in the log for the token of the config, which no other token may have.
const OF_CONFIG: &str = "config";

impl Token {
    /// The names of the scopes.
    pub(crate) fn scope_names(&self) -> Vec<&'static str> {
        self.scopes.iter().map(|scope| scope.name()).collect()
    }

    /// The token's name and scopes for the log.
    fn described(&self) -> String {
        format!("{} {}", self.name, self.scope_names().join(","))
    }
}

impl Staff {
    /// All tokens that are valid, sorted by name.
    #[tracing::instrument(skip_all, name = "staff.tokens")]
    pub(crate) async fn tokens(&self) -> Result<Vec<Kept<Token>>, RecordError> {
        let now = self.clock.now();
        let mut tokens = self.records().all::<Token>(RecordKind::Token).await?;
        tokens.retain(|token| token.value.until > now);
        tokens.sort_by(|one, other| one.value.name.cmp(&other.value.name));
        Ok(tokens)
    }

    /// Creates a token that is valid for this many seconds. Returns the token, to be shown once. A
    /// token that reads content works after a person with the right to do so has approved it.
    #[tracing::instrument(skip_all, name = "staff.make_token")]
    pub(crate) async fn make_token(
        &self,
        by: &str,
        name: Name,
        scopes: Vec<Right>,
        seconds: u64,
    ) -> Result<RandomToken, StaffError> {
        let mut others = self.tokens().await?.into_iter();
        if name.as_str() == OF_CONFIG || others.any(|other| other.value.name == name) {
            return Err(StaffError::Taken);
        }
        let secret = RandomToken::random(&mut UnwrapErr(SysRng));
        let token = Token {
            name,
            until: self.clock.now().plus_seconds(seconds),
            made_by: by.to_owned(),
            is_waiting: scopes.iter().any(|scope| scope.reads_content()),
            approved_by: String::new(),
            scopes,
        };
        let key = key_of(secret.as_str());
        let added = self.records().add(RecordKind::Token, &key, &token)?;
        let act = self.act(by, ActName::TokenMade, "", &token.described());
        self.commit(vec![added], vec![act]).await?;
        Ok(secret)
    }

    /// Approves the token with this key, so that it works. Nobody approves a token that they made.
    #[tracing::instrument(skip_all, name = "staff.approve_token")]
    pub(crate) async fn approve_token(&self, by: &str, key: &[u8]) -> Result<(), StaffError> {
        let token = self.records().get::<Token>(RecordKind::Token, key).await?;
        let mut token = token.ok_or(StaffError::Unknown)?;
        if token.value.made_by == by {
            return Err(StaffError::Own);
        }
        token.value.is_waiting = false;
        by.clone_into(&mut token.value.approved_by);
        let approved = self.records().put(RecordKind::Token, &token)?;
        let act = self.act(by, ActName::TokenApproved, "", &token.value.described());
        Ok(self.commit(vec![approved], vec![act]).await?)
    }

    /// Refuses the token with this key, which ends it, if it waits for an approval.
    #[tracing::instrument(skip_all, name = "staff.refuse_token")]
    pub(crate) async fn refuse_token(&self, by: &str, key: &[u8]) -> Result<(), StaffError> {
        let token = self.records().get::<Token>(RecordKind::Token, key).await?;
        match token {
            Some(token) if token.value.is_waiting => Ok(self.revoke_token(by, key).await?),
            _ => Err(StaffError::Unknown),
        }
    }

    /// Ends the token with this key. Does nothing if it is gone already.
    #[tracing::instrument(skip_all, name = "staff.revoke_token")]
    pub(crate) async fn revoke_token(&self, by: &str, key: &[u8]) -> Result<(), RecordError> {
        let token = self.records().get::<Token>(RecordKind::Token, key).await?;
        let Some(token) = token else {
            return Ok(());
        };
        let removed = RecordChange::Remove(RecordKind::Token, key.to_vec());
        let act = self.act(by, ActName::TokenRevoked, &token.value.described(), "");
        self.commit(vec![removed], vec![act]).await
    }

    /// The names of all valid tokens, with their scopes and ends.
    pub async fn token_names(&self) -> Result<Vec<(Name, String, Timestamp)>, RecordError> {
        let tokens = self.tokens().await?.into_iter().map(|token| token.value);
        let named = tokens.map(|token| {
            let scopes = token.scope_names().join(",");
            (token.name, scopes, token.until)
        });
        Ok(named.collect())
    }

    /// Ends the token with this name.
    ///
    /// # Errors
    ///
    /// Fails if there is none.
    pub async fn revoke_token_named(&self, by: &str, name: &Name) -> Result<(), StaffError> {
        let mut tokens = self.tokens().await?.into_iter();
        let token = tokens.find(|token| token.value.name == *name);
        let token = token.ok_or(StaffError::Unknown)?;
        Ok(self.revoke_token(by, &token.key).await?)
    }

    /// Ends all tokens. Returns their number.
    #[tracing::instrument(skip_all, name = "staff.revoke_all_tokens")]
    pub(crate) async fn revoke_all_tokens(&self, by: &str) -> Result<usize, RecordError> {
        let tokens = self.tokens().await?;
        for token in &tokens {
            self.revoke_token(by, &token.key).await?;
        }
        Ok(tokens.len())
    }

    /// The system with this token, if the token is valid and waits for no approval.
    #[tracing::instrument(skip_all, name = "staff.admit_token")]
    pub(crate) async fn admit_token(&self, shown: &str) -> Result<Option<Actor>, RecordError> {
        let key = key_of(shown);
        let token = self.records().get::<Token>(RecordKind::Token, &key).await?;
        let now = self.clock.now();
        Ok(token
            .map(|token| token.value)
            .filter(|token| token.until > now && !token.is_waiting)
            .map(|token| Actor::new(format!("token:{}", token.name), token.scopes)))
    }
}
