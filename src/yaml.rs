//! Floor 0: YAML that people write, and their mistakes in it, each shown with file, line, caret and help.
//!
//! A file is judged as a whole: all mistakes come out at once, and nothing of a broken file is used.

mod day;
pub mod quote;
mod rest;

use miette::{Diagnostic, NamedSource, SourceSpan};
use rest::Complaint;
use serde::de::{DeserializeOwned, IgnoredAny};
use std::collections::BTreeMap;
use std::sync::Arc;

pub use day::Day;
pub use serde_yaml::Spanned;

/// A text with the name under which a person knows it.
#[derive(Debug, Clone)]
pub struct Source {
    /// A path, or what stands for one inside of the binary.
    pub name: String,
    pub text: Arc<str>,
    /// What the build made of the text, as JSON: it is read in a tenth of the time.
    ready: Option<&'static str>,
}

/// One mistake.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("{message}")]
pub struct Mistake {
    pub message: String,
    #[source_code]
    code: NamedSource<Arc<str>>,
    #[label("{label}")]
    span: Option<SourceSpan>,
    label: String,
    #[help]
    help: Option<String>,
}

/// All mistakes of some files.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("{summary}")]
#[diagnostic(help("mend what is marked above; `plimsoll config check` says whether all is well"))]
pub struct Broken {
    summary: String,
    #[related]
    pub mistakes: Vec<Mistake>,
}

/// The largest file that is parsed. The largest framework has a tenth of it.
const LARGEST: usize = 4 << 20;

impl Source {
    pub fn new(name: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        Self { name: name.into(), text: text.into(), ready: None }
    }

    /// A text inside of the binary, with what the build made of it.
    pub fn built_in(name: String, text: &str, ready: Option<&'static str>) -> Self {
        Self { ready, ..Self::new(name, text) }
    }

    /// Whether the build has read it.
    pub fn is_ready(&self) -> bool {
        self.ready.is_some()
    }

    /// The text alone, for what the build leaves out.
    pub fn as_written(&self) -> Self {
        Self { ready: None, ..self.clone() }
    }

    /// Reads the text into a type, or says all that is wrong with it. A text that is no YAML has one mistake.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, Vec<Mistake>> {
        if self.text.len() > LARGEST {
            return Err(vec![self.mistake(format!("larger than {} MiB", LARGEST >> 20))]);
        }
        // If what the build made could not be read, the text says why.
        if let Some(Ok(value)) = self.ready.map(serde_json::from_str) {
            return Ok(value);
        }
        let first = match read::<T>(&self.text) {
            Ok(value) => return Ok(value),
            Err(first) => first,
        };
        let all = match read::<IgnoredAny>(&self.text) {
            Ok(_) => rest::all(&self.text, first, |text| read::<T>(text).err()),
            // Where it is no YAML at all, what was expected there is no help.
            Err(syntax) => vec![syntax],
        };
        Err(all.into_iter().map(|complaint| self.complaint(complaint)).collect())
    }

    fn complaint(&self, Complaint { message, place }: Complaint) -> Mistake {
        let near = nearest_of_expected(&message).map(|near| format!("did you mean `{near}`?"));
        let place = place.map(|(line, column)| (self.offset(line, column), 1));
        Mistake { help: near, ..self.at(place, in_words(message), "here") }
    }

    /// A mistake of the whole file. There is no place in it to show, so that the message names the file.
    pub fn mistake(&self, message: impl Into<String>) -> Mistake {
        self.at(None, format!("{}: {}", self.name, message.into()), "")
    }

    /// A mistake in a value that was read with its place.
    pub fn mistake_at<T>(&self, value: &Spanned<T>, message: impl Into<String>, label: &str) -> Mistake {
        let start = self.offset(value.referenced.line(), value.referenced.column());
        let (before, rest) = self.text.split_at(start);
        // In a list or map on one line, a value ends before the line does.
        let inside = before[before.rfind('\n').map_or(0, |end| end + 1)..].contains(['[', '{']);
        let ends: &[char] = if inside { &['\n', ',', ']', '}'] } else { &['\n', '#'] };
        let end = rest.find(ends).unwrap_or(rest.len());
        self.at(Some((start, rest[..end].trim_end().len().max(1))), message.into(), label)
    }

    /// A mistake at an offset into a value, such as a place in an expression.
    pub fn mistake_in<T>(&self, value: &Spanned<T>, offset: usize, message: impl Into<String>) -> Mistake {
        let start = (self.offset(value.referenced.line(), value.referenced.column()) + offset).min(self.text.len());
        self.at(Some((start, 1)), message.into(), "here")
    }

    fn at(&self, place: Option<(usize, usize)>, message: String, label: &str) -> Mistake {
        Mistake {
            message,
            code: NamedSource::new(&self.name, Arc::clone(&self.text)).with_language("yaml"),
            span: place.map(SourceSpan::from),
            label: label.to_owned(),
            help: None,
        }
    }

    /// Lines and columns count characters from 1.
    fn offset(&self, line: u64, column: u64) -> usize {
        let count = |n: u64| usize::try_from(n.saturating_sub(1)).unwrap_or(usize::MAX);
        let start: usize = self.text.split_inclusive('\n').take(count(line)).map(str::len).sum();
        let inside = self.text[start..].char_indices().nth(count(column));
        inside.map_or(self.text.len(), |(offset, _)| start + offset)
    }
}

