//! An analyst's work on a report, from the queue to the end, through the desk's own forms.

use std::collections::VecDeque;

use model::rights::Role;
use model::workflow::{Requirement, STEPS, State, Step};
use shared::report::ReportId;
use tests::{Desk, Member, Stack, report};

/// A case that somebody works on.
struct Case<'a> {
    desk: &'a Desk,
    id: ReportId,
}

impl Case<'_> {
    async fn page(&self) -> String {
        self.desk.page(&format!("/cases/{}", self.id)).await
    }

    /// The state that the case's page shows.
    async fn state(&self) -> String {
        let page = self.page().await;
        let (_, rest) = page.split_once("<dt>state</dt><dd><strong>").unwrap();
        rest.split_once("</strong>").unwrap().0.replace(' ', "_")
    }

    /// The version that the case's page was made from.
    async fn version(&self) -> String {
        let page = self.page().await;
        let (_, rest) = page.split_once("name=\"version\" value=\"").unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    }

    /// Sends one of the page's forms as the lead, in a second review as a second lead; gives the status.
    async fn act(&self, form: &str, fields: &[(&str, &str)]) -> u16 {
        if self.state().await != State::SecondReview.name() {
            return self.act_as(self.desk.lead().await, form, fields).await;
        }
        let second = self.desk.member("second", Role::Lead).await;
        self.act_as(&second, form, fields).await
    }

    async fn act_as(&self, member: &Member, form: &str, fields: &[(&str, &str)]) -> u16 {
        let version = self.version().await;
        let mut all = vec![("version", &version[..])];
        all.extend(fields);
        let path = format!("/cases/{}/{form}", self.id);
        member.form(&path, &all).await.status
    }

    async fn find(&self, classification: &str) {
        let fields = [
            ("classification", classification),
            ("gender", "undetermined"),
            ("age_group", "infant"),
            ("commerciality", "not_determined"),
            ("site_type", "forum"),
            ("explanation", "It shows abuse."),
        ];
        assert_eq!(self.act("findings", &fields).await, 303);
    }

    /// Takes a step, after whatever the step needs.
    async fn take(&self, step: &Step) -> u16 {
        match step.needs {
            Requirement::Illegal => self.find("baseline").await,
            Requirement::Legal => self.find("ignore").await,
            Requirement::Referral => {
                assert_eq!(self.act("hand-off", &[("kind", "scart_csv")]).await, 200);
            }
            Requirement::Nothing | Requirement::Reason | Requirement::Unread => {}
        }
        self.act("step", &[("step", step.name), ("reason", "as agreed")])
            .await
    }
}

async fn taken<'a>(stack: &'a Stack) -> Case<'a> {
    let sent = report("https://bad.example/", "x");
    stack.reporter.send(&sent).await;
    let id = sent.id();
    let fields = [("report", &id.to_string()[..])];
    assert_eq!(stack.desk.form("/take", &fields).await.status, 303);
    Case {
        desk: &stack.desk,
        id,
    }
}

/// The steps that lead from triage to a state, as few as there are.
fn way_to(state: State) -> Vec<&'static Step> {
    let mut ways = VecDeque::from([(State::Triage, Vec::new())]);
    while let Some((at, way)) = ways.pop_front() {
        if at == state {
            return way;
        }
        for step in STEPS.iter().filter(|step| step.from == at) {
            ways.push_back((step.to, [&way[..], &[step]].concat()));
        }
    }
    panic!("{state:?} cannot be reached")
}

async fn taken_to<'a>(stack: &'a Stack, state: State) -> Case<'a> {
    let case = taken(stack).await;
    for step in way_to(state) {
        assert_eq!(case.take(step).await, 303, "{step:?}");
    }
    assert_eq!(case.state().await, state.name());
    case
}

/// A case of a report that was closed from the queue's page.
async fn closed_unread<'a>(stack: &'a Stack) -> Case<'a> {
    let sent = report("https://bad.example/", "x");
    stack.reporter.send(&sent).await;
    let id = sent.id();
    let fields = [("as", "spam"), ("report", &id.to_string()[..])];
    assert_eq!(stack.desk.form("/close", &fields).await.status, 303);
    Case {
        desk: &stack.desk,
        id,
    }
}

#[tokio::test]
async fn every_step_of_the_table_can_be_taken() {
    let stack = Stack::start().await;
    for step in STEPS.iter().filter(|step| step.to != State::Anonymised) {
        let case = match step.needs {
            Requirement::Unread => closed_unread(&stack).await,
            _ => taken_to(&stack, step.from).await,
        };
        assert_eq!(case.take(step).await, 303, "{step:?}");
        assert_eq!(case.state().await, step.to.name(), "{step:?}");
    }
}

#[tokio::test]
async fn no_other_step_can_be_taken() {
    let stack = Stack::start().await;
    let mut states: Vec<State> = STEPS.iter().map(|step| step.from).collect();
    states.dedup();
    for state in states {
        let case = taken_to(&stack, state).await;
        for other in STEPS {
            let is_here = STEPS
                .iter()
                .any(|step| step.from == state && step.name == other.name);
            if !is_here {
                assert_eq!(
                    case.act("step", &[("step", other.name)]).await,
                    409,
                    "{other:?}"
                );
            }
        }
        assert_eq!(case.state().await, state.name());
    }
}

