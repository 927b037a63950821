//! `receiver practice`: the logins of a practice desk.

use std::error::Error;
use std::path::Path;

use receiver::clock::{Clock, SystemClock};
use receiver::practice::Logins;

/// Prints a line for each login.
pub(crate) fn run(dir: &Path) -> Result<(), Box<dyn Error>> {
    for line in Logins::read(dir)?.lines(SystemClock.now()) {
        println!("{line}");
    }
    Ok(())
}
