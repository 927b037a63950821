//! An analyst's work on a report, from the queue to the end, through the desk's own forms.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use model::life::{End, ItemState, Next, Requirement, STEPS, Step, TakenBy, steps_from};
use model::rights::Role;
use strum::VariantArray;
use tests::{CasePage, Folder, Member, OtherHotline, Stack, TestClock, finding, report};

/// A receiver, and two people who work on its cases.
struct Team {
    stack: Stack,
    anna: Member,
    ben: Member,
}

impl Team {
    async fn start() -> Self {
        let folder = Folder::init(TestClock::BEGIN);
        let other = OtherHotline::of(&folder, TestClock::BEGIN).await;
        let stack = Stack::start_in(folder, Arc::new(TestClock::at(TestClock::BEGIN))).await;
        let anna = stack.desk.member("anna", Role::Analyst).await;
        other.is_known(&anna).await;
        Self {
            anna,
            ben: stack.desk.member("ben", Role::Analyst).await,
            stack,
        }
    }

    /// The person who takes a step: ben decides second reviews.
    fn who(&self, step: &Step) -> &Member {
        match step.by {
            TakenBy::SecondPerson => &self.ben,
            TakenBy::Anybody | TakenBy::Asker => &self.anna,
        }
    }

    /// A case of anna's, of one address that nobody has reported before.
    async fn taken(&self) -> CasePage<'_> {
        let sent = report(&new_address(), "x");
        self.stack.reporter.send(&sent).await;
        CasePage::take(&self.anna, &sent).await
    }

    /// A case whose item can take this step.
    async fn taken_to(&self, step: &Step) -> CasePage<'_> {
        let case = self.taken().await;
        for before in way_to(step) {
            assert_eq!(self.take(&case, before).await, 303, "{before:?}");
        }
        case
    }

    /// Lets the item take a step, with or after whatever the step needs. Returns the status.
    async fn take(&self, case: &CasePage<'_>, step: &Step) -> u16 {
        let case = case.by(self.who(step));
        if let Some((kind, to)) = hand_off_for(step.needs) {
            assert_eq!(case.hand_off_as_file(kind, &[1], to).await, 303, "{step:?}");
            assert_eq!(case.has_left().await, 303, "{step:?}");
        }
        let found = match step.needs {
            Requirement::Illegal => vec![finding(1, "baseline")],
            Requirement::Legal => vec![finding(1, "ignore")],
            _ => Vec::new(),
        };
        let address = new_address();
        let mut fields = vec![("step", step.name), ("items", "1"), ("reason", "as agreed")];
        match step.needs {
            Requirement::Until => fields.push(("until", "2027-03-01")),
            Requirement::Day => fields.push(("look_again", "2027-03-01")),
            Requirement::Address => fields.push(("to", &address)),
            _ => {}
        }
        case.work(&found, &fields).await
    }
}

/// An address that no report has named.
fn new_address() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("https://bad.example/{number}")
}

/// The hand-off that meets a requirement: its kind and its recipient.
fn hand_off_for(needs: Requirement) -> Option<(&'static str, &'static str)> {
    match needs {
        Requirement::HandOff => Some(("scart_csv", "")),
        Requirement::Police => Some(("police", "Police of Example")),
        Requirement::Hotline => Some(("hotline", "us")),
        _ => None,
    }
}

/// The steps from a new item to one that can take this step, as few as there are.
fn way_to(step: &Step) -> Vec<&'static Step> {
    let begin = Next::Open(ItemState::ToAssess);
    let mut ways = VecDeque::from([(begin, Vec::new())]);
    while let Some((at, way)) = ways.pop_front() {
        let fits =
            step.needs != Requirement::WasIllegal || at.end().is_some_and(|it| it.is_illegal());
        if at.state() == step.from && fits {
            return way;
        }
        for next in steps_from(at.state()) {
            ways.push_back((next.to, [&way[..], &[next]].concat()));
        }
    }
    panic!("{step:?} cannot be taken")
}

/// The state of an item in the words of the page.
fn words(at: Next) -> String {
    let name = at.name().replace('_', " ");
    match at {
        Next::Open(_) => name,
        Next::End(End::WithPolice) => "ended: with the police".to_owned(),
        Next::End(End::WithHotline) => "ended: with another hotline".to_owned(),
        Next::End(End::Same) => "ended: the same as another item".to_owned(),
        Next::End(_) => format!("ended: {name}"),
    }
}

