//! The floors of each crate: a file may import from lower floors only.
//!
//! Cargo separates the crates; this check separates the modules inside a crate. To move a module,
//! move its name in [`CRATES`]. Every module must be on one floor there.

mod circles;
mod imports;
mod lengths;
mod resolve;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use self::imports::Module;
use self::resolve::Resolver;
use crate::Failure;
use crate::run::root;

/// A crate and its floors, from the lowest up.
///
/// A floor is a list of modules, each by its path from the crate's root: `web` means the whole
/// module, `web::pages` a part of it that has its own floor. A module may import itself and every
/// lower floor; two modules on one floor may not import each other. The root, `lib.rs`, is above
/// all floors. Programs under `src/bin` are crates of their own, above the library.
struct Crate {
    /// The crate's folder in the repository.
    folder: &'static str,
    floors: &'static [&'static [&'static str]],
}

const CRATES: &[Crate] = &[
    Crate {
        folder: "receiver",
        floors: &[
            // The system: its clock, files that are written completely or not at all, and the
            // process's memory. Tables as files. Certificates that listeners show. The texts of the desk. The moments at which tasks look for work.
            &[
                "clock",
                "disk",
                "files",
                "memory",
                "qr",
                "spreadsheet",
                "tls",
                "wakes",
                "words",
            ],
            // Independent tools: encryption for the store, metrics and logs, requests to other
            // systems, what goes between hotlines.
            &["crypto", "telemetry", "outgoing", "parcel"],
            // Typed records, the intake's keys, documents for recipients outside, the sign that a half is
            // at work, the numbers of the queue, the note of the log's end, the directory of hotlines, certificates
            // that an authority is asked for, the key for questions to reporters, and the shares of a desk's key.
            &[
                "acme",
                "records",
                "keys",
                "handoff",
                "heartbeat",
                "hourly",
                "anchor",
                "directory",
                "follow_up",
                "shares",
            ],
            // The config file. The tool that signs a directory.
            &["config", "association"],
            // Configs and keys of a new hotline.
            &["init"],
            // Deliveries to other systems, counts for everybody, figures for those who lead, the exchange
            // with other hotlines, and what an intake on another machine hands over to its desk.
            &["webhooks", "statistics", "figures", "exchange", "pull"],
            // The services. Each owns its state and its errors; none knows HTTP.
            &["intake", "casework", "staff", "alerts", "lock"],
            // HTTP, from the ground: problems; words, layout and state; forms and routes; who asks; pages, API
            // and public pages; the table of routes; its description; the router.
            &[
                "web::problem",
                "web::markup",
                "web::submissions",
                "web::metrics",
            ],
            &["web::counting", "web::present", "web::layout", "web::when"],
            &["web::desk"],
            &["web::plain", "web::language"],
            &[
                "web::attachment",
                "web::form",
                "web::route",
                "web::cookies",
                "web::error_page",
                "web::host",
                "web::assignment",
            ],
            &["web::auth", "web::once"],
            &["web::confirm", "web::locked"],
            &["web::refill"],
            &["web::pages"],
            &["web::api", "web::public"],
            &["web::routes"],
            &["web::openapi"],
            &["web", "web::router"],
            // The config file turned into the parts that the services are made of.
            &["settings"],
            // The store of a config, opened if it belongs to it.
            &["opening"],
            // Composition: both halves on their listeners.
            &["serve"],
            // Backups: made, verified, and restored with the services of a desk; a look from outside; a
            // change of the desk's key; a desk that is filled with invented reports; the relay for hotlines, whose
            // connections have places like those of the halves; and the page on which reporters choose a hotline of a
            // network.
            &[
                "association_page",
                "backup",
                "check",
                "desk_key",
                "practice",
                "relay",
                "watch",
            ],
        ],
    },
    Crate {
        folder: "receiver/model",
        floors: &[
            // Independent small types.
            &[
                "time", "defang", "name", "origin", "rights", "rows", "tracking", "choices",
            ],
            &[
                "month",
                "actor",
                "priority",
                "sealed",
                "intake_key",
                "assessment",
                "workflow",
                "audit",
                "recipient",
                "life",
                "calendar",
            ],
            // What became of an item at another hotline.
            &["outcome"],
            // A report in the queue, one address that the hotline works on, the chain of the log, and what
            // another hotline referred.
            &["queue", "item", "chain", "referred"],
            // The way to ask a reporter.
            &["follow_up"],
            // The desk's additions to a report.
            &["worksheet"],
            // The work that is due on a day.
            &["due"],
            // What two hotlines tell each other of a worksheet's items.
            &["told"],
            // Items that two hotlines classify differently.
            &["dispute"],
            // A report that was taken.
            &["case"],
        ],
    },
    Crate {
        folder: "widget",
        floors: &[
            // The lowest floor: the browser.
            &["browser"],
            // The names of steps, texts, the hotline, sealing and sending.
            &["hotline", "step", "submit", "text"],
            // The other module, which only its own scripts call.
            &["follow_up"],
            // The reporter's answers.
            &["draft"],
            // The problems of the answers.
            &["problem"],
            // The whole form as a state and a reducer.
            &["form"],
            // Elements that several views use.
            &["ui"],
            // Single fields.
            &["fields"],
            // Whole steps.
            &["view"],
            // The component that connects the form to the page.
            &["app"],
        ],
    },
];

/// Checks the floors of every crate and the length of every Rust file; prints all violations.
pub(crate) fn check() -> Result<(), Failure> {
    let mut wrong = lengths::check(&rust_files(root())?)?;
    for floors in CRATES {
        let folder = root().join(floors.folder).join("src");
        let mut sources = Vec::new();
        for path in rust_files(&folder)? {
            let text = fs::read_to_string(&path)?;
            let inner = path.strip_prefix(&folder)?;
            sources.push((inner.to_string_lossy().into_owned(), text));
        }
        wrong.extend(violations(floors, &sources)?);
    }
    for line in &wrong {
        eprintln!("  {line}");
    }
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!(
        "floors: {} wrong\n  fix: move the code down, or the module in xtask/src/floors.rs",
        wrong.len()
    )
    .into())
}

