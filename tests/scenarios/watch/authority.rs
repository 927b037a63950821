//! A hotline whose certificate is by an authority that no machine knows.

use tests::{TlsPair, free_port};

use super::*;

#[tokio::test]
async fn a_hotline_with_an_authority_of_its_own_is_watched_with_that_authority_alone() {
    let (folder, pair) = (Folder::today(), TlsPair::of_days("30").await);
    let origin = format!("https://localhost:{}", free_port());
    let address = origin.replace("https://localhost", "127.0.0.1");
    folder.edit_config(
        "listen = \"127.0.0.1:0\"\n# The origin under which browsers reach it. Partners",
        &format!("listen = \"{address}\"\n# The origin under which browsers reach it. Partners"),
    );
    let url = format!("public_url = \"{origin}\"");
    folder.edit_config("public_url = \"http://127.0.0.1:7701\"", &url);
    pair.configure(&folder, "intake");
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let [root, own, key] = ["keys/root.pub", "tls.pem", "tls-key.pem"].map(file);
    let other = file("other.pem");
    fs::write(&other, TlsPair::of_days("30").await.certificate).unwrap();
    let _receiver = Process::start_quietly(folder).await;
    let url = format!("{origin}/");
    let command = ["watch", &url, "--root", &root];
    let look = async |authority: &[&str]| {
        let output = Process::run(&[&command[..], authority].concat()).await;
        let said = String::from_utf8(output.stdout).unwrap();
        (output.status.code(), said)
    };
    let (code, said) = look(&["--authority", &own]).await;
    assert_eq!(code, Some(0), "{said}");
    for authority in [&[][..], &["--authority", &other]] {
        let (code, said) = look(authority).await;
        assert_eq!(code, Some(UNREACHABLE), "{said}");
        assert!(said.contains("no connection"), "{said}");
    }
    for (file, why) in [
        (&key[..], "--authority: there is no certificate"),
        ("/nowhere", "--authority: /nowhere"),
    ] {
        let refused = Process::refuses(&[&command[..], &["--authority", file]].concat()).await;
        assert!(refused.contains(why), "{refused}");
    }
}
