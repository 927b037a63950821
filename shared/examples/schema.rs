//! Prints the JSON Schema of a report.

fn main() -> Result<(), serde_json::Error> {
    println!(
        "{}",
        serde_json::to_string_pretty(&shared::report::json_schema())?
    );
    Ok(())
}
