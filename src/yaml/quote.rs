//! Hostile text inside of YAML.

use std::fmt::Write;

/// A text in double quotes, on one line, safe as a value and in a comment: whatever is no letter, digit or plain sign is
/// escaped. <https://yaml.org/spec/1.2.2/#57-escaped-characters>
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_alphanumeric() || c == ' ' || c.is_ascii_graphic() => out.push(c),
            c if u32::from(c) <= 0xffff => _ = write!(out, "\\u{:04x}", u32::from(c)),
            c => _ = write!(out, "\\U{:08x}", u32::from(c)),
        }
    }
    out.push('"');
    out
}

/// Texts as a list on one line.
pub fn list<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let plain =
        |text: &str| text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') && text.starts_with(char::is_alphabetic);
    let one = |text: &'t str| if plain(text) && !is_word(text) { text.to_owned() } else { quoted(text) };
    format!("[{}]", texts.into_iter().map(one).collect::<Vec<_>>().join(", "))
}

/// What YAML takes for something else than a text.
fn is_word(text: &str) -> bool {
    ["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_is_read_back_and_stays_on_its_line() {
        for text in [
            "team",
            "a\nb: c",
            "a\r# x",
            "\u{85}\u{2028}\u{2029}",
            "q\"\\n",
            "'x' {y} [z], &a *b !c #d",
            "Größe 日本",
            "\u{202e}\u{1b}[31m",
            "😀\u{e0041}",
            "null",
            "",
        ] {
            let quoted = quoted(text);
            assert!(!quoted.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202e}')));
            assert_eq!(serde_yaml::from_str::<String>(&quoted).unwrap(), text, "{quoted}");
            let list = list([text, "no", "data-class"]);
            assert_eq!(serde_yaml::from_str::<Vec<String>>(&list).unwrap(), [text, "no", "data-class"], "{list}");
        }
    }
}
