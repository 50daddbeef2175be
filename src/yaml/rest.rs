//! A parser stops at the first mistake; a person wants to hear of all. So what was complained of is blanked out, what is
//! missing is filled in, and the text is read again, until it is clean.

use super::nearest;

/// What a parser said, and the line and column where, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Complaint {
    pub(super) message: String,
    pub(super) place: Option<(u64, u64)>,
}

/// Nobody corrects more at a time.
const MOST: usize = 20;

/// What may stand for a field that is missing: something of each type.
const STAND_INS: [&str; 5] = ["''", "0", "{}", "[]", "false"];

/// How often the text is read to find what may stand for one field: a stand-in may be a map that misses fields itself.
const MOST_TRIES: usize = 100;

/// All complaints about a text that is YAML, beginning with the first one.
pub(super) fn all(text: &str, first: Complaint, read: impl Fn(&str) -> Option<Complaint>) -> Vec<Complaint> {
    let mut rest = Rest::new(text);
    let mut found: Vec<Complaint> = Vec::new();
    let mut next = Some(first);
    while let Some(complaint) = next.take().filter(|_| found.len() < MOST) {
        let told = rest.as_written(&complaint);
        let again = found.last().is_some_and(|last| last.message == told.message && last.place >= told.place);
        if !again && !rest.is_to_blame_for(&complaint) {
            found.push(told);
        }
        next = rest.mend(&complaint, &read);
    }
    found
}

impl Complaint {
    /// Line and column, counted from 0.
    fn at(&self) -> Option<(usize, usize)> {
        let (line, column) = self.place?;
        Some((usize::try_from(line).ok()?.checked_sub(1)?, usize::try_from(column).ok()?.checked_sub(1)?))
    }

    fn line(&self) -> Option<usize> {
        self.at().map(|(line, _)| line)
    }

    /// The name of a field that should be there.
    fn missing(&self) -> Option<&str> {
        self.message.strip_prefix("missing field `")?.split('`').next()
    }

    /// The first of the words that would have been right.
    fn variant(&self) -> Option<&str> {
        let expected = self.message.strip_prefix("unknown variant ")?.split_once("expected ")?.1;
        expected.trim_start_matches("one of ").split([',', ' ']).next().map(|word| word.trim_matches('`'))
    }
}

#[derive(Clone)]
struct Rest {
    lines: Vec<Line>,
    blanked: Vec<Blanked>,
}

/// A line, and which of the text it was; a line that was filled in is told as the one that it stands before.
#[derive(Clone)]
struct Line {
    text: String,
    of: usize,
}

/// Where something was filled in: from a column of a line to so many characters before its end.
struct Patch {
    line: usize,
    start: usize,
    tail: usize,
}

/// What a blanked line said, and the list item that it was in.
#[derive(Clone)]
struct Blanked {
    of: usize,
    text: String,
    item: Option<usize>,
}

impl Rest {
    fn new(text: &str) -> Self {
        let lines = text.lines().enumerate().map(|(of, line)| Line { text: line.to_owned(), of });
        Self { lines: lines.collect(), blanked: Vec::new() }
    }

    fn text(&self) -> String {
        self.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
    }

    /// The complaint with its line in the text as a person wrote it.
    fn as_written(&self, complaint: &Complaint) -> Complaint {
        let line = complaint.line().and_then(|line| self.lines.get(line));
        let place = complaint.place.map(|(known, column)| (line.map_or(known, |line| line.of as u64 + 1), column));
        Complaint { message: complaint.message.clone(), place }
    }

    /// Takes away what a complaint is about, and says what is complained of next.
    fn mend(&mut self, complaint: &Complaint, read: &impl Fn(&str) -> Option<Complaint>) -> Option<Complaint> {
        let line = complaint.line()?;
        if let Some(name) = complaint.missing() {
            let mut tries = MOST_TRIES;
            if let Some((filled, next)) = self.filled(complaint, name, read, &mut tries) {
                *self = filled;
                return next;
            }
            let item = self.item_around(line)?;
            return self.blank(item).then(|| read(&self.text())).flatten();
        }
        if let Some((place, word)) = complaint.at().zip(complaint.variant()) {
            let mut with = self.clone();
            with.put(place, word);
            let next = read(&with.text());
            if next.as_ref().is_none_or(|next| next.at() != Some(place)) {
                *self = with;
                return next;
            }
        }
        self.blank(line).then(|| read(&self.text())).flatten()
    }

    /// Puts a word in the place of a value.
    fn put(&mut self, (line, column): (usize, usize), word: &str) {
        let Some(found) = self.lines.get_mut(line) else { return };
        let (before, value) = found.text.split_at(offset(&found.text, column));
        let ends: &[char] = if before.contains(['{', '[']) { &[',', '}', ']'] } else { &['#'] };
        let after = value.find(ends).map_or("", |end| &value[end..]);
        found.text = format!("{before}{word} {after}");
    }