/// What the build made of files, by their ids: a line each, an id, a tab and JSON.
pub fn ready(lines: &'static str) -> BTreeMap<&'static str, &'static str> {
    lines.lines().filter_map(|line| line.split_once('\t')).collect()
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, Complaint> {
    let options = serde_yaml::options! { with_snippet: false };
    serde_yaml::from_str_with_options(text, options).map_err(|error| {
        let text = error.to_string();
        let message = text.find(" at line ").map_or(text.as_str(), |end| &text[..end]).to_owned();
        Complaint { message, place: error.location().map(|location| (location.line(), location.column())) }
    })
}

/// Of "unknown field `titel`, expected one of id, title": the name that was probably meant.
fn nearest_of_expected(message: &str) -> Option<String> {
    let (said, expected) = message.strip_prefix("unknown ")?.split_once("`, expected ")?;
    let (_, name) = said.split_once('`')?;
    let known = expected.trim_start_matches("one of ").split(", ").map(|known| known.trim_matches('`'));
    nearest(name, known).map(str::to_owned)
}

impl Mistake {
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Offers the name that was probably meant.
    pub fn nearest<'n>(self, name: &str, known: impl IntoIterator<Item = &'n str>) -> Self {
        match nearest(name, known) {
            Some(known) => self.help(format!("did you mean `{known}`?")),
            None => self,
        }
    }
}

/// The known name that is most like this one, if any is.
pub fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let rated = known.into_iter().map(|known| (strsim::jaro_winkler(name, known), known));
    let best = rated.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > 0.75).then_some(best.1)
}

impl Broken {
    /// `what` is what the files hold: `control`, `waiver file`.
    pub fn new(what: &str, mistakes: Vec<Mistake>) -> Self {
        let summary = match mistakes.len() {
            1 => format!("a {what} cannot be used"),
            n => format!("{n} mistakes: a {what} with a mistake cannot be used"),
        };
        Self { summary, mistakes }
    }

    /// Nothing where there are no mistakes.
    pub fn check(what: &str, mistakes: Vec<Mistake>) -> Result<(), Self> {
        if mistakes.is_empty() { Ok(()) } else { Err(Self::new(what, mistakes)) }
    }
}

