//! The hotline that receives the reports, as its page describes it.

use js_sys::{Array, Object, Reflect};
use shared::report::{Category, HotlineId};
use shared::signing::VerifyingKey;
use wasm_bindgen::JsValue;
use yew::AttrValue;

/// The properties of the hotline that the form needs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Hotline {
    /// The id in the hotline's key configs.
    pub(crate) id: HotlineId,
    /// The root key, which certifies the keys that sign key configs.
    pub(crate) root: VerifyingKey,
    /// The name for reporters.
    pub(crate) name: AttrValue,
    /// The categories that the hotline accepts, in the order of the form.
    pub(crate) categories: Vec<Category>,
    /// The telephone number to call when a child is in danger now.
    pub(crate) emergency_number: AttrValue,
}

impl Hotline {
    /// Reads the object in the page. Code that reads it by hand is 2 KB less to load than code that
    /// parses JSON.
    pub(crate) fn read(page: &Object) -> Option<Self> {
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
