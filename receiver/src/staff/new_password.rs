//! Passwords as people type them: in one Unicode form, and, when they are chosen, long and not easy
//! to guess.

use icu_normalizer::ComposingNormalizerBorrowed;
use zeroize::Zeroizing;
use zxcvbn::{Score, zxcvbn};

use super::password::MAX_BYTES;

/// Minimum characters of a password. NIST SP 800-63B, section 3.1.1.2, requires 8 if there is a
/// second factor, and forbids rules of composition.
const MIN_CHARACTERS: usize = 12;

/// A chosen password, in its Unicode form.
pub(crate) struct NewPassword(pub(super) Zeroizing<String>);

/// A password cannot be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unfit {
    /// It is too short or too long.
    #[error("a password has 12 characters or more")]
    Length,
    /// It is common, repeats itself, or is made of a name that everybody knows here.
    #[error("the password is easy to guess")]
    Guessable,
}

impl NewPassword {
    /// Checks a password that was typed. NIST SP 800-63B, section 3.1.1.2, asks to compare it with a
    /// list of common ones, and with `names`: those of the account and of the hotline. zxcvbn has
    /// such lists, ignores case and usual replacements, and finds repetitions: the password has to
    /// withstand 10¹⁰ guesses.
    pub(crate) fn new(typed: Zeroizing<String>, names: &[&str]) -> Result<Self, Unfit> {
        let password = in_one_form(typed);
        if password.chars().count() < MIN_CHARACTERS || password.len() > MAX_BYTES {
            return Err(Unfit::Length);
        }
        let words: Vec<&str> = names.iter().flat_map(|name| name.split(' ')).collect();
        match zxcvbn(&password, &[names, &words].concat()).score() {
            Score::Four => Ok(Self(password)),
            _ => Err(Unfit::Guessable),
        }
    }
}

/// The password in the form NFKC (NIST SP 800-63B, section 3.1.1.2): keyboards and systems write the
/// same letter in several ways.
pub(super) fn in_one_form(typed: Zeroizing<String>) -> Zeroizing<String> {
    if typed.is_ascii() {
        return typed;
    }
    let form = ComposingNormalizerBorrowed::new_nfkc();
    Zeroizing::new(form.normalize(&typed).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(text: &str) -> Result<String, Unfit> {
        let names = ["anna-lena.smith", "Example Hotline"];
        let password = NewPassword::new(Zeroizing::new(text.to_owned()), &names);
        password.map(|password| password.0.to_string())
    }

    #[test]
    fn a_password_is_long_and_anything_else() {
        assert_eq!(new("elf letters"), Err(Unfit::Length));
        assert_eq!(new(&"x".repeat(MAX_BYTES + 1)), Err(Unfit::Length));
        for text in [
            "four words are enough",
            "zwölf Zeichä",
            "пароль из слов",
            "北京烤鸭很好吃的呀我觉得",
            "mqzvhtrwkpbx",
        ] {
            assert_eq!(new(text).as_deref(), Ok(text));
        }
    }

    #[test]
    fn a_password_is_not_one_that_others_try_first() {
        for text in [
            "password1234",
            "PassWord1234",
            "P@ssw0rd1234",
            "qwertyuiop12",
            "123456789012",
            "iloveyouforever",
            "passwordpassword",
            "aaaaaaaaaaaa",
            "            ",
            "anna-lena.smith",
            "Anna-Lena.Smith1",
            "Example Hotline",
            "examplehotline",
            "hotlinehotline",
        ] {
            assert_eq!(new(text), Err(Unfit::Guessable), "{text:?}");
        }
    }

    #[test]
    fn a_password_has_one_form_however_it_is_typed() {
        let composed = "Käse und \u{e9}clair, bitte";
        for typed in [
            composed,
            "Ka\u{308}se und e\u{301}clair, bitte",
            "Käse\u{a0}und\u{3000}éclair, bitte",
            "Ｋäse und éclair, bitte",
        ] {
            assert_eq!(new(typed).as_deref(), Ok(composed), "{typed:?}");
            let typed = Zeroizing::new(typed.to_owned());
            assert_eq!(*in_one_form(typed), composed);
        }
    }
}
