//! The widget's files as the receiver serves them, with their budgets.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::Failure;
use crate::compress::Compressed;
use crate::no_wasm;

/// Maximum bytes, after brotli, that a reporter loads: wasm, scripts, style, and a locale. Of these, 20 KB
/// are Yew with the collections that it uses; 16 KB check the hotline's keys and seal; 8 KB find the
/// addresses in what people paste, and show them, without which an address with anything around it would
/// reach the hotline as words; 4 KB are the words of one language; 2 KB are the requests in Rust.
const FORM_BUDGET: usize = 92 * 1024;

/// Maximum additional bytes, after brotli, for browsers without WebAssembly: the script for them.
const NO_WASM_BUDGET: usize = 180 * 1024;

/// Maximum bytes, after brotli, of what a reporter loads who lets the hotline ask something, or comes back for a question:
/// the module that checks, seals and reads, its scripts, and a locale.
const FOLLOW_UP_BUDGET: usize = 54 * 1024;

/// Maximum bytes, after brotli, of the loader, which all visitors of a partner's page load.
const LOADER_BUDGET: usize = 2048;

/// The list of all other files with their hashes, so that anybody can compare them.
pub(crate) const MANIFEST: &str = "embed/manifest.json";

/// The texts that the receiver reads and does not serve, by language and key.
const PAGE_TEXTS: &str = "page-texts";

/// The part of a path by which the files for questions are known, and that of their locales.
const FOLLOW_UP: &str = "/follow-up/";
const FOLLOW_UP_LOCALES: &str = "/follow-up/locales/";

/// The name and the bytes of a file.
pub(crate) type File = (String, Vec<u8>);

/// The files of the bundle, by their paths in it.
#[derive(PartialEq, Eq)]
pub(crate) struct Bundle {
    files: BTreeMap<String, Vec<u8>>,
}

impl Bundle {
    /// Moves the assets and the locales, with their names, into a folder named by their hash, and
    /// compresses all files. All locales of a page get one size, so that nobody on the line can tell its
    /// language.
    pub(crate) fn new(
        assets: Vec<File>,
        locales: [Vec<File>; 2],
        page: &str,
        page_texts: Vec<u8>,
        loader: Vec<u8>,
    ) -> Self {
        let parts = assets.iter().chain(locales.iter().flatten());
        let parts = parts.flat_map(|(name, bytes)| [name.as_bytes(), bytes]);
        let folder = format!("assets/{}", &hash_of(parts)[..16]);
        let page = page.replace("{{assets}}", &format!("/{folder}"));
        let mut served = vec![
            (pinned_loader(&loader), Compressed::new(loader.clone())),
            ("embed/v1.js".to_owned(), Compressed::new(loader)),
        ];
        let assets = assets
            .into_iter()
            .map(|(name, bytes)| (name, Compressed::new(bytes)));
        let locales = locales.into_iter().flat_map(|locales| {
            let (names, texts): (Vec<_>, Vec<_>) = locales.into_iter().unzip();
            names.into_iter().zip(Compressed::of_one_size(texts))
        });
        served.extend(
            assets
                .chain(locales)
                .map(|(name, file)| (format!("{folder}/{name}"), file)),
        );
        let mut files = BTreeMap::from([
            ("index.html".to_owned(), page.into_bytes()),
            (PAGE_TEXTS.to_owned(), page_texts),
        ]);
        insert(&mut files, served);
        let manifest = Compressed::new(manifest(&files));
        insert(&mut files, [(MANIFEST.to_owned(), manifest)]);
        Self { files }
    }

