//! The code that a reporter writes down: 30 random digits and 2 check digits.

use std::fmt;
use std::str::FromStr;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// Random digits of a code: 99.7 bits, so that no stretching is needed, which slow devices could not do.
pub const RANDOM_DIGITS: usize = 30;

/// Digits of a code, with the two check digits.
pub const DIGITS: usize = RANDOM_DIGITS + 2;

/// Digits of a group.
const GROUP: usize = 4;

/// Of 256 values of a byte, those that are as often each digit.
const FAIR: u8 = 250;

/// The zeros of the scripts whose digits are read; the other nine follow each in Unicode.
const ZEROS: [char; 21] = [
    '0', '٠', '۰', '߀', '०', '০', '੦', '૦', '୦', '௦', '౦', '೦', '൦', '෦', '๐', '໐', '༠', '၀', '០',
    '᠐', '０',
];

/// A code. It stays in one place however often it is moved, and is wiped when dropped.
pub struct Code(Box<Zeroizing<[u8; DIGITS]>>);

/// Why a text is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotACode {
    /// The text has more or fewer than 32 digits, or something that is neither a digit nor between groups.
    #[error("a code has 32 digits")]
    Form,
    /// The check digits are not those of the others: a digit is wrong, or two changed places.
    #[error("a digit of the code is wrong")]
    Check,
}

impl Code {
    /// Draws a code.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        let mut code = Self(Box::default());
        let mut drawn = Zeroizing::new([0]);
        for digit in &mut code.0[..RANDOM_DIGITS] {
            loop {
                rng.fill_bytes(&mut drawn[..]);
                if drawn[0] < FAIR {
                    break;
                }
            }
            *digit = b'0' + drawn[0] % 10;
        }
        let check = 98 - remainder(&code.0[..RANDOM_DIGITS], 100);
        code.0[RANDOM_DIGITS] = b'0' + check / 10;
        code.0[RANDOM_DIGITS + 1] = b'0' + check % 10;
        code
    }

    /// The random digits, in ASCII.
    pub(super) fn digits(&self) -> &[u8] {
        &self.0[..RANDOM_DIGITS]
    }
}

/// The remainder by 97 of these digits as a number, times `factor` (ISO 7064, MOD 97-10).
fn remainder(digits: &[u8], factor: u32) -> u8 {
    let of_number = digits
        .iter()
        .fold(0, |rest, digit| (rest * 10 + u32::from(digit - b'0')) % 97);
    // Less than 97.
    (of_number * factor % 97) as u8
}

/// The digit that a character stands for, in any script of [`ZEROS`], as ASCII.
fn digit(sign: char) -> Option<u8> {
    let of = |zero: &char| u32::from(sign).checked_sub(u32::from(*zero));
    let value = ZEROS.iter().filter_map(of).find(|value| *value < 10)?;
    Some(b'0' + value as u8)
}

/// Whether a character may stand between digits, as people write them down.
fn is_between(sign: char) -> bool {
    sign.is_whitespace()
        || matches!(
            sign,
            '-' | '‐' | '‑' | '–' | '.' | '·' | '\u{200e}' | '\u{200f}'
        )
}

impl FromStr for Code {
    type Err = NotACode;

    /// Reads a code as people type it: digits of any script, with or without gaps.
    fn from_str(text: &str) -> Result<Self, NotACode> {
        let mut code = Self(Box::default());
        let mut places = code.0.iter_mut();
        for sign in text.chars().filter(|sign| !is_between(*sign)) {
            *places.next().ok_or(NotACode::Form)? = digit(sign).ok_or(NotACode::Form)?;
        }
        if places.next().is_some() {
            return Err(NotACode::Form);
        }
        match remainder(&code.0[..], 1) {
            1 => Ok(code),
            _ => Err(NotACode::Check),
        }
    }
}

/// The code in eight groups of four digits.
impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, digit) in self.0.iter().enumerate() {
            let gap = if place > 0 && place % GROUP == 0 {
                " "
            } else {
                ""
            };
            write!(f, "{gap}{}", char::from(*digit))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

#[cfg(test)]
mod tests {
    use getrandom::{SysRng, rand_core::UnwrapErr};

    use super::*;

    const WRITTEN: &str = "1234 5678 9012 3456 7890 1234 5678 9039";

    #[test]
    fn a_code_is_read_as_it_is_written() {
        for _ in 0..100 {
            let code = Code::random(&mut UnwrapErr(SysRng));
            let written = code.to_string();
            assert_eq!(written.len(), DIGITS + 7);
            assert_eq!(*written.parse::<Code>().unwrap().0, *code.0);
        }
    }

    #[test]
    fn people_may_write_it_as_they_like() {
        for written in [
            WRITTEN.replace(' ', ""),
            WRITTEN.replace(' ', "-"),
            WRITTEN.replace(' ', "\n"),
            format!("  {WRITTEN}\u{200f}"),
            "١٢٣٤ ٥٦٧٨ ٩٠١٢ ٣٤٥٦ ٧٨٩٠ ١٢٣٤ ٥٦٧٨ ٩٠٣٩".to_owned(),
            "۱۲۳۴۵۶۷۸۹۰۱۲۳۴۵۶۷۸۹۰۱۲۳۴۵۶۷۸۹۰۳۹".to_owned(),
            "१२३४५६७८९०१२३४५६७८९०१२३४५६७८९०३९".to_owned(),
        ] {
            let code: Code = written.parse().unwrap();
            assert_eq!(code.to_string(), WRITTEN, "{written}");
        }
    }

    #[test]
    fn no_wrong_digit_and_no_changed_places_pass() {
        let digits: Vec<char> = WRITTEN.replace(' ', "").chars().collect();
        for at in 0..DIGITS {
            for other in '0'..='9' {
                let mut wrong = digits.clone();
                wrong[at] = other;
                let is_right = wrong == digits;
                let read = wrong.iter().collect::<String>().parse::<Code>();
                assert_eq!(read.is_ok(), is_right, "{at}: {other}");
            }
        }
        for at in 1..DIGITS {
            let mut wrong = digits.clone();
            wrong.swap(at - 1, at);
            let is_right = wrong == digits;
            let read = wrong.iter().collect::<String>().parse::<Code>();
            assert_eq!(read.is_ok(), is_right, "{at}");
        }
    }

    #[test]
    fn what_is_no_code_is_refused() {
        let short = &WRITTEN[1..];
        let long = format!("{WRITTEN}0");
        for text in ["", short, &long, "1234 5678 9012 3456 7890 1234 5678 903O"] {
            assert_eq!(text.parse::<Code>().err(), Some(NotACode::Form), "{text}");
        }
    }

    #[test]
    fn a_code_does_not_show_in_debug() {
        assert_eq!(format!("{:?}", WRITTEN.parse::<Code>()), "Ok(Code(…))");
    }
}
