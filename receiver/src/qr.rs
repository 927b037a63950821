//! QR codes, for phones and for paper.

use qrcode::QrCode;
use qrcode::render::svg;

/// The QR code of a text, as an SVG element.
pub(crate) fn qr_code(text: &str) -> String {
    let drawn = QrCode::new(text).map(|code| code.render::<svg::Color<'_>>().build());
    let drawn = drawn.unwrap_or_default();
    drawn
        .find("<svg")
        .map_or_else(String::new, |begin| drawn[begin..].to_owned())
}
