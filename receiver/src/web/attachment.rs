//! Files to be saved.

use axum::http::{HeaderName, HeaderValue, header};

use super::problem::Problem;

/// The media type of tables for spreadsheets (RFC 4180).
pub(super) const CSV: &str = "text/csv; charset=utf-8";

/// The headers of a file that a browser saves under this name, of letters, digits, hyphens and dots.
pub(super) fn attachment(
    file_name: &str,
    media_type: &str,
) -> Result<[(HeaderName, HeaderValue); 2], Problem> {
    let value = |text: &str| HeaderValue::from_str(text).map_err(|_| Problem::Unavailable);
    let disposition = format!("attachment; filename=\"{file_name}\"");
    Ok([
        (header::CONTENT_TYPE, value(media_type)?),
        (header::CONTENT_DISPOSITION, value(&disposition)?),
    ])
}
