//! Tables as CSV (RFC 4180), for spreadsheets.

use csv::{Terminator, WriterBuilder};

/// Writes lines of cells. No spreadsheet reads a cell as a formula.
///
/// # Errors
///
/// Fails if the lines have different numbers of cells.
pub(crate) fn csv<L, C>(lines: impl IntoIterator<Item = L>) -> Result<Vec<u8>, csv::Error>
where
    L: IntoIterator<Item = C>,
    C: AsRef<str>,
{
    let mut builder = WriterBuilder::new();
    let mut writer = builder.terminator(Terminator::CRLF).from_writer(Vec::new());
    for line in lines {
        writer.write_record(line.into_iter().map(|cell| harmless(cell.as_ref())))?;
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

/// A cell with an apostrophe before the characters at which spreadsheets begin a formula.
fn harmless(cell: &str) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, written) in [
            ("a", "a,\r\n"),
            ("a,b", "\"a,b\",\r\n"),
            ("=1+1,\"", "\"'=1+1,\"\"\",\r\n"),
            ("+1", "'+1,\r\n"),
            ("-1", "'-1,\r\n"),
            ("@1", "'@1,\r\n"),
            ("\t1", "'\t1,\r\n"),
            ("\r1", "\"'\r1\",\r\n"),
            ("\n1", "\"'\n1\",\r\n"),
        ] {
            assert_eq!(csv([[cell, ""]]).unwrap(), written.as_bytes());
        }
    }
}
