//! The pages for operators: the receiver's README and the chapters of its book.

use std::fs;
use std::path::Path;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use tokio::process::Command;

use crate::{Folder, Process};

/// A block of code in one of the pages.
pub struct Block {
    /// The heading of any level above it.
    pub heading: String,
    /// The language after the fence: `sh`, `toml`, …
    pub language: String,
    /// Its lines.
    pub text: String,
}

/// The texts of all pages.
pub fn pages() -> Vec<String> {
    let receiver = Path::new(env!("CARGO_MANIFEST_DIR")).join("../receiver");
    let chapters = fs::read_dir(receiver.join("book")).unwrap();
    let mut files: Vec<_> = chapters.map(|entry| entry.unwrap().path()).collect();
    files.push(receiver.join("README.md"));
    files.sort();
    let read = |file| fs::read_to_string(file).unwrap();
    files.into_iter().map(read).collect()
}

/// The blocks of all pages, as they follow one another.
pub fn blocks() -> Vec<Block> {
    pages().iter().flat_map(|page| blocks_of(page)).collect()
}

fn blocks_of(page: &str) -> Vec<Block> {
    let (mut blocks, mut heading, mut language) = (Vec::new(), String::new(), None);
    let mut text = String::new();
    for event in Parser::new(page) {
        match event {
            Event::Start(Tag::Heading { .. }) => text.clear(),
            Event::End(TagEnd::Heading(_)) => heading = std::mem::take(&mut text),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(word))) => {
                text.clear();
                language = Some(word.to_string());
            }
            Event::End(TagEnd::CodeBlock) => blocks.extend(language.take().map(|language| Block {
                heading: heading.clone(),
                language,
                text: text.clone(),
            })),
            Event::Text(part) | Event::Code(part) => text += &part,
            _ => (),
        }
    }
    blocks
}

/// The blocks under this heading that are in this language.
///
/// # Panics
/// If there is none.
pub fn snippets(heading: &str, language: &str) -> Vec<String> {
    let mut blocks = blocks();
    blocks.retain(|block| block.heading == heading && block.language == language);
    assert!(!blocks.is_empty(), "{heading:?} has no block of {language}");
    blocks.into_iter().map(|block| block.text).collect()
}

/// The shell's commands under this heading, block by block.
///
/// # Panics
/// If there are none, or another number of blocks than expected.
pub fn commands<const BLOCKS: usize>(heading: &str) -> [String; BLOCKS] {
    let blocks = snippets(heading, "sh");
    let count = blocks.len();
    let blocks: Vec<_> = blocks
        .iter()
        .map(|block| block.trim_end().to_owned())
        .collect();
    blocks
        .try_into()
        .unwrap_or_else(|_| panic!("{heading:?} has {count} blocks of commands"))
}

/// Runs commands in the folder above the folder `hotline`, as the book does. The receiver of this build is in the path,
/// after the programs of a folder `bin` there; `/mnt/backups` and `/safe` are in it as well.
pub async fn run(folder: &Folder, commands: &str) {
    let above = folder.path().parent().unwrap().to_owned();
    let [backups, safe] = ["backups", "safe"].map(|name| above.join(name));
    let commands = commands
        .replace("/mnt/backups", backups.to_str().unwrap())
        .replace("/safe", safe.to_str().unwrap())
        .replace("your-hotline", "example");
    let programs = Process::program().parent().unwrap();
    let (bin, path) = (above.join("bin"), std::env::var("PATH").unwrap());
    let path = format!("{}:{}:{path}", bin.display(), programs.display());
    let output = Command::new("sh")
        .args(["-euc", &commands])
        .env("PATH", path)
        .current_dir(&above)
        .output()
        .await
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(output.status.success(), "{commands}\n{said}");
}
