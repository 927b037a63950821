//! The form's page: the hotline's own values are set aside, the page is made anew with them, and both are compared
//! byte by byte.

use axum::http::{HeaderMap, HeaderName, Response, header};
use model::origin::Origin;
use shared::api::Hotline;
use shared::report::WebUrl;

use super::{Finding, Intake, Kind, Look};
use crate::web::public::bundle::Bundle;
use crate::web::public::expected::{ExpectedFile, ExpectedPage, release_in};

/// What a browser accepts as a page, and in which encodings.
const ACCEPT: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const ENCODINGS: &str = "gzip, deflate, br, zstd";

/// Headers with which a server loads, keeps or reports something that is not in the page.
const UNASKED: [&str; 13] = [
    "content-security-policy-report-only",
    "link",
    "nel",
    "refresh",
    "report-to",
    "reporting-endpoints",
    "service-worker-allowed",
    "set-cookie",
    "sourcemap",
    "speculation-rules",
    "x-dns-prefetch-control",
    "x-sourcemap",
    "content-location",
];

/// The texts of the form that a config may have in words of its own.
const WORDING: [&str; 5] = [
    "do_not_share",
    "feedback_hint",
    "field.good_faith",
    "report_once",
    "what_next",
];

/// What the page says of the files that belong to it.
pub(super) struct Page {
    pub(super) is_of_this_release: bool,
    pub(super) theme: Option<ExpectedFile>,
}

/// Compares the page. `None` if there is nothing to go on with.
pub(super) async fn look(intake: &Intake, bundle: &Bundle, look: &mut Look) -> Option<Page> {
    let answer = match fetched(intake).await {
        Ok(answer) => answer,
        Err(finding) => {
            look.findings.push(finding);
            return None;
        }
    };
    let html = String::from_utf8_lossy(answer.body());
    let [theirs, ours] = [&*html, bundle.form_page()].map(release_in);
    if theirs != ours {
        let [theirs, ours] = [theirs, ours].map(|release| release.unwrap_or("none"));
        look.findings.push(differs(
            "release",
            format!("the page is of the release {theirs}, and this program is of {ours}: watch with the program of that release"),
        ));
    }
    let Some(hotline) = hotline_in(&html) else {
        look.findings.push(differs(
            "page",
            "the page has no values of a hotline".to_owned(),
        ));
        return None;
    };
    if let Some(value) = strange(&hotline) {
        look.findings.push(differs(
            "values",
            format!("no config can say this: {value}"),
        ));
    }
    let (path, query) = (&intake.path, &intake.query);
    let expected = ExpectedPage::at(path, query, bundle, &hotline, intake.root, &intake.origin);
    if theirs == ours {
        look.findings
            .push(compared(&html, &expected.html, &intake.root.to_string()));
    }
    look.findings.extend(headers(answer.headers(), &expected));
    match ancestors(answer.headers(), &expected.policy, &intake.origin) {
        Ok(ancestors) => look.frame_ancestors = ancestors,
        Err(finding) => look.findings.push(finding),
    }
    look.hotline = Some(hotline);
    Some(Page {
        is_of_this_release: theirs == ours,
        theme: expected.theme,
    })
}

/// The page as a browser gets it; without an encoding, if a proxy has encoded it.
async fn fetched(intake: &Intake) -> Result<Response<Vec<u8>>, Finding> {
    let path = intake.path_and_query();
    let unanswered = |error| Finding::unanswered(&path, error);
    let mut answer = intake
        .get(&path, ACCEPT, ENCODINGS)
        .await
        .map_err(unanswered)?;
    if answer.headers().contains_key(header::CONTENT_ENCODING) {
        answer = intake
            .get(&path, ACCEPT, "identity")
            .await
            .map_err(unanswered)?;
    }
    match answer.status().as_u16() {
        200 => Ok(answer),
        502..=504 => Err(Finding::new(
            Kind::Unreachable,
            path,
            format!("the answer is {}", answer.status()),
        )),
        _ => Err(differs(&path, format!("the answer is {}", answer.status()))),
    }
}

fn differs(about: &str, found: String) -> Finding {
    Finding::new(Kind::Differs, about, found)
}

/// The hotline's values in the page.
fn hotline_in(html: &str) -> Option<Hotline> {
    serde_json::from_str(&unescaped(attribute(html, "data-hotline")?)).ok()
}

/// The value of an attribute that is in the page once.
fn attribute<'a>(html: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = html.split_once(&format!("{name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

/// The text of an attribute's value. What it makes of other values is compared afterwards.
fn unescaped(value: &str) -> String {
    [
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#38;", "&"),
    ]
    .into_iter()
    .fold(value.to_owned(), |text, (code, sign)| {
        text.replace(code, sign)
    })
}

