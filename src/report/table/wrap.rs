//! Sentences on lines: broken between words, and cut between sentences.

use crate::report::clean::{cut, width};

/// Lines of at most `most` columns. A word that is longer stays whole: it is an ARN, and is there to be copied.
pub(super) fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_whitespace() {
        let wide = width(word);
        if used > 0 && used + 1 + wide > most {
            lines.push(String::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += wide;
        }
    }
    lines
}

/// At most so many lines, none of them too wide: as much of the text as fits in whole sentences or clauses, so that
/// what is left can be acted upon. Where the first clause is too long already, it loses its end.
pub(super) fn gist(text: &str, most: usize, lines: usize) -> Vec<String> {
    let fits = |lines_of: &[String]| lines_of.len() <= lines && lines_of.iter().all(|line| width(line) <= most);
    let ends = text.match_indices(". ").chain(text.match_indices("; ")).map(|(place, _)| place);
    let mut ends: Vec<usize> = ends.collect();
    ends.sort_unstable();
    let parts = ends.iter().rev().map(|end| match &text[*end..=*end] {
        "." => text[..=*end].to_owned(),
        _ => format!("{} …", &text[..*end]),
    });
    let whole = std::iter::once(text.to_owned()).chain(parts).map(|part| wrapped(&part, most)).find(|part| fits(part));
    whole.unwrap_or_else(|| shortened(wrapped(text, most), most, lines))
}

fn shortened(mut all: Vec<String>, most: usize, lines: usize) -> Vec<String> {
    let more = all.len() > lines;
    all.truncate(lines);
    if let Some(last) = all.last_mut().filter(|_| more) {
        last.push_str(" …");
    }
    all.iter().map(|line| cut(line, most).into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_break_between_words_and_arns_do_not() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("see arn:aws:s3:::a-long-name now", 8), ["see", "arn:aws:s3:::a-long-name", "now"]);
        assert_eq!(wrapped("", 8), [""]);
    }

    #[test]
    fn what_is_too_long_ends_with_a_sentence_or_a_clause() {
        let text = "Close the port; or let in a few. Then look who came.";
        assert_eq!(gist(text, 60, 1), [text]);
        assert_eq!(gist(text, 40, 1), ["Close the port; or let in a few."]);
        assert_eq!(gist(text, 20, 1), ["Close the port …"]);
        assert_eq!(gist(text, 10, 1), ["Close the…"]);
        assert_eq!(gist("arn:aws:s3:::a-long-name", 8, 2), ["arn:aws…"]);
    }
}
