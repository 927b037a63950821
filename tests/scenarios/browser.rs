//! Scenarios in real browsers. Each is a script in `tests/browser`, run by Node against a `Stack`. Over
//! its standard input and output, the script asks this side to stop, start or hinder the receiver.

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

use model::rights::Role;
use receiver::clock::{Clock, SystemClock};
use shared::report::{Location, Report, ReportId, UntrustedReport};
use tests::{CasePage, Folder, MailServer, Network, Stack, TestClock, report, until};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpSocket;
use tokio::process::Command;

/// One test for each script and browser.
macro_rules! scenarios {
    ($($name:ident: $script:literal,)+) => {
        mod chromium {
            $(#[tokio::test] async fn $name() { super::run($script, "chromium").await; })+
        }
        mod firefox {
            $(#[tokio::test] async fn $name() { super::run($script, "firefox").await; })+
        }
    };
}

scenarios! {
    a_report_goes_the_whole_way: "whole-way",
    what_people_paste_is_understood: "paste",
    the_link_alone_is_enough: "standalone",
    what_cannot_be_sent_yet_is_kept: "retry",
    the_partners_page_sees_nothing: "privacy",
    a_page_that_asks_learns_nothing: "asks",
    nothing_is_left_for_the_next_person: "next-person",
    no_redirect_is_followed: "redirects",
    a_strict_policy_is_no_obstacle: "host-policy",
    every_step_is_for_everybody: "access",
    a_case_is_worked_on_by_keyboard: "desk",
    a_filled_desk_is_for_everybody: "filled-desk",
    twenty_addresses_are_worked_through_by_keyboard: "twenty",
    a_days_tasks_take_as_many_presses_as_they_say: "presses",
    the_staffs_pages_are_for_everybody: "staff",
    what_was_typed_is_never_lost: "refused",
    people_unlock_a_desk_by_keyboard: "unlock",
    every_language_fits: "languages",
    large_text_hides_nothing: "large-text",
    the_child_concerned_is_spoken_to: "child",
    leaving_is_always_possible: "leave",
    a_double_click_sends_nothing: "double-click",
    without_webassembly_it_is_the_same_form: "no-wasm",
    under_its_onion_address_it_is_the_same_form: "onion",
    without_scripts_a_page_says_what_to_do: "no-script",
    every_page_ends_with_the_form: "hosts",
    proxies_and_firewalls_let_it_through: "proxies",
    a_page_that_mounts_it_again_keeps_nothing: "remount",
    the_button_works_wherever_it_is_put: "places",
    a_hotline_that_is_away_takes_nobody_off_the_page: "away",
    a_report_outlives_the_network: "offline",
    a_partner_makes_a_snippet: "partners",
    a_snippet_works_under_the_policy_it_asks_for: "variants",
    a_changed_loader_is_refused: "changed-loader",
    a_form_opens_on_its_partners_pages_only: "ancestors",
    forged_keys_and_receipts_are_refused: "forged",
    an_app_seals_and_sends_by_itself: "app",
    a_reporter_who_stays_anonymous_is_asked_and_answers: "asked",
    without_webassembly_a_reporter_is_asked_as_well: "asked-no-wasm",
    a_networks_button_leads_to_the_hotline_of_a_country: "network",
    a_networks_page_needs_no_script: "network-no-script",
}

async fn run(script: &str, browser: &str) {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser");
    assert!(
        scripts.join("node_modules").is_dir(),
        "the browser scenarios are not set up: run `cargo xtask test`"
    );
    let mut receiver = match script {
        "filled-desk" => Receiver::filled().await,
        "presses" => Receiver::with_mail().await,
        "onion" => Receiver::at_an_onion_address().await,
        "unlock" => Receiver::locked().await,
        "asked" | "asked-no-wasm" => Receiver::asking().await,
        _ => Receiver::start().await,
    };
    let lead = receiver.stack().desk.invited("lead", Role::Lead).await;
    let network = match script.starts_with("network") {
        true => Some(network_of(receiver.stack()).await),
        false => None,
    };
    let mut node = Command::new("node")
        .arg(scripts.join(script).with_extension("mjs"))
        .env("BROWSER", browser)
        .env("INTAKE", receiver.intake())
        .env("DESK", &receiver.stack().desk.url)
        .env("NAME", &lead.name)
        .env("ONE_TIME", &lead.password)
        .env("NOW", receiver.stack().clock.now().0.to_string())
        .env("SHARES", receiver.shares.join("\n"))
        .envs(network.iter().map(|network| ("NETWORK", &network.page.url)))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut wishes = BufReader::new(node.stdout.take().unwrap()).lines();
    let mut answers = node.stdin.take().unwrap();
    while let Some(line) = wishes.next_line().await.unwrap() {
        if let Some(wish) = line.strip_prefix("ask: ") {
            receiver.grant(wish).await;
            answers.write_all(b"done\n").await.unwrap();
        } else {
            println!("{line}");
        }
    }
    assert!(
        node.wait().await.unwrap().success(),
        "{script} failed in {browser}"
    );
}

/// A network with the hotline of this stack for two countries, and an answer for a third.
async fn network_of(stack: &Stack) -> Network {
    let now = stack.clock.now();
    let network = Network::new(now).await;
    network.add_folder(&stack.folder, &["NL", "BE"], &stack.intake, now);
    for (language, text) in [
        ("en", "Write to the police in Brazil."),
        ("pt-BR", "Procure a polícia."),
    ] {
        let language = language.parse().unwrap();
        let told = network.association.tell("BR", &language, Some(text), now);
        told.unwrap();
    }
    network.sign_and_publish(now);
    network
}

/// A receiver that a script may ask to stop, start and hinder.
#[derive(Default)]
struct Receiver {
    stack: Option<Stack>,
    stopped: Option<Stopped>,
    lock: Option<rusqlite::Connection>,
    /// The shares of the desk's key, if the desk starts locked.
    shares: Vec<String>,
    /// The case whose reporter was asked something.
    asked: Option<ReportId>,
    _mail: Option<MailServer>,
}

/// A stopped receiver, with what it needs to start again.
struct Stopped {
    folder: Folder,
    clock: Arc<TestClock>,
    /// Holds the intake's port, so that nobody else takes it in the meantime.
    port: TcpSocket,
}

impl Receiver {
    /// Browsers check keys by the system's clock.
    async fn start() -> Self {
        Self {
            stack: Some(Stack::start_at(SystemClock.now()).await),
            ..Self::default()
        }
    }

    /// Starts a receiver that browsers shall reach at its onion address.
    async fn at_an_onion_address() -> Self {
        let folder = Folder::today();
        folder.set_onion();
        let clock = Arc::new(TestClock::at(SystemClock.now()));
        Self {
            stack: Some(Stack::start_in(folder, clock).await),
            ..Self::default()
        }
    }

    /// Starts a receiver whose desk is locked.
    async fn locked() -> Self {
        let folder = Folder::today();
        let shares = folder.seal().codes;
        let clock = Arc::new(TestClock::at(SystemClock.now()));
        Self {
            stack: Some(Stack::start_in(folder, clock).await),
            shares,
            ..Self::default()
        }
    }

    /// Starts a receiver whose desk asks reporters.
    async fn asking() -> Self {
        let folder = Folder::today();
        folder.ask_reporters(SystemClock.now(), 365);
        let clock = Arc::new(TestClock::at(SystemClock.now()));
        Self {
            stack: Some(Stack::start_in(folder, clock).await),
            ..Self::default()
        }
    }

    /// Starts a receiver whose desk is full of invented reports.
    async fn filled() -> Self {
        let folder = Folder::practice().await;
        let clock = Arc::new(TestClock::at(SystemClock.now()));
        Self {
            stack: Some(Stack::start_in(folder, clock).await),
            ..Self::default()
        }
    }

    /// Starts a receiver whose desk sends mails.
    async fn with_mail() -> Self {
        let mail = MailServer::start("none").await;
        let folder = Folder::today();
        mail.configure(&folder, "");
        let clock = Arc::new(TestClock::at(SystemClock.now()));
        Self {
            stack: Some(Stack::start_in(folder, clock).await),
            _mail: Some(mail),
            ..Self::default()
        }
    }

    fn stack(&self) -> &Stack {
        self.stack.as_ref().unwrap()
    }

    /// The origin at which browsers reach the intake.
    fn intake(&self) -> &str {
        let Stack { intake, onion, .. } = self.stack();
        onion.as_ref().unwrap_or(intake)
    }

    async fn grant(&mut self, wish: &str) {
        if let Some(origin) = wish.strip_prefix("limit the partner school to ") {
            return self.limit("school", origin).await;
        }
        if let Some(addresses) = wish.strip_prefix("send a report of ") {
            return self.send(addresses).await;
        }
        if let Some(question) = wish.strip_prefix("ask the next reporter: ") {
            return self.ask(question).await;
        }
        if let Some(answer) = wish.strip_prefix("have the answer: ") {
            return self.has(answer).await;
        }
        if let Some(text) = wish.strip_prefix("find nowhere: ") {
            let files = self.stack().folder.files();
            let is_in =
                |content: &[u8]| content.windows(text.len()).any(|at| at == text.as_bytes());
            assert!(!files.iter().any(|(_, content)| is_in(content)), "{text}");
            return;
        }
        match wish {
            "lock the store" => {
                let connection =
                    rusqlite::Connection::open(self.stack().folder.database()).unwrap();
                connection.execute_batch("BEGIN IMMEDIATE").unwrap();
                self.lock = Some(connection);
            }
            "unlock the store" => drop(self.lock.take().unwrap()),
            "send some reports" => {
                for (url, words) in [
                    ("https://bad.example/gallery", "What was seen."),
                    ("https://xn--bcher-kva.example/a", "מה שראיתי"),
                    ("https://bad.example/gallery", "The same once more."),
                ] {
                    self.stack().reporter.send(&report(url, words)).await;
                }
            }
            "let a colleague doubt" => {
                let doubtful = report("https://doubtful.example/", "What was seen.");
                self.stack().reporter.send(&doubtful).await;
                let anna = self.stack().desk.member("anna", Role::Analyst).await;
                let case = CasePage::take(&anna, &doubtful).await;
                let doubt = [("step", "doubt"), ("items", "1"), ("reason", "not sure")];
                assert_eq!(case.act("work", &doubt).await.status, 303);
            }
            "let an hour pass" => {
                self.stack().clock.advance_seconds(3600);
                self.stop().await;
                self.start_again().await;
            }
            "ask nobody any more" => {
                self.stop().await;
                self.stopped.as_ref().unwrap().folder.ask_nobody();
                self.start_again().await;
            }
            "let a minute pass" => self.stack().clock.advance_seconds(60),
            "make the lead an admin" => {
                let staff = self.stack().folder.staff(self.stack().clock.clone()).await;
                let lead = "lead".parse().unwrap();
                staff
                    .set_role("operator", &lead, Role::Admin)
                    .await
                    .unwrap();
            }
            "stop the receiver" => self.stop().await,
            "start the receiver" => self.start_again().await,
            other => panic!("nobody knows how to {other}"),
        }
    }

    /// Takes the next report, which is not enough to find the content, and asks its reporter.
    async fn ask(&mut self, question: &str) {
        let anna = self.stack().desk.member("anna", Role::Analyst).await;
        let taken = anna.form("/take", &[]).await;
        let case = taken.location().unwrap().strip_prefix("/cases/").unwrap();
        let id = case.split('?').next().unwrap().parse().unwrap();
        let case = CasePage::of(&anna, id);
        assert_eq!(case.step(1, "needs_more").await, 303);
        let asked = case.act("ask", &[("question", question)]).await;
        assert_eq!(asked.status, 303, "{}", asked.body);
        self.asked = Some(id);
    }

    /// Waits until the answer has reached the case.
    async fn has(&self, answer: &str) {
        let anna = self.stack().desk.member("anna", Role::Analyst).await;
        let case = CasePage::of(&anna, self.asked.unwrap());
        until("the answer reaches the case", async || {
            case.read().await.contains(answer).then_some(())
        })
        .await;
    }

    /// Sends one report of these addresses.
    async fn send(&self, addresses: &str) {
        let mut addresses = addresses.split(' ');
        let one = report(addresses.next().unwrap(), "What was seen.");
        let mut all = UntrustedReport::clone(&one);
        all.locations.extend(addresses.map(|url| Location::Web {
            url: url.parse().unwrap(),
            referrer: None,
        }));
        let all = Report::try_from(all).unwrap();
        self.stack().reporter.send(&all).await;
    }

    async fn stop(&mut self) {
        let stack = self.stack.take().unwrap();
        // The receiver will start again at the same address.
        let address = stack.intake.strip_prefix("http://").unwrap().to_owned();
        let clock = stack.clock.clone();
        let folder = stack.stop().await;
        let port = TcpSocket::new_v4().unwrap();
        port.set_reuseaddr(true).unwrap();
        port.bind(address.parse().unwrap()).unwrap();
        folder.set_intake_listen(&address);
        self.stopped = Some(Stopped {
            folder,
            clock,
            port,
        });
    }

    async fn start_again(&mut self) {
        let stopped = self.stopped.take().unwrap();
        self.stack = Some(Stack::start_in(stopped.folder, stopped.clock).await);
        drop(stopped.port);
    }

    /// Lets a partner's form open on the pages of one origin only.
    async fn limit(&mut self, partner: &str, origin: &str) {
        self.stop().await;
        let table = format!("[partners.{partner}]\norigins = [\"{origin}\"]\n[store]");
        let stopped = self.stopped.as_ref().unwrap();
        stopped.folder.edit_config("[store]", &table);
        self.start_again().await;
    }
}
