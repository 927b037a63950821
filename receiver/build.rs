//! Puts the widget bundle into the binary: one table of every file under `widget/dist`; and makes a
//! method of each text of the desk.
//!
//! Without a bundle the table is empty, the receiver still builds, and `serve` says what to run.

#[path = "build/words.rs"]
mod words;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let widget = root.with_file_name("widget");
    let bundle = widget.join("dist");
    // Cargo takes what is missing for changed each time, and would build the receiver again.
    let watched = if bundle.is_dir() { &bundle } else { &widget };
    println!("cargo:rerun-if-changed={}", watched.display());
    let mut files = Vec::new();
    if bundle.is_dir() {
        collect(&bundle, &mut files)?;
        files.sort();
    }
    let mut table = String::from("&[\n");
    for file in &files {
        let name = file.strip_prefix(&bundle)?.display();
        table += &format!(
            "    ({:?}, include_bytes!({:?})),\n",
            format!("/{name}"),
            file
        );
    }
    table += "]\n";
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    fs::write(out.join("bundle.rs"), table)?;
    let texts = root.join("words");
    println!("cargo:rerun-if-changed={}", texts.display());
    fs::write(out.join("words.rs"), words::code(&texts)?)?;
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
