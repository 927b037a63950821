//! Whoever acts at the desk.

use crate::rights::Right;

/// Whoever acts at the desk, and their rights: an account, or a token of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The name that the log gives them: an account's name, or `token:NAME`.
    pub name: String,
    rights: Vec<Right>,
}

impl Actor {
    /// Somebody with these rights.
    pub fn new(name: String, rights: Vec<Right>) -> Self {
        Self { name, rights }
    }

    /// Whether they have this right.
    pub fn may(&self, right: Right) -> bool {
        self.rights.contains(&right)
    }
}
