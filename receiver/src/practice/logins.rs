//! The logins of a practice desk. They stand in a file of its folder, for everybody who learns there.

use std::path::{Path, PathBuf};

use model::rights::Role;
use model::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::PracticeError;
use crate::files;
use crate::staff::code_at;

/// The name of the file.
const FILE: &str = "practice-logins.json";

/// The logins of a practice desk.
#[derive(Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Logins(Vec<Login>);

#[derive(Serialize, Deserialize)]
struct Login {
    name: String,
    role: String,
    password: String,
    /// The secret of the second factor, in base32.
    secret: String,
}

/// The logins could not be read.
#[derive(Debug, thiserror::Error)]
#[error(
    "{}: {error}\n  fix: name a folder that `receiver init --practice` made", file.display()
)]
pub struct NoLogins {
    file: PathBuf,
    error: std::io::Error,
}

impl Logins {
    pub(super) fn add(&mut self, name: &str, role: Role, password: &str, secret: &str) {
        self.0.push(Login {
            name: name.to_owned(),
            role: role.name().to_owned(),
            password: password.to_owned(),
            secret: secret.to_owned(),
        });
    }

    pub(super) fn write(&self, folder: &Path) -> Result<(), PracticeError> {
        let text = serde_json::to_string_pretty(self)?;
        Ok(files::write_secret(&folder.join(FILE), &text)?)
    }

    /// Reads the logins of the practice desk in this folder.
    pub fn read(folder: &Path) -> Result<Self, NoLogins> {
        let file = folder.join(FILE);
        let read = std::fs::read_to_string(&file);
        let logins = read.and_then(|text| Ok(serde_json::from_str(&text)?));
        logins.map_err(|error| NoLogins { file, error })
    }

    /// A line for each login: name, role, password, and the code of the second factor at this time.
    pub fn lines(&self, now: Timestamp) -> impl Iterator<Item = String> {
        self.0.iter().map(move |login| {
            let code = code_at(&login.secret, now).unwrap_or_default();
            let Login {
                name,
                role,
                password,
                ..
            } = login;
            format!("{name:<6} {role:<10} {password}  {code}")
        })
    }
}