    /// Reads the bundle in a folder; without a folder, the bundle is empty.
    pub(crate) fn read(folder: &Path) -> Result<Self, Failure> {
        let mut files = BTreeMap::new();
        let mut folders = vec![folder.to_owned()];
        folders.retain(|folder| folder.is_dir());
        while let Some(inner) = folders.pop() {
            for entry in fs::read_dir(inner)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(folder)?.to_string_lossy().into_owned();
                    files.insert(name, fs::read(path)?);
                }
            }
        }
        Ok(Self { files })
    }

    /// Writes the bundle next to the previous one, then replaces it.
    pub(crate) fn write(&self, folder: &Path) -> Result<(), Failure> {
        let fresh = folder.with_extension("new");
        remove(&fresh)?;
        for (name, bytes) in &self.files {
            let path = fresh.join(name);
            fs::create_dir_all(path.parent().unwrap_or(&fresh))?;
            fs::write(path, bytes)?;
        }
        remove(folder)?;
        Ok(fs::rename(fresh, folder)?)
    }

    /// The hash over the names and bytes of all files.
    pub(crate) fn hash(&self) -> String {
        let files = self.files.iter();
        hash_of(files.flat_map(|(name, bytes)| [name.as_bytes(), bytes]))
    }

    /// The paths of the files that differ between the bundles, or are in only one of them.
    pub(crate) fn different<'a>(&'a self, other: &'a Self) -> Vec<&'a str> {
        let paths = self.files.keys().chain(other.files.keys());
        let different: BTreeSet<_> = paths
            .filter(|path| self.files.get(*path) != other.files.get(*path))
            .map(String::as_str)
            .collect();
        different.into_iter().collect()
    }

    /// Prints the sizes. Fails if one is above its budget.
    pub(crate) fn check_budget(&self) -> Result<(), Failure> {
        let sizes = self.compressed_sizes();
        for (name, bytes) in &sizes {
            eprintln!("  {bytes:>7} bytes after brotli  {name}");
        }
        let part = |name: &str| match name {
            _ if name.starts_with("embed/") => Part::Loader,
            _ if name.contains(FOLLOW_UP_LOCALES) => Part::FollowUpLocale,
            _ if name.contains("/locales/") => Part::Locale,
            _ if name.ends_with(no_wasm::NAME) && name.contains(FOLLOW_UP) => Part::FollowUpNoWasm,
            _ if name.ends_with(no_wasm::NAME) => Part::NoWasm,
            _ if name.contains(FOLLOW_UP) => Part::FollowUp,
            _ => Part::Form,
        };
        let parts = |wanted: Part| {
            let wanted = sizes.iter().filter(move |(name, _)| part(name) == wanted);
            wanted.map(|(_, bytes)| *bytes)
        };
        let with_locale =
            |files, locales| parts(files).sum::<usize>() + parts(locales).max().unwrap_or_default();
        let form = with_locale(Part::Form, Part::Locale);
        within("the form with a locale", form, FORM_BUDGET)?;
        let questions = with_locale(Part::FollowUp, Part::FollowUpLocale);
        within("questions, with a locale", questions, FOLLOW_UP_BUDGET)?;
        for (what, part) in [
            ("the form without WebAssembly, besides", Part::NoWasm),
            (
                "questions without WebAssembly, besides",
                Part::FollowUpNoWasm,
            ),
        ] {
            within(what, parts(part).sum(), NO_WASM_BUDGET)?;
        }
        // The bundle has the same loader under two names.
        let loader = parts(Part::Loader).max().unwrap_or_default();
        within("the loader", loader, LOADER_BUDGET)
    }

    fn compressed_sizes(&self) -> Vec<(&str, usize)> {
        let compressed = self.files.iter().filter_map(|(name, bytes)| {
            let name = name.strip_suffix(".br")?;
            (name != MANIFEST).then_some((name, bytes.len()))
        });
        compressed.collect()
    }
}

/// The budget that a file belongs to.
#[derive(PartialEq, Eq)]
enum Part {
    Form,
    Locale,
    NoWasm,
    FollowUp,
    FollowUpLocale,
    FollowUpNoWasm,
    Loader,
}

/// SHA-256, in hexadecimal, over all parts, each preceded by its length.
pub(crate) fn hash_of<'a>(parts: impl Iterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hex(&hash.finalize())
}

/// SHA-256 of some bytes, in hexadecimal as `sha256sum` prints it.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The path of the loader with its hash, for partners who pin it.
fn pinned_loader(loader: &[u8]) -> String {
    format!("embed/v1.{}.js", &sha256(loader)[..16])
}

/// Inserts files, each plain and compressed, by their paths.
fn insert(
    files: &mut BTreeMap<String, Vec<u8>>,
    served: impl IntoIterator<Item = (String, Compressed)>,
) {
    for (path, file) in served {
        files.insert(format!("{path}.br"), file.brotli);
        files.insert(format!("{path}.gz"), file.gzip);
        files.insert(path, file.plain);
    }
}

/// A JSON object with the SHA-256 of each file, by path. The receiver computes the same of the files in its binary.
fn manifest(files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let hashes = files.iter().map(|(path, bytes)| (path, sha256(bytes)));
    let hashes: BTreeMap<_, _> = hashes.collect();
    // Strings can always be written as JSON.
    serde_json::to_vec_pretty(&hashes).unwrap_or_default()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn remove(folder: &Path) -> std::io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}

fn within(what: &str, bytes: usize, budget: usize) -> Result<(), Failure> {
    eprintln!("  {what}: {bytes} of {budget} bytes");
    if bytes > budget {
        return Err(format!("{what} has {bytes} bytes, {} too many", bytes - budget).into());
    }
    Ok(())
}
