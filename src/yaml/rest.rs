//! A parser stops at the first mistake; a person wants to hear of all. So what was complained of is blanked out, and the
//! text is read again, until it is clean.

/// What a parser said, and the line and column where, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Complaint {
    pub(super) message: String,
    pub(super) place: Option<(u64, u64)>,
}

/// Nobody corrects more at a time.
const MOST: usize = 20;

/// All complaints about a text that is YAML, beginning with the first one.
pub(super) fn all(text: &str, first: Complaint, read: impl Fn(&str) -> Option<Complaint>) -> Vec<Complaint> {
    let mut rest = Rest { lines: text.lines().map(str::to_owned).collect(), blanked: Vec::new() };
    let mut found: Vec<Complaint> = Vec::new();
    let mut next = Some(first);
    while let Some(complaint) = next.take().filter(|_| found.len() < MOST) {
        let again = found.last().is_some_and(|last| last.message == complaint.message && last.place >= complaint.place);
        let line = complaint.line();
        if !again && !rest.is_to_blame_for(&complaint) {
            found.push(complaint.clone());
        }
        let blanked = line.is_some_and(|line| match complaint.missing() {
            Some(_) => rest.item_around(line).is_some_and(|start| rest.blank(start)),
            None => rest.blank(line),
        });
        if blanked {
            next = read(&rest.lines.join("\n"));
        }
    }
    found
}

impl Complaint {
    /// Counted from 0.
    fn line(&self) -> Option<usize> {
        usize::try_from(self.place?.0).ok()?.checked_sub(1)
    }

    /// The name of a field that should be there.
    fn missing(&self) -> Option<&str> {
        self.message.strip_prefix("missing field `")?.split('`').next()
    }
}

struct Rest {
    lines: Vec<String>,
    blanked: Vec<Blanked>,
}

/// A line that was blanked, what stood there, and the list item that it was in.
struct Blanked {
    line: usize,
    text: String,
    item: Option<usize>,
}

impl Rest {
    /// The lines of a key or an item, with all that is below it.
    fn block(&self, start: usize) -> std::ops::Range<usize> {
        let depth = |line: &str| line.len() - line.trim_start().len();
        let here = self.lines.get(start).map_or(0, |line| depth(line));
        let inside = self.lines.iter().skip(start + 1);
        start..start + 1 + inside.take_while(|line| line.trim().is_empty() || depth(line) > here).count()
    }

    /// Where the list item starts in which a line stands.
    fn item_around(&self, line: usize) -> Option<usize> {
        let last = line.min(self.lines.len().checked_sub(1)?);
        let outermost = self.lines[last].starts_with(|c: char| !c.is_whitespace() && c != '-');
        (0..=last).rev().find(|line| self.lines[*line].trim_start().starts_with("- ")).filter(|_| !outermost)
    }

    /// Whether something was blanked at all, and was not before.
    fn blank(&mut self, start: usize) -> bool {
        let block = self.block(start);
        let before = self.blanked.len();
        let item = self.item_around(start);
        for line in block.filter(|line| *line < self.lines.len()).collect::<Vec<_>>() {
            let text = std::mem::take(&mut self.lines[line]);
            if !text.trim().is_empty() {
                self.blanked.push(Blanked { line, text, item });
            }
        }
        self.blanked.len() > before
    }

    /// Whether a complaint is about what is no longer there: a field, or the content of something.
    fn is_to_blame_for(&self, complaint: &Complaint) -> bool {
        let named = |text: &str, name: &str| text.trim_start_matches([' ', '-', '{']).starts_with(&format!("{name}:"));
        if let Some(name) = complaint.missing() {
            let item = complaint.line().and_then(|line| self.item_around(line));
            let here = |gone: &&Blanked| gone.item.is_none() || gone.item == item;
            return self.blanked.iter().filter(here).any(|gone| named(&gone.text, name));
        }
        let block = complaint.line().map(|line| self.block(line));
        block.is_some_and(|block| self.blanked.iter().any(|gone| block.contains(&gone.line)))
    }
}
