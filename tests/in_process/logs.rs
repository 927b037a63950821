//! Every route writes the entry to the log that its declaration in the table names.

mod preparation;

use axum::http::Method;
use model::rights::Role;
use receiver::web::routes::{self, Access, Logs, Route};
use serde_json::{Value, json};
use tests::{Desk, InProcess, Member, OtherHotline, PASSWORD};

use crate::{finding, last_place, logged};

/// A request that the route accepts.
pub(crate) struct Fitting {
    pub(crate) path: String,
    pub(crate) fields: Vec<(&'static str, String)>,
    json: Value,
}

/// Prepares reports, cases and accounts for one route.
pub(crate) struct Preparation<'a> {
    pub(crate) desk: &'a InProcess,
    pub(crate) lead: &'a Member,
    pub(crate) admin: &'a Member,
    pub(crate) other: &'a OtherHotline,
    pub(crate) number: u32,
}

#[tokio::test]
async fn every_route_logs_what_it_declares() {
    let (desk, other) = InProcess::with_everything().await;
    let listening = desk.listen().await;
    let lead = listening.member("lena", Role::Lead).await;
    let admin = listening.member("ada", Role::Admin).await;
    let mut routes = routes::all();
    // Nothing works after a logout.
    routes.sort_by_key(|route| route.path == "/logout");
    let mut counts = [0; 3];
    for (number, route) in (1..).zip(&routes) {
        let at = format!("{} {}", route.method, route.path);
        let preparation = Preparation {
            other: &other,
            desk: &desk,
            lead: &lead,
            admin: &admin,
            number,
        };
        let fitting = preparation.fitting(route).await;
        let member = preparation.member(route);
        let before = last_place(&desk).await;
        let (status, who) = send(&listening, member, route, &fitting).await;
        assert!(status < 400, "{at}: {status}");
        let entries = logged(&desk, before).await;
        let names: Vec<&str> = match route.logs {
            Logs::Act(names) => names.iter().map(|name| name.name()).collect(),
            Logs::Read(name) => vec![name.name()],
            Logs::Nothing(_) => vec![],
        };
        assert_eq!(entries.is_empty(), names.is_empty(), "{at}: {entries:?}");
        for entry in &entries {
            assert!(names.contains(&&entry.what[..]), "{at}: {entry:?}");
            assert_eq!(entry.who, who, "{at}: {entry:?}");
        }
        counts[match route.logs {
            Logs::Act(_) => 0,
            Logs::Read(_) => 1,
            Logs::Nothing(reason) => {
                assert!(!reason.is_empty() && route.method == Method::GET, "{at}");
                2
            }
        }] += 1;
    }
    assert!(counts.iter().all(|count| *count > 4), "{counts:?}");
}

/// Sends the request. Returns the status, and the name that the log must give.
async fn send(
    listening: &Desk,
    member: &Member,
    route: &Route,
    fitting: &Fitting,
) -> (u16, String) {
    let path = &fitting.path;
    if route.access == Access::Api {
        let status = if route.method == Method::GET {
            let token = format!("Bearer {}", listening.token);
            let answer = listening.knock(Method::GET, path, Some(&token));
            answer.await.status
        } else {
            listening.post(path, &fitting.json).await.status
        };
        return (status, "token:config".to_owned());
    }
    let reply = if route.method == Method::GET {
        member.get(path).await
    } else {
        let fields = fitting.fields.iter();
        let fields: Vec<_> = fields.map(|(name, value)| (*name, &value[..])).collect();
        member.form(path, &fields).await
    };
    (reply.status, member.name.clone())
}

