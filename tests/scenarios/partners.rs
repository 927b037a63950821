//! The side for partners: the page that makes their snippet, colours that can be read, a form that
//! opens on their own pages only, and loaders that never change.

use std::fs;

use base64ct::{Base64, Encoding};
use receiver::web::public::bundle::Bundle;
use reqwest::{Method, Response};
use sha2::{Digest, Sha256};
use tests::book::{commands, run};
use tests::{Folder, Stack, TestClock};

async fn get(stack: &Stack, path: &str) -> Response {
    let request = stack.reporter.request(Method::GET, path);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    response
}

async fn text(stack: &Stack, path: &str) -> String {
    get(stack, path).await.text().await.unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    let value = response.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap())
}

/// What a person would read in an element of the page.
async fn shown(stack: &Stack, query: &str, element: &str) -> String {
    let page = text(stack, &format!("/partners?{query}")).await;
    let (_, rest) = page.split_once(&format!("id=\"{element}\"")).unwrap();
    let inner = rest.split_once("<code>").unwrap().1;
    let inner = inner.split_once("</code>").unwrap().0;
    let unescaped = inner.replace("&#60;", "<").replace("&#62;", ">");
    let unescaped = unescaped.replace("&#34;", "\"").replace("&#39;", "'");
    unescaped.replace("&#38;", "&")
}

async fn start_with(config: &str) -> Stack {
    let folder = Folder::init(TestClock::BEGIN);
    folder.edit_config("[store]", &format!("{config}\n[store]"));
    Stack::start_in(folder, TestClock::at(TestClock::BEGIN).into()).await
}

#[tokio::test]
async fn a_snippet_is_made_of_what_was_filled_in() {
    let stack = Stack::start().await;
    let origin = &stack.intake;
    assert_eq!(
        shown(&stack, "", "snippet").await,
        format!(
            "<report-button partner=\"your-name\" look=\"button\">\n  <a href=\"{origin}/p/your-name\">Report \
             illegal content</a>\n</report-button>\n<script async \
             src=\"{origin}/embed/v1.js\"></script>"
        )
    );
    let wishes = "partner=school&words=Melden&language=de&accent=%237A1F5C&corner=0";
    let address = format!("{origin}/p/school?accent=7a1f5c&#38;corner=0#de");
    let link = format!("<a href=\"{address}\" rel=\"noreferrer\">Melden</a>");
    for (variant, expected, directives) in [
        (
            "button",
            format!(
                "<report-button partner=\"school\" look=\"button\" lang=\"de\">\n  <a href=\"{address}\">Melden</a>"
            ),
            format!("script-src {origin}; frame-src {origin}"),
        ),
        (
            "frame",
            format!("<iframe src=\"{address}\" title=\"Melden\""),
            format!("frame-src {origin}"),
        ),
        ("link", link.clone(), String::new()),
    ] {
        let query = format!("{wishes}&variant={variant}");
        let snippet = shown(&stack, &query, "snippet").await;
        assert!(snippet.starts_with(&expected), "{snippet}");
        assert!(!snippet.contains("style="), "{snippet}");
        assert_eq!(snippet.contains("<script"), variant == "button");
        if !directives.is_empty() {
            assert_eq!(shown(&stack, &query, "directives").await, directives);
        }
    }
}

