//! The policies in a text as people copy it: a tool's list of headers, a page's head, or the policy
//! alone, its lines wrapped or not.

use std::mem::take;

use html5gum::{StartTag, Token, Tokenizer};

const HEADER: &str = "content-security-policy";
const REPORT_ONLY: &str = "content-security-policy-report-only";

/// A wrapped line that begins with one of these goes on with a policy; with any other word that ends
/// in a colon, a header begins.
const SCHEMES: [&str; 6] = ["https", "http", "data", "blob", "wss", "ws"];

/// Directives of the standard and its neighbours, besides those that name a source.
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

/// What was found.
#[derive(Default)]
pub(super) struct Pasted {
    /// Each policy that blocks, as it stands there.
    pub(super) policies: Vec<String>,
    /// Whether there was one that only reports, which blocks nothing.
    pub(super) report_only: bool,
}

/// What the lines are of.
#[derive(Default)]
enum Part {
    /// A policy without a name before it, or what people copy before the first header.
    #[default]
    Bare,
    Policy,
    ReportOnly,
    Other,
}

impl Pasted {
    pub(super) fn read(text: &str) -> Self {
        let mut pasted = Self::default();
        let (mut part, mut words) = (Part::default(), String::new());
        for line in text.lines().map(str::trim) {
            // As `curl -v` marks an answer's headers.
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
        let first = || {
            words
                .split([' ', '\t', ';', ','])
                .find(|word| !word.is_empty())
        };
        match part {
            Part::Policy => self.policies.push(words),
            Part::Bare if first().is_some_and(is_directive) => self.policies.push(words),
            Part::ReportOnly => self.report_only = true,
            Part::Bare | Part::Other => {}
        }
    }
}

/// What begins with this line, and what the line says of it; `None` if it goes on with what was there.
fn begun<'a>(line: &'a str, before: &Part) -> Option<(Part, &'a str)> {
    if line.starts_with('<') || (line.is_empty() && !matches!(before, Part::Bare)) {
        return Some((Part::Other, ""));
    }
    let (name, rest) = line.split_once(':')?;
    if name.eq_ignore_ascii_case(HEADER) {
        Some((Part::Policy, rest))
    } else if name.eq_ignore_ascii_case(REPORT_ONLY) {
        Some((Part::ReportOnly, rest))
    } else {
        let is_word = !name.contains([' ', '\t', ';']) && !rest.starts_with(|next| next > ' ');
        let is_scheme = SCHEMES
            .iter()
            .any(|scheme| name.eq_ignore_ascii_case(scheme));
        (is_word && !is_scheme).then_some((Part::Other, ""))
    }
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

/// Whether a policy can have a directive of this name.
pub(super) fn is_directive(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    DIRECTIVES.contains(&name.as_str()) || SOURCES.iter().any(|ending| name.ends_with(ending))
}
