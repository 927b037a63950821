use super::*;

const STYLE: &str = include_str!("../../../../../widget/style.css");

/// The values of a custom property in the form's own style: light, dark.
fn own(property: &str) -> [Colour; 2] {
    let start = format!("--{property}: ");
    let values = STYLE.split(&start).skip(1);
    let colours: Vec<_> = values
        .map(|rest| Colour::parse(rest.split(';').next().unwrap()).unwrap())
        .collect();
    colours.try_into().unwrap()
}

/// Colours from the whole sRGB cube.
fn colours() -> impl Iterator<Item = Colour> {
    let steps = || (0..=255).step_by(17);
    steps().flat_map(move |red| {
        steps().flat_map(move |green| steps().map(move |blue| Colour(red, green, blue)))
    })
}

fn colour(text: &str) -> Colour {
    Colour::parse(text).unwrap()
}

#[test]
fn contrast_is_that_of_wcag() {
    let [black, white, grey] = ["000000", "ffffff", "777777"].map(colour);
    assert_eq!(black.contrast(white), 21.0);
    assert_eq!(white.contrast(white), 1.0);
    assert!((grey.contrast(white) - 4.48).abs() < 0.005);
    assert!((colour("0000ff").contrast(white) - 8.59).abs() < 0.005);
}

#[test]
fn whatever_a_partner_asks_for_can_be_read() {
    let ink = own("ink");
    let soft = own("soft");
    for wish in colours() {
        for (scheme, at) in [(LIGHT, 0), (DARK, 1)] {
            let accent = scheme.accent(wish);
            let tint = scheme.sheet.mixed(accent, TINT);
            for (text, ground) in [
                (accent, own("paper")[at]),
                (accent, own("sheet")[at]),
                (scheme.on_accent, accent),
                (ink[at], tint),
                (soft[at], tint),
            ] {
                let contrast = text.contrast(ground);
                assert!(contrast >= AA, "{text} on {ground} for {wish}: {contrast}");
            }
        }
    }
}

#[test]
fn a_colour_that_can_be_read_stays_as_it_is() {
    let theme = Theme::of_query("accent=7a1f5c");
    let [light, dark] = theme.accents().unwrap();
    assert_eq!(light, colour("7a1f5c"));
    assert_ne!(dark, colour("7a1f5c"));
}

#[test]
fn the_forms_own_look_is_the_default() {
    assert_eq!(own("accent")[0], ACCENT);
    // 0.6rem, where 1rem is 17 pixels.
    assert!(STYLE.contains("--radius: .6rem;"));
    assert_eq!(CORNER, (0.6 * 17.0) as u8);
    assert_eq!(Theme::default().query(), "");
}

#[test]
fn a_theme_is_its_query() {
    let theme = Theme::of_query("accent=%23ABCDEF&corner=0");
    assert_eq!(theme.query(), "?accent=abcdef&corner=0");
    assert_eq!(Theme::of_query("accent=abcdef&corner=0"), theme);
    let sheet = theme.style_sheet();
    assert!(
        sheet.starts_with(":root{--radius:0px;--accent:#"),
        "{sheet}"
    );
}

#[test]
fn what_is_no_token_changes_nothing() {
    for query in [
        "",
        "accent",
        "accent=red",
        "accent=12345",
        "accent=1234567",
        "accent=+12345",
        "accent=a}*{x:y",
        "corner=25",
        "corner=-1",
        "corner=1px",
        "colour=abcdef&&=",
    ] {
        assert_eq!(Theme::of_query(query), Theme::default(), "{query}");
    }
}
