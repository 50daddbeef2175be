//! From files to a control set. All mistakes of all files come out at once.

use super::schema::RawControl;
use super::{Check, CompileError, Control, ControlSet, Examples};
use crate::snapshot::Value;
use crate::yaml::{self, Broken, Mistake, Source, Spanned};
use include_dir::{Dir, DirEntry, include_dir};
use rayon::prelude::*;
use std::collections::BTreeMap;

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/controls");

/// Each built-in control without its examples, as the build made it: its id, a tab, and JSON.
static READY: &str = include_str!(concat!(env!("OUT_DIR"), "/controls.jsonl"));

/// A control's text, and the id that its path gives it.
#[derive(Debug, Clone)]
pub struct ControlFile {
    pub id: String,
    pub source: Source,
}

impl ControlFile {
    /// A file of somebody's own, of which nothing is known yet.
    pub fn new(id: impl Into<String>, source: Source) -> Self {
        Self { id: id.into(), source }
    }

    /// The expressions of what is inside of the binary are known to compile.
    fn check(&self, expression: &str) -> Result<Check, CompileError> {
        if self.source.is_ready() { Ok(Check::known(expression)) } else { Check::compile(expression) }
    }
}

/// The files inside of the binary.
pub fn built_in() -> Vec<ControlFile> {
    let mut files = Vec::new();
    walk(&BUILT_IN, &yaml::ready(READY), &mut files);
    files
}

fn walk(folder: &Dir<'static>, ready: &BTreeMap<&str, &'static str>, files: &mut Vec<ControlFile>) {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(inner) => walk(inner, ready, files),
            DirEntry::File(file) => {
                let path = file.path().to_string_lossy();
                if let (Some(id), Some(text)) = (path.strip_suffix(".yaml"), file.contents_utf8()) {
                    let source = Source::built_in(format!("controls/{path}"), text, ready.get(id).copied());
                    files.push(ControlFile::new(id, source));
                }
            }
        }
    }
}

/// Reads files into a set. `overrides` are the user's own values for parameters, by control id.
pub fn load(files: &[ControlFile], overrides: &BTreeMap<String, Value>) -> Result<ControlSet, Broken> {
    let read: Vec<_> = files.par_iter().map(|file| read(file, overrides.get(&file.id))).collect();
    let mut controls = Vec::new();
    let mut mistakes = Vec::new();
    for one in read {
        match one {
            Ok(control) => controls.push(control),
            Err(more) => mistakes.extend(more),
        }
    }
    mistakes.extend(twice(files));
    Broken::check("control", mistakes)?;
    Ok(ControlSet::new(controls))
}

/// A control of the user's own may not take the id of another.
fn twice(files: &[ControlFile]) -> Vec<Mistake> {
    let mut seen = BTreeMap::new();
    let again = files.iter().filter_map(|file| {
        let first = seen.insert(&file.id, &file.source.name)?;
        Some(
            file.source.mistake(format!("`{}` is already the id of {first}", file.id)).help("choose another file name"),
        )
    });
    again.collect()
}

fn read(file: &ControlFile, overrides: Option<&Value>) -> Result<Control, Vec<Mistake>> {
    let source = &file.source;
    let raw: RawControl = source.parse()?;
    let mut mistakes = Vec::new();
    let check = compile(file, &raw.check, &mut mistakes);
    let applies = raw.applies.as_ref().map(|applies| compile(file, applies, &mut mistakes));
    let cause = raw.fix.cause.as_deref().map(|cause| file.check(cause)).transpose().unwrap_or_else(|error| {
        let message = format!("`fix.cause` is not CEL: {}", error.message);
        mistakes.push(source.mistake(message));
        None
    });
    let examples = if source.is_ready() {
        Examples::later(source.as_written())
    } else {
        Examples::of(raw.examples, source).unwrap_or_else(|more| {
            mistakes.extend(more);
            Examples::default()
        })
    };
    let (Some(check), Some(applies), true) = (check, applies.map_or(Some(None), |a| a.map(Some)), mistakes.is_empty())
    else {
        return Err(mistakes);
    };
    let params = raw.params.unwrap_or(Value::Null);
    Ok(Control {
        id: file.id.clone(),
        title: raw.title.value,
        resource: raw.resource.value,
        severity: raw.severity,
        applies,
        check,
        params: overrides.map_or(params.clone(), |over| params.overlaid(over)),
        why: raw.why.value,
        risk: raw.risk,
        fix: raw.fix,
        cause,
        maps: raw.maps.into_iter().map(|(name, map)| (name, map.served().collect())).collect(),
        folded_under: raw.folded_under.into_iter().map(|id| id.value).collect(),
        also_known_as: raw.also_known_as,
        references: raw.references.into_iter().map(|url| url.value).collect(),
        examples,
    })
}

fn compile(file: &ControlFile, expression: &Spanned<String>, mistakes: &mut Vec<Mistake>) -> Option<Check> {
    file.check(&expression.value).map_err(|error| mistakes.push(error.told(&file.source, expression))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_as_proven_compiles() {
        let written = |file: ControlFile| ControlFile::new(file.id, file.source.as_written());
        let files: Vec<_> = built_in().into_iter().map(written).collect();
        let controls = load(&files, &BTreeMap::new()).unwrap();
        assert_eq!(controls.controls().len(), files.len());
    }

    /// A control is about one kind, and web ACLs are two: what is asked of those before CloudFront is asked of the others.
    #[test]
    fn a_rule_for_two_kinds_says_the_same_of_both() {
        let controls = load(&built_in(), &BTreeMap::new()).unwrap();
        let twins = |id: &str| controls.controls().iter().find(|control| control.id == id);
        let first = |control: &&Control| control.id.starts_with("wafv2/cloudfront-");
        let mut pairs = 0;
        for one in controls.controls().iter().filter(first) {
            let other = twins(&one.id.replace("cloudfront-", "")).unwrap();
            let says = |control: &Control| control.checks().map(|check| check.source.clone()).collect::<Vec<_>>();
            assert_eq!(says(one), says(other), "{}", one.id);
            assert_eq!((&one.params, &one.maps, &one.risk), (&other.params, &other.maps, &other.risk), "{}", one.id);
            assert_eq!((one.severity, &one.also_known_as), (other.severity, &other.also_known_as), "{}", one.id);
            pairs += 1;
        }
        assert_eq!(pairs, 4);
    }

    /// What the build made of a file says the same as the file.
    #[test]
    fn what_is_built_in_is_what_was_written() {
        let files = built_in();
        assert!(files.iter().all(|file| file.source.is_ready()));
        let written: Vec<_> = files.iter().map(|file| ControlFile::new(&file.id, file.source.as_written())).collect();
        let (ready, written) = (load(&files, &BTreeMap::new()).unwrap(), load(&written, &BTreeMap::new()).unwrap());
        for (ready, written) in ready.controls().iter().zip(written.controls()) {
            let expressions =
                |control: &Control| control.checks().map(|check| check.source.clone()).collect::<Vec<_>>();
            assert_eq!(expressions(ready), expressions(written), "{}", written.id);
            assert_eq!((&ready.title, &ready.why, &ready.fix), (&written.title, &written.why, &written.fix));
            assert_eq!((&ready.params, &ready.maps, &ready.risk), (&written.params, &written.maps, &written.risk));
            assert_eq!((&ready.also_known_as, &ready.references), (&written.also_known_as, &written.references));
            assert_eq!((ready.severity, &ready.resource), (written.severity, &written.resource));
            assert_eq!(&ready.folded_under, &written.folded_under);
            assert_eq!(ready.examples.len(), written.examples.len(), "{}", written.id);
        }
    }
}
