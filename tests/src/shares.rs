use std::fs;
use std::path::PathBuf;

use getrandom::{SysRng, rand_core::UnwrapErr};
use receiver::desk_key::split;
use reqwest::Client;
use serde_json::{Value, json};
use shared::hpke::PrivateKey;

use crate::{Desk, Folder};

/// The desk's key of a folder in shares: any three of five make it.
pub struct Shares {
    /// The letters of each share.
    pub codes: Vec<String>,
    /// The key.
    pub key: PrivateKey,
}

impl Shares {
    /// Splits this key once more.
    pub fn of(key: &PrivateKey) -> Self {
        let shares = split(key, 3, 5, &mut UnwrapErr(SysRng)).unwrap();
        let codes = shares.iter().map(|share| share.code().to_string());
        Self {
            codes: codes.collect(),
            key: key.clone(),
        }
    }

    /// Writes the share of this index to a new file.
    pub fn file(&self, folder: &Folder, at: usize) -> PathBuf {
        let file = folder.path().with_extension(format!("share-{at}"));
        fs::write(&file, &self.codes[at]).unwrap();
        file
    }
}

impl Desk {
    /// Enters a share as programs do. Returns the status and the answer.
    pub async fn enter(&self, share: &str) -> (u16, Value) {
        let url = format!("{}/v1/unlock", self.url);
        let sent = Client::new().post(url).json(&json!({ "share": share }));
        let answer = sent.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// Unlocks the desk with three shares.
    pub async fn unlock(&self, shares: &Shares) {
        for (code, is_open) in shares.codes.iter().zip([false, false, true]) {
            let (status, standing) = self.enter(code).await;
            assert_eq!((status, &standing["is_open"]), (200, &is_open.into()));
        }
    }
}