#[tokio::test]
async fn every_step_of_the_table_can_be_taken() {
    let team = Team::start().await;
    // Two steps are for items that another hotline referred.
    let is_for_all =
        |step: &&Step| !matches!(step.needs, Requirement::Claim | Requirement::Country);
    for step in STEPS.iter().filter(is_for_all) {
        let case = team.taken_to(step).await;
        assert_eq!(team.take(&case, step).await, 303, "{step:?}");
        assert_eq!(case.item(1).await, words(step.to), "{step:?}");
    }
}

#[tokio::test]
async fn no_other_step_can_be_taken() {
    let team = Team::start().await;
    for state in ItemState::VARIANTS {
        let here = steps_from(*state).next().unwrap();
        let case = team.taken_to(here).await;
        let before = case.item(1).await;
        let mut names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        names.retain(|name| steps_from(*state).all(|step| step.name != *name));
        for name in names {
            assert_eq!(case.step(1, name).await, 409, "{name} in {state:?}");
        }
        assert_eq!(case.item(1).await, before);
    }
}

#[tokio::test]
async fn a_step_waits_for_what_it_needs() {
    let team = Team::start().await;
    let reopen = STEPS.iter().find(|step| step.name == "reopen").unwrap();
    let needing = STEPS.iter();
    for step in needing.filter(|step| step.needs != Requirement::Nothing) {
        // The way to reopening leads to an item that never was illegal.
        let at = match step.needs {
            Requirement::WasIllegal => reopen,
            _ => step,
        };
        let case = team.taken_to(at).await;
        let (before, case) = (case.item(1).await, case.by(team.who(step)));
        let found = match step.needs {
            Requirement::Illegal => vec![finding(1, "doubtful")],
            Requirement::Legal => vec![finding(1, "national")],
            _ => Vec::new(),
        };
        let mut fields = vec![("step", step.name), ("items", "1")];
        if step.needs == Requirement::Until {
            fields.push(("until", "soon"));
        }
        let is_done_elsewhere = matches!(
            step.needs,
            Requirement::HandOff
                | Requirement::Police
                | Requirement::Hotline
                | Requirement::WasIllegal
                | Requirement::Claim
        );
        // What is missing in the form is said beside its field.
        let refused = if is_done_elsewhere { 409 } else { 422 };
        assert_eq!(case.work(&found, &fields).await, refused, "{step:?}");
        // A file that nobody has said to have left is no hand-off yet.
        if let Some((kind, to)) = hand_off_for(step.needs) {
            assert_eq!(case.hand_off_as_file(kind, &[1], to).await, 303, "{step:?}");
            assert_eq!(case.work(&found, &fields).await, 409, "{step:?}");
        }
        assert_eq!(case.item(1).await, before, "{step:?}");
    }
}

#[tokio::test]
async fn whoever_may_not_hand_over_learns_no_names() {
    let team = Team::start().await;
    let case = team.taken().await;
    let case = case.by(&team.ben);
    for name in ["anna", "nobody"] {
        assert_eq!(
            case.act("assign", &[("assign", "colleague"), ("colleague", name)])
                .await
                .status,
            403
        );
    }
}