#[tokio::test]
async fn the_page_is_strict_and_what_is_filled_in_stays_text() {
    let stack = Stack::start().await;
    let page = get(&stack, "/partners").await;
    let policy = header(&page, "content-security-policy").to_owned();
    assert!(policy.contains("default-src 'none'"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(header(&page, "set-cookie"), "");
    let evil = "%22%3E%3Cb%20id%3Devil%3E";
    for field in [
        "partner", "words", "language", "variant", "accent", "corner", "pinned", "policy",
    ] {
        let page = text(&stack, &format!("/partners?{field}={evil}")).await;
        assert!(!page.contains("<b id=evil>"), "{field}: {page}");
    }
    let wrong = text(&stack, "/partners?partner=%E2%80%A6").await;
    assert!(wrong.contains("aria-invalid"), "{wrong}");
    let right = text(&stack, "/partners?partner=A+Name").await;
    assert!(!right.contains("aria-invalid"), "{right}");
    assert!(right.contains("/p/a-name"), "{right}");
}

#[tokio::test]
async fn a_pasted_policy_is_checked() {
    let stack = Stack::start().await;
    let check = |policy: &str| format!("/partners?policy={}", policy.replace(' ', "+"));
    let page = text(&stack, &check("default-src 'self'; frame-src *")).await;
    assert!(page.contains("Not yet."), "{page}");
    let instead = format!("script-src &#39;self&#39; {}", stack.intake);
    assert!(page.contains(&instead), "{page}");
    assert_eq!(page.matches("<dt>It says</dt>").count(), 1, "{page}");
    let allowing = format!("script-src {0}; frame-src {0}", stack.intake);
    let page = text(&stack, &check(&allowing)).await;
    assert!(page.contains("It will work."), "{page}");
}

#[tokio::test]
async fn a_partners_form_opens_on_the_partners_pages_only() {
    let stack = start_with(
        "[partners.school]\norigins = [\"https://school.example\", \"https://b.example\"]",
    )
    .await;
    let limited = get(&stack, "/p/school").await;
    let policy = header(&limited, "content-security-policy");
    let ancestors = format!(
        "; frame-ancestors {} https://school.example https://b.example",
        stack.intake
    );
    assert!(policy.ends_with(&ancestors), "{policy}");
    let open = get(&stack, "/p/other").await;
    assert!(!header(&open, "content-security-policy").contains("frame-ancestors"));
    let open = open.text().await.unwrap();
    let open = open.replace("partner=\"other\"", "partner=\"school\"");
    assert_eq!(limited.text().await.unwrap(), open);
    let page = text(&stack, "/partners?partner=school").await;
    assert!(
        page.contains("<code>https://school.example</code>"),
        "{page}"
    );
}

#[tokio::test]
async fn colours_come_as_a_style_sheet_and_only_if_asked_for() {
    let stack = Stack::start().await;
    let plain = text(&stack, "/p/school").await;
    assert!(!plain.contains("theme"), "{plain}");
    assert_eq!(text(&stack, "/p/school?accent=red&corner=99").await, plain);
    let themed = text(&stack, "/p/school?accent=ffff00&corner=4").await;
    let link = "<link rel=\"stylesheet\" href=\"/theme.css?accent=ffff00&#38;corner=4\">";
    assert!(themed.contains(link), "{themed}");
    assert!(themed.find("/style.css").unwrap() < themed.find(link).unwrap());
    let sheet = get(&stack, "/theme.css?accent=ffff00&corner=4").await;
    assert_eq!(header(&sheet, "content-type"), "text/css; charset=utf-8");
    let sheet = sheet.text().await.unwrap();
    assert!(
        sheet.starts_with(":root{--radius:4px;--accent:#"),
        "{sheet}"
    );
    // Yellow cannot be read on white; on dark ground it can.
    assert_eq!(sheet.matches("--accent:#ffff00").count(), 1, "{sheet}");
}

#[tokio::test]
async fn a_pinned_loader_is_what_its_hash_says() {
    let stack = Stack::start().await;
    let snippet = shown(&stack, "pinned=yes", "snippet").await;
    let attribute = |name: &str| {
        let rest = snippet.split_once(&format!(" {name}=\"")).unwrap().1;
        rest.split_once('"').unwrap().0.to_owned()
    };
    assert!(snippet.contains(" crossorigin>"), "{snippet}");
    let path = attribute("src").replace(&stack.intake, "");
    let loader = get(&stack, &path).await;
    assert_eq!(header(&loader, "access-control-allow-origin"), "*");
    assert_eq!(
        header(&loader, "cache-control"),
        "public, max-age=31536000, immutable"
    );
    let loader = loader.bytes().await.unwrap();
    let hash = Sha256::digest(&loader);
    let integrity = format!("sha256-{}", Base64::encode_string(&hash));
    assert_eq!(attribute("integrity"), integrity);
    assert_eq!(
        loader,
        get(&stack, "/embed/v1.js").await.bytes().await.unwrap()
    );
    let manifest = text(&stack, "/embed/manifest.json").await;
    assert!(
        manifest.contains(path.trim_start_matches('/')),
        "{manifest}"
    );

    // A later version keeps this loader under the name that it was served by.
    let name = path.strip_prefix("/embed/").unwrap();
    let [keep] = commands("Partners");
    let keep = keep.replace("https://report.hotline.example", &stack.intake);
    let keep = keep.replace("v1.HASH.js", name);
    run(&stack.folder, &format!("cd hotline\n{keep}")).await;
    let folder = stack.stop().await;
    folder.edit_config("[intake]", "[intake]\nloaders = \"loaders\"");
    let languages = Bundle::built_in().unwrap().languages();
    let kept = receiver::settings::load(&folder.config(), &languages).unwrap();
    assert!(kept.intake.unwrap().loaders.find(&path).is_some());
}

#[tokio::test]
async fn a_loader_of_an_earlier_version_is_kept_by_its_file() {
    let folder = Folder::init(TestClock::BEGIN);
    let loaders = folder.path().join("loaders");
    fs::create_dir(&loaders).unwrap();
    let old = b"// An old loader.";
    let hex: String = Sha256::digest(old)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let name = format!("v1.{}.js", &hex[..16]);
    fs::write(loaders.join(&name), old).unwrap();
    folder.edit_config("[intake]", "[intake]\nloaders = \"loaders\"");
    let stack = Stack::start_in(folder, TestClock::at(TestClock::BEGIN).into()).await;
    let kept = get(&stack, &format!("/embed/{name}")).await;
    assert_eq!(
        header(&kept, "content-type"),
        "text/javascript; charset=utf-8"
    );
    assert_eq!(header(&kept, "access-control-allow-origin"), "*");
    assert_eq!(kept.bytes().await.unwrap(), old[..]);

    let folder = stack.stop().await;
    fs::write(loaders.join(&name), "// Changed.").unwrap();
    let languages = Bundle::built_in().unwrap().languages();
    let error = receiver::settings::load(&folder.config(), &languages).err();
    let error = error.unwrap().to_string();
    assert!(error.contains("intake.loaders: "), "{error}");
    assert!(error.contains(&name) && error.contains("fix: "), "{error}");
}

/// What costs the most to check and to show, in policies as long as may be.
#[tokio::test]
async fn a_policy_of_any_kind_is_answered_briefly() {
    const POLICY: usize = 8192;
    let stack = Stack::start().await;
    for part in [
        "script-src 'none',",
        "script-src a,frame-src b,sandbox,",
        "default-src 'self';",
        "sandbox,",
        "script-src ",
        "'",
        "<meta http-equiv=content-security-policy content=\"default-src x\">",
        "Content-Security-Policy: default-src x\n",
        "script-src https://a.example:443/b/c ",
    ] {
        let policy = part.repeat(POLICY / part.len());
        let query = [("policy", &policy)];
        let request = stack.reporter.request(Method::GET, "/partners");
        let answer = request.query(&query).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{part}");
        let bytes = answer.bytes().await.unwrap().len();
        assert!(bytes < 150_000, "{part}: {bytes} bytes");
    }
    let long = "x".repeat(POLICY + 1);
    for (field, value) in [
        ("policy", &long[..]),
        ("words", &long[..101]),
        ("partner", &long[..101]),
    ] {
        let request = stack.reporter.request(Method::GET, "/partners");
        let answer = request.query(&[(field, value)]).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{field}");
    }
}

#[tokio::test]
async fn whoever_finds_a_weakness_learns_whom_to_tell() {
    let path = "/.well-known/security.txt";
    let stack = Stack::start().await;
    let request = stack.reporter.request(Method::GET, path);
    assert_eq!(
        request.send().await.unwrap().status(),
        404,
        "nobody is named"
    );

    let folder = stack.stop().await;
    folder.edit_config("# security_contact = ", "security_contact = ");
    let stack = Stack::start_in(folder, TestClock::at(TestClock::BEGIN).into()).await;
    for day in ["2027-02-14", "2027-02-15"] {
        let answer = get(&stack, path).await;
        assert_eq!(header(&answer, "content-type"), "text/plain; charset=utf-8");
        let origin = &stack.intake;
        assert_eq!(
            answer.text().await.unwrap(),
            format!(
                "Contact: mailto:security@hotline.example\nExpires: {day}T00:00:00Z\n\
                 Canonical: {origin}{path}\n"
            )
        );
        stack.clock.advance_seconds(24 * 3600);
    }
}
