//! Actors at the desk: accounts and API tokens, with their rights.

use crate::rights::Right;

/// An account or an API token that acts at the desk, with its rights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The actor's name in the log: the account's name, or `token:NAME`.
    pub name: String,
    rights: Vec<Right>,
}

impl Actor {
    /// An actor with these rights.
    pub fn new(name: String, rights: Vec<Right>) -> Self {
        Self { name, rights }
    }

    /// Whether the actor has this right.
    pub fn may(&self, right: Right) -> bool {
        self.rights.contains(&right)
    }
}
