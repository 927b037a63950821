//! `receiver watch`: silent before a hotline that serves this release, and loud before whoever changes it.

mod authority;
mod release_proof;
mod sigsum_log;

use std::fs;
use std::path::PathBuf;

use axum::http::{HeaderMap, HeaderValue};
use receiver::clock::{Clock, SystemClock};
use reqwest::Method;
use serde_json::Value;
use tests::book::{commands, run};
use tests::{Folder, Process, Tampering};

/// Exit codes: something differs, the key is wrong, there is no answer.
const DIFFERS: i32 = 3;
const KEY: i32 = 4;
const UNREACHABLE: i32 = 5;

/// A hotline's receiver, with somebody before it who can change what it answers.
struct Watched {
    between: Tampering,
    receiver: Process,
    root: String,
}

impl Watched {
    async fn start() -> Self {
        Self::start_in(Folder::today()).await
    }

    async fn start_in(folder: Folder) -> Self {
        let between = Tampering::start().await;
        let url = format!("public_url = \"{}\"", between.origin);
        folder.edit_config("public_url = \"http://127.0.0.1:7701\"", &url);
        let root = fs::read_to_string(folder.path().join("keys/root.pub")).unwrap();
        let receiver = Process::start_quietly(folder).await;
        between.stand_before(receiver.reporter.origin());
        Self {
            between,
            receiver,
            root: root.trim().to_owned(),
        }
    }

    /// The path of the loader that partners pin by its hash.
    async fn pinned_loader(&self) -> String {
        let reporter = &self.receiver.reporter;
        let manifest = reporter.request(Method::GET, "/embed/manifest.json");
        let manifest: Value = manifest.send().await.unwrap().json().await.unwrap();
        let is_it = |path: &&String| {
            path.starts_with("embed/v1.") && path.ends_with(".js") && *path != "embed/v1.js"
        };
        let pinned = manifest.as_object().unwrap().keys().find(is_it);
        format!("/{}", pinned.unwrap())
    }

    fn seen(&self, name: &str) -> PathBuf {
        self.receiver.folder.path().with_extension(name)
    }

    /// Looks at a page, and gives the exit code and what is printed as JSON.
    async fn look(&self, path: &str, more: &[&str]) -> (i32, Value) {
        let url = format!("{}{path}", self.between.origin);
        let command = ["watch", &url, "--root", &self.root, "--json"];
        let output = Process::run(&[&command[..], more].concat()).await;
        let error = String::from_utf8_lossy(&output.stderr);
        let look = serde_json::from_slice(&output.stdout);
        (output.status.code().unwrap(), look.expect(&error))
    }

    /// Checks that a change is found, and where.
    async fn finds(&self, code: i32, about: &str, words: &str) {
        self.finds_with(&[], code, about, words).await;
    }

    /// Checks that a look with further options finds a change, and where.
    async fn finds_with(&self, more: &[&str], code: i32, about: &str, words: &str) {
        let (found_code, look) = self.look("/", more).await;
        let findings = look["findings"].as_array().unwrap();
        let is_it = |it: &&Value| {
            it["kind"] != "same"
                && it["about"].as_str().unwrap().contains(about)
                && it["found"].as_str().unwrap().contains(words)
        };
        assert!(
            findings.iter().any(|it| is_it(&it)),
            "{about} {words}: {look:#}"
        );
        assert_eq!(found_code, code, "{about}: {look:#}");
    }
}

fn replaced(body: &mut Vec<u8>, from: &str, to: &str) {
    let text = String::from_utf8(std::mem::take(body)).unwrap();
    assert!(text.contains(from), "the page has no {from:?}");
    *body = text.replacen(from, to, 1).into();
}

