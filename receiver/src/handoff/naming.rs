//! Finds the names of hosts in prose, so that no host reads of another one.

/// Spellings of a dot that keep an address from being followed.
const DOTS: [&str; 6] = ["[.]", "(.)", "{.}", "[dot]", "(dot)", "{dot}"];

/// Whether a text names one of the other hosts. Hosts are in the form that a browser uses; a text
/// names a host also by a domain below it, in Unicode, in capitals, or with dots that lead nowhere
/// (`bad[.]example`). What is part of the name of one of its own hosts does not count.
pub(crate) fn names_other(text: &str, own: &[String], others: &[String]) -> bool {
    let text = plain(text);
    let own: Vec<_> = own.iter().flat_map(|host| places(&text, host)).collect();
    let is_own = |at: &Place| {
        let mut around = own.iter();
        around.any(|own| own.0 <= at.0 && at.1 <= own.1)
    };
    let mut others = others.iter().flat_map(|host| places(&text, host));
    others.any(|at| !is_own(&at))
}

/// The first byte of a name in a text, and the byte after its last one.
type Place = (usize, usize);

/// A text with the usual dots, in lower case.
fn plain(text: &str) -> String {
    let text = text.to_lowercase();
    let text = DOTS.iter().fold(text, |text, dot| text.replace(dot, "."));
    text.replace(['\u{3002}', '\u{ff0e}', '\u{ff61}'], ".")
}

/// Where a text names a host, in ASCII or in Unicode.
fn places(text: &str, host: &str) -> Vec<Place> {
    let host = host.trim_matches(['[', ']']);
    let (unicode, _) = idna::domain_to_unicode(host);
    let mut all = spelled(text, host);
    if unicode != host {
        all.extend(spelled(text, &unicode));
    }
    all
}

fn spelled(text: &str, name: &str) -> Vec<Place> {
    let ends = |at: usize| (at, at + name.len());
    let all = text.match_indices(name).map(|(at, _)| ends(at));
    all.filter(|at| is_whole(text, *at)).collect()
}

/// Whether a name is not the end or the beginning of another word. Only letters of domains in ASCII
/// make words: others stand beside a name without a space, as in Chinese.
fn is_whole(text: &str, (from, to): Place) -> bool {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    let (before, after) = (&text.as_bytes()[..from], &text.as_bytes()[to..]);
    !before.last().is_some_and(is_word) && !after.first().is_some_and(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> bool {
        let own = ["own.example", "www.bad.example"].map(str::to_owned);
        let others = [
            "bad.example",
            "img.own.example",
            "t.example",
            "[2001:db8::1]",
        ];
        let mut others = others.map(str::to_owned).to_vec();
        others.push("xn--bcher-kva.example".to_owned());
        names_other(text, &own, &others)
    }

    #[test]
    fn another_host_is_found_however_it_is_written() {
        for text in [
            "bad.example",
            "The same as on BAD.example.",
            "see hXXps://bad[.]example/a",
            "bad[dot]example, bad(.)example",
            "https://user@bad.example:8443/",
            "below cdn.bad.example",
            "two: own.example, bad.example",
            "www.bad.example and bad.example",
            "img.own.example",
            "Bücher.example",
            "BÜCHER[.]EXAMPLE",
            "xn--bcher-kva.example",
            "网站bad.example上",
            "bad\u{3002}example",
            "http://[2001:db8::1]/",
        ] {
            assert!(names(text), "{text}");
        }
    }

    #[test]
    fn its_own_host_and_other_words_are_none() {
        for text in [
            "",
            "Item 1 shows abuse; a bad example of it.",
            "own.example/a",
            "WWW[.]bad.example shows it",
            "cdn.www.bad.example",
            "notbad.example, bad.examples, bad-example",
            "not.example, first.example",
        ] {
            assert!(!names(text), "{text}");
        }
    }
}
