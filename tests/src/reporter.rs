use std::io;
use std::sync::Arc;

use getrandom::{SysRng, rand_core::UnwrapErr};
use receiver::clock::Clock;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use shared::api::{Accepted, KEY_CONFIG_PATH, MEDIA_TYPE, POW_PATH, REPORTS_PATH};
use shared::envelope::{self, SealedReport};
use shared::key_config::{KeyDocument, PublishedKey, Trust};
use shared::pow::{Challenge, Search};
use shared::receipt::Receipt;
use shared::report::{Report, ReportId, UntrustedReport};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use crate::{TlsPair, TlsTunnel};

/// Sends the widget's requests over HTTP.
pub struct Reporter {
    http: Client,
    intake: String,
    clock: Arc<dyn Clock>,
    trust: Trust,
}

/// The intake's answer.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status code.
    pub status: u16,
    /// The header `Content-Type`.
    pub media_type: String,
    /// The body as text.
    pub body: String,
}

impl Answer {
    /// Reads a whole response.
    pub async fn read(response: Response) -> Self {
        let media_type = response.headers()["content-type"]
            .to_str()
            .unwrap()
            .to_owned();
        let status = response.status().as_u16();
        Self {
            status,
            media_type,
            body: response.text().await.unwrap(),
        }
    }

    /// The receipt of an answer 202.
    pub fn receipt(&self) -> Receipt {
        assert_eq!(self.status, 202, "{}", self.body);
        serde_json::from_str::<Accepted>(&self.body)
            .unwrap()
            .receipt
    }

    /// The last part of the problem's type, if the body is a problem document.
    pub fn problem(&self) -> Option<String> {
        (self.media_type == "application/problem+json").then(|| {
            let problem: Value = serde_json::from_str(&self.body).unwrap();
            assert_eq!(problem["status"], self.status);
            problem["type"]
                .as_str()
                .unwrap()
                .rsplit(':')
                .next()
                .unwrap()
                .to_owned()
        })
    }
}

impl Reporter {
    /// A reporter with this intake, clock and trust.
    pub fn new(intake: &str, clock: Arc<dyn Clock>, trust: Trust) -> Self {
        Self {
            http: Client::new(),
            intake: intake.to_owned(),
            clock,
            trust,
        }
    }

    /// The same reporter, with a connection of its own for every request.
    pub fn without_keep_alive(&self) -> Self {
        let http = Client::builder().pool_max_idle_per_host(0).build();
        Self {
            http: http.unwrap(),
            intake: self.intake.clone(),
            clock: self.clock.clone(),
            trust: self.trust.clone(),
        }
    }

    /// The same reporter at an intake with TLS, through a tunnel to it.
    pub async fn through_tls(&self, pair: &TlsPair) -> (TlsTunnel, Self) {
        let tunnel = TlsTunnel::to(&self.intake, pair.clone()).await;
        let reporter = Self::new(&tunnel.origin, self.clock.clone(), self.trust.clone());
        (tunnel, reporter)
    }

    /// Fetches the key, and verifies its chain of signatures.
    pub async fn key(&self) -> PublishedKey {
        self.try_key().await.unwrap()
    }

    async fn try_key(&self) -> reqwest::Result<PublishedKey> {
        let response = self.http.get(self.url(KEY_CONFIG_PATH)).send().await?;
        let document = KeyDocument::parse(&response.error_for_status()?.bytes().await?).unwrap();
        let now = self.clock.now();
        Ok(document.verify(&self.trust, now.0).unwrap())
    }

    /// Fetches the JSON Schema of a report.
    pub async fn schema(&self) -> Value {
        let response = self
            .http
            .get(self.url("/v1/report.schema.json"))
            .send()
            .await
            .unwrap();
        assert_eq!(
            response.headers()["content-type"],
            "application/schema+json"
        );
        response.json().await.unwrap()
    }

    /// Seals a report. Returns the message with its proof of work, and the expected receipt.
    pub async fn seal(&self, report: &Report) -> (Vec<u8>, Receipt) {
        self.try_seal(report).await.unwrap()
    }

    async fn try_seal(&self, report: &Report) -> reqwest::Result<(Vec<u8>, Receipt)> {
        let key = self.try_key().await?;
        let (message, receipt) = Self::seal_to(report, &key);
        let message = self.try_prove(message).await?;
        Ok((message.as_bytes().to_vec(), receipt))
    }