#[tokio::test]
async fn a_hotline_that_serves_this_release_is_fine_for_partners_with_colours_too() {
    let folder = Folder::today();
    folder.edit_config(
        "[store]",
        "[partners.school]\norigins = [\"https://school.example\", \"https://other.example\"]\n[store]",
    );
    folder.ask_reporters(SystemClock.now(), 365);
    let watched = Watched::start_in(folder).await;
    let seen = watched.seen("seen");
    for path in [
        "/",
        "/answer",
        "/p/sid-2027",
        "/p/sid-2027?accent=aa3300&corner=4",
        "/p/school/?accent=123456",
    ] {
        let (code, look) = watched
            .look(path, &["--seen", seen.to_str().unwrap()])
            .await;
        assert_eq!(code, 0, "{path}: {look:#}");
        assert_eq!(look["hotline"]["name"], "Example Hotline");
        let ancestors = look["frame_ancestors"].as_array().unwrap();
        assert_eq!(
            ancestors.len(),
            if path.starts_with("/p/school") { 2 } else { 0 }
        );
    }
    let kept = fs::read_to_string(&seen).unwrap();
    assert_eq!(kept.lines().count(), 1, "one key was seen: {kept}");
}

#[tokio::test]
async fn a_changed_byte_of_any_kind_of_file_is_named() {
    let watched = Watched::start().await;
    let pinned = watched.pinned_loader().await;
    for file in [
        "form.js",
        "form_bg.wasm",
        "no-wasm.js",
        "style.css",
        "locales/de.json",
        "follow-up/asked.js",
        "follow-up/glue.js",
        "follow-up/form_bg.wasm",
        "follow-up/locales/ar.json",
        "/embed/v1.js",
        &pinned,
        "/embed/manifest.json",
    ] {
        let changed = file.to_owned();
        watched.between.change(move |path, _, body| {
            if path.contains(&changed) {
                let last = body.len() - 1;
                body[last] ^= 1;
            }
        });
        watched.finds(DIFFERS, file, "SHA-256").await;
    }
    watched.between.change(|path, headers, _| {
        if path.ends_with("form.js") {
            headers.insert("content-type", HeaderValue::from_static("text/plain"));
        }
    });
    watched.finds(DIFFERS, "form.js", "media type").await;
}

#[tokio::test]
async fn a_changed_page_is_named() {
    let watched = Watched::start().await;
    let on_page = |change: fn(&mut HeaderMap, &mut Vec<u8>)| {
        watched.between.change(move |path, headers, body| {
            if path == "/" {
                change(headers, body);
            }
        });
    };
    on_page(|_, body| {
        replaced(
            body,
            "</body>",
            "<script src=\"/assets/x.js\"></script></body>",
        )
    });
    watched
        .finds(DIFFERS, "page", "is another: <script src")
        .await;
    on_page(|_, body| replaced(body, "form.js", "from.js"));
    watched.finds(DIFFERS, "page", "is another").await;
    on_page(|_, body| body.extend_from_slice(b"<p>more</p>"));
    watched.finds(DIFFERS, "page", "is another").await;
    on_page(|_, body| replaced(body, "https://www.wikipedia.org/", "javascript:alert(1)//"));
    watched.finds(DIFFERS, "values", "javascript:").await;
    on_page(|headers, _| {
        let policy = headers["content-security-policy"].to_str().unwrap();
        let looser = policy.replace("script-src ", "script-src https://evil.example ");
        headers.insert("content-security-policy", looser.parse().unwrap());
    });
    watched
        .finds(DIFFERS, "content-security-policy", "evil.example")
        .await;
    on_page(|headers, _| drop(headers.remove("content-security-policy")));
    watched
        .finds(DIFFERS, "content-security-policy", "is []")
        .await;
    on_page(|headers, _| drop(headers.insert("set-cookie", HeaderValue::from_static("who=you"))));
    watched.finds(DIFFERS, "set-cookie", "no such header").await;
    on_page(|headers, _| {
        drop(headers.insert("link", HeaderValue::from_static("</x.css>; rel=stylesheet")))
    });
    watched.finds(DIFFERS, "link", "no such header").await;
    on_page(|_, body| {
        let html = String::from_utf8(std::mem::take(body)).unwrap();
        let release = html.split("/assets/").nth(1).unwrap()[..16].to_owned();
        *body = html.replace(&release, "0123456789abcdef").into();
    });
    watched.finds(DIFFERS, "release", "0123456789abcdef").await;
}