/// All violations in a crate with these files, each with its path in `src`.
fn violations(floors: &Crate, sources: &[(String, String)]) -> Result<Vec<String>, Failure> {
    let mut modules = Vec::new();
    for (file, text) in sources {
        if !file.starts_with("bin/") {
            let shown = format!("{}/src/{file}", floors.folder);
            modules.extend(imports::read(file, text).map_err(|error| format!("{shown}: {error}"))?);
        }
    }
    let resolver = Resolver::new(&modules);
    let mut wrong = floors.strays(&modules);
    let mut graph: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for module in &modules {
        let imported = graph.entry(&module.file).or_default();
        for path in &module.paths {
            for target in resolver.homes(module, path) {
                imported.insert(&target.file);
                wrong.extend(floors.refusal(module, target));
            }
        }
    }
    let place = |file: &str| floors.place_of(&imports::module_path(file)).name;
    wrong.extend(circles::all(&graph, place).map(|chain| {
        let chain: Vec<_> = chain
            .iter()
            .map(|file| format!("{}/src/{file}", floors.folder))
            .collect();
        format!("files import each other in a circle: {}", chain.join(" → "))
    }));
    wrong.sort();
    wrong.dedup();
    Ok(wrong)
}

/// The place of a module in the table.
#[derive(PartialEq, Eq)]
struct Place {
    /// The name in the table that covers the module; `crate` for the root.
    name: String,
    /// The floor, counted from the lowest; `None` for a module that is not in the table.
    floor: Option<usize>,
}

impl Crate {
    /// The place of a module: the longest name in the table that is a prefix of its path.
    fn place_of(&self, module: &[String]) -> Place {
        if module.is_empty() {
            let (name, floor) = ("crate".to_owned(), Some(self.floors.len()));
            return Place { name, floor };
        }
        for length in (1..=module.len()).rev() {
            let name = module[..length].join("::");
            let floor = self
                .floors
                .iter()
                .position(|names| names.contains(&&name[..]));
            if floor.is_some() {
                return Place { name, floor };
            }
        }
        let name = module[0].clone();
        Place { name, floor: None }
    }

    /// Modules that are not in the table, and names in the table without a module.
    fn strays(&self, modules: &[Module]) -> Vec<String> {
        let folder = self.folder;
        let unknown: BTreeMap<_, _> = modules
            .iter()
            .rev()
            .map(|module| (self.place_of(&module.path), &module.file))
            .filter(|(place, _)| place.floor.is_none())
            .map(|(place, file)| (place.name, file))
            .collect();
        let unknown = unknown.into_iter().map(|(name, file)| {
            format!(
                "{folder}/src/{file}: crate::{name} has no floor yet: give it one in \
                 xtask/src/floors.rs"
            )
        });
        let names = self.floors.iter().copied().flatten();
        let gone = names
            .filter(|name| {
                !modules
                    .iter()
                    .any(|module| module.path.join("::") == **name)
            })
            .map(|name| format!("{folder}: xtask/src/floors.rs names {name}, which is no module"));
        unknown.chain(gone).collect()
    }

    /// The reason why a module may not import another; `None` if it may.
    fn refusal(&self, from: &Module, to: &Module) -> Option<String> {
        let (own, other) = (self.place_of(&from.path), self.place_of(&to.path));
        // A module without a floor is reported only once, as missing in the table.
        let (floor, other_floor) = (own.floor?, other.floor?);
        if own == other || other_floor < floor {
            return None;
        }
        let relation = if other_floor == floor {
            "is beside"
        } else {
            "is above"
        };
        Some(format!(
            "{}/src/{} imports {} (floor \"{}\" {relation} floor \"{}\")",
            self.folder,
            from.file,
            shown(&to.path),
            other.name,
            own.name,
        ))
    }
}

/// A module's path in Rust's syntax.
fn shown(module: &[String]) -> String {
    let mut path = "crate".to_owned();
    for name in module {
        path.push_str("::");
        path.push_str(name);
    }
    path
}

/// All Rust files in a folder, in the order of their paths, without generated folders.
fn rust_files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_dir() {
                let is_made = name.starts_with('.') || ["node_modules", "target"].contains(&&*name);
                if !is_made {
                    folders.push(path);
                }
            } else if name.ends_with(".rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}
