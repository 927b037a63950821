//! The widget's files inside the binary: each plain and precompressed.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha256};
use shared::report::LanguageTag;

use super::caching::{FOR_AN_HOUR, FOREVER};
use crate::web::problem::Problem;

/// The bytes of files, each with its path.
type Files = &'static [(&'static str, &'static [u8])];

const FILES: Files = include!(concat!(env!("OUT_DIR"), "/bundle.rs"));

/// The two files with a stable address and changing content: partners' pages refer to it for years.
const MOVING: [&str; 2] = ["/embed/v1.js", MANIFEST];

/// The list of all other files with their hashes, so that anybody can compare them.
const MANIFEST: &str = "/embed/manifest.json";

/// The encodings from best to worst, each with its file name suffix.
const ENCODINGS: &[(&str, &str)] = &[("br", ".br"), ("gzip", ".gz")];

/// The folder with the files for questions to reporters: it has all texts of the form once more.
const FOLLOW_UP: &str = "/follow-up";

/// The key of a locale that says whether a native speaker has reviewed it; English has none.
const REVIEW: &str = "_review";

/// The file with the texts that only the receiver reads, by language and key. It is not served.
const PAGE_TEXTS: &str = "/page-texts";

/// The files of one build of the widget.
#[derive(Clone, Copy)]
pub struct Bundle {
    files: Files,
    page: &'static str,
    loader: Loader,
}

/// The loader at the address with its hash, where its content never changes.
#[derive(Clone, Copy)]
pub(crate) struct Loader {
    /// The loader's path, with its hash.
    pub(super) path: &'static str,
    /// The loader itself.
    pub(crate) script: &'static str,
}

impl Loader {
    /// The loader's hash for the attribute `integrity` (W3C Subresource Integrity).
    pub(super) fn integrity(&self) -> String {
        format!(
            "sha256-{}",
            Base64::encode_string(&Sha256::digest(self.script))
        )
    }
}

/// The receiver was built before the widget.
#[derive(Debug, thiserror::Error)]
#[error(
    "this receiver was built without the widget\n  fix: run `cargo xtask widget`, then build the \
     receiver again"
)]
pub struct NoWidget;

impl Bundle {
    /// The bundle in this binary.
    pub fn built_in() -> Result<Self, NoWidget> {
        Self::of(FILES).ok_or(NoWidget)
    }

    fn of(files: Files) -> Option<Self> {
        let is_pinned = |path: &str| path.starts_with("/embed/v1.") && path.ends_with(".js");
        let (path, bytes) = files
            .iter()
            .find(|(path, _)| is_pinned(path) && !MOVING.contains(path))?;
        Some(Self {
            files,
            page: str::from_utf8(find(files, "/index.html")?).ok()?,
            loader: Loader {
                path,
                script: str::from_utf8(bytes).ok()?,
            },
        })
    }

    /// The form's page, with placeholders for values of the hotline's config.
    pub(crate) fn form_page(&self) -> &'static str {
        self.page
    }

    /// The manifest as it follows from the files in this binary, whatever their own manifest says: a JSON object with
    /// the SHA-256 of each file by its path, without the manifest itself.
    pub(crate) fn manifest(&self) -> Vec<u8> {
        let files = self.files.iter();
        let own = ["", ".br", ".gz"].map(|encoding| format!("{MANIFEST}{encoding}"));
        let listed = files.filter(|(path, _)| !own.iter().any(|own| own == path));
        let hashes: BTreeMap<_, _> = listed
            .map(|(path, bytes)| {
                let hash = base16ct::lower::encode_string(&Sha256::digest(bytes));
                (path.trim_start_matches('/'), hash)
            })
            .collect();
        // Strings can always be written as JSON.
        serde_json::to_vec_pretty(&hashes).unwrap_or_default()
    }

    /// The loader that partners may pin by its hash.
    pub(crate) fn loader(&self) -> Loader {
        self.loader
    }

    /// The languages of the form: one for each locale.
    pub fn languages(&self) -> Vec<&'static str> {
        let locale = |path: &'static str| {
            let (folder, name) = path.rsplit_once("/locales/")?;
            (!folder.ends_with(FOLLOW_UP)).then_some(name.strip_suffix(".json")?)
        };
        self.files
            .iter()
            .filter_map(|(path, _)| locale(path))
            .collect()
    }

    /// The texts of the form and of its page in a language, by key; empty without a locale for the language.
    pub(crate) fn locale(&self, language: &str) -> BTreeMap<String, String> {
        let ending = format!("/locales/{language}.json");
        let is_it = |path: &str| {
            let folder = path.strip_suffix(&ending[..]);
            folder.is_some_and(|folder| !folder.ends_with(FOLLOW_UP))
        };
        let file = self.files.iter().find(|(path, _)| is_it(path));
        let mut texts: BTreeMap<_, _> = file
            .and_then(|(_, json)| serde_json::from_slice(json).ok())
            .unwrap_or_default();
        let of_page = find(self.files, PAGE_TEXTS)
            .and_then(|json| {
                serde_json::from_slice::<BTreeMap<String, BTreeMap<String, String>>>(json).ok()
            })
            .and_then(|mut all| all.remove(language));
        texts.extend(of_page.unwrap_or_default());
        texts
    }

    /// Those of the languages whose translation no native speaker has reviewed.
    pub(crate) fn unreviewed<'a>(&self, languages: &'a [LanguageTag]) -> Vec<&'a str> {
        let languages = languages.iter().map(LanguageTag::as_str);
        let is_unreviewed = |language: &&str| self.locale(language).contains_key(REVIEW);
        languages.filter(is_unreviewed).collect()
    }

    /// The addresses of all files that are served, each with its media type.
    pub(super) fn addresses(&self) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
        let paths = self.files.iter().map(|(path, _)| *path);
        paths.filter_map(|path| Some((path, media_type(path)?)))
    }

    /// The file at this path as it is served in an encoding, or without one.
    pub(super) fn encoded(&self, path: &str, encoding: Option<&str>) -> Option<&'static [u8]> {
        let ending = match encoding {
            None => "",
            Some(name) => ENCODINGS.iter().find(|(other, _)| *other == name)?.1,
        };
        find(self.files, &format!("{path}{ending}"))
    }

    /// Serves the file at this path in the best encoding that the request accepts.
    pub(super) fn response(&self, path: &str, request: &HeaderMap) -> Response {
        let (Some(plain), Some(media_type)) = (find(self.files, path), media_type(path)) else {
            return Problem::NotFound.into_response();
        };
        let cache = if MOVING.contains(&path) {
            FOR_AN_HOUR
        } else {
            FOREVER
        };
        let headers = [
            (header::CONTENT_TYPE, media_type),
            (header::CACHE_CONTROL, cache),
            (header::VARY, "accept-encoding"),
        ];
        for (encoding, ending) in ENCODINGS {
            if let Some(bytes) = find(self.files, &format!("{path}{ending}"))
                && accepts(request, encoding)
            {
                let encoding = [(header::CONTENT_ENCODING, *encoding)];
                return (headers, encoding, bytes).into_response();
            }
        }
        (headers, plain).into_response()
    }
}

