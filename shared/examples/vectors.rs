//! Writes the test vectors of the protocol into `shared/tests/vectors`.

#[path = "../tests/vectors/make.rs"]
mod make;

fn main() -> make::Made<()> {
    for (name, json) in make::files()? {
        std::fs::write(make::path(name), json)?;
    }
    Ok(())
}