#[tokio::test]
async fn of_two_who_act_on_what_they_saw_one_is_told_to_look_again() {
    let team = Team::start().await;
    let case = team.taken().await;
    let path = format!("/cases/{}/work", case.id);
    let fields = [("version", "1"), ("step", "needs_more")];
    assert_eq!(team.anna.form(&path, &fields).await.status, 303);
    let fields = [("version", "1"), ("step", "spam")];
    let answer = team.ben.form(&path, &fields).await;
    assert_eq!(answer.status, 409);
    assert!(
        answer
            .body
            .contains("anna changed it after you had opened this page"),
        "{}",
        answer.body
    );
    assert_eq!(case.state().await, "needs more");
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
async fn two_reports_of_one_location_are_one_item() {
    let stack = Stack::start().await;
    let lead = stack.desk.lead().await;
    let sent = report("https://bad.example/", "x");
    stack.reporter.send(&sent).await;
    let first = CasePage::take(lead, &sent).await;
    let illegal = [("step", "illegal"), ("items", "1")];
    assert_eq!(first.work(&[finding(1, "baseline")], &illegal).await, 303);
    let again = report("HTTPS://BAD.example:443/#top", "what the second one saw");
    stack.reporter.send(&again).await;
    let answer = stack.desk.form("/take", &[]).await;
    let expected = format!("/cases/{}?repeats=0", again.id());
    assert_eq!(answer.location(), Some(&expected[..]));
    let page = first.read().await;
    assert!(
        page.contains(
            "<dt>named by</dt><dd>2 reports, the last of 15 January 2027, 08:00–09:00</dd>"
        ),
        "{page}"
    );
    assert!(
        page.contains(&format!("href=\"/cases/{}\"", again.id())),
        "{page}"
    );
    // The second report brings no item of its own; it stays open until somebody looked at the first.
    let second = CasePage::of(lead, again.id());
    let page = second.read().await;
    assert!(page.contains("what the second one saw"), "{page}");
    assert!(
        page.contains(&format!(
            "Item <a href=\"/cases/{}\">1-1</a>: illegal",
            first.id
        )),
        "{page}"
    );
    assert!(!page.contains(" id=\"item-1\""), "{page}");
    assert_eq!(second.state().await, "to assess");
    let nothing_new = [("known", "1-1 nothing_new")];
    assert_eq!(second.act("known", &nothing_new).await.status, 303);
    assert!(
        second
            .read()
            .await
            .contains("<strong>closed</strong>, outcome: repeat</dd>"),
    );
    assert_eq!(first.item(1).await, "illegal");
}

#[tokio::test]
async fn what_is_hidden_shows_once_it_is_logged() {
    let stack = Stack::start().await;
    let sent = report("https://bad.example/", "x");
    stack.reporter.send(&sent).await;
    let case = CasePage::take(stack.desk.lead().await, &sent).await;
    let exact = "https://bad.example/";
    assert!(!case.read().await.contains(exact));
    let path = format!("/cases/{}/reveal", case.id);
    let revealed = stack.desk.form(&path, &[("location", "1")]).await;
    assert!(revealed.body.contains(exact), "{}", revealed.body);
    assert!(case.read().await.contains("<td>saw something hidden</td>"));
    let unknown = stack.desk.form(&path, &[("location", "2")]).await;
    assert_eq!(unknown.status, 404);
}

#[tokio::test]
async fn a_notice_waits_while_the_police_ask_to_hold_it() {
    let team = Team::start().await;
    let release = STEPS.iter().find(|step| step.name == "release").unwrap();
    let case = team.taken_to(release).await;
    assert_eq!(case.state().await, "held");
    let page = case.read().await;
    assert!(
        page.contains("<dt>held until</dt><dd>1 March 2027, by anna, 15 January 2027</dd>"),
        "{page}"
    );
    for kind in ["notice", "xarf"] {
        assert_eq!(case.hand_off(kind, &[1], "Host").await, 409, "{kind}");
    }
    assert_eq!(team.take(&case, release).await, 303);
    for kind in ["notice", "xarf"] {
        assert_eq!(case.hand_off(kind, &[1], "Host").await, 303, "{kind}");
    }
    let page = case.read().await;
    assert!(page.contains("<td>held</td><td>illegal (1)</td>"), "{page}");
}

#[tokio::test]
async fn a_note_takes_along_what_stands_on_the_screen() {
    let team = Team::start().await;
    let case = team.taken().await;
    let found = finding(1, "baseline");
    let found = found.iter().map(|(name, value)| (&name[..], &value[..]));
    let with = |text| found.clone().chain([("text", text)]).collect::<Vec<_>>();
    assert_eq!(case.act("note", &with(" ")).await.status, 422);
    let assessed = "<option value=\"baseline\" selected>";
    assert!(!case.read().await.contains(assessed), "both or nothing");
    assert_eq!(case.act("note", &with("as agreed")).await.status, 303);
    let page = case.read().await;
    for part in [assessed, "as agreed", "Item 1 shows abuse."] {
        assert!(page.contains(part), "{part} is not on {page}");
    }
    assert_eq!(case.step(1, "illegal").await, 303);
}