impl<'a> Preparation<'a> {
    /// The member who may use this route.
    pub(crate) fn member(&self, route: &Route) -> &'a Member {
        if Role::Lead.may(route.right) {
            self.lead
        } else {
            self.admin
        }
    }

    /// Prepares the desk for a request to this route, and returns the request. A new route needs a
    /// line here.
    pub(crate) async fn fitting(&self, route: &Route) -> Fitting {
        let mut fields: Vec<(&str, String)> = Vec::new();
        let mut json = Value::Null;
        let mut gap = String::new();
        // A hand-off has the version of the case that it made.
        let mut hand_off = "2";
        let version = |version: u32| ("version", version.to_string());
        match (route.method.as_str(), route.path) {
            (
                "GET",
                "/search"
                | "/cases"
                | "/account"
                | "/audit"
                | "/staff"
                | "/tokens"
                | "/hotlines"
                | "/retention"
                | "/approvals"
                | "/confirm"
                | "/statistics"
                | "/statistics.csv"
                | "/statistics.json"
                | "/v1/cases"
                | "/v1/statistics"
                | "/recipients"
                | "/referrals"
                | "/v1/recipients"
                | "/v1/queue"
                | "/v1/due"
                | "/figures"
                | "/figures.csv"
                | "/figures/items.csv"
                | "/figures/notices"
                | "/figures/notices.csv"
                | "/figures/trends"
                | "/samples"
                | "/disputes"
                | "/workload"
                | "/watch"
                | "/v1/figures"
                | "/v1/figures/items"
                | "/v1/figures/notices",
            ) => {}
            ("POST", "/search") => fields = vec![("text", "bad.example".into())],
            ("POST", "/v1/search" | "/v1/search/words") => {
                json = json!({ "text": "bad.example" });
            }
            ("GET", "/") => drop(self.report().await),
            ("POST", "/samples") => {
                self.held().await;
                fields = self.days();
                fields.push(("size", "1".to_owned()));
            }
            ("GET", "/samples/{key}") => gap = self.drawn().await.0,
            ("POST", "/samples/{key}") => {
                let (key, item) = self.drawn().await;
                gap = key;
                fields = vec![("item", item), ("look", "agree".to_owned())];
            }
            ("GET", "/due") => drop(self.held().await),
            ("POST", "/due") => {
                fields.push(("case", self.held().await));
                fields.push(version(3));
                fields.push(("step", "release".to_owned()));
            }
            ("GET", "/reports/{id}") => gap = self.report().await,
            ("GET", "/cases/{id}" | "/v1/cases/{id}") => gap = self.case().await,
            ("POST", "/v1/claims") => {
                self.report().await;
                json = json!({ "max": 1, "lease_seconds": 60 });
            }
            (
                "POST",
                "/v1/claims/{id}/extend" | "/v1/claims/{id}/release" | "/v1/claims/{id}/ack",
            ) => {
                gap = self.report().await;
                json = json!({ "lease": self.claim().await });
                if route.path.ends_with("extend") {
                    json["lease_seconds"] = 60.into();
                }
            }
            ("POST", "/v1/cases") => json = json!({ "report": self.repeat().await }),
            ("POST", "/v1/cases/{id}/step") => {
                gap = self.case().await;
                let findings = [finding(1, "baseline")];
                json = json!({ "version": 1, "step": "illegal", "findings": findings });
            }
            ("POST", "/v1/cases/{id}/findings") => {
                gap = self.case().await;
                json = json!({ "version": 1, "findings": [finding(1, "baseline")] });
            }
            ("POST", "/v1/cases/{id}/locations") => {
                gap = self.case().await;
                json = json!({ "version": 1, "addresses": [self.address()] });
            }
            ("POST", "/v1/cases/{id}/heard") => {
                gap = self.decided().await;
                json = json!({ "version": 3 });
            }
            ("POST", "/v1/cases/{id}/known") => {
                let (id, item) = self.known().await;
                gap = id;
                json = json!({ "version": 1, "item": item, "sighted": "nothing_new" });
            }
            ("POST", "/v1/cases/{id}/feedback") => {
                gap = self.case().await;
                json = json!({ "version": 1, "state": "answered" });
            }
            ("POST", "/v1/cases/{id}/hand-offs") => {
                gap = self.case().await;
                json = json!({ "version": 1, "kind": "police", "items": [1], "to": "Police" });
            }
            ("POST", "/v1/cases/{id}/hand-offs/{version}") => {
                gap = self.handed_off().await;
                json = json!({ "state": "sent" });
            }
            ("POST", "/v1/cases/{id}/outcomes") => {
                let (id, version) = self.told().await;
                gap = id;
                json = json!({ "version": version, "hand_off": 3, "with_steps": true });
            }
            ("GET", "/v1/cases/{id}/hand-offs/{version}/file") => gap = self.handed_off().await,
            ("POST", "/v1/cases/{id}/notes") => {
                gap = self.case().await;
                json = json!({ "text": "a note" });
            }
            ("POST", "/v1/cases/{id}/assignee") => {
                gap = self.case().await;
                json = json!({ "version": 1 });
            }
            ("POST", "/take") => fields = vec![("one", self.repeat().await)],
            ("POST", "/take-all") => fields = vec![("report", self.repeat().await)],
            ("POST", "/close") => {
                fields = vec![("report", self.repeat().await), ("as", "spam".into())];
            }
            ("POST", "/undo") => {
                let id = self.report().await;
                let close = [("report", &id[..]), ("as", "spam")];
                assert_eq!(self.lead.form("/close", &close).await.status, 303);
                fields = vec![("report", id)];
            }
            ("POST", "/cases/{id}/work") => {
                gap = self.case().await;
                fields = vec![version(1), ("step", "not_illegal".into())];
                let finding = [("shown", "1"), ("classification-1", "ignore")];
                fields.extend(finding.map(|(name, value)| (name, value.to_owned())));
            }
            ("POST", "/cases/{id}/locations") => {
                gap = self.case().await;
                fields = vec![version(1), ("addresses", self.address())];
            }
            ("POST", "/cases/{id}/heard") => {
                gap = self.decided().await;
                fields = vec![version(3)];
            }
            ("POST", "/cases/{id}/known") => {
                let (id, item) = self.known().await;
                gap = id;
                fields = vec![version(1), ("known", format!("{item} nothing_new"))];
            }
            ("POST", "/cases/{id}/feedback") => {
                gap = self.case().await;
                fields = vec![version(1), ("feedback", "answered".into())];
            }
            ("POST", "/cases/{id}/ask" | "/v1/cases/{id}/question") => {
                gap = self.askable().await;
                json = json!({ "version": 2, "question": "In which group?" });
                fields = vec![version(2), ("question", "In which group?".into())];
            }
            ("POST", "/cases/{id}/note") => {
                gap = self.case().await;
                fields = vec![("text", "a note".into())];
            }
            ("POST", "/cases/{id}/assign") => {
                gap = self.case().await;
                fields = vec![version(1), ("assign", "nobody".into())];
            }
            ("POST", "/cases/{id}/reveal") => {
                gap = self.case().await;
                fields = vec![("what", "contact".into())];
            }
            ("POST", "/cases/{id}/hand-off") => {
                gap = self.case().await;
                let (items, to) = (("items", "1".into()), ("to", "Police".into()));
                fields = vec![version(1), ("kind", "police".into()), items, to];
            }
            ("POST", "/cases/{id}/hand-off/settle") => {
                gap = self.handed_off().await;
                fields = vec![("settle", "2 sent".into())];
            }
            ("POST", "/cases/{id}/outcomes") => {
                let (id, now) = self.told().await;
                gap = id;
                fields = vec![
                    ("version", now.to_string()),
                    ("outcomes", "3 follow".into()),
                ];
            }
            ("GET", "/cases/{id}/hand-off/{version}") => gap = self.handed_off().await,
            ("GET", "/cases/{id}/hand-off/{version}/receipt") => {
                gap = self.told().await.0;
                hand_off = "3";
            }
            ("POST", "/account/password") => {
                let names = ["old", "password", "again"];
                fields = names.map(|name| (name, PASSWORD.to_owned())).to_vec();
                // The code of the last login works no more.
                self.desk.clock.advance_seconds(30);
                fields.push(("code", self.member(route).code()));
            }
            ("POST", "/account/language") => fields.push(("language", "de".to_owned())),
            ("POST", "/account/sessions" | "/logout") => {}
            ("POST", "/recipients") => fields = self.host(),
            ("POST", "/referrals") => {
                let address = self.address();
                let file = self.desk.referred_by(self.other, &[&address]).await;
                fields = vec![("file", file)];
            }
            ("GET", "/recipients/{key}") => gap = self.added_host().await,
            ("POST", "/recipients/{key}") => {
                gap = self.added_host().await;
                fields = self.host();
                fields.push(version(1));
            }
            ("POST", "/recipients/{key}/remove") => {
                gap = self.added_host().await;
                fields = vec![version(1)];
            }
            ("POST", "/v1/recipients") => {
                json = json!({ "name": self.name(), "kind": "police", "way": "form" });
            }
            ("POST", "/v1/recipients/remove") => {
                self.added_host().await;
                json = json!({ "name": self.name() });
            }
            ("POST", "/hotlines/pause" | "/hotlines/distrust") => {
                fields = vec![("hotline", self.name())]
            }
            ("POST", "/hotlines/resume") => {
                let (exchange, hotline) = (self.desk.exchange().await, self.name());
                let id = hotline.parse().unwrap();
                assert!(exchange.pause("operator", &id).await.unwrap());
                fields = vec![("hotline", hotline)];
            }
            ("POST", "/tokens") => fields = self.token(),
            ("POST", "/tokens/{key}/revoke") => gap = self.made_token().await,
            ("POST", "/approvals/{key}") => {
                gap = self.waiting_token().await;
                fields = vec![("approve", "true".into())];
            }
            ("POST", "/confirm") => {
                self.desk.clock.advance_seconds(16 * 60);
                // The admin is asked here, and not before an act whose entry is awaited.
                self.admin.form("/confirm", &[("to", "/")]).await;
                fields = vec![
                    ("to", "/cases".into()),
                    ("confirm_password", self.member(route).password.clone()),
                    ("confirm_code", self.member(route).code()),
                ];
            }
            ("GET", "/staff/{name}") => gap = self.account().await,
            ("POST", "/staff") => {
                fields = vec![("name", self.name()), ("role", "analyst".into())];
            }
            ("POST", "/staff/{name}/role") => {
                gap = self.account().await;
                fields = vec![("role", "lead".into())];
            }
            ("POST", "/staff/{name}/reset") => gap = self.account().await,
            ("POST", "/staff/{name}/disabled") => {
                gap = self.account().await;
                fields = vec![("disabled", "true".into())];
            }
            (method, path) => panic!("no fitting request for {method} {path}"),
        }
        let mut path = route.path.to_owned();
        for name in ["{id}", "{name}", "{key}"] {
            path = path.replace(name, &gap);
        }
        path = path.replace("{version}", hand_off);
        Fitting { path, fields, json }
    }
}
