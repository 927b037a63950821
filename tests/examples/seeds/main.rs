//! Writes what the fuzzer begins with: `cargo run -p tests --example seeds`, whenever a format
//! changes.

mod good;
mod near;
mod reports;

use std::fs;
use std::path::Path;

use tests::hostile::TARGETS;

fn main() {
    for (target, run) in TARGETS {
        for (kind, seeds, leads_to_the_end) in [
            ("seed", good::seeds(target), true),
            ("near", near::misses(target), false),
        ] {
            for (number, seed) in seeds.into_iter().enumerate() {
                let name = format!("{target}/{kind}-{number:02}");
                assert_eq!(run(&seed), leads_to_the_end, "{name}");
                write(&name, &seed);
            }
        }
    }
}

fn write(name: &str, seed: &[u8]) {
    let corpus = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/corpus"));
    let path = corpus.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, seed).unwrap();
}
