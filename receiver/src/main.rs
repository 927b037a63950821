//! The receiver.
fn main() {}
