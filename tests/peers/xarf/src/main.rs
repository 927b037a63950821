//! Reads JSON texts, one on a line and each a XARF report, and prints for each a line with the number of
//! errors and warnings that xarf-rs finds in it.

use std::io::stdin;

fn main() {
    for line in stdin().lines() {
        let text: String = serde_json::from_str(&line.unwrap()).unwrap();
        let read = xarf::parse(&text).unwrap();
        let (errors, warnings) = (&read.errors, &read.warnings);
        if !errors.is_empty() || !warnings.is_empty() {
            eprintln!("{errors:?} {warnings:?}");
        }
        println!("{}", errors.len() + warnings.len());
    }
}
