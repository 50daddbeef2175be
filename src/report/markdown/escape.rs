//! Text that stays text in Markdown: whoever may name a bucket must neither mark up a report, nor call anybody by `@name`,
//! nor link anywhere.

use crate::report::clean::clean;

/// A name from the cloud, in a code span: nothing inside of one means anything.
/// <https://github.github.com/gfm/#code-spans>
pub(super) fn code(text: &str) -> String {
    let text = clean(text);
    let text = text.trim();
    if text.is_empty() {
        return String::new();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // A backtick at an end would lengthen the fence.
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    // In a table, a stroke ends a cell even there.
    // https://github.github.com/gfm/#tables-extension-
    format!("{fence}{pad}{}{pad}{fence}", text.replace('|', "\\|"))
}

/// A sentence: with every sign escaped that could mean something.
/// <https://github.github.com/gfm/#backslash-escapes>
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // No escape keeps a name from being called, and an address from becoming a link; a joiner that nobody sees does.
            '@' => out.push_str("@\u{2060}"),
            ':' if out.ends_with("http") || out.ends_with("https") => out.push_str(":\u{2060}"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '~' | '!' | '$' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_their_code_span() {
        assert_eq!(code("payroll"), "`payroll`");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("```"), "```` ``` ````");
        assert_eq!(code("`x"), "`` `x ``");
        assert_eq!(code("a|b\nc"), "`a\\|b c`");
        assert_eq!(code("\u{202e}\u{1b}[31m"), "");
    }

    #[test]
    fn sentences_mean_nothing() {
        assert_eq!(text("<img src=x> & **b** [l](u) #1"), "&lt;img src=x&gt; &amp; \\*\\*b\\*\\* \\[l\\](u) \\#1");
        assert_eq!(
            text("ask @admins, see https://evil.example"),
            "ask @\u{2060}admins, see https:\u{2060}//evil.example"
        );
        assert_eq!(text("two\nlines"), "two lines");
    }
}
