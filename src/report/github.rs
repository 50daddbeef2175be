//! Workflow commands, which GitHub Actions shows as annotations of a run when they stand in the log of a step.
//!
//! GitHub shows ten of each kind a step and says nothing of more, so that ten are written and the others counted.
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>

use super::clean::bounded;
use super::{FindingRow, GapRow, Style, View, thousands};
use crate::evaluate::Verdict;
use crate::risk::Band;
use std::io;

/// Of each kind, for each step.
const MOST_SHOWN: usize = 10;
/// A title is one line, and a message a few.
const MOST_OF_A_TITLE: usize = 200;
const MOST_OF_A_MESSAGE: usize = 2_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Error,
    Warning,
    Notice,
}

struct Annotation {
    kind: Kind,
    title: String,
    message: String,
}

pub fn write(view: &View, to: &mut dyn io::Write, _style: Style) -> io::Result<()> {
    let findings = view.findings.iter().filter_map(Annotation::of);
    let all: Vec<Annotation> = findings.chain(view.gaps.iter().map(Annotation::unread)).collect();
    let of = |kind, most: usize| all.iter().filter(move |one| one.kind == kind).take(most);
    // One notice is for what is not shown.
    let shown: Vec<&Annotation> = of(Kind::Error, MOST_SHOWN)
        .chain(of(Kind::Warning, MOST_SHOWN))
        .chain(of(Kind::Notice, MOST_SHOWN - 1))
        .collect();
    shown.iter().try_for_each(|one| one.write(to))?;
    summary(view, all.len() - shown.len()).write(to)
}

/// Is there whatever was found: a step without a word could as well have scanned nothing.
fn summary(view: &View, more: usize) -> Annotation {
    let posture = &view.posture;
    let more = match more {
        0 => String::new(),
        more => format!(" {} more are not shown here: -o report.json has all.", thousands(more as u64)),
    };
    let beside = posture.beside().join(", ");
    let beside = if beside.is_empty() { beside } else { format!(" ({beside})") };
    let blind = match view.gaps.is_empty() && view.scan.finished {
        true => "All that was asked for was read.",
        false => "Not all could be read.",
    };
    let message = format!("{}: load {}; {}{beside}. {blind}{more}", view.scope(), posture.sentence(), posture.open);
    Annotation { kind: Kind::Notice, title: format!("Plimsoll: {}", posture.open), message }
}

impl Annotation {
    /// Nobody is called for what passes, is accepted or counts elsewhere.
    fn of(finding: &FindingRow<'_>) -> Option<Self> {
        let kind = match (finding.verdict, finding.risk) {
            (Verdict::Unknown, _) => Kind::Warning,
            (Verdict::Fail, Some(score)) if finding.is_open() => match score.band() {
                Band::Critical | Band::High => Kind::Error,
                Band::Medium => Kind::Warning,
                Band::Low => Kind::Notice,
            },
            _ => return None,
        };
        let title = format!("{}: {}", finding.control.id, finding.resource.called());
        let message = format!("{}. Fix: {}", finding.message(), finding.control.fix.text);
        Some(Self { kind, title, message })
    }

    fn unread(gap: &GapRow<'_>) -> Self {
        Self { kind: Kind::Warning, title: format!("could not be read: {}", gap.kind), message: gap.message() }
    }

    /// What is bounded has no line break, so that nobody's name begins a command of its own.
    fn write(&self, to: &mut dyn io::Write) -> io::Result<()> {
        let kind = match self.kind {
            Kind::Error => "error",
            Kind::Warning => "warning",
            Kind::Notice => "notice",
        };
        let title = property(&bounded(&self.title, MOST_OF_A_TITLE));
        writeln!(to, "::{kind} title={title}::{}", data(&bounded(&self.message, MOST_OF_A_MESSAGE)))
    }
}

/// As the runner takes it apart: <https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts>
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::Estate;

    fn written(estate: &Estate) -> String {
        let mut out = Vec::new();
        write(&estate.view(), &mut out, Style::default()).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// Name, properties and data.
    type Command = (String, Vec<(String, String)>, String);

    /// Takes a line apart as the runner does: a command is what begins with `::`, its properties are parted by commas,
    /// and its data is what follows the next `::`.
    fn parse(line: &str) -> Option<Command> {
        let (head, data) = line.trim_start().strip_prefix("::")?.split_once("::")?;
        let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
        let plain = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
        let value = |text: &str| plain(&text.replace("%3A", ":").replace("%2C", ","));
        let pairs = properties.split(',').filter_map(|pair| pair.split_once('='));
        Some((name.to_owned(), pairs.map(|(key, text)| (key.to_owned(), value(text))).collect(), plain(data)))
    }

    fn count(text: &str, kind: &str) -> usize {
        text.lines().filter(|line| line.starts_with(&format!("::{kind} "))).count()
    }

    #[test]
    fn the_runner_reads_what_was_meant() {
        let text = written(&Estate::small());
        let told: Vec<_> = text.lines().map(|line| parse(line).unwrap()).collect();
        let (name, properties, message) = &told[0];
        assert_eq!((name.as_str(), properties[0].0.as_str()), ("error", "title"));
        assert_eq!(properties[0].1, "s3/bucket-versioning: bucket payroll");
        assert!(message.starts_with("bucket payroll in 111122223333, eu-central-1: broken rule: "), "{message}");
        let (name, properties, message) = told.last().unwrap();
        assert_eq!((name.as_str(), properties[0].1.as_str()), ("notice", "Plimsoll: 1 failure"));
        assert!(message.contains("Not all could be read.") && message.contains("1 waived"), "{message}");
    }

    #[test]
    fn no_name_becomes_a_command() {
        let text = written(&Estate::hostile());
        assert!(text.lines().all(|line| line.chars().count() < 3_000));
        for line in text.lines() {
            let (name, properties, _) = parse(line).unwrap_or_else(|| panic!("no command: {line}"));
            assert!(["error", "warning", "notice"].contains(&name.as_str()) && properties.len() == 1, "{line}");
            assert_eq!(properties[0].0, "title", "{line}");
        }
    }

    #[test]
    fn what_github_does_not_show_is_counted() {
        let text = written(&Estate::of_size(1_234));
        assert_eq!((count(&text, "error"), count(&text, "warning"), count(&text, "notice")), (10, 1, 1));
        assert!(text.contains(" 1,224 more are not shown here"), "{text}");
        assert_eq!((count(&written(&Estate::blind()), "warning"), count(&written(&Estate::empty()), "notice")), (1, 1));
    }
}
