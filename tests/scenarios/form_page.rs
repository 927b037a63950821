//! The form's page and the widget's files, as a browser gets them.

use std::collections::BTreeMap;

use receiver::clock::Clock;
use reqwest::{Method, Response};
use sha2::{Digest, Sha256};
use tests::Stack;

async fn get(stack: &Stack, path: &str, accept_encoding: &str) -> Response {
    let request = stack.reporter.request(Method::GET, path);
    request
        .header("accept-encoding", accept_encoding)
        .send()
        .await
        .unwrap()
}

fn header(response: &Response, name: &str) -> String {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
        .to_owned()
}

#[tokio::test]
async fn a_hotline_that_asks_reporters_has_the_same_page_but_for_one_word_and_one_for_answers() {
    let stack = Stack::start().await;
    let without = get(&stack, "/", "").await.text().await.unwrap();
    let nowhere = get(&stack, "/answer", "").await;
    assert_eq!(nowhere.status(), 404);
    let clock = stack.clock.clone();
    let folder = stack.stop().await;
    folder.ask_reporters(clock.now(), 365);
    let stack = Stack::start_in(folder, clock).await;
    let with = get(&stack, "/", "").await.text().await.unwrap();
    let word = ",&#34;asks&#34;:true";
    assert!(with.contains(word));
    assert_eq!(with.replace(word, ""), without);

    let page = get(&stack, "/answer", "").await;
    assert_eq!(page.status(), 200);
    assert_eq!(header(&page, "cache-control"), "no-store");
    let policy = header(&page, "content-security-policy");
    assert!(policy.ends_with("; frame-ancestors 'none'"), "{policy}");
    let answers = page.text().await.unwrap();
    let form = answers.replace(" data-folder=\"follow-up/\"", "");
    assert_eq!(form.replace("/follow-up/", "/"), with);
    assert!(form != answers && form.contains("/follow-up/form_bg.wasm"));
    // As somebody types it from paper.
    let typed = get(&stack, "/answer/", "").await;
    assert_eq!(typed.text().await.unwrap(), answers);
}

#[tokio::test]
async fn the_form_is_one_page_under_every_address() {
    let stack = Stack::start().await;
    let page = get(&stack, "/", "").await;
    assert_eq!(header(&page, "content-type"), "text/html; charset=utf-8");
    assert_eq!(header(&page, "cache-control"), "no-store");
    assert_eq!(header(&page, "referrer-policy"), "no-referrer");
    assert_eq!(header(&page, "x-content-type-options"), "nosniff");
    assert_eq!(header(&page, "set-cookie"), "");
    let policy = header(&page, "content-security-policy");
    assert!(policy.contains("default-src 'none'"), "{policy}");
    assert!(
        policy.contains(&format!("script-src {} 'wasm-unsafe-eval'", stack.intake)),
        "{policy}"
    );
    assert!(
        !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
        "{policy}"
    );
    let html = page.text().await.unwrap();
    assert!(
        html.contains("Example Hotline") && !html.contains("{{"),
        "{html}"
    );
    let named = html.replace("\">\n<nav>", "\" data-partner=\"my-school\">\n<nav>");
    for (path, expected) in [
        ("/p", &html),
        ("/p/", &html),
        ("/p/%E2%80%A6", &html),
        ("/p/my-school", &named),
        ("/p/My_School/", &named),
    ] {
        let page = get(&stack, path, "").await;
        assert_eq!(page.status(), 200, "{path}");
        assert_eq!(&page.text().await.unwrap(), expected, "{path}");
    }
}

#[tokio::test]
async fn a_person_who_mistypes_an_address_finds_the_form() {
    let stack = Stack::start().await;
    let form = get(&stack, "/", "").await.text().await.unwrap();
    for (path, status) in [("/nowhere", 404), ("/p/a/b", 404), ("/v1/reports", 405)] {
        let request = stack.reporter.request(Method::GET, path);
        let accepted = "text/html,application/xhtml+xml,*/*;q=0.8";
        let page = request.header("accept", accepted).send().await.unwrap();
        assert_eq!(page.status(), status, "{path}");
        assert_eq!(page.text().await.unwrap(), form, "{path}");
        let problem = get(&stack, path, "").await;
        assert_eq!(problem.status(), status, "{path}");
        assert_eq!(header(&problem, "content-type"), "application/problem+json");
    }
}

#[tokio::test]
async fn files_come_compressed_and_may_be_kept_forever() {
    let stack = Stack::start().await;
    let html = get(&stack, "/", "").await.text().await.unwrap();
    let start = html.find("/assets/").unwrap();
    let folder = &html[start..start + "/assets/".len() + 16];
    for file in ["style.css", "form.js", "form_bg.wasm", "locales/en.json"] {
        let path = format!("{folder}/{file}");
        let plain = get(&stack, &path, "identity").await;
        assert_eq!(plain.status(), 200, "{path}");
        assert_eq!(
            header(&plain, "cache-control"),
            "public, max-age=31536000, immutable"
        );
        assert_eq!(header(&plain, "access-control-allow-origin"), "*");
        assert_eq!(
            header(&plain, "cross-origin-resource-policy"),
            "cross-origin"
        );
        let plain = plain.bytes().await.unwrap();
        for encoding in ["br", "gzip"] {
            let compressed = get(&stack, &path, encoding).await;
            assert_eq!(header(&compressed, "content-encoding"), encoding);
            assert_eq!(header(&compressed, "vary"), "accept-encoding");
            assert!(compressed.bytes().await.unwrap().len() < plain.len());
        }
    }
}

#[tokio::test]
async fn the_loader_keeps_its_address() {
    let stack = Stack::start().await;
    let loader = get(&stack, "/embed/v1.js", "br").await;
    assert_eq!(
        header(&loader, "content-type"),
        "text/javascript; charset=utf-8"
    );
    assert_eq!(header(&loader, "cache-control"), "public, max-age=3600");
    assert_eq!(header(&loader, "content-encoding"), "br");
    assert!(loader.bytes().await.unwrap().len() <= 2560);
}

#[tokio::test]
async fn the_manifest_says_what_every_file_hashes_to() {
    let stack = Stack::start().await;
    let manifest = get(&stack, "/embed/manifest.json", "identity").await;
    let manifest: BTreeMap<String, String> = manifest.json().await.unwrap();
    assert!(manifest.len() > 15, "{manifest:?}");
    for (path, hash) in manifest {
        // The page is filled in from the config, and with texts that are not served; the manifest has both as they were before.
        if path == "index.html" || path == "page-texts" {
            continue;
        }
        let (plain, encoding) = match path.rsplit_once('.') {
            Some((plain, "br")) => (plain, "br"),
            Some((plain, "gz")) => (plain, "gzip"),
            _ => (&path[..], "identity"),
        };
        let file = get(&stack, &format!("/{plain}"), encoding).await;
        if encoding != "identity" {
            assert_eq!(header(&file, "content-encoding"), encoding, "{path}");
        }
        let digest = Sha256::digest(file.bytes().await.unwrap());
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, hash, "{path}");
    }
}

#[tokio::test]
async fn a_browser_may_post_from_anywhere_without_credentials() {
    let stack = Stack::start().await;
    let preflight = stack
        .reporter
        .request(Method::OPTIONS, "/v1/reports")
        .header("origin", "null")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type")
        .send()
        .await
        .unwrap();
    assert_eq!(preflight.status(), 200);
    assert_eq!(header(&preflight, "access-control-allow-origin"), "*");
    assert_eq!(header(&preflight, "access-control-allow-credentials"), "");
    assert!(header(&preflight, "access-control-allow-headers").contains("content-type"));
}
