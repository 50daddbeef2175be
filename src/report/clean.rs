//! Text from the cloud is hostile: whoever may name a bucket may write to the terminal of whoever scans it.

use std::borrow::Cow;
use std::iter::Peekable;
use std::str::Chars;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The text on one line, without anything that moves the cursor, changes colours, turns the direction of writing
/// around, or cannot be seen.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\u{1b}' => skip_escape(&mut rest),
            '\u{9b}' => skip_sequence(&mut rest),
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' if !out.ends_with(' ') => out.push(' '),
            c if is_plain(c) => out.push(c),
            _ => {}
        }
    }
    Cow::Owned(out)
}

/// A drawing of ours in which hostile text stands: its lines and colours stay, and everything else goes that [`clean`]
/// takes away.
pub fn drawing(text: &str) -> String {
    let lines = text.split('\n').map(|mut rest| {
        let mut out = String::new();
        while let Some((before, colour, after)) = colour(rest) {
            out.push_str(&clean(before));
            out.push_str(colour);
            rest = after;
        }
        out + &clean(rest)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The first sequence that changes colour or weight and nothing else, with what stands around it.
fn colour(text: &str) -> Option<(&str, &str, &str)> {
    let is_colour = |n: &str| matches!(n.parse(), Ok(0_u8..=4 | 22 | 24 | 30..=37 | 39 | 90..=97)) || n.is_empty();
    text.match_indices("\u{1b}[").find_map(|(start, open)| {
        let (inside, _) = text[start + open.len()..].split_once('m')?;
        let end = start + open.len() + inside.len() + 1;
        inside.split(';').all(is_colour).then(|| (&text[..start], &text[start..end], &text[end..]))
    })
}

/// What is no character at all, and what cannot stand in XML, is not plain either.
fn is_plain(c: char) -> bool {
    let none = u32::from(c) & 0xfffe == 0xfffe || ('\u{fdd0}'..='\u{fdef}').contains(&c);
    let unseen = matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}');
    !c.is_control() && !unseen && !none
}

/// What follows ESC: `[` starts a sequence with parameters, `]`, `P`, `X`, `^` and `_` a string with an end of its own,
/// anything else is one character long.
fn skip_escape(rest: &mut Peekable<Chars<'_>>) {
    match rest.next_if(|c| ('\u{20}'..='\u{7e}').contains(c)) {
        Some('[') => skip_sequence(rest),
        Some(']' | 'P' | 'X' | '^' | '_') => {
            while let Some(c) = rest.next() {
                match c {
                    '\u{7}' | '\u{9c}' => return,
                    '\u{1b}' => {
                        rest.next_if_eq(&'\\');
                        return;
                    }
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

/// Parameters, and the one letter that ends them.
fn skip_sequence(rest: &mut Peekable<Chars<'_>>) {
    while rest.next_if(|c| ('\u{20}'..='\u{3f}').contains(c)).is_some() {}
    rest.next_if(|c| ('\u{40}'..='\u{7e}').contains(c));
}

/// Columns that a text takes on a terminal.
pub fn width(text: &str) -> usize {
    text.width()
}

/// At most `most` columns: a long text loses its middle, because names differ at their ends.
pub fn shorten(text: &str, most: usize) -> Cow<'_, str> {
    if width(text) <= most {
        return Cow::Borrowed(text);
    }
    if most == 0 {
        return Cow::Borrowed("");
    }
    let room = most - 1;
    let tail = take(text.chars().rev(), room / 2);
    let head = take(text.chars(), room - room / 2);
    // A mark without its letter would land on the ellipsis.
    let tail: String = tail.chars().rev().skip_while(|c| c.width().unwrap_or(0) == 0).collect();
    Cow::Owned(format!("{}…{}", head.trim_end(), tail.trim_start()))
}

/// At most `most` columns, and what is too long ends in an ellipsis: for sentences, which are read from their start.
pub fn cut(text: &str, most: usize) -> Cow<'_, str> {
    if width(text) <= most {
        return Cow::Borrowed(text);
    }
    if most == 0 {
        return Cow::Borrowed("");
    }
    Cow::Owned(format!("{}…", take(text.chars(), most - 1).trim_end()))
}

/// Cleaned, and at most `most` characters; what is too long ends in an ellipsis. For fields whose length is bounded.
pub fn bounded(text: &str, most: usize) -> String {
    let text = clean(text);
    match text.char_indices().nth(most) {
        None => text.into_owned(),
        Some(_) if most == 0 => String::new(),
        Some(_) => text.chars().take(most - 1).chain(['…']).collect(),
    }
}

fn take(chars: impl Iterator<Item = char>, most: usize) -> String {
    let mut used = 0;
    chars
        .take_while(|c| {
            used += c.width().unwrap_or(0);
            used <= most
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_what_they_carry_are_gone() {
        assert_eq!(clean("a\u{1b}[31;1mred\u{1b}[0mb"), "aredb");
        assert_eq!(clean("x\u{1b}]8;;https://evil.example\u{7}link\u{1b}]8;;\u{1b}\\y"), "xlinky");
        assert_eq!(clean("\u{9b}2Jgone"), "gone");
        assert_eq!(clean("unended\u{1b}["), "unended");
    }

    #[test]
    fn what_is_bounded_ends_where_a_character_does() {
        assert_eq!(bounded("grüße", 5), "grüße");
        assert_eq!(bounded("grüße", 4), "grü…");
        assert_eq!((bounded("a", 0).as_str(), bounded("ab\n", 1).as_str()), ("", "…"));
    }

    #[test]
    fn what_cannot_be_seen_or_turns_text_around_is_gone() {
        assert_eq!(clean("cod\u{202e}txt.exe"), "codtxt.exe");
        assert_eq!(clean("a\u{200b}b\u{2066}c\u{feff}d\u{e0041}e"), "abcde");
        assert_eq!(clean("two\r\nlines\0"), "two lines");
        assert_eq!(clean("a\u{fffe}b\u{ffff}c\u{fdd0}d\u{10ffff}e"), "abcde");
    }

    #[test]
    fn a_drawing_keeps_its_lines_and_colours_and_nothing_else() {
        let ours = "\u{1b}[31m×\u{1b}[0m wrong\n  \u{1b}[36;1m1\u{1b}[0m │ name: x\n";
        assert_eq!(drawing(ours), ours);
        let hostile = "\u{1b}[8mhidden\u{1b}[2J \u{1b}]0;title\u{7}\u{202e}\u{1b}[31mred\u{1b}[0m\u{1b}[";
        assert_eq!(drawing(hostile), "hidden \u{1b}[31mred\u{1b}[0m");
    }

    #[test]
    fn plain_text_is_not_touched() {
        assert!(matches!(clean("eu-central-1/größe 株式"), Cow::Borrowed(_)));
    }

    #[test]
    fn shortening_counts_columns_and_keeps_both_ends() {
        assert_eq!(shorten("abcdefghij", 7), "abc…hij");
        assert_eq!(shorten("株式会社東京支店", 7), "株…店");
        assert!(width(&shorten("株式会社東京支店", 8)) <= 8);
        assert_eq!(shorten("abc", 1), "…");
        assert_eq!(shorten("abc", 3), "abc");
        assert_eq!(cut("a long sentence", 7), "a long…");
    }
}
