//! Searches the models of the protocol in `shared/model` for attacks, and compares them with what PROTOCOL.md and
//! SECURITY.md say.
//!
//! Verifpal tries what an attacker can do in a few sessions; ProVerif, if installed, proves the same for any number.
//! Verifpal's licence is GPL-3.0: it is run as a program of its own, and nothing of ours is linked with it.

mod changes;
mod documents;
mod proverif;
mod verifpal;

use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Mutex;
use std::{fs, thread};

use self::changes::MODELS;
use crate::Failure;
use crate::bundle::hash_of;
use crate::run::{root, step, target_dir};

/// A search for attacks in one model, true or changed. Gives the reasons why its outcome is not the expected one.
type Search = Box<dyn FnOnce() -> Result<(), String> + Send>;

/// Checks everything. Does not search again while the models and the changes are the same, as the outcome would be.
pub(crate) fn check() -> Result<(), Failure> {
    documents::check()?;
    let proverif = proverif::is_there();
    if !proverif {
        eprintln!(
            "▸ the model for ProVerif: left out, because proverif is not there (proverif.inria.fr)"
        );
    }
    let known = target_dir().join("model-made-of");
    let inputs = inputs(proverif)?;
    if fs::read_to_string(&known).is_ok_and(|known| known == inputs) {
        eprintln!("▸ the model: nothing has changed since it held");
        return Ok(());
    }
    let mut searches = verifpal::searches()?;
    if proverif {
        searches.extend(proverif::searches()?);
    }
    step("the model", || all(searches))?;
    Ok(fs::write(known, inputs)?)
}

/// A folder in the target folder for changed models.
fn folder() -> PathBuf {
    target_dir().join("model")
}

/// The files of the models, and this program, which holds the changes.
fn inputs(with_proverif: bool) -> Result<String, Failure> {
    let mut contents = vec![
        fs::read(std::env::current_exe()?)?,
        vec![with_proverif.into()],
    ];
    let models = MODELS.iter().map(|model| model.file);
    for file in models.chain([proverif::MODEL]) {
        contents.push(fs::read(root().join("shared/model").join(file))?);
    }
    Ok(hash_of(contents.iter().map(Vec::as_slice)))
}

/// Runs all searches, as many at a time as there are cores.
fn all(searches: Vec<Search>) -> Result<(), Failure> {
    let count = searches.len();
    let waiting = Mutex::new(searches.into_iter());
    let next = || waiting.lock().ok()?.next();
    let work = || {
        let outcomes = std::iter::from_fn(next).map(|search| search());
        outcomes.filter_map(Result::err).collect::<Vec<_>>()
    };
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let failed = thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        let failed = workers.into_iter().map(|worker| worker.join());
        failed.collect::<Result<Vec<_>, _>>()
    });
    let failed = failed.map_err(|_| "a search has panicked")?.concat();
    if failed.is_empty() {
        eprintln!("  {count} models, true and changed: each as expected");
        return Ok(());
    }
    Err(failed.join("\n").into())
}

/// A text with parts of it replaced, each wherever it stands.
fn edited(text: &str, edits: &[(&str, &str)], what: &str) -> Result<String, Failure> {
    let mut text = text.to_owned();
    for (from, to) in edits {
        if !text.contains(from) {
            return Err(
                format!("the change \"{what}\" does not fit: no \"{from}\" in the model").into(),
            );
        }
        text = text.replace(from, to);
    }
    Ok(text)
}
