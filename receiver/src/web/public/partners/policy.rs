//! "Will it work on my site?": checks whether a pasted content security policy allows the snippet,
//! and gives the directives to write instead. It makes no network request.

mod pasted;

use content_security_policy::{
    CspList, Destination, Initiator, ParserMetadata, Policy, PolicyDisposition, PolicySource,
    Request, Url,
};

use self::pasted::{Pasted, is_directive};
use super::snippet::Need;

/// The tokens that the frame needs if the partner's policy puts the page into a sandbox.
const SANDBOX: [&str; 2] = ["allow-scripts", "allow-forms"];

/// Placeholder for the partner's page, whose address is unknown. Sources without a scheme match its
/// scheme, `https`.
const PAGE: &str = "https://partner.invalid";

/// Maximum number of obstacles that are shown at once.
const SHOWN: usize = 20;

/// A directive that blocks the snippet.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Obstacle {
    /// The directive as it is in the policy.
    pub(super) directive: String,
    /// The directive to write instead, or in addition if it is `default-src`. `None` under
    /// `'strict-dynamic'`, which ignores addresses.
    pub(super) instead: Option<String>,
}

/// The directives in a text that block what a snippet needs, each once and at most [`SHOWN`]; `None` if
/// the text has no policy.
///
/// The text may be headers, a page with `<meta>` tags, or a bare policy. All its policies apply.
pub(super) fn obstacles(text: &str, needs: &[Need], origin: &str) -> Option<Vec<Obstacle>> {
    let pasted = Pasted::read(text);
    let mut policies: Vec<_> = pasted
        .policies
        .iter()
        .flat_map(|text| CspList::parse(text, PolicySource::Header, PolicyDisposition::Enforce).0)
        .collect();
    policies.retain(|policy| {
        let mut directives = policy.directive_set.iter();
        directives.any(|directive| is_directive(&directive.name))
    });
    let of_policy = |policy| {
        let blocked = needs
            .iter()
            .filter_map(move |need| blocked(policy, *need, origin));
        let sandboxed = (!needs.is_empty()).then(|| sandboxed(policy)).flatten();
        blocked.chain(sandboxed)
    };
    let mut found = Vec::new();
    for obstacle in policies.iter().flat_map(of_policy) {
        if !found.contains(&obstacle) {
            found.push(obstacle);
        }
        if found.len() == SHOWN {
            break;
        }
    }
    (pasted.report_only || !policies.is_empty()).then_some(found)
}

/// The directive that blocks this need, if there is one.
fn blocked(policy: &Policy, need: Need, origin: &str) -> Option<Obstacle> {
    let list = CspList(vec![policy.clone()]);
    let (_, violations) = list.should_request_be_blocked(&request(need, origin)?);
    violations.first()?;
    let fallbacks = match need {
        Need::Script => &["script-src-elem", "script-src", "default-src"][..],
        Need::Frame => &["frame-src", "child-src", "default-src"][..],
    };
    let directives = &policy.directive_set;
    let directive = fallbacks
        .iter()
        .find_map(|name| directives.iter().find(|directive| directive.name == *name))?;
    let name = match (directive.name.as_str(), need) {
        ("default-src", Need::Script) => "script-src",
        ("default-src", Need::Frame) => "frame-src",
        (own, _) => own,
    };
    let has = |word: &str| {
        let mut sources = directive.value.iter();
        sources.any(|source| source.eq_ignore_ascii_case(word))
    };
    let sources = directive.value.iter().map(String::as_str);
    let sources = sources.filter(|source| !source.eq_ignore_ascii_case("'none'"));
    let words: Vec<_> = [name].into_iter().chain(sources).chain([origin]).collect();
    let is_fixed = need == Need::Script && has("'strict-dynamic'");
    Some(Obstacle {
        directive: words_of(&directive.name, &directive.value),
        instead: (!is_fixed).then(|| words.join(" ")),
    })
}

/// The obstacle if the policy puts the partner's page into a sandbox, which the frame inherits.
fn sandboxed(policy: &Policy) -> Option<Obstacle> {
    let directives = &policy.directive_set;
    let directive = directives.iter().find(|one| one.name == "sandbox")?;
    let is_there = |word: &str| {
        directive
            .value
            .iter()
            .any(|one| one.eq_ignore_ascii_case(word))
    };
    let missing: Vec<_> = SANDBOX.into_iter().filter(|word| !is_there(word)).collect();
    if missing.is_empty() {
        return None;
    }
    let directive = words_of(&directive.name, &directive.value);
    Some(Obstacle {
        instead: Some(format!("{directive} {}", missing.join(" "))),
        directive,
    })
}

/// The request of the partner's page that this need leads to.
fn request(need: Need, origin: &str) -> Option<Request> {
    let (path, destination) = match need {
        Need::Script => ("/embed/v1.js", Destination::Script),
        Need::Frame => ("/p/", Destination::IFrame),
    };
    let url = Url::parse(&format!("{origin}{path}")).ok()?;
    Some(Request {
        current_url: url.clone(),
        url,
        origin: Url::parse(PAGE).ok()?.origin(),
        redirect_count: 0,
        destination,
        initiator: Initiator::None,
        nonce: String::new(),
        integrity_metadata: String::new(),
        parser_metadata: ParserMetadata::ParserInserted,
    })
}

fn words_of(name: &str, value: &[String]) -> String {
    let mut words = vec![name];
    words.extend(value.iter().map(String::as_str));
    words.join(" ")
}

#[cfg(test)]
mod tests;
