//! The body of a request that sends a report.

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use shared::api::MEDIA_TYPE;
use shared::envelope::MAX_MESSAGE_BYTES;

use crate::web::problem::Problem;

/// The media type of a form with a file (RFC 7578). Web application firewalls often let through nothing
/// else that has bytes, and browsers ask nobody before they send it to another origin.
const FORM: &str = "multipart/form-data";

/// Maximum bytes of a form around a message.
const FORM_BYTES: usize = 1024;

/// The bytes of a message, not parsed; at most [`MAX_MESSAGE_BYTES`].
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Message(pub(super) Vec<u8>);

impl<S: Send + Sync> FromRequest<S> for Message {
    type Rejection = Problem;

    /// Refuses a wrong media type, a content coding and a missing or too large length before it reads
    /// the body.
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let headers = request.headers();
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        // RFC 9110, sections 8.3.1 and 8.4: neither media types nor codings have a case.
        let media_type = text(header::CONTENT_TYPE).unwrap_or_default();
        let essence = media_type.split(';').next().unwrap_or_default();
        let is_form = essence.trim_end().eq_ignore_ascii_case(FORM);
        let is_message = is_form || media_type.eq_ignore_ascii_case(MEDIA_TYPE);
        let most = MAX_MESSAGE_BYTES + if is_form { FORM_BYTES } else { 0 };
        let mut codings = headers.get_all(header::CONTENT_ENCODING).iter();
        let is_plain = codings.all(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity"));
        if !is_message || !is_plain {
            return Err(Problem::MediaType);
        }
        let length = text(header::CONTENT_LENGTH).ok_or(Problem::LengthRequired)?;
        let length = length.parse::<u64>();
        if length.is_ok_and(|length| length > most as u64) {
            return Err(Problem::TooLarge);
        }
        // An incomplete body gets the same answer as any other unacceptable message.
        let (head, body) = request.into_parts();
        let Ok(body) = to_bytes(body, most).await else {
            return Err(Problem::Unacceptable);
        };
        if !is_form {
            return Ok(Self(body.into()));
        }
        let form = Request::from_parts(head, Body::from(body));
        let form = Multipart::from_request(form, state).await;
        let message = first_part(form.map_err(|_| Problem::MediaType)?).await;
        message.map(Self).ok_or(Problem::Unacceptable)
    }
}

/// The content of a form's first part.
async fn first_part(mut form: Multipart) -> Option<Vec<u8>> {
    let part = form.next_field().await.ok()??;
    let content = part.bytes().await.ok()?;
    Some(content.into())
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    async fn extract(
        headers: &[(header::HeaderName, &str)],
        body: usize,
    ) -> Result<usize, Problem> {
        let message = extract_from(headers, vec![0; body]).await;
        message.map(|Message(bytes)| bytes.len())
    }

    async fn extract_from(
        headers: &[(header::HeaderName, &str)],
        body: Vec<u8>,
    ) -> Result<Message, Problem> {
        let mut request = Request::new(Body::from(body));
        for (name, value) in headers {
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        Message::from_request(request, &()).await
    }

    #[tokio::test]
    async fn a_message_has_its_media_type_and_a_length_that_messages_have() {
        let media_type = |media_type| (header::CONTENT_TYPE, media_type);
        let length = |length| (header::CONTENT_LENGTH, length);
        let headers = [media_type(MEDIA_TYPE), length("9")];
        assert_eq!(extract(&headers, 9).await, Ok(9));
        let coding = |coding| (header::CONTENT_ENCODING, coding);
        let upper = MEDIA_TYPE.to_ascii_uppercase();
        let headers = [media_type(&upper), length("9"), coding("Identity")];
        assert_eq!(extract(&headers, 9).await, Ok(9));
        let parameter = format!("{MEDIA_TYPE}; q=1");
        for (headers, problem) in [
            (&[length("9")][..], Problem::MediaType),
            (&[media_type("text/plain"), length("9")], Problem::MediaType),
            (&[media_type(&parameter), length("9")], Problem::MediaType),
            (
                &[media_type(MEDIA_TYPE), length("9"), coding("gzip")],
                Problem::MediaType,
            ),
            (
                &[
                    media_type(MEDIA_TYPE),
                    length("9"),
                    coding("identity, gzip"),
                ],
                Problem::MediaType,
            ),
            (&[media_type(MEDIA_TYPE)], Problem::LengthRequired),
            (
                &[media_type(MEDIA_TYPE), length("100000")],
                Problem::TooLarge,
            ),
        ] {
            assert_eq!(extract(headers, 9).await, Err(problem));
        }
    }

    /// Extracts a form around a file, as browsers send it.
    async fn extract_form(file: &[u8]) -> Result<Message, Problem> {
        let head = "--b\r\nContent-Disposition: form-data; name=\"report\"; filename=\"blob\"\r\n\
                    Content-Type: application/octet-stream\r\n\r\n";
        let body = [head.as_bytes(), file, b"\r\n--b--\r\n"].concat();
        let (media_type, length) = (format!("{FORM}; boundary=b"), body.len().to_string());
        let headers = [
            (header::CONTENT_TYPE, &*media_type),
            (header::CONTENT_LENGTH, &*length),
        ];
        extract_from(&headers, body).await
    }

    #[tokio::test]
    async fn a_form_holds_the_same_message() {
        let longest = [7; MAX_MESSAGE_BYTES];
        assert_eq!(extract_form(&longest).await, Ok(Message(longest.into())));
        let longer = [7; MAX_MESSAGE_BYTES + FORM_BYTES];
        assert_eq!(extract_form(&longer).await, Err(Problem::TooLarge));
        let headers = [(header::CONTENT_TYPE, FORM), (header::CONTENT_LENGTH, "9")];
        let without_boundary = extract(&headers, 9).await;
        assert_eq!(without_boundary, Err(Problem::MediaType));
        let boundary = format!("{FORM}; boundary=b");
        let headers = [
            (header::CONTENT_TYPE, &*boundary),
            (header::CONTENT_LENGTH, "9"),
        ];
        assert_eq!(extract(&headers, 9).await, Err(Problem::Unacceptable));
    }

    #[tokio::test]
    async fn a_body_is_read_no_further_than_a_message_is_long() {
        let headers = [
            (header::CONTENT_TYPE, MEDIA_TYPE),
            (header::CONTENT_LENGTH, "9"),
        ];
        let most = extract(&headers, MAX_MESSAGE_BYTES).await;
        assert_eq!(most, Ok(MAX_MESSAGE_BYTES));
        let more = extract(&headers, MAX_MESSAGE_BYTES + 1).await;
        assert_eq!(more, Err(Problem::Unacceptable));
    }
}
