//! Output that ends quietly. The standard `println!` panics where the reader of a pipe has gone, as
//! `head` does after its last line.

use std::fmt::Arguments;
use std::io::{self, Write};
use std::process::exit;

/// The exit code of a program that nobody reads any more: what shells show after SIGPIPE, 128 + 13.
const UNREAD: i32 = 141;

/// Writes a line to standard output. Ends the program if nobody reads it.
macro_rules! println {
    ($($text:tt)*) => { $crate::out::say(format_args!($($text)*)) };
}

/// Writes a line to standard error. What is said there is no result: the work goes on without it.
macro_rules! eprintln {
    ($($text:tt)*) => { $crate::out::note(format_args!($($text)*)) };
}

pub(crate) fn say(text: Arguments<'_>) {
    end_quietly(writeln!(io::stdout(), "{text}"));
}

/// Writes a part of a file to standard output. Ends the program if nobody reads it.
pub(crate) fn write(part: &[u8]) {
    let mut to = io::stdout();
    end_quietly(to.write_all(part).and_then(|()| to.flush()));
}

fn end_quietly(written: io::Result<()>) {
    match written {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => exit(UNREAD),
        Err(error) => {
            note(format_args!("error: standard output: {error}"));
            exit(1);
        }
    }
}

pub(crate) fn note(text: Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{text}");
}
