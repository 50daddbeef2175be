//! Texts within the lengths that Security Hub allows; a finding with a longer one is refused as a whole.

use crate::report::clean::clean;

/// Cuts texts, and remembers which.
#[derive(Default)]
pub(super) struct Fields {
    cut: Vec<&'static str>,
}

impl Fields {
    /// At most so many characters as Java counts them, which is the strictest way. Never blank, which is refused, too.
    pub(super) fn text(&mut self, name: &'static str, text: &str, most: usize) -> String {
        let text = clean(text);
        let text = text.trim();
        let text = if text.is_empty() { "-" } else { text };
        if units(text) <= most {
            return text.to_owned();
        }
        self.note(name);
        let mut room = most - 1;
        let fits = |c: &char| {
            let wanted = c.len_utf16();
            let fits = wanted <= room;
            room = room.saturating_sub(wanted);
            fits
        };
        let mut cut: String = text.chars().take_while(fits).collect();
        cut.push('…');
        cut
    }

    /// Something of a list was left out.
    pub(super) fn note(&mut self, name: &'static str) {
        if !self.cut.contains(&name) {
            self.cut.push(name);
        }
    }

    pub(super) fn has_cut(&self, name: &str) -> bool {
        self.cut.contains(&name)
    }

    /// The names of what is not whole.
    pub(super) fn cut(&self) -> Option<String> {
        (!self.cut.is_empty()).then(|| self.cut.join(", "))
    }
}

pub(super) fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_end_where_a_character_does_and_are_never_blank() {
        let mut fields = Fields::default();
        assert_eq!(fields.text("a", "grüße", 5), "grüße");
        assert_eq!((fields.text("a", " \u{200b}\n", 5).as_str(), fields.cut()), ("-", None));
        assert_eq!(fields.text("b", "ab👩👩", 5), "ab👩…");
        assert_eq!(fields.text("b", "ab👩👩", 4), "ab…");
        fields.note("c");
        assert_eq!(fields.cut().as_deref(), Some("b, c"));
    }
}
