//! Floor 0: YAML that people write, and their mistakes in it, each shown with file, line, caret and help.
//!
//! A file is judged as a whole: all mistakes come out at once, and nothing of a broken file is used.

use miette::{Diagnostic, NamedSource, SourceSpan};
use serde::de::DeserializeOwned;
use std::sync::Arc;

pub use serde_yaml::Spanned;

/// A text with the name under which a person knows it.
#[derive(Debug, Clone)]
pub struct Source {
    /// A path, or what stands for one inside of the binary.
    pub name: String,
    pub text: Arc<str>,
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
pub struct Broken {
    summary: String,
    #[related]
    pub mistakes: Vec<Mistake>,
}

/// The largest file that is parsed. The largest framework has a tenth of it.
const LARGEST: usize = 4 << 20;

impl Source {
    pub fn new(name: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        Self { name: name.into(), text: text.into() }
    }

    /// Reads the text into a type, or says where it went wrong.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, Mistake> {
        if self.text.len() > LARGEST {
            return Err(self.mistake(format!("larger than {} MiB", LARGEST >> 20)));
        }
        let options = serde_yaml::options! { with_snippet: false };
        serde_yaml::from_str_with_options(&self.text, options).map_err(|error| {
            let place = error.location().map(|location| self.offset(location.line(), location.column()));
            let text = error.to_string();
            let message = text.find(" at line ").map_or(text.as_str(), |end| &text[..end]);
            self.at(place.map(|place| (place, 1)), message.to_owned(), "here")
        })
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
        let mistake = Source::new("thing.yaml", text).parse::<Thing>().unwrap_err();
        let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::none());
        let mut out = String::new();
        handler.render_report(&mut out, &mistake).unwrap();
        out
    }

    #[test]
    fn mistakes_have_their_place() {
        let text = shown("name: x\nnam: y\n");
        assert!(text.contains("thing.yaml:2:1"), "{text}");
        assert!(text.contains("nam"), "{text}");
        assert!(shown("name: [x\n").contains("thing.yaml"), "{}", shown("name: [x\n"));
        assert!(shown("").contains("thing.yaml") || !shown("").is_empty());
    }

    #[test]
    fn near_names_are_offered() {
        assert_eq!(nearest("versionning", ["versioning", "tags"]), Some("versioning"));
        assert_eq!(nearest("zzz", ["versioning"]), None);
    }
}
