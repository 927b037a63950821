//! Joins several files into one.

use model::time::Timestamp;
use tar::{Builder, Header};

use super::document::Document;

/// The document, if there is only one; otherwise a tar archive. The same documents at the same time
/// give the same bytes.
pub(super) fn one(name: String, mut documents: Vec<Document>, now: Timestamp) -> Document {
    match documents.pop() {
        Some(only) if documents.is_empty() => only,
        last => {
            documents.extend(last);
            tar(name, &documents, now)
        }
    }
}

/// A tar archive (POSIX ustar).
pub(super) fn tar(name: String, documents: &[Document], now: Timestamp) -> Document {
    let mut archive = Builder::new(Vec::new());
    for document in documents {
        let mut header = Header::new_ustar();
        header.set_size(document.bytes.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(now.0);
        // The names are short and the archive is in memory, so nothing here can fail.
        let _ = archive.append_data(&mut header, &document.file_name, &document.bytes[..]);
    }
    Document {
        file_name: format!("{name}.tar"),
        media_type: "application/x-tar",
        bytes: archive.into_inner().unwrap_or_default(),
    }
}
