use receiver::web::api::Object;
use receiver::web::api::claims::{ClaimRequest, ExtendRequest, LeaseRequest};
use serde::de::DeserializeOwned;
use shared::report::ReportId;

/// The bytes are a body posted to the claims API, or the id in its address.
pub fn claims(bytes: &[u8]) -> bool {
    let requests = [
        is::<ClaimRequest>(bytes),
        is::<ExtendRequest>(bytes),
        is::<LeaseRequest>(bytes),
    ];
    let meanings = requests.into_iter().filter(|is| *is).count();
    assert!(meanings <= 1, "one request for another");
    meanings == 1 || is_id(bytes)
}

fn is<T: DeserializeOwned>(json: &[u8]) -> bool {
    serde_json::from_slice::<Object<T>>(json).is_ok()
}

fn is_id(bytes: &[u8]) -> bool {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let id = text.parse::<ReportId>();
    id.is_ok_and(|id| id.to_string() == text)
}