#[tokio::test]
async fn a_step_waits_for_what_it_needs() {
    let stack = Stack::start().await;
    for step in STEPS
        .iter()
        .filter(|step| step.needs != Requirement::Nothing)
    {
        let case = taken_to(&stack, step.from).await;
        match step.needs {
            Requirement::Illegal => case.find("doubtful").await,
            Requirement::Legal => case.find("national").await,
            _ => {}
        }
        assert_eq!(
            case.act("step", &[("step", step.name)]).await,
            409,
            "{step:?}"
        );
        assert_eq!(case.state().await, step.from.name(), "{step:?}");
    }
}

#[tokio::test]
async fn whoever_asks_for_a_second_review_does_not_decide_it() {
    let stack = Stack::start().await;
    let case = taken_to(&stack, State::SecondReview).await;
    let lead = stack.desk.lead().await;
    let not_found = [("step", "not_found")];
    assert_eq!(case.act_as(lead, "step", &not_found).await, 403);
    assert_eq!(case.act("step", &not_found).await, 303);
}

#[tokio::test]
async fn whoever_may_not_hand_over_learns_no_names() {
    let stack = Stack::start().await;
    let case = taken(&stack).await;
    let lead = &stack.desk.lead().await.name;
    let anna = stack.desk.member("anna", Role::Analyst).await;
    for name in [lead, "nobody"] {
        assert_eq!(case.act_as(&anna, "assign", &[("to", name)]).await, 403);
    }
}

#[tokio::test]
async fn of_two_who_act_on_what_they_saw_one_is_told_to_look_again() {
    let stack = Stack::start().await;
    let case = taken(&stack).await;
    let path = format!("/cases/{}/step", case.id);
    let fields = [("version", "1"), ("step", "begin")];
    assert_eq!(stack.desk.form(&path, &fields).await.status, 303);
    let fields = [("version", "1"), ("step", "spam")];
    let answer = stack.desk.form(&path, &fields).await;
    assert_eq!(answer.status, 409);
    assert!(
        answer.body.contains("somebody else has changed it"),
        "{}",
        answer.body
    );
    assert_eq!(case.state().await, "in_assessment");
}

#[tokio::test]
async fn the_next_report_is_the_most_urgent_and_everybody_gets_another() {
    let stack = Stack::start().await;
    for number in 0..3 {
        let sent = report(&format!("https://bad.example/{number}"), "x");
        stack.reporter.send(&sent).await;
    }
    let mut places = Vec::new();
    for _ in 0..4 {
        places.push(
            stack
                .desk
                .form("/take", &[])
                .await
                .location()
                .unwrap()
                .to_owned(),
        );
    }
    let last = places.pop().unwrap();
    assert_eq!(last, "/?repeats=0");
    places.sort();
    places.dedup();
    assert_eq!(places.len(), 3);
    assert!(stack.desk.page("/").await.contains("Nothing is waiting."));
}

#[tokio::test]
async fn two_reports_of_one_location_are_linked() {
    let stack = Stack::start().await;
    let first = taken_to(&stack, State::AssessedIllegal).await;
    let again = report("HTTPS://BAD.example:443/#again", "what the second one saw");
    stack.reporter.send(&again).await;
    let answer = stack.desk.form("/take", &[]).await;
    let expected = format!("/cases/{}?repeats=0", again.id());
    assert_eq!(answer.location(), Some(&expected[..]));
    let page = first.page().await;
    assert!(
        page.contains("<dt>reports of its locations</dt><dd>2</dd>"),
        "{page}"
    );
    let second = stack.desk.page(&expected).await;
    assert!(second.contains("what the second one saw"), "{second}");
    assert!(second.contains(&format!("/cases/{}", first.id)), "{second}");
}

#[tokio::test]
async fn what_is_hidden_shows_once_it_is_logged() {
    let stack = Stack::start().await;
    let case = taken(&stack).await;
    let exact = "https://bad.example/";
    assert!(!case.page().await.contains(exact));
    let path = format!("/cases/{}/reveal", case.id);
    let revealed = stack.desk.form(&path, &[("location", "0")]).await;
    assert!(revealed.body.contains(exact), "{}", revealed.body);
    assert!(case.page().await.contains("<td>reveal</td>"));
    let unknown = stack.desk.form(&path, &[("location", "1")]).await;
    assert_eq!(unknown.status, 404);
}

#[tokio::test]
async fn a_notice_waits_while_the_police_ask_to_hold_it() {
    let stack = Stack::start().await;
    let case = taken_to(&stack, State::AssessedIllegal).await;
    assert_eq!(case.act("notice", &[("hold", "true")]).await, 303);
    assert_eq!(case.act("hand-off", &[("kind", "notice")]).await, 409);
    assert_eq!(case.act("notice", &[("hold", "false")]).await, 303);
    assert_eq!(case.act("hand-off", &[("kind", "notice")]).await, 200);
    assert!(
        case.page()
            .await
            .contains("<td>notice</td><td>held</td><td>free</td>")
    );
}
