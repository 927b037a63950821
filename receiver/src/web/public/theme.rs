//! The look of a partner's form: a style sheet made from a few values in the form's address. Text
//! stays readable with every colour: a colour without enough contrast is adjusted.

use std::fmt::{self, Write};

/// The minimum contrast between text and background (WCAG 2.2, 1.4.3, level AA).
pub(super) const AA: f64 = 4.5;

/// The corner radius of the form's own style, in pixels.
pub(super) const CORNER: u8 = 10;

/// The largest corner radius that a partner may choose, in pixels.
pub(super) const MAX_CORNER: u8 = 24;

/// The colours of `widget/style.css` that must contrast with text in or on the accent colour: in
/// each scheme the background with the lower contrast, and the tint's background.
const LIGHT: Scheme = Scheme {
    ground: Colour(0xf6, 0xf5, 0xf1),
    sheet: Colour(0xff, 0xff, 0xff),
    on_accent: Colour(0xff, 0xff, 0xff),
    readable: Colour(0, 0, 0),
};
const DARK: Scheme = Scheme {
    ground: Colour(0x1d, 0x24, 0x27),
    sheet: Colour(0x1d, 0x24, 0x27),
    on_accent: Colour(0x14, 0x19, 0x1b),
    readable: Colour(0xff, 0xff, 0xff),
};

/// The percentage of the accent colour in the background of a chosen option.
const TINT: u16 = 12;

/// The accent colour of the form's own style, in the light scheme.
pub(super) const ACCENT: Colour = Colour(0x0d, 0x55, 0x60);

/// A colour in sRGB: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colour(u8, u8, u8);

/// The colours of one colour scheme.
struct Scheme {
    /// The background that the accent must contrast with.
    ground: Colour,
    /// The background that a tint is mixed into.
    sheet: Colour,
    /// The colour of text on the accent.
    on_accent: Colour,
    /// The colour to mix the accent with until it is readable.
    readable: Colour,
}

/// The look that a partner chose; the form's own values apply to everything else.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Theme {
    /// The colour of buttons, links and chosen options.
    pub(super) accent: Option<Colour>,
    /// The radius of corners, in pixels.
    pub(super) corner: Option<u8>,
}

impl Theme {
    /// Reads the query of an address. Invalid values are ignored, so that the form always opens.
    pub(super) fn of_query(query: &str) -> Self {
        let mut theme = Self::default();
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            match name {
                "accent" => theme.accent = Colour::parse(value),
                "corner" => theme.corner = corner(value),
                _ => {}
            }
        }
        theme
    }

    /// The query that [`Theme::of_query`] reads, with its question mark; empty for the form's own
    /// look.
    pub(super) fn query(&self) -> String {
        let accent = self.accent.map(|accent| format!("accent={accent}"));
        let corner = self.corner.map(|corner| format!("corner={corner}"));
        let tokens: Vec<_> = accent.into_iter().chain(corner).collect();
        if tokens.is_empty() {
            String::new()
        } else {
            format!("?{}", tokens.join("&"))
        }
    }

    /// The style sheet that the page loads after the form's own.
    pub(super) fn style_sheet(&self) -> String {
        let corner = self.corner.map(|corner| format!("--radius:{corner}px;"));
        let mut light = corner.unwrap_or_default();
        let mut dark = String::new();
        if let Some(accent) = self.accent {
            light += &LIGHT.properties(accent);
            dark = DARK.properties(accent);
        }
        format!(":root{{{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n")
    }

    /// The readable accent colours for the light and the dark scheme.
    pub(super) fn accents(&self) -> Option<[Colour; 2]> {
        self.accent
            .map(|accent| [LIGHT.accent(accent), DARK.accent(accent)])
    }
}

impl Scheme {
    /// The accent colour, changed only as far as readability needs.
    fn accent(&self, wish: Colour) -> Colour {
        let mixed = (0..=100).map(|percent| wish.mixed(self.readable, percent));
        mixed
            .into_iter()
            .find(|mixed| mixed.contrast(self.ground) >= AA)
            .unwrap_or(self.readable)
    }

    fn properties(&self, wish: Colour) -> String {
        let accent = self.accent(wish);
        let tint = self.sheet.mixed(accent, TINT);
        let mut properties = String::new();
        for (name, colour) in [
            ("accent", accent),
            ("on-accent", self.on_accent),
            ("tint", tint),
        ] {
            // Writing to a string cannot fail.
            let _ = write!(properties, "--{name}:#{colour};");
        }
        properties
    }
}

impl Colour {
    /// Reads six hexadecimal digits, with or without a `#` (written `%23` in a query).
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.strip_prefix("%23").unwrap_or(text);
        let hex = text.strip_prefix('#').unwrap_or(text);
        let is_hex = hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = u32::from_str_radix(hex, 16).ok().filter(|_| is_hex)?;
        let [_, red, green, blue] = number.to_be_bytes();
        Some(Self(red, green, blue))
    }

    /// The contrast between two colours, 1 to 21 (WCAG 2.2, "contrast ratio").
    pub(super) fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// The relative luminance, 0 to 1 (WCAG 2.2, "relative luminance").
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let channel = f64::from(channel) / 255.0;
            if channel <= 0.04045 {
                channel / 12.92
            } else {
                ((channel + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    fn mixed(self, other: Self, percent: u16) -> Self {
        let mix = |one: u8, two: u8| {
            let sum = u16::from(one) * (100 - percent) + u16::from(two) * percent;
            // The sum is at most 100 × 255.
            u8::try_from((sum + 50) / 100).unwrap_or(u8::MAX)
        };
        Self(
            mix(self.0, other.0),
            mix(self.1, other.1),
            mix(self.2, other.2),
        )
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

fn corner(text: &str) -> Option<u8> {
    text.parse().ok().filter(|corner| *corner <= MAX_CORNER)
}

#[cfg(test)]
mod tests;
