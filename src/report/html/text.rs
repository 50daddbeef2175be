//! Text from the cloud, as HTML may hold it. The template escapes; here goes what moves a cursor, turns writing around
//! or has no end.

use crate::report::clean::{clean, cut, shorten};
use maud::{Markup, Render, html};

/// Columns of one text on one line. Names are shorter; what is longer wants to break the page.
const MOST: usize = 2_000;

/// Columns of a name where it stands among others; its own page has all of it.
const NAME: usize = 120;

/// Lines of one text: a security group may have hundreds of rules.
const MOST_LINES: usize = 40;

/// A text on one line.
pub(super) struct Text<T>(pub T);

impl<T: AsRef<str>> Render for Text<T> {
    fn render_to(&self, out: &mut String) {
        line(self.0.as_ref()).render_to(out);
    }
}

/// A name among others.
pub(super) struct Name<T>(pub T);

impl<T: AsRef<str>> Render for Name<T> {
    fn render_to(&self, out: &mut String) {
        name(self.0.as_ref()).render_to(out);
    }
}

/// A name among others: a long one loses its middle.
pub(super) fn name(text: &str) -> String {
    shorten(&clean(text), NAME).into_owned()
}

/// The text on one line, bounded.
pub(super) fn line(text: &str) -> String {
    cut(&clean(text), MOST).into_owned()
}

/// The text on its own lines, bounded.
pub(super) fn lines(text: &str) -> String {
    let all = text.trim_end().lines();
    let more = all.clone().count().saturating_sub(MOST_LINES);
    let mut shown: Vec<String> = all.take(MOST_LINES).map(line).collect();
    if more > 0 {
        shown.push(format!("… {more} more lines"));
    }
    shown.join("\n")
}

/// Whether a text may become a link: what is no plain address over HTTPS stays text.
pub(super) fn is_address(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c);
    text.strip_prefix("https://").is_some_and(|rest| !rest.is_empty() && rest.chars().all(plain))
}

/// The text, and a link where it is an address.
pub(super) fn linked(text: &str) -> Markup {
    html! {
        @if is_address(text) {
            a href=(text) rel="noreferrer noopener" { (Text(text)) }
        } @else {
            (Text(text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_addresses_become_links() {
        assert!(is_address("https://docs.aws.amazon.com/a?b=c#d"));
        let hostile =
            ["javascript:alert(1)", "https://", "http://a.example", " https://a.example", "https://a\u{202e}b"];
        for text in hostile {
            assert!(!is_address(text), "{text}");
            assert!(!linked(text).into_string().contains("href"), "{text}");
        }
    }

    #[test]
    fn texts_are_escaped_cleaned_and_bounded() {
        let hostile = "<b>\u{1b}[31mred\u{202e}</b>\"&";
        assert_eq!(html! { (Text(hostile)) }.into_string(), "&lt;b&gt;red&lt;/b&gt;&quot;&amp;");
        assert_eq!(line(&"x".repeat(9_999)).chars().count(), MOST);
        assert_eq!(lines(&"a\u{7}\n".repeat(50)).lines().last(), Some("… 10 more lines"));
    }
}
