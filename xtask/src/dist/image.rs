//! The image for containers, as an OCI layout in one file, which podman, docker and skopeo load: the binary, a
//! folder for what it writes, and nothing else, so neither a shell nor a user of root.

use serde_json::{Value, json};
use tar::{Builder, EntryType, Header};

use super::VERSION;
use super::machine::Machine;
use crate::Failure;
use crate::bundle::{File, sha256};

/// The user in the image, by number, because the image has no list of users.
const USER: u64 = 65532;

/// The folder of what the receiver writes. The rest of the image may be read-only.
const DATA: &str = "data";

const PREFIX: &str = "application/vnd.oci.image";

/// Packs the receiver's binary, with all times at `seconds`.
pub(super) fn pack(machine: &Machine, binary: &[u8], seconds: u64) -> Result<Vec<u8>, Failure> {
    let layer = layer(binary, seconds)?;
    let config = json!({
        "architecture": machine.architecture,
        "os": "linux",
        "config": {
            "User": format!("{USER}:{USER}"),
            "Entrypoint": ["/usr/bin/receiver"],
            "Cmd": ["serve", "--config", format!("/{DATA}/hotline/receiver.toml")],
            "WorkingDir": format!("/{DATA}"),
            "Volumes": { format!("/{DATA}"): {} },
            "StopSignal": "SIGTERM",
        },
        "rootfs": { "type": "layers", "diff_ids": [digest(&layer)] },
    });
    let config = serde_json::to_vec(&config)?;
    let manifest = serde_json::to_vec(&json!({
        "schemaVersion": 2,
        "mediaType": format!("{PREFIX}.manifest.v1+json"),
        "config": descriptor("config.v1+json", &config),
        "layers": [descriptor("layer.v1.tar", &layer)],
    }))?;
    let mut found = descriptor("manifest.v1+json", &manifest);
    found["annotations"] = json!({
        "io.containerd.image.name": format!("localhost/sealed-report:{VERSION}"),
        "org.opencontainers.image.ref.name": VERSION,
    });
    let index = json!({ "schemaVersion": 2, "manifests": [found] });
    let mut files = vec![
        (
            "oci-layout".to_owned(),
            br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec(),
        ),
        ("index.json".to_owned(), serde_json::to_vec(&index)?),
    ];
    files.extend(
        [config, manifest, layer].map(|blob| (format!("blobs/sha256/{}", sha256(&blob)), blob)),
    );
    archive(files, seconds)
}

/// The files of the image, as a tar.
fn layer(binary: &[u8], seconds: u64) -> Result<Vec<u8>, Failure> {
    let mut layer = Builder::new(Vec::new());
    for folder in ["usr/", "usr/bin/"] {
        add(&mut layer, folder, 0o755, 0, b"", seconds)?;
    }
    add(&mut layer, "usr/bin/receiver", 0o755, 0, binary, seconds)?;
    add(&mut layer, &format!("{DATA}/"), 0o700, USER, b"", seconds)?;
    Ok(layer.into_inner()?)
}

/// Files as a tar that anybody may read.
fn archive(files: Vec<File>, seconds: u64) -> Result<Vec<u8>, Failure> {
    let mut archive = Builder::new(Vec::new());
    for (name, bytes) in files {
        add(&mut archive, &name, 0o644, 0, &bytes, seconds)?;
    }
    Ok(archive.into_inner()?)
}

/// Adds a file, or a folder if the name ends in `/`.
fn add(
    tar: &mut Builder<Vec<u8>>,
    name: &str,
    mode: u32,
    owner: u64,
    bytes: &[u8],
    seconds: u64,
) -> Result<(), Failure> {
    let mut header = Header::new_ustar();
    header.set_entry_type(match name.ends_with('/') {
        true => EntryType::Directory,
        false => EntryType::Regular,
    });
    header.set_mode(mode);
    header.set_uid(owner);
    header.set_gid(owner);
    header.set_mtime(seconds);
    header.set_size(bytes.len() as u64);
    Ok(tar.append_data(&mut header, name, bytes)?)
}

/// How the parts of an image name each other.
fn descriptor(kind: &str, bytes: &[u8]) -> Value {
    json!({
        "mediaType": format!("{PREFIX}.{kind}"),
        "digest": digest(bytes),
        "size": bytes.len(),
    })
}

fn digest(bytes: &[u8]) -> String {
    format!("sha256:{}", sha256(bytes))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::io::Read;

    use tar::Archive;

    use super::super::machine::X86;
    use super::*;

    /// The files in a tar, with their owners.
    fn unpacked(tar: &[u8]) -> BTreeMap<String, (u64, Vec<u8>)> {
        let mut archive = Archive::new(tar);
        let files = archive.entries().unwrap().map(|entry| {
            let mut entry = entry.unwrap();
            let name = entry.path().unwrap().to_str().unwrap().to_owned();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (name, (entry.header().uid().unwrap(), bytes))
        });
        files.collect()
    }

    #[test]
    fn each_part_of_an_image_is_found_by_its_hash() {
        let image = pack(&X86, b"a program", 1_700_000_000).unwrap();
        assert_eq!(pack(&X86, b"a program", 1_700_000_000).unwrap(), image);
        let files = unpacked(&image);
        let blob = |descriptor: &Value| {
            let digest = descriptor["digest"].as_str().unwrap();
            let (_, bytes) = &files[&format!("blobs/{}", digest.replace(':', "/"))];
            assert_eq!(descriptor["size"], bytes.len());
            assert_eq!(digest, super::digest(bytes));
            bytes.as_slice()
        };
        let index: Value = serde_json::from_slice(&files["index.json"].1).unwrap();
        let manifest: Value = serde_json::from_slice(blob(&index["manifests"][0])).unwrap();
        let config: Value = serde_json::from_slice(blob(&manifest["config"])).unwrap();
        assert_eq!(config["config"]["User"], "65532:65532");
        let layer = unpacked(blob(&manifest["layers"][0]));
        assert_eq!(layer["usr/bin/receiver"], (0, b"a program".to_vec()));
        assert_eq!(layer["data/"], (USER, Vec::new()));
        assert_eq!(layer.len(), 4);
    }
}