fn find(files: Files, path: &str) -> Option<&'static [u8]> {
    let mut files = files.iter();
    files
        .find(|(name, _)| *name == path)
        .map(|(_, bytes)| *bytes)
}

/// The media type for the name of a file; `None` for files that are not served.
fn media_type(path: &str) -> Option<&'static str> {
    let (_, ending) = path.rsplit_once('.')?;
    Some(match ending {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "wasm" => "application/wasm",
        _ => return None,
    })
}

/// Whether `Accept-Encoding` allows this encoding by name (RFC 9110, section 12.5.3).
fn accepts(request: &HeaderMap, encoding: &str) -> bool {
    let values = request.get_all(header::ACCEPT_ENCODING).iter();
    values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|item| {
            let (name, weight) = item.split_once(';').unwrap_or((item, ""));
            let weight = weight
                .trim()
                .strip_prefix("q=")
                .and_then(|weight| weight.parse().ok());
            name.trim().eq_ignore_ascii_case(encoding) && weight != Some(0.0)
        })
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use super::*;

    const FILES: Files = &[
        ("/assets/0/form.js", b"plain"),
        ("/assets/0/form.js.br", b"brotli"),
        ("/assets/0/form.js.gz", b"gzip"),
        ("/assets/0/locales/de.json", b"{}"),
        ("/assets/0/locales/en.json", b"{}"),
        ("/embed/v1.0.js", b"loader"),
        ("/embed/v1.js", b"loader"),
        ("/index.html", b"page"),
        ("/page-texts", br#"{"de":{"_review":"unreviewed"}}"#),
        ("/embed/manifest.json", b"{}"),
        ("/embed/manifest.json.br", b"brotli"),
    ];

    fn bundle() -> Bundle {
        Bundle::of(FILES).unwrap()
    }

    #[test]
    fn a_bundle_has_a_page_and_a_loader_to_pin() {
        assert_eq!(bundle().form_page(), "page");
        assert_eq!(bundle().loader().path, "/embed/v1.0.js");
        assert!(Bundle::of(&[]).is_none());
        assert!(Bundle::of(&FILES[6..]).is_none(), "without a loader to pin");
        assert!(Bundle::of(&FILES[..7]).is_none(), "without a page");
    }

    #[test]
    fn the_manifest_has_every_file_whatever_the_one_among_them_says() {
        let manifest: BTreeMap<String, String> =
            serde_json::from_slice(&bundle().manifest()).unwrap();
        let paths: Vec<_> = manifest.keys().map(|path| format!("/{path}")).collect();
        let others = FILES.iter().map(|(path, _)| *path);
        let others: Vec<_> = others.filter(|path| !path.contains("manifest")).collect();
        assert_eq!(paths, others);
        // What `printf page | sha256sum` prints.
        let hash = "3660315a9af3df255d8f19ab077e4797822b41488a0e2a04bc6af71213c23274";
        assert_eq!(manifest["index.html"], hash);
    }

    fn encoding_for(accept: &str) -> Option<String> {
        let mut request = HeaderMap::new();
        request.insert(header::ACCEPT_ENCODING, accept.parse().unwrap());
        let response = bundle().response("/assets/0/form.js", &request);
        assert_eq!(response.headers()[header::CACHE_CONTROL], FOREVER);
        let encoding = response.headers().get(header::CONTENT_ENCODING)?;
        Some(encoding.to_str().unwrap().to_owned())
    }

    #[test]
    fn the_best_accepted_encoding_is_served() {
        assert_eq!(encoding_for("gzip, deflate, br").as_deref(), Some("br"));
        assert_eq!(encoding_for("gzip;q=0.5, br;q=0").as_deref(), Some("gzip"));
        assert_eq!(encoding_for("identity"), None);
    }

    #[test]
    fn only_files_of_a_known_type_are_served() {
        for path in [
            "/index.html",
            "/assets/0/form.js.br",
            "/assets/0/other.js",
            "/",
        ] {
            let response = bundle().response(path, &HeaderMap::new());
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[test]
    fn languages_are_those_with_a_locale() {
        assert_eq!(bundle().languages(), ["de", "en"]);
    }

    #[test]
    fn translations_that_nobody_has_reviewed_are_known() {
        let languages = ["en", "de"].map(|tag| tag.parse().unwrap());
        assert_eq!(bundle().unreviewed(&languages), ["de"]);
    }
}
