//! From files to a control set. All mistakes of all files come out at once.

use super::schema::RawControl;
use super::{Check, Control, ControlSet, Example};
use crate::snapshot::Value;
use crate::yaml::{Broken, Mistake, Source, Spanned};
use include_dir::{Dir, DirEntry, include_dir};
use rayon::prelude::*;
use std::collections::BTreeMap;

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/controls");

/// A control's text, and the id that its path gives it.
#[derive(Debug, Clone)]
pub struct ControlFile {
    pub id: String,
    pub source: Source,
}

/// The files inside of the binary.
pub fn built_in() -> Vec<ControlFile> {
    let mut files = Vec::new();
    walk(&BUILT_IN, &mut files);
    files
}

fn walk(folder: &Dir<'static>, files: &mut Vec<ControlFile>) {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(inner) => walk(inner, files),
            DirEntry::File(file) => {
                let path = file.path().to_string_lossy();
                if let (Some(id), Some(text)) = (path.strip_suffix(".yaml"), file.contents_utf8()) {
                    files
                        .push(ControlFile { id: id.to_owned(), source: Source::new(format!("controls/{path}"), text) });
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
    let check = compile(source, &raw.check, &mut mistakes);
    let applies = raw.applies.as_ref().map(|applies| compile(source, applies, &mut mistakes));
    let cause = raw.fix.cause.as_deref().map(Check::compile).transpose().unwrap_or_else(|error| {
        let message = format!("`fix.cause` is not CEL: {}", error.message);
        mistakes.push(source.mistake(message));
        None
    });
    let mut examples = Vec::new();
    for example in raw.examples {
        match Example::new(example, source) {
            Ok(example) => examples.push(example),
            Err(mistake) => mistakes.push(mistake),
        }
    }
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
        maps: raw.maps.into_iter().map(|(name, ids)| (name, ids.into_iter().map(|id| id.value).collect())).collect(),
        also_known_as: raw.also_known_as,
        references: raw.references.into_iter().map(|url| url.value).collect(),
        examples,
    })
}

fn compile(source: &Source, expression: &Spanned<String>, mistakes: &mut Vec<Mistake>) -> Option<Check> {
    match Check::compile(&expression.value) {
        Ok(check) => Some(check),
        Err(error) => {
            let message = format!("the expression is not CEL: {}", error.message);
            // A folded or quoted scalar moves its text, so that only the start of a plain one can be counted from.
            let plain = source.text.contains(expression.value.as_str());
            mistakes.push(match error.place.filter(|_| plain) {
                Some(place) => source.mistake_in(expression, place, message),
                None => source.mistake_at(expression, message, "this expression"),
            });
            None
        }
    }
}
