use serde_json::json;
use shared::key_config::{KeyDocument, PublishedKey};
use shared::limits::KEY_SECONDS;
use shared::signing::Purpose;

use super::{Hotline, NOW};

/// The bytes are a fetched key document: only the hotline's own document may be accepted.
pub fn key_document(bytes: &[u8]) -> bool {
    let Ok(document) = KeyDocument::parse(bytes) else {
        return false;
    };
    let written = document.to_json();
    assert_eq!(
        serde_json::from_slice(&written).ok(),
        Some(document.clone())
    );
    let hotline = Hotline::known();
    let believed = document.verify(&hotline.trust, NOW);
    if let Ok(key) = &believed {
        assert!(hotline.keys.iter().any(|known| &known.published == key));
    }
    believed.is_ok()
}

/// The bytes are signed by the hotline's signer: even then, an impossible key must be rejected.
pub fn key_config(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    let hotline = Hotline::known();
    let config = hotline.signer.sign(Purpose::KeyConfig, text.to_owned());
    let document = json!({ "certificate": hotline.certificate, "config": config });
    let document: KeyDocument = serde_json::from_value(document).unwrap();
    let Ok(key) = document.verify(&hotline.trust, NOW) else {
        return false;
    };
    assert_eq!(key.text(), text);
    let config = key.config();
    assert_eq!(config.hotline, hotline.trust.hotline);
    assert!(config.sequence >= hotline.trust.least_sequence);
    assert!(config.not_after - config.not_before <= KEY_SECONDS);
    assert_eq!(PublishedKey::new(config.clone()).config(), config);
    true
}
