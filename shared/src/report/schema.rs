//! Corrections to the JSON Schema that is generated from the types.

use schemars::Schema;
use serde_json::Value;

/// Removes `null` from a schema: a report leaves out unanswered questions.
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
