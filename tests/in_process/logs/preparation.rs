//! Reports, cases, accounts and recipients for one route.

use axum::http::StatusCode;
use model::rights::Role;
use receiver::parcel::Kind;
use serde_json::{Value, json};
use shared::report::{Report, UntrustedReport};
use tests::Member;

use super::Preparation;
use crate::recipients::key_of;
use crate::{act, finding, numbered, show, step};

impl Preparation<'_> {
    /// Puts a report into the queue. Returns its id.
    pub(super) async fn report(&self) -> String {
        let report = numbered(self.number);
        let id = report.id.to_string();
        self.desk.enqueue(report).await;
        id
    }

    /// Claims all reports. Returns the lease.
    pub(super) async fn claim(&self) -> Value {
        let request = json!({ "max": 100, "lease_seconds": 60 });
        let (_, claims) = self.desk.post("/v1/claims", request).await;
        claims["claims"][0]["lease"].clone()
    }

    /// A new case, in version 1.
    pub(super) async fn case(&self) -> String {
        let id = self.report().await;
        let (status, taken) = self.desk.post("/v1/cases", json!({ "report": id })).await;
        assert_eq!(status, StatusCode::OK, "{taken}");
        id
    }

    /// A case in version 2 whose reporter can be asked.
    pub(super) async fn askable(&self) -> String {
        let report = Report::try_from(numbered(self.number)).unwrap();
        let id = report.id().to_string();
        self.desk.enqueue_askable(report).await;
        let (status, taken) = self.desk.post("/v1/cases", json!({ "report": id })).await;
        assert_eq!(status, StatusCode::OK, "{taken}");
        step(self.desk, &format!("/v1/cases/{id}"), "needs_more").await;
        id
    }

    /// A case in version 3 whose item is held until today: that is due.
    pub(super) async fn held(&self) -> String {
        let id = self.case().await;
        let case = format!("/v1/cases/{id}");
        let illegal = json!({ "step": "illegal", "findings": [finding(1, "baseline")] });
        act(self.desk, &case, "step", illegal).await;
        let hold = json!({ "step": "hold", "until": "2027-01-15" });
        act(self.desk, &case, "step", hold).await;
        id
    }

    /// The days on which all reports of these tests come.
    pub(super) fn days(&self) -> Vec<(&'static str, String)> {
        [("from", "2027-01-01"), ("to", "2027-12-31")]
            .map(|(name, day)| (name, day.to_owned()))
            .to_vec()
    }

    /// Draws a sample. Returns its key, and the number of its first item.
    pub(super) async fn drawn(&self) -> (String, String) {
        self.held().await;
        let days = self.days();
        let mut fields: Vec<_> = days.iter().map(|(name, day)| (*name, &day[..])).collect();
        fields.push(("size", "200"));
        let drawn = self.lead.form("/samples", &fields).await;
        let path = drawn.location().unwrap();
        let page = self.lead.page(path).await;
        let (_, item) = page.split_once("name=\"item\" value=\"").unwrap();
        let (item, _) = item.split_once('"').unwrap();
        (path["/samples/".len()..].to_owned(), item.to_owned())
    }

    /// A case in version 2, of which an item was handed to the police.
    pub(super) async fn handed_off(&self) -> String {
        let id = self.case().await;
        let request = json!({ "kind": "police", "items": [1], "to": "Police" });
        let version = act(self.desk, &format!("/v1/cases/{id}"), "hand-offs", request).await;
        assert_eq!(version, 2);
        id
    }

    /// A case whose hand-off of version 3 the other hotline has told the outcome of, and its version.
    pub(super) async fn told(&self) -> (String, u64) {
        let id = self.case().await;
        let case = format!("/v1/cases/{id}");
        let illegal = json!({ "step": "illegal", "findings": [finding(1, "baseline")] });
        act(self.desk, &case, "step", illegal).await;
        let request = json!({ "kind": "hotline", "items": [1], "to": "us" });
        act(self.desk, &case, "hand-offs", request).await;
        let parcel = show(self.desk, &case).await["hand_offs"][0]["parcel"].clone();
        let item = json!({ "item": 1, "became": "removed" });
        let body = json!({ "to": parcel, "sequence": 1, "items": [item] });
        let document = self.desk.exchange_key().await;
        let outcome = self.other.send(&document, Kind::Outcome, &body);
        self.desk.receive(&outcome).await;
        self.desk.exchange_parcels().await;
        let version = show(self.desk, &case).await["version"].as_u64().unwrap();
        (id, version)
    }

    /// A case in version 3: the lead has sent back what another person asked about.
    pub(super) async fn decided(&self) -> String {
        let id = self.case().await;
        let doubt = json!({ "step": "doubt", "reason": "not sure" });
        act(self.desk, &format!("/v1/cases/{id}"), "step", doubt).await;
        let fields = [
            ("version", "2"),
            ("step", "send_back"),
            ("reason", "look again"),
        ];
        let reply = self.lead.form(&format!("/cases/{id}/work"), &fields).await;
        assert_eq!(reply.status, 303, "{}", reply.body);
        id
    }

    /// Puts a report into the queue whose address is the item of a case. Returns the report's id.
    pub(super) async fn repeat(&self) -> String {
        self.case().await;
        let repeat = UntrustedReport {
            locations: numbered(self.number).locations,
            ..numbered(1000 + self.number)
        };
        let id = repeat.id.to_string();
        self.desk.enqueue(repeat).await;
        id
    }

    /// A new case, in version 1, and the number of the item of another case that it names.
    pub(super) async fn known(&self) -> (String, String) {
        let id = self.repeat().await;
        let (status, taken) = self.desk.post("/v1/cases", json!({ "report": id })).await;
        assert_eq!(status, StatusCode::OK, "{taken}");
        let shown = show(self.desk, &format!("/v1/cases/{id}")).await;
        let number = shown["known"][0]["number"].as_str().unwrap();
        (id, number.to_owned())
    }

    pub(super) fn address(&self) -> String {
        format!("https://other.example/{}", self.number)
    }

    pub(super) fn name(&self) -> String {
        format!("name-{}", self.number)
    }

    /// Adds an account. Returns its name.
    pub(super) async fn account(&self) -> String {
        let staff = self.desk.staff().await;
        let name = self.name();
        let added = staff.add("operator", name.parse().unwrap(), Role::Analyst);
        added.await.unwrap();
        name
    }

    pub(super) fn host(&self) -> Vec<(&'static str, String)> {
        let (kind, way) = ("host".to_owned(), "form".to_owned());
        vec![("name", self.name()), ("kind", kind), ("way", way)]
    }

    /// Adds a recipient. Returns its key.
    pub(super) async fn added_host(&self) -> String {
        let fields = self.host();
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (*name, &value[..]))
            .collect();
        let added = self.lead.form("/recipients", &fields).await;
        assert_eq!(added.status, 303, "{}", added.body);
        key_of(&self.lead.page("/recipients").await, &self.name())
    }

    pub(super) fn token(&self) -> Vec<(&'static str, String)> {
        let (days, look) = ("1".to_owned(), "on".to_owned());
        vec![("name", self.name()), ("days", days), ("look", look)]
    }

    /// Makes a token. Returns its key.
    pub(super) async fn made_token(&self) -> String {
        self.make_token("look").await;
        self.key_on("/tokens", self.admin, "/revoke").await
    }

    /// Makes a token that waits for an approval. Returns its key.
    pub(super) async fn waiting_token(&self) -> String {
        self.make_token("claim").await;
        self.key_on("/approvals", self.lead, "\"").await
    }

    async fn make_token(&self, scope: &str) {
        let name = self.name();
        let fields = [("name", &name[..]), ("days", "1"), (scope, "on")];
        assert_eq!(self.admin.form("/tokens", &fields).await.status, 200);
    }

    /// The key in the first form of this page, before this end of the form's address.
    async fn key_on(&self, page: &str, member: &Member, end: &str) -> String {
        let html = member.page(page).await;
        let (_, rest) = html.split_once(&format!("action=\"{page}/")).expect(&html);
        rest.split_once(end).unwrap().0.to_owned()
    }
}