    /// The text with something for a missing field, such that nothing of it is complained of; and the next complaint.
    fn filled(
        &self,
        complaint: &Complaint,
        name: &str,
        read: &impl Fn(&str) -> Option<Complaint>,
        tries: &mut usize,
    ) -> Option<(Self, Option<Complaint>)> {
        let place = complaint.at()?;
        let mut stand_ins = STAND_INS.map(str::to_owned).to_vec();
        let mut number = 0;
        while let Some(stand_in) = stand_ins.get(number) {
            number += 1;
            *tries = tries.checked_sub(1)?;
            let (mut with, patch) = self.with(place, name, stand_in)?;
            let mut next = read(&with.text());
            loop {
                let Some(about) = next.as_ref().filter(|next| with.is_about(&patch, next)) else {
                    return Some((with, next));
                };
                if let Some(inner) = about.missing() {
                    (with, next) = with.filled(about, inner, read, tries)?;
                    continue;
                }
                // A complaint about one word may offer those that would do.
                let word = about.variant().map(str::to_owned).filter(|word| !stand_ins.contains(word));
                stand_ins.extend(word);
                break;
            }
        }
        None
    }

    /// With a field before the first of the map that begins at a place.
    fn with(&self, (line, column): (usize, usize), name: &str, value: &str) -> Option<(Self, Patch)> {
        let mut with = self.clone();
        let found = self.lines.get(line)?;
        let (before, after) = found.text.split_at(offset(&found.text, column));
        // The place of a map on one line is one of its keys, or its brace where it has none.
        if let Some(rest) = after.strip_prefix('{') {
            with.lines[line].text = format!("{before}{{{name}: {value}{rest}");
            return Some((with, Patch { line, start: column + 1, tail: rest.chars().count() }));
        }
        if before.trim_end().ends_with(['{', ',']) {
            with.lines[line].text = format!("{before}{name}: {value}, {after}");
            return Some((with, Patch { line, start: column, tail: after.chars().count() }));
        }
        let field = Line { text: format!("{before}{name}: {value}"), of: found.of };
        with.lines[line].text = format!("{}{after}", " ".repeat(before.chars().count()));
        with.lines.insert(line, field);
        Some((with, Patch { line, start: column, tail: 0 }))
    }

    /// Whether a complaint is about what was filled in, and not about the map that it was put into.
    fn is_about(&self, patch: &Patch, complaint: &Complaint) -> bool {
        let Some((line, column)) = complaint.at() else { return false };
        let length = self.lines.get(line).map_or(0, |line| line.text.chars().count());
        let map = complaint.missing().is_some() && column == patch.start;
        let inside = column >= patch.start && (patch.tail == 0 || column + patch.tail < length);
        line == patch.line && inside && !map
    }

    /// The lines of a key or an item, with all that is below it.
    fn block(&self, start: usize) -> std::ops::Range<usize> {
        let depth = |line: &Line| line.text.len() - line.text.trim_start().len();
        let here = self.lines.get(start).map_or(0, depth);
        let inside = self.lines.iter().skip(start + 1);
        start..start + 1 + inside.take_while(|line| line.text.trim().is_empty() || depth(line) > here).count()
    }

    /// Where the list item starts in which a line stands.
    fn item_around(&self, line: usize) -> Option<usize> {
        let last = line.min(self.lines.len().checked_sub(1)?);
        let outermost = self.lines[last].text.starts_with(|c: char| !c.is_whitespace() && c != '-');
        (0..=last).rev().find(|line| self.lines[*line].text.trim_start().starts_with("- ")).filter(|_| !outermost)
    }

    /// Whether something was blanked at all, and was not before.
    fn blank(&mut self, start: usize) -> bool {
        let block = self.block(start);
        let before = self.blanked.len();
        let item = self.item_around(start).map(|line| self.lines[line].of);
        for line in block.filter(|line| *line < self.lines.len()).collect::<Vec<_>>() {
            let of = self.lines[line].of;
            let text = std::mem::take(&mut self.lines[line].text);
            if !text.trim().is_empty() {
                self.blanked.push(Blanked { of, text, item });
            }
        }
        self.blanked.len() > before
    }

    /// Whether a complaint is about what is no longer there: a field, under its name or a misspelt one, or the content of
    /// something.
    fn is_to_blame_for(&self, complaint: &Complaint) -> bool {
        let named = |text: &str, name: &str| {
            let key = text.trim_start_matches([' ', '-', '{']).split(':').next().unwrap_or_default();
            key == name || nearest(key, [name]).is_some()
        };
        let line_of = |line: usize| self.lines.get(line).map(|line| line.of);
        if let Some(name) = complaint.missing() {
            let item = complaint.line().and_then(|line| self.item_around(line)).and_then(line_of);
            let here = |gone: &&Blanked| gone.item.is_none() || gone.item == item;
            return self.blanked.iter().filter(here).any(|gone| named(&gone.text, name));
        }
        let block = complaint.line().map(|line| self.block(line));
        let mut lines = block.into_iter().flatten().filter_map(line_of);
        lines.any(|of| self.blanked.iter().any(|gone| gone.of == of))
    }
}

fn offset(text: &str, column: usize) -> usize {
    text.char_indices().nth(column).map_or(text.len(), |(start, _)| start)
}
