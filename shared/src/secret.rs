//! Keeps secrets in one place in memory, so that wiping that place destroys them.
//!
//! A value that moves leaves its bytes behind: in a variable that is given away, on the stack of a
//! function that has returned. Therefore secrets that end while the process goes on live behind a
//! pointer, and work with them wipes the stack that it used.

use zeroize::{Zeroizing, zeroize_stack};

/// Bytes of the stack to wipe: more than any work with a secret uses.
const STACK_BYTES: usize = 128 * 1024;

/// A secret of 32 bytes behind a pointer: a move of it moves the pointer alone. Filled in place,
/// wiped when dropped.
pub type Secret = Box<Zeroizing<[u8; 32]>>;

/// Does work with secrets, and wipes the stack that the work used. The result may hold secrets
/// behind pointers only: it is itself on the stack, above what is wiped.
#[inline(never)]
pub fn on_wiped_stack<T>(work: impl FnOnce() -> T) -> T {
    let done = below(work);
    zeroize_stack::<STACK_BYTES>();
    done
}

/// Not inlined, so that the work's variables are on the part of the stack that is wiped.
#[inline(never)]
fn below<T>(work: impl FnOnce() -> T) -> T {
    work()
}

#[cfg(test)]
#[cfg(target_os = "linux")]
pub(crate) mod tests {
    use std::fs::File;
    use std::hint::black_box;
    use std::os::unix::fs::FileExt;

    use super::*;

    /// More than is wiped, and less than the stack of a test's thread.
    const BELOW: usize = 512 * 1024;

    /// How often the secrets occur in the stack below the caller.
    pub(crate) fn copies_below(secrets: &[&[u8]]) -> usize {
        let here = std::ptr::from_ref(&secrets).addr();
        let mut stack = vec![0; BELOW];
        let memory = File::open("/proc/self/mem").unwrap();
        memory
            .read_exact_at(&mut stack, (here - BELOW) as u64)
            .unwrap();
        let found = |secret: &&[u8]| {
            let windows = stack.windows(secret.len());
            windows.filter(|window| window == secret).count()
        };
        secrets.iter().map(found).sum()
    }

    /// Leaves a secret on the stack, under many other bytes.
    fn work(secret: &[u8; 32]) -> u8 {
        let mut many = [1; 64 * 1024];
        many[..32].copy_from_slice(secret);
        black_box(&many)[7]
    }

    #[test]
    fn nothing_stays_on_the_stack() {
        let secret: Vec<u8> = (100..132).collect();
        let secret: Box<[u8; 32]> = secret.try_into().unwrap();
        below(|| work(&secret));
        assert!(
            copies_below(&[&secret[..]]) > 0,
            "there is something to wipe"
        );
        on_wiped_stack(|| work(&secret));
        assert_eq!(copies_below(&[&secret[..]]), 0);
    }
}
