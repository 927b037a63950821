use shared::envelope::SealedReport;
use shared::padding;
use shared::pow::Search;
use shared::report::Report;
use tests::by_hand;
use tests::hostile::{Hotline, IntakeKey};

use crate::reports;

/// Bytes that lead a target to its end.
pub(crate) fn seeds(target: &str) -> Vec<Vec<u8>> {
    let hotline = Hotline::known();
    let keys = hotline.keys.iter();
    match target {
        "message" => keys.flat_map(messages).collect(),
        "sealed" | "plaintext" => reports::good().iter().map(Report::to_json).collect(),
        "key_document" => keys.map(|key| hotline.document(key).to_json()).collect(),
        "key_config" => keys.map(config).collect(),
        "claims" => claims().map(|body| body.as_bytes().to_vec()).into(),
        other => panic!("nobody knows the seeds of {other}"),
    }
}

/// A message without a proof of work, and the same with one.
fn messages(key: &IntakeKey) -> [Vec<u8>; 2] {
    let plaintext = padding::pad(&reports::good()[0].to_json(), 8192).unwrap();
    let (bytes, _) = by_hand::seal(&key.published, &plaintext);
    let message = SealedReport::parse(bytes.clone()).unwrap();
    let mut search = Search::new(&Hotline::known().challenge, &message);
    let proof = search.run(u32::MAX).unwrap();
    [bytes, message.with_proof(proof).as_bytes().to_vec()]
}

fn config(key: &IntakeKey) -> Vec<u8> {
    key.published.text().as_bytes().to_vec()
}

fn claims() -> [&'static str; 5] {
    [
        r#"{"max":100,"lease_seconds":3600}"#,
        r#"{"lease":"00112233445566778899aabbccddeeff","lease_seconds":86400}"#,
        r#"{"lease":"ffeeddccbbaa99887766554433221100"}"#,
        "{\n  \"lease_seconds\": 1,\n  \"max\": 1\n}",
        "00112233445566778899aabbccddeeff",
    ]
}
