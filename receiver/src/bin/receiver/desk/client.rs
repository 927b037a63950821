//! The client of the desk's API.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Duration;

use model::case::CaseName;
use model::defang::json_line;
use reqwest::redirect::Policy;
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

/// Maximum time for an answer: longer than the desk's own limit.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Maximum time for a file of many cases.
const FILE_TIMEOUT: Duration = Duration::from_secs(3600);

/// A client of the desk's API, with a token.
pub(super) struct Client {
    http: reqwest::Client,
    desk: String,
    token: String,
}

impl Client {
    pub(super) fn new(desk: &str, token_file: Option<&Path>) -> Result<Self, Box<dyn Error>> {
        // The token must reach this address only: no proxy from the environment, no redirect.
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .timeout(TIMEOUT)
            .build()?;
        Ok(Self {
            http,
            desk: desk.trim_end_matches('/').to_owned(),
            token: token(token_file)?,
        })
    }

    /// Claims up to `max` reports.
    pub(super) async fn claim(
        &self,
        max: usize,
        lease_seconds: u64,
    ) -> Result<Vec<Value>, Box<dyn Error>> {
        let request = json!({ "max": max, "lease_seconds": lease_seconds });
        let response = self.send(self.post("/v1/claims", &request)).await?;
        match response.json::<Value>().await?["claims"].take() {
            Value::Array(claims) => Ok(claims),
            _ => Err("the answer has no claims\n  fix: is this the desk's address?".into()),
        }
    }

    /// Acks or releases a report.
    pub(super) async fn end_lease(
        &self,
        how: &str,
        id: &Value,
        lease: &Value,
    ) -> Result<(), Box<dyn Error>> {
        let id = id.as_str().unwrap_or_default();
        let path = format!("/v1/claims/{id}/{how}");
        let request = self.post(&path, &json!({ "lease": lease }));
        self.send(request).await.map(drop)
    }

    /// Sends a GET request.
    pub(super) async fn get(
        &self,
        path: &str,
        query: &[(&str, String)],
    ) -> Result<Value, Box<dyn Error>> {
        let request = self.http.get(format!("{}{path}", self.desk)).query(query);
        Ok(self.send(request).await?.json().await?)
    }

    /// Sends a GET request for a file, which may take long to come.
    pub(super) async fn file(
        &self,
        path: &str,
        query: &[(&str, String)],
    ) -> Result<Response, Box<dyn Error>> {
        let request = self.http.get(format!("{}{path}", self.desk)).query(query);
        self.send(request.timeout(FILE_TIMEOUT)).await
    }

    /// Sends a change as a POST request. Returns the answer.
    pub(super) async fn change(&self, path: &str, body: &Value) -> Result<Value, Box<dyn Error>> {
        Ok(self.send(self.post(path, body)).await?.json().await?)
    }

    /// The path of a case.
    pub(super) async fn case(&self, case: CaseName) -> Result<String, Box<dyn Error>> {
        let id = match case {
            CaseName::Id(id) => json!(id),
            CaseName::Number(number) => {
                let query = [("number", number.to_string())];
                let list = self.get("/v1/cases", &query).await?;
                list["cases"][0]["id"].clone()
            }
        };
        let id = id.as_str();
        let id = id.ok_or("no case has this number\n  fix: `receiver desk cases` lists them")?;
        Ok(format!("/v1/cases/{id}"))
    }

    fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.http.post(format!("{}{path}", self.desk)).json(body)
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response, Box<dyn Error>> {
        let sent = request.bearer_auth(&self.token).send().await;
        let response = sent.map_err(|error| self.unreachable(&error))?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let problem: Value = response.json().await.unwrap_or_default();
        let mut said = json_line(&problem["title"])?;
        if problem["detail"].is_string() {
            said = format!("{said}: {}", json_line(&problem["detail"])?);
        }
        Err(format!("the desk answered {}: {said}", status.as_u16()).into())
    }

    /// The error of a request without an answer. The address is the one that was given, without the path,
    /// which names a case.
    fn unreachable(&self, error: &reqwest::Error) -> String {
        let what = if error.is_timeout() {
            "does not answer in time"
        } else {
            "cannot be reached"
        };
        let desk = &self.desk;
        format!("the desk at {desk} {what}\n  fix: is it running? --desk URL names another address")
    }
}

fn token(file: Option<&Path>) -> Result<String, Box<dyn Error>> {
    let text = match file {
        Some(file) => fs::read_to_string(file)
            .map_err(|error| format!("--token-file {}: {error}", file.display()))?,
        None => std::env::var("RECEIVER_TOKEN")
            .map_err(|_| "there is no token\n  fix: --token-file FILE, or set RECEIVER_TOKEN")?,
    };
    Ok(text.trim().to_owned())
}
