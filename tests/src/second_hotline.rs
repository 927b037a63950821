use serde_json::{Value, json};

use crate::line_program::{LineProgram, NOT_SET_UP, python};
use crate::until;

/// A hotline with software of its own, which was written from `shared/EXCHANGE.md` alone (`tests/peers/hotline.py`).
pub struct SecondHotline {
    program: LineProgram,
    /// The public half of its root, in base64.
    pub root: String,
    /// The origin of its intake.
    pub url: String,
}

impl SecondHotline {
    /// Starts it with this id.
    pub async fn start(id: &str) -> Self {
        Self::start_speaking(id, "1").await
    }

    /// Starts it with this id and these versions of parcels, such as "2,1".
    pub async fn start_speaking(id: &str, versions: &str) -> Self {
        let python = python();
        assert!(python.exists(), "{NOT_SET_UP}");
        let mut program = LineProgram::start(&python, "hotline.py", &[id, versions]);
        let first = program.next().await;
        let text = |name: &str| first[name].as_str().unwrap().to_owned();
        Self {
            root: text("root"),
            url: text("url"),
            program,
        }
    }

    /// Tells it the root and the intake of another hotline.
    pub async fn know(&mut self, hotline: &str, root: &str, url: &str) {
        let known = json!({ "do": "know", "hotline": hotline, "root": root, "url": url });
        assert_eq!(self.program.ask(&known).await, json!({}));
    }

    /// Sends a parcel, until there is a receipt that holds. Returns its id, and its bytes.
    pub async fn send(&mut self, to: &str, kind: &str, body: &Value) -> (String, String) {
        let send = json!({ "do": "send", "to": to, "kind": kind, "body": body });
        let sent = self.program.ask(&send).await;
        let text = |name: &str| sent[name].as_str().map(str::to_owned);
        let sent_as = text("id").zip(text("parcel"));
        sent_as.unwrap_or_else(|| panic!("{sent}"))
    }

    /// Tries to send a parcel in this version first. Returns its id, or why it was not sent; and the problems that it was
    /// refused with.
    pub async fn send_first_in(
        &mut self,
        version: u32,
        to: &str,
        kind: &str,
        body: &Value,
    ) -> Value {
        let send =
            json!({ "do": "send", "to": to, "kind": kind, "body": body, "version": version });
        self.program.ask(&send).await
    }

    /// Waits for the next parcels to arrive. Returns the contents of each.
    pub async fn got(&mut self) -> Vec<Value> {
        let program = &mut self.program;
        until("a parcel arrives", async || {
            let got = program.ask(&json!({ "do": "got" })).await;
            let parcels = got["parcels"].as_array();
            let parcels = parcels.unwrap_or_else(|| panic!("{got}"));
            (!parcels.is_empty()).then(|| parcels.clone())
        })
        .await
    }

    /// Lets it go by this directory, of which its mirror shows nothing.
    pub async fn follow(&mut self, directory: &Value) {
        let follow = json!({ "do": "follow", "directory": directory, "files": {} });
        assert_eq!(self.program.ask(&follow).await, json!({}));
    }

    /// The directories that others have named in parcels and receipts since this was asked last.
    pub async fn heard(&mut self) -> Vec<Value> {
        let heard = self.program.ask(&json!({ "do": "heard" })).await;
        heard["heard"].as_array().unwrap().clone()
    }

    /// What a file says, or why it does not open.
    pub async fn open(&mut self, file: &str) -> Value {
        self.program
            .ask(&json!({ "do": "open", "file": file }))
            .await
    }
}
