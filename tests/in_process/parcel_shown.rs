//! What the pages say of a parcel: its number, the receipt for it, and the hotlines that could get one.

use model::rights::Role;
use serde_json::{Value, json};
use tests::InProcess;

use crate::parcels::{hand_off, handed_off, refer};
use crate::{act, enqueue, finding, last_place, logged, take};

#[tokio::test]
async fn a_parcel_is_found_by_its_number_at_both_hotlines() {
    let (desk, other) = InProcess::exchanging().await;
    let ours = handed_off(&desk).await;
    let sent = hand_off(&desk, &ours).await["parcel"].clone();
    let (theirs, got) = refer(&desk, &other, &["https://bad.example/theirs"]).await;
    for (parcel, case) in [(sent.as_str().unwrap(), &ours), (&got[..], &theirs)] {
        for text in [parcel.to_owned(), format!(" {} ", parcel.to_uppercase())] {
            let (_, found) = desk.post("/v1/search", json!({ "text": text })).await;
            let [group] = &found["found"].as_array().unwrap()[..] else {
                panic!("{text}: {found}");
            };
            assert_eq!(
                (&group["by"], &group["count"]),
                (&json!("parcel"), &json!(1))
            );
            let id = group["cases"][0]["case"]["id"].as_str().unwrap();
            assert_eq!(format!("/v1/cases/{id}"), *case);
        }
    }
    let nobodys = json!({ "text": "00112233445566778899aabbccddeeff" });
    let (_, found) = desk.post("/v1/search", nobodys).await;
    assert_eq!(found["found"], json!([]));
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let page = anna.form("/search", &[("text", &got)]).await.body;
    assert!(page.contains("This parcel of another hotline"), "{page}");
}

#[tokio::test]
async fn a_receipt_is_words_and_a_file_that_the_log_knows() {
    let (desk, other) = InProcess::exchanging().await;
    let case = handed_off(&desk).await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let path = case.strip_prefix("/v1").unwrap();
    let it = hand_off(&desk, &case).await;
    let file = format!("{path}/hand-off/{}/receipt", it["version"]);
    assert_eq!(anna.get(&file).await.status, 404, "there is none yet");
    desk.exchange_parcels().await;
    assert_eq!(other.got().len(), 1);
    let page = anna.page(path).await;
    let parcel = it["parcel"].as_str().unwrap();
    let says = format!("Their signed receipt: us has parcel {parcel} since 15 January 2027");
    assert!(page.contains(&says), "{page}");
    assert!(page.contains(&file), "{page}");
    let place = last_place(&desk).await;
    let receipt: Value = serde_json::from_str(&anna.page(&file).await).unwrap();
    let it = hand_off(&desk, &case).await;
    let kept: Value = serde_json::from_str(it["receipt"].as_str().unwrap()).unwrap();
    assert_eq!(receipt, kept);
    let entry = logged(&desk, place).await.pop().unwrap();
    assert_eq!(
        (&entry.what[..], &entry.new[..]),
        ("download", &*format!("receipt {parcel}"))
    );
}

#[tokio::test]
async fn the_menu_marks_the_hotlines_of_which_there_is_no_key() {
    let (desk, other) = InProcess::exchanging().await;
    desk.folder.append_config(&format!(
        "[desk.exchange.hotlines.aa]\nroot = \"{}\"\nurl = \"http://127.0.0.1:9\"",
        other.root()
    ));
    let desk = desk.again().await;
    enqueue(&desk, false).await;
    let case = take(&desk).await;
    let found = json!({ "step": "illegal", "findings": [finding(1, "baseline")] });
    act(&desk, &case, "step", found).await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let page = anna.page(case.strip_prefix("/v1").unwrap()).await;
    let with = page.find("<option value=\"us\">us</option>");
    let without = page.find("<option value=\"aa\">aa (we have no key of it now)</option>");
    assert!(with.is_some() && with < without, "{page}");
}

#[tokio::test]
async fn nobody_knows_the_language_of_a_reporter_elsewhere() {
    let (desk, other) = InProcess::exchanging().await;
    let (case, _) = refer(&desk, &other, &["https://bad.example/theirs"]).await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    for path in ["/cases?origin=other", case.strip_prefix("/v1").unwrap()] {
        let page = anna.page(path).await;
        assert!(
            page.contains("not known") && !page.contains(">und<"),
            "{page}"
        );
    }
}
