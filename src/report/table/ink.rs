//! What a colour means. Nothing is said by colour alone.
//!
//! The three hues are told apart by eyes that lack red or green as well, as they differ in light and dark or in blue.
//! Green is none of them, since such eyes take it for yellow.

use crate::evaluate::Verdict;
use crate::framework::Status;
use crate::risk::Band;
use comfy_table::{Attribute, Cell, Color};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Ink {
    Plain,
    Strong,
    Faint,
    Bad,
    Worrying,
    Notable,
    Good,
}

/// Of the sixteen colours that each terminal has, and that its owner may have changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Hue {
    Red,
    Yellow,
    Cyan,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Weight {
    Plain,
    Bold,
    Dim,
}

impl Ink {
    pub(in crate::report) fn of_band(band: Band) -> Self {
        match band {
            Band::Critical => Self::Bad,
            Band::High => Self::Worrying,
            Band::Medium => Self::Notable,
            Band::Low => Self::Plain,
        }
    }

    pub(in crate::report) fn of_verdict(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Pass => Self::Good,
            Verdict::Unknown => Self::Notable,
            Verdict::Fail => Self::Bad,
        }
    }

    pub(in crate::report) fn of_status(status: Status) -> Self {
        match status {
            Status::Met | Status::Attested | Status::Inherited => Self::Good,
            Status::NotMet => Self::Bad,
            Status::Unknown => Self::Notable,
            Status::NotCovered => Self::Faint,
        }
    }

    /// A number of things that have a status: none is no news.
    pub(in crate::report) fn of_count(n: u64, status: Status) -> Self {
        if n == 0 { Self::Faint } else { Self::of_status(status) }
    }

    pub(in crate::report) fn hue(self) -> Option<Hue> {
        match self {
            Self::Plain | Self::Strong | Self::Faint => None,
            Self::Bad | Self::Worrying => Some(Hue::Red),
            Self::Notable => Some(Hue::Yellow),
            Self::Good => Some(Hue::Cyan),
        }
    }

    pub(in crate::report) fn weight(self) -> Weight {
        match self {
            Self::Strong | Self::Bad => Weight::Bold,
            Self::Faint => Weight::Dim,
            Self::Plain | Self::Worrying | Self::Notable | Self::Good => Weight::Plain,
        }
    }

    /// Select Graphic Rendition, ECMA-48 8.3.117; none for what is plain.
    fn code(self) -> Option<String> {
        let weight = match self.weight() {
            Weight::Plain => None,
            Weight::Bold => Some("1".to_owned()),
            Weight::Dim => Some("2".to_owned()),
        };
        let hue = self.hue().map(|hue| (30 + hue.number()).to_string());
        let codes: Vec<String> = weight.into_iter().chain(hue).collect();
        (!codes.is_empty()).then(|| codes.join(";"))
    }

    pub(super) fn paint(self, text: &str, colour: bool) -> String {
        match self.code().filter(|_| colour) {
            Some(code) => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            None => text.to_owned(),
        }
    }

    pub(super) fn cell(self, text: String) -> Cell {
        let cell = Cell::new_owned(text);
        let cell = match self.hue() {
            Some(hue) => cell.fg(Color::AnsiValue(hue.number())),
            None => cell,
        };
        match self.weight() {
            Weight::Plain => cell,
            Weight::Bold => cell.add_attribute(Attribute::Bold),
            Weight::Dim => cell.add_attribute(Attribute::Dim),
        }
    }
}

impl Hue {
    /// Among the eight of ECMA-48 8.3.117.
    fn number(self) -> u8 {
        match self {
            Self::Red => 1,
            Self::Yellow => 3,
            Self::Cyan => 6,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Rgb = [f64; 3];

    /// How xterm, VGA, Windows 10, macOS and Ubuntu paint red, yellow, cyan, and plain text.
    /// <https://en.wikipedia.org/wiki/ANSI_escape_code#3-bit_and_4-bit>
    const PALETTES: [(&str, [Rgb; 4]); 5] = [
        ("xterm", [[205., 0., 0.], [205., 205., 0.], [0., 205., 205.], [229., 229., 229.]]),
        ("VGA", [[170., 0., 0.], [170., 85., 0.], [0., 170., 170.], [170., 170., 170.]]),
        ("Windows 10", [[197., 15., 31.], [193., 156., 0.], [58., 150., 221.], [204., 204., 204.]]),
        ("macOS", [[153., 0., 0.], [153., 153., 0.], [0., 166., 178.], [191., 191., 191.]]),
        ("Ubuntu", [[222., 56., 43.], [255., 199., 6.], [44., 181., 233.], [204., 204., 204.]]),
    ];

    /// What is seen without red cones, without green ones, and with all. Machado, Oliveira and Fernandes 2009,
    /// <https://doi.org/10.1109/TVCG.2009.113>
    const EYES: [(&str, [Rgb; 3]); 3] = [
        ("all", [[1., 0., 0.], [0., 1., 0.], [0., 0., 1.]]),
        (
            "protanopia",
            [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        ),
        (
            "deuteranopia",
            [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        ),
    ];

    /// CIELAB of a colour as such eyes see it.
    fn seen(colour: Rgb, eyes: [Rgb; 3]) -> Rgb {
        let linear = colour.map(|c| {
            let c: f64 = c / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        });
        let dot = |row: Rgb, v: Rgb| row.iter().zip(v).map(|(a, b)| a * b).sum::<f64>();
        let rgb = eyes.map(|row| dot(row, linear).clamp(0.0, 1.0));
        let to_xyz =
            [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]];
        let white = [0.95047, 1.0, 1.08883];
        let mut f = [0.0; 3];
        for (place, (row, white)) in to_xyz.into_iter().zip(white).enumerate() {
            let t: f64 = dot(row, rgb) / white;
            f[place] = if t > 216.0 / 24389.0 { t.cbrt() } else { (24389.0 / 27.0 * t + 16.0) / 116.0 };
        }
        [116.0 * f[1] - 16.0, 500.0 * (f[0] - f[1]), 200.0 * (f[1] - f[2])]
    }

    fn distance(a: Rgb, b: Rgb) -> f64 {
        a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
    }

    /// Two is what is seen side by side, ten what is seen at a glance. What is good may look plain.
    #[test]
    fn every_eye_tells_the_hues_apart_on_every_terminal() {
        const GLANCE: f64 = 10.0;
        for (terminal, [red, yellow, cyan, plain]) in PALETTES {
            for (eyes, matrix) in EYES {
                for (one, other) in [(red, yellow), (yellow, cyan), (cyan, red), (red, plain), (yellow, plain)] {
                    let far = distance(seen(one, matrix), seen(other, matrix));
                    assert!(far > GLANCE, "{terminal}, {eyes}: {one:?} and {other:?} are {far:.0} apart");
                }
            }
        }
    }

    #[test]
    fn green_would_be_taken_for_yellow() {
        let (green, yellow) = ([0., 166., 0.], PALETTES[3].1[1]);
        let far = EYES.map(|(_, matrix)| distance(seen(green, matrix), seen(yellow, matrix)).round());
        assert_eq!(far, [48.0, 1.0, 8.0]);
    }

    #[test]
    fn an_ink_is_painted_by_its_hue_and_weight() {
        assert_eq!(Ink::Bad.paint("x", true), "\u{1b}[1;31mx\u{1b}[0m");
        assert_eq!(Ink::Good.paint("x", true), "\u{1b}[36mx\u{1b}[0m");
        assert_eq!((Ink::Plain.paint("x", true).as_str(), Ink::Bad.paint("x", false).as_str()), ("x", "x"));
    }
}
