use std::sync::Arc;

use model::name::Name;
use model::rights::Role;
use receiver::clock::Clock;
use receiver::staff::StaffError;
use reqwest::{Client, Method};
use serde_json::Value;
use tokio::sync::OnceCell;

use crate::reporter::Answer;
use crate::{Folder, Member, Reply};

/// The desk: its API, used with the config's token, and its pages, used with an account.
pub struct Desk {
    /// The origin at which the desk listens.
    pub url: String,
    /// The token in the desk's config.
    pub token: String,
    folder: Folder,
    clock: Arc<dyn Clock>,
    http: Client,
    /// The account that reads pages, created when a test first needs it.
    lead: OnceCell<Member>,
}

impl Desk {
    /// The desk of this folder at this origin.
    pub fn new(url: &str, folder: &Folder, clock: Arc<dyn Clock>) -> Self {
        Self {
            url: url.to_owned(),
            token: folder.token(),
            folder: folder.clone(),
            clock,
            http: Client::new(),
            lead: OnceCell::new(),
        }
    }

    /// A member of the staff after the first login. An existing account gets a new password and a
    /// new second factor.
    pub async fn member(&self, name: &str, role: Role) -> Member {
        let mut member = self.invited(name, role).await;
        member.settle().await;
        member
    }

    /// A member of the staff with a one-time password, before the first login.
    pub async fn invited(&self, name: &str, role: Role) -> Member {
        let staff = self.folder.staff(self.clock.clone()).await;
        let name: Name = name.parse().unwrap();
        let one_time = match staff.add("operator", name.clone(), role).await {
            Err(StaffError::Taken) => staff.reset("operator", &name, true).await,
            added => added,
        };
        let one_time = one_time.unwrap();
        Member::invited(
            &self.url,
            self.clock.clone(),
            name.as_str(),
            one_time.as_str(),
        )
    }

    /// Claims reports with the token, and returns them.
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

    /// Acts on a claim: `extend`, `release` or `ack`. Returns the status.
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

    /// Posts JSON with the token to a receiver that may have stopped.
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

    /// Reads an answer of the API with the token.
    pub async fn get(&self, path: &str) -> Value {
        let token = format!("Bearer {}", self.token);
        let answer = self.knock(Method::GET, path, Some(&token)).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    /// Takes the next report by the API. Returns the path of its case.
    pub async fn take(&self) -> String {
        let taken = self.post("/v1/cases", &serde_json::json!({})).await;
        assert_eq!(taken.status, 200, "{}", taken.body);
        let taken: Value = serde_json::from_str(&taken.body).unwrap();
        format!("/v1/cases/{}", taken["case"].as_str().unwrap())
    }

    /// Changes a case, in its present version, by a request to this end of its path.
    pub async fn change(&self, case: &str, what: &str, mut request: Value) -> Answer {
        request["version"] = self.get(case).await["version"].clone();
        self.post(&format!("{case}/{what}"), &request).await
    }

    /// Reads a page as a lead.
    pub async fn page(&self, path: &str) -> String {
        self.lead().await.page(path).await
    }

    /// Sends a form of a page as a lead.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.lead().await.form(path, fields).await
    }

    /// The member who reads pages, with the role lead.
    pub async fn lead(&self) -> &Member {
        let lead = self.lead.get_or_init(|| self.member("lead", Role::Lead));
        lead.await
    }

    /// Sends a request without the token; with an `Authorization` header if the test gives one.
    pub async fn knock(&self, method: Method, path: &str, authorization: Option<&str>) -> Answer {
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        if let Some(value) = authorization {
            request = request.header("authorization", value);
        }
        Answer::read(request.send().await.unwrap()).await
    }
}
