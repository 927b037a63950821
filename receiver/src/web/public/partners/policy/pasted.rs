//! Finds the policies in a text as people paste it: a tool's list of headers, the config of a web
//! server, JSON, a page's head, or a bare policy, with or without wrapped lines.

use std::mem::take;

use html5gum::{StartTag, Token, Tokenizer};

const HEADER: &str = "content-security-policy";
const REPORT_ONLY: &str = "-report-only";

/// The signs between a header's name and its value, in headers, configs and programs.
const BETWEEN: [char; 8] = ['"', '\'', ':', '=', '>', ',', ' ', '\t'];

/// The schemes of sources. A line that begins with one of them continues the policy before it; any
/// other word with a colon begins a header.
const SCHEMES: [&str; 6] = ["https", "http", "data", "blob", "wss", "ws"];

/// The directives without sources, from the standard and related ones.
const DIRECTIVES: [&str; 13] = [
    "base-uri",
    "block-all-mixed-content",
    "form-action",
    "frame-ancestors",
    "navigate-to",
    "plugin-types",
    "report-to",
    "report-uri",
    "require-sri-for",
    "require-trusted-types-for",
    "sandbox",
    "trusted-types",
    "upgrade-insecure-requests",
];
const SOURCES: [&str; 3] = ["-src", "-src-elem", "-src-attr"];

/// The policies in a text.
#[derive(Default)]
pub(super) struct Pasted {
    /// The text of each policy that is enforced.
    pub(super) policies: Vec<String>,
    /// Whether the text has a report-only policy, which blocks nothing.
    pub(super) report_only: bool,
}

/// The part of the text that a line belongs to.
#[derive(Default)]
enum Part {
    /// A policy without a header's name, or the lines before the first header.
    #[default]
    Bare,
    Policy,
    ReportOnly,
    Other,
}

impl Pasted {
    pub(super) fn read(text: &str) -> Self {
        // Word processors curl the quotes.
        let text = &text.replace(['‘', '’'], "'").replace(['“', '”'], "\"");
        // Hosts that take their headers as JSON: {"key": "Content-Security-Policy", "value": "…"}.
        let text = &text.replace("\"value\":", "");
        let mut pasted = Self::default();
        let (mut part, mut words) = (Part::default(), String::new());
        for line in text.lines().map(str::trim) {
            // `curl -v` puts this before the headers of an answer.
            let line = line.strip_prefix("< ").unwrap_or(line);
            if let Some((next, rest)) = begun(line, &part) {
                pasted.add(part, take(&mut words));
                (part, words) = (next, rest.to_owned());
            } else {
                words.push(' ');
                words.push_str(line);
            }
        }
        pasted.add(part, words);
        pasted.policies.extend(tags(text));
        pasted
    }

    fn add(&mut self, part: Part, words: String) {
        // In a config, a quote ends the value.
        let words = words.trim_start_matches(BETWEEN);
        let words = words.split('"').next().unwrap_or_default();
        let first = || {
            words
                .split([' ', '\t', ';', ','])
                .find(|word| !word.is_empty())
        };
        match part {
            Part::Policy => self.policies.push(words.to_owned()),
            Part::Bare if first().is_some_and(is_directive) => self.policies.push(words.to_owned()),
            Part::ReportOnly => self.report_only = true,
            Part::Bare | Part::Other => {}
        }
    }
}

/// The part that begins with this line, and the text of the line that belongs to it; `None` if the
/// line continues the part before.
fn begun<'a>(line: &'a str, before: &Part) -> Option<(Part, &'a str)> {
    if line.starts_with('<') || (line.is_empty() && !matches!(before, Part::Bare)) {
        return Some((Part::Other, ""));
    }
    if let Some(policy) = named(line) {
        return Some(policy);
    }
    let (name, rest) = line.split_once(':')?;
    let is_word = !name.contains([' ', '\t', ';']) && !rest.starts_with(|next| next > ' ');
    let is_scheme = SCHEMES
        .iter()
        .any(|scheme| name.eq_ignore_ascii_case(scheme));
    (is_word && !is_scheme).then_some((Part::Other, ""))
}

/// The policy of a line that names the header, as a header, a config or a program does.
fn named(line: &str) -> Option<(Part, &str)> {
    let at = line.to_ascii_lowercase().find(HEADER)?;
    let (before, rest) = (&line[..at], &line[at + HEADER.len()..]);
    let is_report_only = rest
        .get(..REPORT_ONLY.len())
        .is_some_and(|it| it.eq_ignore_ascii_case(REPORT_ONLY));
    let (part, rest) = if is_report_only {
        (Part::ReportOnly, &rest[REPORT_ONLY.len()..])
    } else {
        (Part::Policy, rest)
    };
    let is_name = before.is_empty() || before.ends_with(['"', '\'', ' ', '\t']);
    let value = rest.trim_start_matches(BETWEEN);
    (is_name && value.len() < rest.len()).then_some((part, value))
}

/// The policies in the `<meta>` tags of a page.
fn tags(html: &str) -> impl Iterator<Item = String> {
    Tokenizer::new(html).filter_map(|token| match token {
        Ok(Token::StartTag(tag)) => policy_of(&tag),
        _ => None,
    })
}

fn policy_of(tag: &StartTag<()>) -> Option<String> {
    let is_policy = tag.name.as_slice() == b"meta"
        && tag
            .attributes
            .get(&b"http-equiv"[..])?
            .trim_ascii()
            .eq_ignore_ascii_case(HEADER.as_bytes());
    let content = tag.attributes.get(&b"content"[..])?;
    is_policy.then(|| String::from_utf8_lossy(content).into_owned())
}

/// Whether this is the name of a directive.
pub(super) fn is_directive(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    DIRECTIVES.contains(&name.as_str()) || SOURCES.iter().any(|ending| name.ends_with(ending))
}