/// What the parser says of a value of another shape, for people who do not know its words.
fn in_words(message: String) -> String {
    match message.as_str() {
        "expected mapping start" => "names with values belong here, such as `name: value`".to_owned(),
        "expected sequence start" => "a list belongs here, such as `- value`".to_owned(),
        "expected string scalar" => "a text belongs here".to_owned(),
        _ => message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Thing {
        #[expect(dead_code, reason = "only its place is looked at")]
        name: Spanned<String>,
    }

    fn shown(text: &str) -> String {
        drawn(&Source::new("thing.yaml", text).parse::<Thing>().unwrap_err())
    }

    fn drawn(mistakes: &[Mistake]) -> String {
        let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::none());
        let mut out = String::new();
        mistakes.iter().for_each(|mistake| handler.render_report(&mut out, mistake).unwrap());
        out
    }

    /// Message and line of each mistake.
    fn told<T: DeserializeOwned>(text: &str) -> Vec<String> {
        let source = Source::new("x.yaml", text);
        let mistakes = source.parse::<T>().err().unwrap_or_default();
        let line = |mistake: &Mistake| mistake.span.map(|span| text[..span.offset()].matches('\n').count() + 1);
        mistakes.iter().map(|m| format!("{}: {}", line(m).unwrap_or(0), m.message.split(',').next().unwrap())).collect()
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only parsed")]
    struct Crew {
        ship: String,
        line: f64,
        #[serde(default)]
        crew: Vec<Sailor>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only parsed")]
    struct Sailor {
        name: String,
        age: u8,
    }

    #[test]
    fn all_mistakes_are_told_and_none_that_follows_from_another() {
        let good = "ship: Ada\nline: 3\ncrew:\n  - {name: a, age: 3}\n";
        assert!(told::<Crew>(good).is_empty());
        let bad = "ship: Ada\nline: high\ncolour: red\ncrew:\n  - {name: a, age: old}\n  - name: b\n    age: 300\n  - name: c\n";
        let told = told::<Crew>(bad);
        let lines: Vec<&str> = told.iter().map(|text| &text[..1]).collect();
        assert_eq!(lines, ["2", "3", "5", "7", "8"], "{told:#?}");
        assert!(told[1].contains("unknown field `colour`") && told[4].contains("missing field `age`"), "{told:#?}");
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only parsed")]
    struct Ship {
        name: Spanned<String>,
        hull: Hull,
        crew: Vec<Sailor>,
        home: String,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only parsed")]
    struct Hull {
        made_of: Made,
        length: f64,
        owner: Sailor,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Made {
        Wood,
        Steel,
    }

    #[test]
    fn all_that_is_missing_is_told_at_once() {
        let mut all = told::<Ship>("crew:\n  - age: 3\n  - {}\n  - name: x\n");
        all.sort();
        assert_eq!(
            all,
            [
                "1: missing field `home`",
                "1: missing field `hull`",
                "1: missing field `name`",
                "2: missing field `name`",
                "3: missing field `age`",
                "3: missing field `name`",
                "4: missing field `age`"
            ]
        );
        // What is wrong is told beside what is missing, and what is misspelt is not missing.
        let all = told::<Ship>("nme: x\nhull:\n  made_of: gold\ncrew: []\nhom: y\n");
        let told = |what: &str| all.iter().filter(|told| told.contains(what)).count();
        assert_eq!(told("unknown field `nme`") + told("unknown field `hom`") + told("unknown variant `gold`"), 3);
        assert_eq!((told("missing field `length`"), told("missing field `owner`")), (1, 1), "{all:#?}");
        assert_eq!(all.len(), 5, "{all:#?}");
    }

    #[test]
    fn what_was_probably_meant_is_offered() {
        let text = drawn(&Source::new("x.yaml", "ship: a\nlien: 3\n").parse::<Crew>().unwrap_err());
        assert!(text.contains("did you mean `line`?"), "{text}");
    }

    #[test]
    fn mistakes_have_their_place() {
        let text = shown("name: x\nnam: y\n");
        assert!(text.contains("thing.yaml:2:1"), "{text}");
        assert!(text.contains("nam"), "{text}");
        assert!(shown("name: [x\n").contains("unclosed bracket"), "{}", shown("name: [x\n"));
        assert!(shown("name: [x]\n").contains("a text belongs here"), "{}", shown("name: [x]\n"));
        assert!(shown("- name: x\n").contains("names with values belong here"), "{}", shown("- name: x\n"));
        assert!(shown("").contains("thing.yaml") || !shown("").is_empty());
    }

    #[test]
    fn near_names_are_offered() {
        assert_eq!(nearest("versionning", ["versioning", "tags"]), Some("versioning"));
        assert_eq!(nearest("zzz", ["versioning"]), None);
    }
}
