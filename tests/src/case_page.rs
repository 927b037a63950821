use shared::report::{Report, ReportId};

use crate::{Member, Reply};

/// A case, as one member of the staff works on it by the forms of its page.
pub struct CasePage<'a> {
    /// The id of the report and of the case.
    pub id: ReportId,
    member: &'a Member,
}

/// The fields of a complete finding about an item, and of an explanation that names the item.
pub fn finding(item: u32, classification: &str) -> Vec<(String, String)> {
    let fields = [
        ("classification", classification),
        ("gender", "undetermined"),
        ("age_group", "infant"),
        ("commerciality", "not_determined"),
        ("site_type", "forum"),
        ("explanation", &format!("Item {item} shows abuse.")),
    ];
    let named = fields.map(|(name, value)| (format!("{name}-{item}"), value.to_owned()));
    let shown = ("shown".to_owned(), item.to_string());
    named.into_iter().chain([shown]).collect()
}

impl<'a> CasePage<'a> {
    /// The page of this case.
    pub fn of(member: &'a Member, id: ReportId) -> Self {
        Self { id, member }
    }

    /// Takes a report from the queue.
    pub async fn take(member: &'a Member, report: &Report) -> Self {
        let id = report.id();
        let fields = [("one", &id.to_string()[..])];
        let reply = member.form("/take", &fields).await;
        assert_eq!(reply.status, 303, "{}", reply.body);
        Self { id, member }
    }

    /// The page of the same case, as another member sees it.
    pub fn by<'b>(&self, member: &'b Member) -> CasePage<'b> {
        CasePage::of(member, self.id)
    }

    /// Reads the page.
    pub async fn read(&self) -> String {
        self.member.page(&format!("/cases/{}", self.id)).await
    }

    /// The state of the case, in the words of the page.
    pub async fn state(&self) -> String {
        between(
            &self.read().await,
            "<dt>state</dt><dd><strong>",
            "</strong>",
        )
    }

    /// The state of an item, in the words of the page.
    pub async fn item(&self, item: u32) -> String {
        let head = between(
            &self.read().await,
            &format!(" id=\"item-{item}\">"),
            "</h3>",
        );
        let (_, state) = head.split_once(", ").unwrap();
        state.trim_end_matches("</label>").to_owned()
    }

    /// The version that the page was made from.
    pub async fn version(&self) -> String {
        between(&self.read().await, "name=\"version\" value=\"", "\"")
    }

    /// Sends a form of the page as it is now.
    pub async fn act(&self, form: &str, fields: &[(&str, &str)]) -> Reply {
        let version = self.version().await;
        let all = [&[("version", &version[..])], fields].concat();
        let path = format!("/cases/{}/{form}", self.id);
        self.member.form(&path, &all).await
    }

    /// Sends the form of the items with these findings on the screen. Returns the status.
    pub async fn work(&self, findings: &[Vec<(String, String)>], fields: &[(&str, &str)]) -> u16 {
        let found = findings.iter().flatten();
        let found = found.map(|(name, value)| (&name[..], &value[..]));
        let all: Vec<_> = found.chain(fields.iter().copied()).collect();
        self.act("work", &all).await.status
    }

    /// Lets an item take a step that needs nothing else. Returns the status.
    pub async fn step(&self, item: u32, step: &str) -> u16 {
        self.work(&[], &[("step", step), ("items", &item.to_string())])
            .await
    }

    /// Hands items off. Returns the status.
    pub async fn hand_off(&self, kind: &str, items: &[u32], to: &str) -> u16 {
        self.hand_off_with(items, &[("kind", kind), ("to", to)])
            .await
    }

    /// Hands items off as a file, also to somebody who could be reached otherwise. Returns the status.
    pub async fn hand_off_as_file(&self, kind: &str, items: &[u32], to: &str) -> u16 {
        self.hand_off_with(items, &[("kind", kind), ("to", to), ("file", "yes")])
            .await
    }

    async fn hand_off_with(&self, items: &[u32], fields: &[(&str, &str)]) -> u16 {
        let items: Vec<_> = items.iter().map(u32::to_string).collect();
        let mut fields = fields.to_vec();
        fields.extend(items.iter().map(|item| ("items", &item[..])));
        self.act("hand-off", &fields).await.status
    }

    /// Says that the last hand-off has left. Returns the status.
    pub async fn has_left(&self) -> u16 {
        self.settle("sent").await
    }

    /// Says how far the last hand-off has got. Returns the status.
    pub async fn settle(&self, state: &str) -> u16 {
        let page = self.read().await;
        let (_, last) = page.rsplit_once("name=\"settle\" value=\"").unwrap();
        let hand_off = last.split_once(' ').unwrap().0;
        let settle = format!("{hand_off} {state}");
        let fields = [("settle", &settle[..])];
        self.act("hand-off/settle", &fields).await.status
    }

    /// Downloads the file of the last hand-off.
    pub async fn last_file(&self) -> Reply {
        let page = self.read().await;
        let path = format!("/cases/{}/hand-off/", self.id);
        let (_, last) = page.rsplit_once(&format!("href=\"{path}")).unwrap();
        let hand_off = last.split_once('"').unwrap().0;
        let file = self.member.get(&format!("{path}{hand_off}")).await;
        assert_eq!(file.status, 200, "{}", file.body);
        file
    }
}

fn between(page: &str, from: &str, to: &str) -> String {
    let (_, rest) = page
        .split_once(from)
        .unwrap_or_else(|| panic!("{from} is not on {page}"));
    rest.split_once(to).unwrap().0.to_owned()
}
