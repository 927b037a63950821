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
        Some(Self {
            id: text("id")?.parse().ok()?,
            root: text("root")?.parse().ok()?,
            name: ["\u{2068}", &text("name")?, "\u{2069}"].concat().into(),
            categories: list(page, "categories")?
                .iter()
                .filter_map(|name| Category::named(name))
                .collect(),
            emergency_numbers: list(page, "emergency_numbers")?,
            contact_url: text("contact_url").map(AttrValue::from),
            privacy_url: text("privacy_url").map(AttrValue::from),
            helpline: get(page, "helpline").and_then(|it| Helpline::read(&it)),
        })
    }
}

/// The texts in a JavaScript object's property, which is an array.
fn list(object: &JsValue, key: &str) -> Option<Vec<AttrValue>> {
    let list = Array::from(&get(object, key)?);
    let texts = list.iter().filter_map(|text| text.as_string());
    Some(texts.map(AttrValue::from).collect())
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
