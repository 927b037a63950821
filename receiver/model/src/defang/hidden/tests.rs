use super::*;

#[test]
fn what_a_script_needs_stays() {
    for text in [
        "می\u{200c}خواهم کتاب\u{200c}ها را ببینم",
        "۵\u{200c}ساله",
        "क\u{94d}\u{200d}ष क\u{94d}\u{200c}ष",
        "বাংলা র\u{200d}\u{9cd}যাব",
        "ශ\u{dca}\u{200d}රී ලංකා",
        "அக\u{bcd}\u{200c}ஷய",
        "അവന\u{d4d}\u{200d} പറഞ്ഞു",
        "ಕರ\u{200d}\u{ccd}ನಾಟಕ",
        "ภาษา\u{200b}ไทย",
        "ខ្ញុំ\u{200b}ស្រលាញ់",
        "C++\u{200f} היא שפה, שלום!\u{200f}",
        "مرحبا \u{200e}(1)",
        "👨\u{200d}👩\u{200d}👧 👩🏽\u{200d}🚀 🏳\u{fe0f}\u{200d}🌈 ❤\u{fe0f}\u{200d}🔥",
        "❤\u{fe0f} 1\u{fe0f}\u{20e3} ☎\u{fe0e}",
        "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}!",
        "葛\u{e0100}飾区",
        "ᠮᠣᠩᠭᠣᠯ\u{180e}ᠠ ᠪ\u{180b}",
        "two\nlines",
    ] {
        assert_eq!(visible(text), text);
    }
}

#[test]
fn whatever_hides_shows_as_a_code() {
    for text in [
        "pass\u{200d}word pass\u{200c}word",
        "\u{200d}",
        "می\u{200c}",
        "\u{200c}می",
        "می\u{200c}a",
        "aक\u{200d}",
        "می\u{200c}\u{200c}\u{200d}\u{200c}خواهم",
        "क\u{94d}\u{200d}\u{200d}\u{200d}ष",
        "a\u{200b}b ไทย\u{200b} 日本\u{200b}語 ไทย\u{200b}\u{200b}ไทย",
        "soft\u{ad}hyphen \u{feff}\u{2060}\u{3164}\u{34f}",
        "\u{202e}שלום\u{202c} \u{2066}שלום\u{2069}",
        "good\u{200f}.exe \u{61c}1",
        "שלום\u{200f}\u{200f}\u{200e}",
        "👨\u{200d} 👨\u{200d}\u{200d}👧 👨\u{200d}a a\u{200d}👧",
        "a\u{fe0f} 1\u{fe0f} ❤\u{fe0f}\u{fe0f} a\u{e0100} 葛\u{e0100}\u{e0101}",
        "\u{e0068}\u{e0069} a\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
        "🏴\u{e0068}\u{e0069}\u{e007f} 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}",
        "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}\u{e0061}",
        "a\u{0}b\u{9b}c\u{2028}d",
    ] {
        let count = |text: &str| text.chars().filter(|char| is_hidden(*char)).count();
        let shown = visible(text);
        // A joiner or selector that is needed may stand before one that is not.
        let left = match text {
            text if text.starts_with("a\u{fe0f}") => 2,
            _ => 0,
        };
        assert_eq!(count(&shown), left, "{text:?} shows as {shown:?}");
    }
}

#[test]
fn an_address_in_prose_hides_nothing() {
    for text in [
        "https://می\u{200c}خواهم.example/ک\u{200c}ت",
        "(می\u{200c}خواهم.example)",
        "می\u{200c}خواهم@mail",
        "می\u{200c}خواهم\u{200c}.example",
        "👨\u{200d}👩\u{200d}👧.example ",
        "שלום.example\u{200f}",
    ] {
        assert_eq!(visible(text), spelled_out(text));
        assert!(!visible(text).chars().any(is_hidden), "{text:?}");
    }
    // The next word is prose again.
    let text = "bad.example می\u{200c}خواهم";
    assert_eq!(visible(text), text);
}

#[test]
fn a_long_row_of_hidden_characters_takes_no_longer() {
    let text = "1\u{200f}\u{200d}".repeat(100_000) + "ש";
    assert_eq!(visible(&text).matches("⟨U+200D⟩").count(), 100_000);
}
