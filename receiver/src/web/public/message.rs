//! The body of a request that sends a report.

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header;
use shared::api::MEDIA_TYPE;
use shared::envelope::MAX_MESSAGE_BYTES;

use crate::web::problem::Problem;

/// The bytes of a message, not parsed; at most [`MAX_MESSAGE_BYTES`].
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Message(pub(super) Vec<u8>);

impl<S: Send + Sync> FromRequest<S> for Message {
    type Rejection = Problem;

    /// Refuses a wrong media type, a content coding and a missing or too large length before it reads
    /// the body.
    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let headers = request.headers();
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        // RFC 9110, sections 8.3.1 and 8.4: neither media types nor codings have a case.
        let is_message =
            text(header::CONTENT_TYPE).is_some_and(|it| it.eq_ignore_ascii_case(MEDIA_TYPE));
        let mut codings = headers.get_all(header::CONTENT_ENCODING).iter();
        let is_plain = codings.all(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity"));
        if !is_message || !is_plain {
            return Err(Problem::MediaType);
        }
        let length = text(header::CONTENT_LENGTH).ok_or(Problem::LengthRequired)?;
        let length = length.parse::<u64>();
        if length.is_ok_and(|length| length > MAX_MESSAGE_BYTES as u64) {
            return Err(Problem::TooLarge);
        }
        // An incomplete body gets the same answer as any other unacceptable message.
        let Ok(body) = to_bytes(request.into_body(), MAX_MESSAGE_BYTES).await else {
            return Err(Problem::Unacceptable);
        };
        Ok(Self(body.into()))
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    async fn extract(
        headers: &[(header::HeaderName, &str)],
        body: usize,
    ) -> Result<usize, Problem> {
        let mut request = Request::new(Body::from(vec![0; body]));
        for (name, value) in headers {
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        let message = Message::from_request(request, &()).await;
        message.map(|Message(bytes)| bytes.len())
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
