//! What the JSON Schema says otherwise than the types do by themselves.

use schemars::Schema;
use serde_json::Value;

/// Takes `null` out: what is not answered is left out of a report.
pub(super) fn without_null(schema: &mut Schema) {
    let Some(members) = schema.as_object_mut() else {
        return;
    };
    if let Some(Value::Array(types)) = members.get_mut("type") {
        types.retain(|name| name != "null");
        if let [name] = &mut types[..] {
            let name = name.take();
            members.insert("type".to_owned(), name);
        }
    }
    if let Some(Value::Array(ways)) = members.get_mut("anyOf") {
        ways.retain(|way| way["type"] != "null");
        if let [Value::Object(way)] = &mut ways[..] {
            let way = std::mem::take(way);
            members.remove("anyOf");
            members.extend(way);
        }
    }
}
