//! The hotline that receives the reports, as its page describes it.

use js_sys::{Array, Object};
use shared::report::{Category, HotlineId};
use shared::signing::VerifyingKey;
use wasm_bindgen::JsValue;
use yew::AttrValue;

use crate::browser::{get, text};

/// The properties of the hotline that the form needs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Hotline {
    /// The id in the hotline's key configs.
    pub(crate) id: HotlineId,
    /// The root key, which certifies the keys that sign key configs.
    pub(crate) root: VerifyingKey,
    /// The name for reporters, isolated from the direction of the text around it (U+2068, U+2069).
    pub(crate) name: AttrValue,
    /// The categories that the hotline accepts, in the order of the form.
    pub(crate) categories: Vec<Category>,
    /// The telephone numbers to call when a child is in danger now.
    pub(crate) emergency_numbers: Vec<AttrValue>,
    /// Other ways to reach the hotline.
    pub(crate) contact_url: Option<AttrValue>,
    /// The notice on how the hotline handles personal data.
    pub(crate) privacy_url: Option<AttrValue>,
    /// People to talk to, for reporters to whom it happens themselves.
    pub(crate) helpline: Option<Helpline>,
}

/// A helpline with a telephone number, a page or both.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Helpline {
    pub(crate) name: AttrValue,
    pub(crate) number: Option<AttrValue>,
    pub(crate) url: Option<AttrValue>,
}

impl Hotline {
    /// Reads the object in the page. Code that reads it by hand is 2 KB less to load than code that
    /// parses JSON.
    pub(crate) fn read(page: &Object) -> Option<Self> {
        let text = |key| text(page, key);
        let list = |key| get(page, key).map(|list| Array::from(&list));
        let named = |name: JsValue| Category::named(&name.as_string()?);
        Some(Self {
            id: text("id")?.parse().ok()?,
            root: text("root")?.parse().ok()?,
            name: ["\u{2068}", &text("name")?, "\u{2069}"].concat().into(),
            categories: list("categories")?.iter().filter_map(named).collect(),
            emergency_numbers: list("emergency_numbers")?
                .iter()
                .filter_map(|number| Some(number.as_string()?.into()))
                .collect(),
            contact_url: text("contact_url").map(AttrValue::from),
            privacy_url: text("privacy_url").map(AttrValue::from),
            helpline: get(page, "helpline").and_then(|it| Helpline::read(&it)),
        })
    }
}

impl Helpline {
    fn read(helpline: &JsValue) -> Option<Self> {
        let text = |key| text(helpline, key).map(AttrValue::from);
        Some(Self {
            name: text("name")?,
            number: text("number"),
            url: text("url"),
        })
    }
}
