//! Files as the receiver serves them: plain, and compressed with maximum effort. Files whose sizes
//! would tell something get one size in each of these forms.

use std::io::Write;

use brotli::CompressorWriter;
use brotli::enc::BrotliEncoderParams;
use brotli::enc::backward_references::BrotliEncoderMode;
use flate2::{Compression, GzBuilder};

/// One byte of padding before the end of a brotli stream: a metadata block without data (RFC 7932,
/// section 9.2), which decoders skip.
const BROTLI_PADDING: u8 = 0x06;

/// What a file may be, and the binary logarithm of the bytes in a block; 0 leaves that to the encoder. Which is
/// best depends on the file: 0.1 KB less for the form.
const SETTINGS: &[(BrotliEncoderMode, i32)] = &[
    (BrotliEncoderMode::BROTLI_MODE_GENERIC, 0),
    (BrotliEncoderMode::BROTLI_MODE_GENERIC, 17),
    (BrotliEncoderMode::BROTLI_MODE_FONT, 16),
    (BrotliEncoderMode::BROTLI_MODE_FONT, 17),
];

/// Bytes of a file that is compressed in one way only.
const LARGE: usize = 1024 * 1024;

/// A file in each of its forms.
#[derive(Clone, Default)]
pub(crate) struct Compressed {
    pub(crate) plain: Vec<u8>,
    pub(crate) brotli: Vec<u8>,
    pub(crate) gzip: Vec<u8>,
}

impl Compressed {
    /// Compresses a file.
    pub(crate) fn new(plain: Vec<u8>) -> Self {
        Self {
            brotli: brotli(&plain),
            gzip: gzip(&plain, None),
            plain,
        }
    }

    /// Compresses JSON texts so that all have one size in each form.
    pub(crate) fn of_one_size(texts: Vec<Vec<u8>>) -> Vec<Self> {
        let longest = texts.iter().map(Vec::len).max().unwrap_or_default();
        let mut files: Vec<_> = texts
            .into_iter()
            .map(|mut plain| {
                // Space after JSON has no meaning (RFC 8259, section 2).
                plain.resize(longest, b' ');
                Self {
                    brotli: brotli_with_end(&plain),
                    gzip: gzip(&plain, Some(0)),
                    plain,
                }
            })
            .collect();
        let largest = |size: fn(&Self) -> usize| files.iter().map(size).max().unwrap_or_default();
        let brotli_size = largest(|file| file.brotli.len());
        let gzip_size = largest(|file| file.gzip.len());
        for file in &mut files {
            let end = file.brotli.split_off(file.brotli.len() - 1);
            file.brotli.resize(brotli_size - 1, BROTLI_PADDING);
            file.brotli.extend(end);
            file.gzip = gzip(&file.plain, Some(gzip_size - file.gzip.len()));
        }
        files
    }
}

/// Compresses by brotli.
pub(crate) fn brotli(bytes: &[u8]) -> Vec<u8> {
    compress(bytes, false)
}

/// Compresses by brotli. The last byte is an empty block of its own, before which there is room for
/// padding.
fn brotli_with_end(bytes: &[u8]) -> Vec<u8> {
    compress(bytes, true)
}

/// The shortest that any of the settings makes. Large files, which only few browsers load, would take a minute.
fn compress(bytes: &[u8], with_end: bool) -> Vec<u8> {
    let tried = if bytes.len() > LARGE {
        1
    } else {
        SETTINGS.len()
    };
    let all = SETTINGS.iter().take(tried);
    let all = all.map(|(mode, block)| compress_as(bytes, with_end, *mode, *block));
    all.min_by_key(Vec::len).unwrap_or_default()
}

fn compress_as(bytes: &[u8], with_end: bool, mode: BrotliEncoderMode, block: i32) -> Vec<u8> {
    let settings = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        mode,
        lgblock: block,
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    let mut writer = CompressorWriter::with_params(&mut compressed, 4096, &settings);
    // Writing to memory cannot fail.
    let _ = writer.write_all(bytes);
    if with_end {
        let _ = writer.flush();
    }
    drop(writer);
    compressed
}

/// Compresses by gzip, with a number of bytes of padding in the field "extra" (RFC 1952, section
/// 2.3.1.1), which decoders skip.
fn gzip(bytes: &[u8], padding: Option<usize>) -> Vec<u8> {
    let header = match padding {
        Some(padding) => GzBuilder::new().extra(vec![0; padding]),
        None => GzBuilder::new(),
    };
    let mut writer = header.write(Vec::new(), Compression::best());
    // Writing to memory cannot fail.
    let _ = writer.write_all(bytes);
    writer.finish().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::io::Read;

    use super::*;

    fn read(mut decoder: impl Read) -> Vec<u8> {
        let mut bytes = Vec::new();
        decoder.read_to_end(&mut bytes).unwrap();
        bytes
    }

    fn assert_is_whole(file: &Compressed) {
        let brotli = brotli::Decompressor::new(&file.brotli[..], 4096);
        assert_eq!(read(brotli), file.plain);
        let gzip = flate2::read::GzDecoder::new(&file.gzip[..]);
        assert_eq!(read(gzip), file.plain);
    }

    #[test]
    fn texts_of_any_length_get_one_size_and_stay_what_they_are() {
        let texts: Vec<_> = (0..64)
            .map(|number: u32| {
                let words = (0..number).map(|word| word.wrapping_mul(0x9e37_79b1) >> (number % 32));
                serde_json::to_vec(&words.collect::<Vec<_>>()).unwrap()
            })
            .collect();
        let files = Compressed::of_one_size(texts.clone());
        let mut sizes = BTreeSet::new();
        for (file, text) in files.iter().zip(&texts) {
            assert_is_whole(file);
            let read = |json| serde_json::from_slice::<serde_json::Value>(json).unwrap();
            assert_eq!(read(&file.plain), read(text));
            sizes.insert((file.plain.len(), file.brotli.len(), file.gzip.len()));
        }
        assert_eq!(sizes.len(), 1, "{sizes:?}");
        assert!(Compressed::of_one_size(Vec::new()).is_empty());
    }

    #[test]
    fn a_file_alone_stays_what_it_is() {
        for length in [0, 1, 9999] {
            assert_is_whole(&Compressed::new(vec![b'a'; length]));
        }
    }
}
