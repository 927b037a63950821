//! What watchers have seen of a hotline's keys: a file with a line of JSON for each key. Two watchers who compare their
//! files find out whether somebody shows them different keys.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// A key that was seen, when it was seen first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The time (RFC 3339).
    pub at: String,
    /// The address of the form.
    pub url: String,
    /// The id of the hotline that the page names.
    pub hotline: String,
    /// The public half of the hotline's root.
    pub root: String,
    /// The key's sequence number, which grows with every new key.
    pub sequence: u64,
    /// The key's id.
    pub key: String,
    /// SHA-256 of the text of the key config, in hexadecimal.
    pub sha256: String,
}

/// A file of seen keys cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum SeenError {
    /// The file cannot be read or written.
    #[error("{}: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        error: io::Error,
    },
    /// A line is none of this program's.
    #[error("{}: line {line} is no key that was seen\n  fix: name a file of --seen", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
}

/// What two watchers have seen.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// The number of keys that both have seen.
    pub same: usize,
    /// Keys with one sequence that are not the same key: somebody shows different keys to different people.
    pub split: Vec<Vec<Seen>>,
    /// Keys that one watcher alone has seen, although the other has seen earlier and later ones. Who looks seldom misses
    /// keys; who looks each hour does not.
    pub alone: Vec<Seen>,
}

impl Seen {
    /// Whether this is a key of this hotline under this root.
    pub(super) fn is_of(&self, hotline: &str, root: &str) -> bool {
        self.hotline == hotline && self.root == root
    }

    /// Adds the key to a file, unless the file has it.
    pub fn keep_in(&self, path: &Path, seen: &[Self]) -> Result<(), SeenError> {
        let is_it = |it: &Self| it.is_of(&self.hotline, &self.root) && it.sha256 == self.sha256;
        if seen.iter().any(is_it) {
            return Ok(());
        }
        let write = || -> io::Result<()> {
            let mut file = OpenOptions::new().create(true).append(true).open(path)?;
            // Strings and numbers always have a JSON form.
            let line = serde_json::to_string(self).unwrap_or_default();
            file.write_all(format!("{line}\n").as_bytes())?;
            file.sync_all()
        };
        write().map_err(failed(path))
    }
}

/// The keys in a file; none if there is no file yet.
pub fn read_seen(path: &Path) -> Result<Vec<Seen>, SeenError> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        text => text.map_err(failed(path))?,
    };
    let lines = text.lines().zip(1..);
    let seen = lines.map(|(text, line)| {
        serde_json::from_str(text).map_err(|_| SeenError::Line {
            path: path.to_owned(),
            line,
        })
    });
    seen.collect()
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> SeenError {
    let path = path.to_owned();
    |error| SeenError::File { path, error }
}

/// Compares what two watchers have seen.
pub fn compare(one: &[Seen], other: &[Seen]) -> Comparison {
    let mut all: BTreeMap<(&str, &str, u64), Vec<&Seen>> = BTreeMap::new();
    for seen in one.iter().chain(other) {
        let place = (&seen.hotline[..], &seen.root[..], seen.sequence);
        all.entry(place).or_default().push(seen);
    }
    let mut comparison = Comparison::default();
    for ((hotline, root, sequence), seen) in all {
        let keys: BTreeSet<_> = seen.iter().map(|it| &it.sha256).collect();
        let knows = |watcher: &[Seen]| {
            watcher
                .iter()
                .any(|it| it.is_of(hotline, root) && it.sequence == sequence)
        };
        if keys.len() > 1 {
            comparison.split.push(seen.into_iter().cloned().collect());
        } else if knows(one) && knows(other) {
            comparison.same += 1;
        } else {
            let missing = if knows(one) { other } else { one };
            let theirs = missing.iter().filter(|it| it.is_of(hotline, root));
            let looked_before = theirs.clone().any(|it| it.sequence < sequence);
            let looked_after = theirs.clone().any(|it| it.sequence > sequence);
            if looked_before && looked_after {
                comparison.alone.extend(seen.into_iter().cloned());
            }
        }
    }
    comparison
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(sequence: u64, key: &str) -> Seen {
        Seen {
            at: "2027-01-15T08:00:00Z".to_owned(),
            url: "https://report.example/".to_owned(),
            hotline: "example".to_owned(),
            root: "root".to_owned(),
            sequence,
            key: key.to_owned(),
            sha256: format!("sha256 of {key}"),
        }
    }

    #[test]
    fn a_split_view_shows_when_two_watchers_compare() {
        let one = [seen(1, "a"), seen(2, "b"), seen(3, "c")];
        assert_eq!(compare(&one, &one).same, 3);
        let other = [seen(1, "a"), seen(2, "x"), seen(3, "c")];
        let found = compare(&one, &other);
        assert_eq!((found.same, found.split.len()), (2, 1));
        assert_eq!(found.split[0], [seen(2, "b"), seen(2, "x")]);
        let mut of_another_root = seen(2, "x");
        of_another_root.root = "other".to_owned();
        assert!(compare(&one, &[of_another_root]).split.is_empty());
    }

    #[test]
    fn a_key_that_one_alone_has_seen_is_told_if_the_other_was_there() {
        let one = [seen(1, "a"), seen(2, "b"), seen(3, "c")];
        let found = compare(&one, &[seen(1, "a"), seen(3, "c")]);
        assert_eq!(found.alone, [seen(2, "b")]);
        let found = compare(&one, &[seen(1, "a"), seen(2, "b")]);
        assert_eq!(found.alone, [], "the other has stopped before");
    }

    #[test]
    fn a_file_has_each_key_once_and_foreign_lines_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("seen");
        assert_eq!(read_seen(&file).unwrap(), []);
        for one in [seen(1, "a"), seen(2, "b"), seen(2, "b")] {
            let before = read_seen(&file).unwrap();
            one.keep_in(&file, &before).unwrap();
        }
        assert_eq!(read_seen(&file).unwrap(), [seen(1, "a"), seen(2, "b")]);
        fs::write(&file, "{}\n").unwrap();
        assert!(
            read_seen(&file)
                .unwrap_err()
                .to_string()
                .contains("line 1 is no key")
        );
    }
}
