//! The hotline that the form belongs to, as its page describes it.

use js_sys::{Array, Object, Reflect};
use shared::report::{Category, HotlineId};
use shared::signing::VerifyingKey;
use wasm_bindgen::JsValue;
use yew::AttrValue;

/// What the form has to know of its hotline.
#[derive(Debug, Clone, PartialEq)]
pub struct Hotline {
    /// The id that key configs carry.
    pub id: HotlineId,
    /// The root that has certified whoever signs them.
    pub root: VerifyingKey,
    /// The name that reporters know.
    pub name: AttrValue,
    /// The categories on offer, in order.
    pub categories: Vec<Category>,
    /// Whom to call when a child is in danger now.
    pub emergency_number: AttrValue,
}

impl Hotline {
    /// Takes what it needs of the object in the page. Reading it by hand is 2 KB less to load than
    /// reading its JSON.
    pub fn read(page: &Object) -> Option<Self> {
        let get = |key: &str| Reflect::get(page, &key.into()).ok();
        let text = |key: &str| get(key)?.as_string();
        let named = |name: JsValue| Category::named(&name.as_string()?);
        Some(Self {
            id: text("id")?.parse().ok()?,
            root: text("root")?.parse().ok()?,
            name: text("name")?.into(),
            categories: Array::from(&get("categories")?)
                .iter()
                .filter_map(named)
                .collect(),
            emergency_number: text("emergency_number")?.into(),
        })
    }
}
