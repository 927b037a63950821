use std::fs::{self, File};
use std::os::unix::fs::FileExt;

/// The size of a page.
const PAGE: usize = 4096;

/// The memory of a process, as it was at one moment.
pub struct Memory(Vec<Vec<u8>>);

impl Memory {
    /// Reads the memory of the process with this id. The process goes on meanwhile.
    pub fn of(process: u32) -> Self {
        let maps = fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
        let memory = File::open(format!("/proc/{process}/mem")).unwrap();
        let regions = maps.lines().filter_map(|line| {
            let (range, rest) = line.split_once(' ').unwrap();
            // The kernel's own pages cannot be read.
            if !rest.starts_with('r') || rest.ends_with("[vvar]") || rest.ends_with("[vsyscall]") {
                return None;
            }
            let (begin, end) = range.split_once('-').unwrap();
            let [begin, end] = [begin, end].map(|at| u64::from_str_radix(at, 16).unwrap());
            let mut bytes = vec![0; usize::try_from(end - begin).unwrap()];
            // A region that has gone meanwhile holds nothing.
            memory.read_exact_at(&mut bytes, begin).ok()?;
            Some(bytes)
        });
        Self(regions.collect())
    }

    /// The number of bytes.
    pub fn len(&self) -> usize {
        self.0.iter().map(Vec::len).sum()
    }

    /// Whether there is no memory at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Gives how often each of the secrets is in the memory, at any address. Each has 8 bytes or more.
    pub fn copies(&self, secrets: &[&[u8]]) -> Vec<usize> {
        let mut copies = vec![0; secrets.len()];
        let mut first = [false; 256];
        for secret in secrets {
            assert!(secret.len() >= 8, "a secret of {} bytes", secret.len());
            first[usize::from(secret[0])] = true;
        }
        for region in &self.0 {
            for start in (0..region.len()).step_by(PAGE) {
                let end = (start + PAGE).min(region.len());
                if region[start..end] == [0; PAGE][..end - start] {
                    continue;
                }
                for (at, byte) in region[start..end].iter().enumerate() {
                    if !first[usize::from(*byte)] {
                        continue;
                    }
                    for (secret, copies) in secrets.iter().zip(&mut copies) {
                        *copies += usize::from(region[start + at..].starts_with(secret));
                    }
                }
            }
        }
        copies
    }
}
