//! The settings of the store.

use store::StoreUrl;

use super::files::Folder;
use crate::config::{ConfigProblem, StoreConfig};

/// The address of the store, with the password that stands in a file of its own.
pub(super) fn open(folder: Folder<'_>, config: StoreConfig) -> Result<StoreUrl, ConfigProblem> {
    const PASSWORD: &str = "store.password";
    let url = StoreUrl::parse(&config.url, folder.path());
    let url = url.map_err(|error| ConfigProblem::new("store.url", error))?;
    let Some(file) = config.password else {
        return Ok(url);
    };
    let password = folder.read_password(PASSWORD, &file)?;
    let url = url.with_password(&password);
    url.map_err(|error| ConfigProblem::new(PASSWORD, error))
}

#[cfg(test)]
mod tests {
    use super::super::tests::error_after;

    #[test]
    fn a_password_is_in_a_file_and_for_a_database() {
        const URL: &str = "url = \"sqlite:reports.db\"";
        for (file, words) in [
            ("keys/desk.pub", "a password is for a PostgreSQL database"),
            ("keys/none", "keys/none"),
        ] {
            let error = error_after(URL, &format!("{URL}\npassword = \"{file}\""));
            assert!(error.contains(": store.password: "), "{error}");
            assert!(error.contains(words), "{error}");
            assert!(error.contains("the password of the user"), "{error}");
        }
    }
}
