use std::path::Path;

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::priority::Priority;
use model::time::Timestamp;
use receiver::clock::Clock;
use receiver::keys::ceremony;
use serde_json::{Value, json};
use shared::certificate::SignerCertificate;
use shared::follow_up::code::Code;
use shared::follow_up::mailbox::MailboxKey;
use shared::follow_up::message::{Answer, Askable, Content};
use shared::follow_up::question::QuestionId;
use shared::report::{HotlineId, Report, ReportId};
use shared::signing::SigningKey;

use crate::line_program::{LineProgram, NOT_SET_UP, python};
use crate::{Folder, InProcess};

/// A client of `shared/FOLLOW-UP.md` in another language.
pub struct AskedReporter(LineProgram);

impl AskedReporter {
    /// A client that was written from that text alone, at the intake of this folder, which asks for no proof of work.
    pub fn python(intake: &str, folder: &Folder) -> Self {
        let python = python();
        assert!(python.exists(), "{NOT_SET_UP}");
        Self::start(&python, "follow_up.py", intake, folder)
    }

    /// The npm package, at the intake of this folder. Its time is the system's.
    pub fn javascript(intake: &str, folder: &Folder) -> Self {
        Self::start(Path::new("node"), "follow_up.mjs", intake, folder)
    }

    fn start(interpreter: &Path, script: &str, intake: &str, folder: &Folder) -> Self {
        let trust = folder.trust();
        let (hotline, root) = (trust.hotline.as_str(), trust.root.to_string());
        Self(LineProgram::start(
            interpreter,
            script,
            &[intake, hotline, &root],
        ))
    }

    /// Sends a report whose reporter can be asked. Returns the code.
    pub async fn report(&mut self, report: &Report) -> String {
        // As text, whose members have their order.
        let text = String::from_utf8(report.to_json()).unwrap();
        let answer = self.ask(json!({ "do": "report", "report": text })).await;
        assert_eq!(answer["status"], 202);
        answer["code"].as_str().unwrap().to_owned()
    }

    /// The board in base64, and the status.
    pub async fn board(&mut self) -> Value {
        self.ask(json!({ "do": "board" })).await
    }

    /// The question under a code at this time; null if there is none.
    pub async fn look(&mut self, code: &str, now: Timestamp) -> Value {
        let looked = self
            .ask(json!({ "do": "look", "code": code, "now": now.0 }))
            .await;
        assert_eq!(looked.get("error"), None);
        looked["read"].clone()
    }

    /// Answers a question. Returns the status.
    pub async fn answer(&mut self, question: &Value, text: &str) -> Value {
        let request = json!({ "do": "answer", "question": question["id"], "text": text });
        self.ask(request).await["status"].clone()
    }

    async fn ask(&mut self, request: Value) -> Value {
        self.0.ask(&request).await
    }
}

impl Folder {
    /// Lets the hotline ask reporters: makes the asker, and lets the root certify it for so many days.
    pub fn ask_reporters(&self, now: Timestamp, days: u64) {
        let keys = self.desk().join("keys/asker");
        let asker = ceremony::make_signer(&keys, &mut UnwrapErr(SysRng)).unwrap();
        self.certify_asker(&asker, now, days);
        let lines = "[follow_up]\nasker_key = \"keys/asker/signer.key\"\n\
                     asker_certificate = \"keys/asker/signer.cert\"";
        match self.config().exists() {
            true => self.append_config(lines),
            false => {
                self.append_to_half("desk", lines);
                self.append_to_half("intake", "[follow_up]");
            }
        }
    }

    /// Lets the hotline ask nobody any more.
    pub fn ask_nobody(&self) {
        self.edit_config("[follow_up]\n", "");
        for (key, file) in [("key", "key"), ("certificate", "cert")] {
            let line = format!("asker_{key} = \"keys/asker/signer.{file}\"\n");
            self.edit_config(&line, "");
        }
    }

    /// Lets the root certify the asker anew.
    pub fn renew_asker(&self, now: Timestamp, days: u64) {
        let key = self.desk().join("keys/asker/signer.key");
        self.certify_asker(&ceremony::read_key(&key).unwrap(), now, days);
    }

    fn certify_asker(&self, asker: &SigningKey, now: Timestamp, days: u64) {
        let root: SigningKey = ceremony::read_key(&self.path().join("root/root.key")).unwrap();
        let hotline = self.trust().hotline;
        let certificate: SignerCertificate =
            ceremony::certificate(hotline, asker.verifying_key(), now, days);
        let file = self.desk().join("keys/asker/signer.cert");
        ceremony::certify(&root, &certificate, ceremony::CertifiedFor::Asker, &file).unwrap();
    }
}

impl InProcess {
    /// Puts a report into the queue whose reporter can be asked. Returns the key of the reporter's mailbox.
    pub async fn enqueue_askable(&self, report: Report) -> MailboxKey {
        let hotline: HotlineId = self.folder.trust().hotline;
        let mailbox = MailboxKey::of(&Code::random(&mut UnwrapErr(SysRng)), &hotline);
        let (id, priority) = (report.id(), Priority::of(&report));
        let askable = Askable {
            mailbox: mailbox.clone(),
            report,
        };
        let json = Content::Askable(askable).to_json();
        self.enqueue_json(&self.folder.desk_public_key(), id, priority, &json)
            .await;
        mailbox
    }

    /// Puts the answer to a question into the queue. Returns its id.
    pub async fn enqueue_answer(&self, question: QuestionId, text: &str) -> ReportId {
        let id = ReportId::random(&mut UnwrapErr(SysRng));
        let text = text.parse().unwrap();
        let json = Content::<()>::Answer(Answer { id, question, text }).to_json();
        self.enqueue_json(&self.folder.desk_public_key(), id, Priority::Rest, &json)
            .await;
        id
    }

    /// The present time, in seconds since 1970.
    pub fn now(&self) -> u64 {
        self.clock.now().0
    }
}
