use reqwest::{Client, Method};
use serde_json::Value;

use crate::reporter::Answer;

/// Somebody at the desk, with its token.
pub struct Desk {
    /// Its origin.
    pub url: String,
    /// Its token.
    pub token: String,
    http: Client,
}

impl Desk {
    /// Comes to the desk at this origin.
    pub fn new(url: &str, token: &str) -> Self {
        Self {
            url: url.to_owned(),
            token: token.to_owned(),
            http: Client::new(),
        }
    }

    /// Claims reports.
    pub async fn claim(&self, max: usize, lease_seconds: u64) -> Vec<Value> {
        let request = serde_json::json!({ "max": max, "lease_seconds": lease_seconds });
        let answer = self.post("/v1/claims", &request).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let mut claims: Value = serde_json::from_str(&answer.body).unwrap();
        match claims["claims"].take() {
            Value::Array(claims) => claims,
            other => panic!("claims are {other}"),
        }
    }

    /// Acts on a claim: `extend`, `release` or `ack`. Gives the status.
    pub async fn act(&self, claim: &Value, act: &str) -> u16 {
        let mut request = serde_json::json!({ "lease": claim["lease"] });
        if act == "extend" {
            request["lease_seconds"] = 60.into();
        }
        let path = format!("/v1/claims/{}/{act}", claim["id"].as_str().unwrap());
        self.post(&path, &request).await.status
    }

    /// Posts JSON with the token.
    pub async fn post(&self, path: &str, json: &Value) -> Answer {
        self.try_post(path, json).await.unwrap()
    }

    /// The same to a receiver that may be gone.
    pub async fn try_post(&self, path: &str, json: &Value) -> reqwest::Result<Answer> {
        let url = format!("{}{path}", self.url);
        let request = self.http.post(url).bearer_auth(&self.token).json(json);
        let response = request.send().await?;
        if response.status() == 204 {
            return Ok(Answer {
                status: 204,
                media_type: String::new(),
                body: String::new(),
            });
        }
        Ok(Answer::read(response).await)
    }

    /// Reads a page with the login.
    pub async fn page(&self, path: &str) -> String {
        let url = format!("{}{path}", self.url);
        let request = self.http.get(url).basic_auth("desk", Some(&self.token));
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        response.text().await.unwrap()
    }

    /// Asks without a token, or with a header of the test's choice.
    pub async fn knock(&self, method: Method, path: &str, authorization: Option<&str>) -> Answer {
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        if let Some(value) = authorization {
            request = request.header("authorization", value);
        }
        Answer::read(request.send().await.unwrap()).await
    }
}
