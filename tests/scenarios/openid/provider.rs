use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;

use reqwest::header::SET_COOKIE;
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Url};
use serde_json::json;
use tests::{Folder, soon};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

const SECRET: &str = "a-secret-of-the-desk-and-its-provider";

/// An identity provider that others wrote: `tests/peers/openid.mjs`.
pub(super) struct Provider {
    pub(super) issuer: String,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    _child: Child,
}

impl Provider {
    /// Starts the provider. It serves once it knows the desk.
    pub(super) async fn start() -> Self {
        let scripts = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/peers"));
        assert!(
            scripts.join("node_modules/oidc-provider").exists(),
            "the peers are not set up: run `cargo xtask test`"
        );
        let mut child = Command::new("node")
            .arg(scripts.join("openid.mjs"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
        let issuer = soon("the provider listens", output.next_line()).await;
        Self {
            issuer: issuer.unwrap().unwrap(),
            input: child.stdin.take().unwrap(),
            output,
            _child: child,
        }
    }

    /// Writes the provider into a config.
    pub(super) fn write_into(&self, folder: &Folder) {
        std::fs::write(folder.path().join("keys/openid.secret"), SECRET).unwrap();
        folder.edit_config("# public_url = ", "public_url = ");
        let lines = [
            "[desk.openid]",
            "issuer = \"https://id.hotline.example\"",
            "client_id",
            "client_secret",
        ];
        for line in lines {
            folder.edit_config(&format!("# {line}"), line);
        }
        folder.edit_config("https://id.hotline.example", &self.issuer);
    }

    /// Tells the provider where the desk is.
    pub(super) async fn know(&mut self, desk: &str) {
        let back = format!("{desk}/openid/return");
        let client = json!({ "redirect_uri": back, "client_secret": SECRET });
        let line = format!("{client}\n");
        self.input.write_all(line.as_bytes()).await.unwrap();
        let ready = soon("the provider serves", self.output.next_line()).await;
        assert_eq!(ready.unwrap().as_deref(), Some("ready"));
    }

    /// Goes where the desk sends a browser, and logs in there by this name. Gives the address that the
    /// provider sends the browser back to.
    pub(super) async fn log_in(&self, from_desk: &str, name: &str) -> String {
        let http = Client::builder().redirect(Policy::none()).build().unwrap();
        let mut browser = Browser::default();
        let mut at = Url::parse(from_desk).unwrap();
        while at.as_str().starts_with(&self.issuer) {
            let mut shown = browser.send(http.get(at.clone())).await;
            if shown.to.is_none() {
                let is_login = shown.body.contains("name=\"prompt\" value=\"login\"");
                let prompt = if is_login { "login" } else { "consent" };
                let form = [("prompt", prompt), ("login", name), ("password", "x")];
                shown = browser.send(http.post(at.clone()).form(&form)).await;
            }
            at = at.join(&shown.to.expect(&shown.body)).unwrap();
        }
        at.into()
    }
}

struct Shown {
    to: Option<String>,
    body: String,
}

#[derive(Default)]
struct Browser(BTreeMap<String, String>);

impl Browser {
    async fn send(&mut self, request: RequestBuilder) -> Shown {
        let cookies = self.0.iter().map(|(name, value)| format!("{name}={value}"));
        let cookies = cookies.collect::<Vec<_>>().join("; ");
        let response = request.header("cookie", cookies).send().await.unwrap();
        let headers = response.headers().clone();
        for line in headers.get_all(SET_COOKIE) {
            let (cookie, _) = line.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = cookie.split_once('=').unwrap();
            self.0.insert(name.to_owned(), value.to_owned());
        }
        let to = headers.get("location");
        Shown {
            to: to.map(|to| to.to_str().unwrap().to_owned()),
            body: response.text().await.unwrap(),
        }
    }
}
