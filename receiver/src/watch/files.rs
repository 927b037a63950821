//! The form's files, each as a browser gets it.

use axum::http::{Response, header};
use futures_util::{StreamExt, stream};
use sha2::{Digest, Sha256};

use super::{Finding, Intake, Kind};
use crate::web::public::bundle::Bundle;
use crate::web::public::expected::ExpectedFile;

/// Files that are asked for at once.
const AT_ONCE: usize = 8;

/// The encodings that a browser asks for.
const ENCODINGS: &str = "gzip, deflate, br, zstd";

/// Compares every file of this release, and the theme's style sheet.
pub(super) async fn look(
    intake: &Intake,
    bundle: Bundle,
    theme: Option<ExpectedFile>,
) -> Vec<Finding> {
    let expected: Vec<_> = ExpectedFile::all(bundle).chain(theme).collect();
    let count = expected.len();
    let looks = stream::iter(expected).map(|file| one(intake, file));
    let mut findings: Vec<_> = looks
        .buffered(AT_ONCE)
        .filter_map(async |it| it)
        .collect()
        .await;
    if findings.is_empty() {
        let found = format!("all {count} are this release's");
        findings.push(Finding::new(Kind::Same, "files", found));
    }
    findings
}

/// The finding of a file that is another, or is not there.
async fn one(intake: &Intake, file: ExpectedFile) -> Option<Finding> {
    match intake.get(&file.path, "*/*", ENCODINGS).await {
        Err(error) => Some(Finding::unanswered(&file.path, error)),
        Ok(answer) => {
            other(&file, &answer).map(|found| Finding::new(Kind::Differs, &file.path, found))
        }
    }
}

/// What is another than in this release.
fn other(file: &ExpectedFile, answer: &Response<Vec<u8>>) -> Option<String> {
    let text = |name| {
        answer
            .headers()
            .get(name)
            .map(|value| value.to_str().unwrap_or("?"))
    };
    if answer.status() != 200 {
        return Some(format!("the answer is {}", answer.status()));
    }
    let media_type = text(header::CONTENT_TYPE);
    if media_type != Some(file.media_type) {
        return Some(format!(
            "the media type is {media_type:?}, and not {:?}",
            file.media_type
        ));
    }
    let encoding = text(header::CONTENT_ENCODING);
    let Some(ours) = file.encoded(encoding) else {
        return Some(format!(
            "this release does not serve it in the encoding {encoding:?}"
        ));
    };
    (answer.body()[..] != ours[..]).then(|| {
        let [theirs, ours] = [&answer.body()[..], &ours]
            .map(|bytes| base16ct::lower::encode_string(&Sha256::digest(bytes)));
        format!("SHA-256 {theirs}, and not {ours}")
    })
}
