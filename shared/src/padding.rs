//! Zero padding that hides how much a reporter wrote.
//!
//! A JSON text never contains a zero byte, so the first zero ends the text.

use zeroize::Zeroizing;

/// The text is longer than its block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the text does not fit its {block_bytes} bytes")]
pub struct TooLong {
    /// The length of the block.
    pub block_bytes: usize,
}

/// The padding is not all zero, or the block is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the padding is damaged")]
pub struct Damaged;

/// Fills `text` with zeros up to `block_bytes`. The copy is wiped from memory when dropped.
pub fn pad(text: &[u8], block_bytes: usize) -> Result<Zeroizing<Vec<u8>>, TooLong> {
    let mut block = Zeroizing::new(vec![0; block_bytes]);
    let start = block.get_mut(..text.len());
    start.ok_or(TooLong { block_bytes })?.copy_from_slice(text);
    Ok(block)
}

/// The text before the first zero. Fails if a byte after it is not zero.
pub fn unpad(block: &[u8]) -> Result<&[u8], Damaged> {
    let end = block
        .iter()
        .position(|byte| *byte == 0)
        .unwrap_or(block.len());
    let (text, padding) = block.split_at(end);
    // All bytes at once: a search for the first that is not zero takes ten times as long.
    if text.is_empty() || padding.iter().fold(0, |all, byte| all | byte) != 0 {
        return Err(Damaged);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_padded_comes_back() {
        for length in [1, 7, 8] {
            let text = vec![b'x'; length];
            let block = pad(&text, 8).unwrap();
            assert_eq!(block.len(), 8);
            assert_eq!(unpad(&block), Ok(&text[..]));
        }
    }

    #[test]
    fn a_text_longer_than_the_block_is_refused() {
        assert_eq!(pad(&[b'x'; 9], 8), Err(TooLong { block_bytes: 8 }));
    }

    #[test]
    fn anything_after_the_first_zero_is_refused() {
        assert_eq!(unpad(b"{}\0\0x\0"), Err(Damaged));
        assert_eq!(unpad(b"\0\0\0\0"), Err(Damaged));
        assert_eq!(unpad(b""), Err(Damaged));
    }
}