    /// Seals a report to a key fetched earlier, without a proof of work.
    pub fn seal_to(report: &Report, key: &PublishedKey) -> (SealedReport, Receipt) {
        envelope::seal(report, key, &mut UnwrapErr(SysRng)).unwrap()
    }

    /// Makes a new proof of work for a message sealed earlier.
    pub async fn prove(&self, message: Vec<u8>) -> Vec<u8> {
        let message = SealedReport::parse(message).unwrap();
        let proven = self.try_prove(message).await.unwrap();
        proven.as_bytes().to_vec()
    }

    async fn try_prove(&self, message: SealedReport) -> reqwest::Result<SealedReport> {
        Ok(Self::solve(&self.try_challenge().await?, message))
    }

    /// Fetches the current challenge.
    pub async fn challenge(&self) -> Challenge {
        self.try_challenge().await.unwrap()
    }

    async fn try_challenge(&self) -> reqwest::Result<Challenge> {
        self.http.get(self.url(POW_PATH)).send().await?.json().await
    }

    /// Makes a proof of work for a message with this challenge.
    pub fn solve(challenge: &Challenge, message: SealedReport) -> SealedReport {
        let proof = Search::new(challenge, &message).run(u32::MAX).unwrap();
        message.with_proof(proof)
    }

    /// Posts a message to the intake.
    pub async fn post(&self, message: Vec<u8>) -> Answer {
        Answer::read(self.try_post(message).await.unwrap()).await
    }

    /// Posts a message to a receiver that may have stopped.
    pub async fn try_post(&self, message: Vec<u8>) -> reqwest::Result<Response> {
        let request = self
            .http
            .post(self.url(REPORTS_PATH))
            .header("content-type", MEDIA_TYPE);
        request.body(message).send().await
    }

    /// Seals and posts a report to a receiver that may stop. Returns whether it was acknowledged.
    pub async fn try_send(&self, report: &Report) -> reqwest::Result<bool> {
        let (message, _) = self.try_seal(report).await?;
        Ok(self.try_post(message).await?.status() == 202)
    }

    /// Waits until the receiver requests the body of a message, and posts its first bytes.
    pub async fn begin_post(&self, message: Vec<u8>, bytes: usize) -> HalfPosted {
        let (_, address) = self.intake.split_once("://").unwrap();
        let mut stream = BufReader::new(self.connect().await);
        let head = format!(
            "POST {REPORTS_PATH} HTTP/1.1\r\nhost: {address}\r\ncontent-type: {MEDIA_TYPE}\r\n\
             content-length: {}\r\nexpect: 100-continue\r\nconnection: close\r\n\r\n",
            message.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        assert!(line.starts_with("HTTP/1.1 100 "), "{line}");
        let mut message = message;
        let rest = message.split_off(bytes);
        stream.write_all(&message).await.unwrap();
        HalfPosted { stream, rest }
    }

    /// Seals and posts a report, and checks the receipt.
    pub async fn send(&self, report: &Report) {
        let (message, expected) = self.seal(report).await;
        assert_eq!(self.post(message).await.receipt(), expected);
    }

    /// Connects, and sends nothing.
    pub async fn connect(&self) -> TcpStream {
        let (_, address) = self.intake.split_once("://").unwrap();
        TcpStream::connect(address).await.unwrap()
    }

    /// Begins a request with this method and path.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, self.url(path))
    }

    /// The origin of the intake.
    pub fn origin(&self) -> &str {
        &self.intake
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.intake)
    }
}

/// A message that is partly sent.
pub struct HalfPosted {
    stream: BufReader<TcpStream>,
    rest: Vec<u8>,
}

impl HalfPosted {
    /// Posts the remaining bytes. Returns the whole answer, if the receiver still runs.
    pub async fn finish(mut self) -> io::Result<String> {
        self.stream.write_all(&self.rest).await?;
        self.answer().await
    }

    /// Returns the whole answer without posting the remaining bytes.
    pub async fn answer(mut self) -> io::Result<String> {
        let mut answer = String::new();
        self.stream.read_to_string(&mut answer).await?;
        Ok(answer.trim_start().to_owned())
    }
}

/// A report with a new id, a location and a description.
pub fn report(url: &str, description: &str) -> Report {
    let report = json!({
        "id": ReportId::random(&mut UnwrapErr(SysRng)),
        "category": "csam",
        "locations": [{ "type": "web", "url": url }],
        "description": description,
        "language": "en",
    });
    Report::try_from(serde_json::from_value::<UntrustedReport>(report).unwrap()).unwrap()
}