/// A value that no config of a hotline can have.
fn strange(hotline: &Hotline) -> Option<String> {
    let helpline = hotline.helpline.as_ref().and_then(|it| it.url.as_ref());
    let links = [
        &hotline.contact_url,
        &hotline.privacy_url,
        &hotline.network_url,
    ];
    let links = links.into_iter().flatten().chain(helpline);
    let mut links = links.chain([&hotline.leave_url]);
    if let Some(link) = links.find(|link| link.parse::<WebUrl>().is_err()) {
        return Some(link.clone());
    }
    let mut texts = hotline.wording.values().flat_map(|texts| texts.keys());
    texts.find(|key| !WORDING.contains(&&key[..])).cloned()
}

/// The finding of the page: the first line in which it is another.
fn compared(theirs: &str, ours: &str, root: &str) -> Finding {
    if theirs == ours {
        return Finding::new(
            Kind::Same,
            "page",
            "is this release's, with the hotline's own values",
        );
    }
    match attribute(theirs, "data-root") {
        Some(other) if other != root => {
            return differs("root", format!("the page names the root {other}"));
        }
        _ => {}
    }
    let lines = theirs.lines().zip(ours.lines()).enumerate();
    let mut others = lines.filter(|(_, (theirs, ours))| theirs != ours);
    let (number, line) = match others.next() {
        Some((at, (theirs, _))) => (at + 1, theirs),
        None => (
            theirs.lines().count().min(ours.lines().count()) + 1,
            "it ends elsewhere",
        ),
    };
    differs(
        "page",
        format!("line {number} is another: {}", shortened(line)),
    )
}

/// The beginning of a line that somebody else has written, without signs that play tricks on a terminal.
fn shortened(line: &str) -> String {
    let plain = line
        .chars()
        .map(|sign| if sign.is_control() { '\u{fffd}' } else { sign });
    plain.take(120).collect()
}

/// The headers that differ, or that nobody has asked for.
fn headers(theirs: &HeaderMap, expected: &ExpectedPage) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, value) in &expected.headers {
        let found: Vec<_> = theirs.get_all(name).iter().collect();
        if found != [value] {
            findings.push(differs(
                name.as_str(),
                format!("is {found:?}, and not {value:?}"),
            ));
        }
    }
    let unasked = UNASKED.iter().filter(|name| theirs.contains_key(**name));
    findings.extend(unasked.map(|name| {
        let value = theirs.get(HeaderName::from_static(name));
        differs(
            name,
            format!("this release sends no such header: {value:?}"),
        )
    }));
    findings
}

/// The pages that may show the form in a frame. Fails if the policy is another in anything else.
fn ancestors(theirs: &HeaderMap, policy: &str, origin: &Origin) -> Result<Vec<String>, Finding> {
    let name = header::CONTENT_SECURITY_POLICY;
    let found: Vec<_> = theirs.get_all(&name).iter().collect();
    let other = || differs(name.as_str(), format!("is {found:?}, and not {policy:?}"));
    let [found_one] = found[..] else {
        return Err(other());
    };
    let found_one = found_one.to_str().map_err(|_| other())?;
    if found_one == policy {
        return Ok(Vec::new());
    }
    let limits = found_one.strip_prefix(policy).ok_or_else(other)?;
    let limits = limits
        .strip_prefix(&format!("; frame-ancestors {origin}"))
        .ok_or_else(other)?;
    let all = limits.split(' ').skip(1).map(str::to_owned);
    let all: Vec<_> = all.collect();
    let are_origins = all.iter().all(|one| one.parse::<Origin>().is_ok());
    match are_origins && (limits.is_empty() || limits.starts_with(' ')) {
        true => Ok(all),
        false => Err(other()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(text: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.append(header::CONTENT_SECURITY_POLICY, text.parse().unwrap());
        headers
    }

    #[test]
    fn only_the_pages_that_may_show_the_form_are_set_aside() {
        let origin: Origin = "https://report.example".parse().unwrap();
        let found = |text| ancestors(&policy(text), "script-src x", &origin).ok();
        assert_eq!(found("script-src x"), Some(Vec::new()));
        let limited =
            found("script-src x; frame-ancestors https://report.example https://a.example");
        assert_eq!(limited, Some(vec!["https://a.example".to_owned()]));
        for other in [
            "script-src x y",
            "script-src x; script-src-elem *",
            "script-src x; frame-ancestors *",
            "script-src x; frame-ancestors https://report.example *",
            "script-src x; frame-ancestors https://report.example https://a.example; report-uri https://a.example",
            "script-src x; frame-ancestors https://report.example.evil.example",
            "",
        ] {
            assert_eq!(found(other), None, "{other}");
        }
        let mut twice = policy("script-src x");
        twice.append(
            header::CONTENT_SECURITY_POLICY,
            "script-src x".parse().unwrap(),
        );
        assert!(ancestors(&twice, "script-src x", &origin).is_err());
    }
}
