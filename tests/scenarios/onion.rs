//! The onion address: the form is the same there, under a policy that names that origin alone, and pages of the
//! public origin lead to it.

use reqwest::Method;
use tests::{Folder, ONION, Process};

const PUBLIC: &str = "https://report.hotline.example";

/// A receiver with an onion address, and this public one.
async fn start(public: &str) -> Process {
    let folder = Folder::today();
    folder.set_onion();
    let public = format!("public_url = \"{public}\"");
    folder.edit_config("public_url = \"http://127.0.0.1:7701\"", &public);
    Process::start(folder).await
}

/// The content security policy and the onion location of a page, as somebody asks for it at this host.
async fn page(process: &Process, host: &str, path: &str) -> (String, Option<String>) {
    let request = process.reporter.request(Method::GET, path);
    let request = request.header("host", host).header("accept", "text/html");
    let answer = request.send().await.unwrap();
    let header = |name| Some(answer.headers().get(name)?.to_str().unwrap().to_owned());
    let policy = header("content-security-policy").unwrap();
    (policy, header("onion-location"))
}

#[tokio::test]
async fn each_host_gets_a_form_for_its_own_origin() {
    let process = start(PUBLIC).await;
    let onion = ONION.strip_prefix("http://").unwrap();
    let public = PUBLIC.strip_prefix("https://").unwrap();
    let (upper, dot) = (onion.to_uppercase(), format!("{onion}.:80"));
    for (host, own, other) in [
        (onion, ONION, PUBLIC),
        (&upper, ONION, PUBLIC),
        (&dot, ONION, PUBLIC),
        (public, PUBLIC, ONION),
        ("unknown.example", PUBLIC, ONION),
        (&format!("{public}.example"), PUBLIC, ONION),
        (&format!("www.{onion}"), PUBLIC, ONION),
        ("127.0.0.1", PUBLIC, ONION),
    ] {
        for path in ["/", "/p/school", "/nowhere"] {
            let (policy, _) = page(&process, host, path).await;
            for directive in ["script-src", "style-src", "connect-src"] {
                assert!(policy.contains(&format!("{directive} {own}")), "{policy}");
            }
            assert!(!policy.contains(other), "{host}{path}: {policy}");
        }
    }
}

#[tokio::test]
async fn the_public_form_leads_to_the_same_page_at_the_onion_address() {
    let process = start(PUBLIC).await;
    let public = PUBLIC.strip_prefix("https://").unwrap();
    for path in ["/", "/p", "/p/", "/p/school?accent=7a1f5c", "/p/a%20b/"] {
        for host in [public, &format!("{public}:443"), &public.to_uppercase()] {
            let (_, location) = page(&process, host, path).await;
            assert_eq!(location, Some(format!("{ONION}{path}")), "{host}");
        }
        for host in [&ONION["http://".len()..], "unknown.example", "127.0.0.1"] {
            assert_eq!(page(&process, host, path).await.1, None, "{host}{path}");
        }
    }
    for path in ["/nowhere", "/partners"] {
        assert_eq!(page(&process, public, path).await.1, None, "{path}");
    }
}

#[tokio::test]
async fn nothing_leads_to_the_onion_address_from_a_page_without_tls() {
    let process = start("http://report.hotline.example").await;
    let (policy, location) = page(&process, "report.hotline.example", "/").await;
    assert!(policy.contains("connect-src http://report.hotline.example"));
    assert_eq!(location, None);
}
