//! The snippet that a partner pastes, in three variants for the same address.

use std::fmt::Display;

use askama::filters::{Html, escape};
use model::origin::Origin;
use shared::report::LanguageTag;

use crate::web::public::bundle::Loader;
use crate::web::public::theme::Theme;

/// The sandbox of the frame. The form gets no origin, so that it can store nothing; it may replace
/// the page around it when the reporter presses "leave".
const SANDBOX: &str = "allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox \
                       allow-top-navigation-by-user-activation";

/// The variants of the snippet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Variant {
    /// A button that opens the form as a layer over the page.
    #[default]
    Button,
    /// The form as a frame in the page, for site builders that remove scripts.
    Frame,
    /// A link to the form as a page of its own.
    Link,
}

/// A resource that the policy of the partner's page must allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// The script of the loader.
    Script,
    /// The frame with the form.
    Frame,
}

/// The choices that define a snippet.
pub(super) struct Snippet<'a> {
    /// The origin of the receiver.
    pub(super) origin: &'a Origin,
    /// The variant to make.
    pub(super) variant: Variant,
    /// The partner's name, which is part of the form's address.
    pub(super) partner: &'a str,
    /// The form's language; `None` to follow the page and the browser.
    pub(super) language: Option<&'a LanguageTag>,
    /// The theme of the form.
    pub(super) theme: &'a Theme,
    /// The text of the button or link.
    pub(super) words: &'a str,
    /// Whether the form only lets itself be tried, and sends nothing.
    pub(super) is_test: bool,
    /// Whether the button looks like one whatever the page's styles are, or like the page's links.
    pub(super) has_look: bool,
}

impl Variant {
    /// All variants, the default first.
    pub(super) const ALL: [Self; 3] = [Self::Button, Self::Frame, Self::Link];

    /// The variant's name in the page's query.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Button => "button",
            Self::Frame => "frame",
            Self::Link => "link",
        }
    }

    /// The resources that the policy of the partner's page must allow for this variant.
    pub(super) fn needs(self) -> &'static [Need] {
        match self {
            Self::Button => &[Need::Script, Need::Frame],
            Self::Frame => &[Need::Frame],
            Self::Link => &[],
        }
    }
}

impl Need {
    /// The directive to add to a policy that has no directive of this name.
    pub(super) fn directive(self, origin: &Origin) -> String {
        match self {
            Self::Script => format!("script-src {origin}"),
            Self::Frame => format!("frame-src {origin}"),
        }
    }
}

impl Snippet<'_> {
    /// The HTML of the snippet, without the script.
    pub(super) fn markup(&self) -> String {
        let (words, address) = (escaped(self.words), escaped(self.address()));
        match self.variant {
            Variant::Button => {
                let language = self
                    .language
                    .map(|tag| format!(" lang=\"{}\"", tag.as_str()));
                let look = if self.has_look {
                    " look=\"button\""
                } else {
                    ""
                };
                format!(
                    "<report-button partner=\"{}\"{look}{}>\n  <a href=\"{address}\">{words}</a>\n\
                     </report-button>",
                    self.partner,
                    language.unwrap_or_default(),
                )
            }
            Variant::Frame => format!(
                "<iframe src=\"{address}\" title=\"{words}\" width=\"100%\" height=\"760\" \
                 loading=\"lazy\" sandbox=\"{SANDBOX}\" referrerpolicy=\"no-referrer\"></iframe>\n\
                 <p><a href=\"{address}\" rel=\"noreferrer\">{words}</a></p>"
            ),
            Variant::Link => format!("<a href=\"{address}\" rel=\"noreferrer\">{words}</a>"),
        }
    }

    /// The snippet's script, if it needs one: the loader at the stable address or, if `pinned`, the
    /// one whose content never changes.
    pub(super) fn script(&self, loader: Loader, pinned: bool) -> Option<String> {
        let origin = self.origin;
        let script = if pinned {
            format!(
                "<script async src=\"{origin}{}\" integrity=\"{}\" crossorigin></script>",
                loader.path,
                loader.integrity()
            )
        } else {
            format!("<script async src=\"{origin}/embed/v1.js\"></script>")
        };
        (self.variant == Variant::Button).then_some(script)
    }

    /// The form's address. The language is in the fragment, which browsers send to no server.
    fn address(&self) -> String {
        let language = self.language.map(|tag| format!("#{}", tag.as_str()));
        let query = self.theme.query();
        let test = match (self.is_test, query.is_empty()) {
            (false, _) => "",
            (true, true) => "?test",
            (true, false) => "&test",
        };
        format!(
            "{}/p/{}{query}{test}{}",
            self.origin,
            self.partner,
            language.unwrap_or_default()
        )
    }
}

fn escaped(text: impl Display) -> String {
    // Writing to a string cannot fail.
    escape(text, Html)
        .map(|escaped| escaped.to_string())
        .unwrap_or_default()
}
