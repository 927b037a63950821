//! Every test exists that SECURITY.md or the receiver's book names.

use std::fs;
use std::path::{Path, PathBuf};

/// A Rust file that may hold a test.
struct Source {
    /// The modules that the file belongs to: its own, and the one whose folder it is in.
    modules: [String; 2],
    text: String,
}

impl Source {
    fn read(path: &Path) -> Self {
        let folder = path.parent().unwrap().file_name();
        let modules = [path.file_stem(), folder];
        Self {
            modules: modules.map(|name| name.unwrap().to_string_lossy().into_owned()),
            text: fs::read_to_string(path).unwrap(),
        }
    }

    /// Whether the test is declared here, as a function or as a line of the browsers' scenarios.
    fn holds(&self, module: &str, test: &str) -> bool {
        let declarations = [format!("fn {test}("), format!("{test}: \"")];
        self.modules.iter().any(|own| own == module)
            && declarations.iter().any(|one| self.text.contains(one))
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut folders: Vec<PathBuf> = [
        "shared",
        "widget",
        "receiver",
        "tests/scenarios",
        "tests/in_process",
        "tests/store",
    ]
    .map(|folder| root.join(folder))
    .into();
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                sources.push(Source::read(&path));
            }
        }
    }
    sources
}

#[test]
fn every_promise_names_a_test_that_is_there() {
    let security = include_str!("../../.github/SECURITY.md");
    let sources = sources();
    for document in [security.to_owned(), tests::book::pages().join("\n")] {
        // Without the blocks of code.
        let prose = document.split("```").step_by(2);
        let named: Vec<_> = prose
            .flat_map(|text| text.split('`'))
            .filter_map(|word| word.split_once("::"))
            .filter(|(_, test)| test.contains('_'))
            .collect();
        assert!(named.len() > 15, "{named:?}");
        for (module, test) in named {
            let is_there = sources.iter().any(|source| source.holds(module, test));
            assert!(is_there, "no {module} has the test {test}");
        }
    }
}