#[tokio::test]
async fn another_root_and_a_key_that_the_root_does_not_vouch_for_are_named() {
    let (watched, other) = (Watched::start().await, Watched::start().await);
    let other_root = other.root.clone();
    let own_root = watched.root.clone();
    watched.between.change(move |path, _, body| {
        if path == "/" {
            replaced(body, &own_root, &other_root);
        }
    });
    watched.finds(DIFFERS, "root", &other.root).await;
    // Somebody who has a root of their own gives out a key of their own under the same name.
    let url = format!("{}/v1/key-config", other.receiver.reporter.origin());
    let document = reqwest::get(url).await.unwrap().bytes().await.unwrap();
    watched.between.change(move |path, _, body| {
        if path == "/v1/key-config" {
            *body = document.to_vec();
        }
    });
    watched
        .finds(KEY, "key", "not signed by this hotline")
        .await;
}

#[tokio::test]
async fn an_older_key_and_two_keys_under_one_sequence_are_named_and_two_watchers_find_a_split_view()
{
    let watched = Watched::start().await;
    let [mine, yours] = ["mine", "yours"].map(|name| watched.seen(name));
    let keep = |file: &PathBuf| ["--seen".to_owned(), file.to_str().unwrap().to_owned()];
    let look = async |file: &PathBuf| {
        let more = keep(file);
        watched.look("/", &[&more[0], &more[1]]).await
    };
    assert_eq!(look(&mine).await.0, 0);
    assert_eq!(look(&yours).await.0, 0);
    let compare = async || {
        let files = [mine.to_str().unwrap(), yours.to_str().unwrap()];
        let output = Process::run(&["watch", "--json", "--compare", files[0], files[1]]).await;
        let found: Value = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.code().unwrap(), found)
    };
    let (code, found) = compare().await;
    assert_eq!((code, &found["same"]), (0, &1.into()));

    // A watcher has seen a later key: the earlier one is played back.
    let line: Value = serde_json::from_str(fs::read_to_string(&mine).unwrap().trim()).unwrap();
    let written = |change: &dyn Fn(&mut Value)| {
        let mut line = line.clone();
        change(&mut line);
        fs::write(&mine, format!("{line}\n")).unwrap();
    };
    written(&|line| line["sequence"] = (line["sequence"].as_u64().unwrap() + 1).into());
    let (code, found) = look(&mine).await;
    assert_eq!(code, KEY, "{found:#}");
    assert!(
        found.to_string().contains("older than one seen before"),
        "{found:#}"
    );
    // A watcher was shown another key with the sequence of this one.
    written(&|line| line["sha256"] = "00".repeat(32).into());
    let (code, found) = look(&mine).await;
    assert_eq!(code, KEY, "{found:#}");
    assert!(
        found.to_string().contains("two keys have the sequence"),
        "{found:#}"
    );
    written(&|line| line["sha256"] = "00".repeat(32).into());
    let (code, found) = compare().await;
    assert_eq!(
        (code, found["split"][0].as_array().unwrap().len()),
        (KEY, 2),
        "{found:#}"
    );
}

#[tokio::test]
async fn what_does_not_answer_is_told_apart_from_what_lies() {
    let watched = Watched::start().await;
    watched.between.change(|path, headers, _| {
        if path.ends_with("form.js") {
            headers.insert("location", HeaderValue::from_static("/elsewhere"));
        }
    });
    assert_eq!(
        watched.look("/", &[]).await.0,
        0,
        "a header that browsers ignore"
    );
    let port = tests::free_port();
    let nowhere = format!("http://127.0.0.1:{port}/");
    let command = ["watch", &nowhere, "--root", &watched.root];
    let output = Process::run(&command).await;
    assert_eq!(output.status.code(), Some(UNREACHABLE));
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .contains("no connection")
    );
    for (url, root, why) in [
        (
            "http://report.example/",
            &watched.root[..],
            "not the address of a form",
        ),
        (
            "https://report.example/v1/key-config",
            &watched.root,
            "not the address of a form",
        ),
        (&nowhere, "no root", "--root"),
    ] {
        let refused = Process::refuses(&["watch", url, "--root", root]).await;
        assert!(refused.contains(why), "{refused}");
    }
}

#[tokio::test]
async fn the_commands_of_the_book() {
    let watched = Watched::start().await;
    let [look, compare] = commands("Is it the form that it says it is?");
    let look = look.replace("https://report.hotline.example", &watched.between.origin);
    let root = format!("ROOT={}\n", watched.root);
    let twice = format!("{look}\ncp seen.jsonl yours.jsonl\n{compare}");
    run(&watched.receiver.folder, &[&root, &twice[..]].concat()).await;
}
