//! Where a path of an expression leads: to a field that there is, or nowhere.

use super::check::{Path, Root};
use crate::snapshot::{Field, Fields, KindInfo, Resource, Scope};
use crate::yaml::{Mistake, Source, Spanned};

/// All kinds, for paths that lead to other resources than the one that is looked at.
pub(super) struct Kinds<'a>(pub &'a [KindInfo]);

impl Kinds<'_> {
    /// A path that starts elsewhere than at the resource.
    pub(super) fn path(&self, path: &Path) -> Result<(), Problem> {
        let names: Vec<&str> = path.names.iter().map(String::as_str).collect();
        let Some((first, rest)) = names.split_first() else { return Ok(()) };
        match path.root {
            Root::Account => self.setting(path, "id", Scope::Account, first, rest),
            Root::Region => self.setting(path, "name", Scope::Region, first, rest),
            Root::Kinds => self.of_kind(path, first, rest),
            Root::By => {
                let Some((field, rest)) = rest.split_first() else {
                    return Err(Problem::new(path, first, []));
                };
                self.of_kind(path, first, &field.split('.').collect::<Vec<_>>())?;
                self.looked_up(path, first, field)?;
                self.of_kind(path, first, rest)
            }
            Root::Now | Root::Resource | Root::Facts | Root::Params => Err(Problem::new(path, first, [])),
        }
    }

    fn setting(&self, path: &Path, own: &str, scope: Scope, first: &str, rest: &[&str]) -> Result<(), Problem> {
        if first == own && rest.is_empty() {
            return Ok(());
        }
        let of_scope = |kind: &&KindInfo| kind.scope == scope;
        match self.0.iter().filter(of_scope).find(|kind| kind.name == first) {
            Some(kind) => of_resource(path, kind, rest),
            None => {
                let names = self.0.iter().filter(of_scope).map(|kind| kind.name.to_owned());
                Err(Problem::new(path, first, names.chain([own.to_owned()])))
            }
        }
    }

    fn of_kind(&self, path: &Path, first: &str, rest: &[&str]) -> Result<(), Problem> {
        match self.0.iter().find(|kind| kind.name == first) {
            Some(kind) => of_resource(path, kind, rest),
            None => Err(Problem::new(path, first, self.0.iter().map(|kind| kind.name.to_owned()))),
        }
    }

    /// A look-up is by text: by anything else it would find nothing, ever, and say so.
    fn looked_up(&self, path: &Path, kind: &str, field: &str) -> Result<(), Problem> {
        let texts: Vec<&String> = self.0.iter().filter(|known| known.name == kind).flat_map(texts).collect();
        let within: Vec<&str> = field.split('.').collect();
        let found = self.0.iter().find(|known| known.name == kind).and_then(|kind| kind.fields.find(&within));
        if ["id", "arn", "name"].contains(&field) || found.is_some_and(is_text) {
            return Ok(());
        }
        let message = format!("`{path}` finds nothing: `{field}` holds no text");
        Err(Problem { message, ..Problem::new(path, field, texts.into_iter().cloned()) })
    }
}

/// A path that leads nowhere: where it goes wrong, and what there is instead.
pub(super) struct Problem {
    pub message: String,
    name: String,
    known: Vec<String>,
}

impl Problem {
    pub(super) fn new(path: &Path, name: &str, known: impl IntoIterator<Item = String>) -> Self {
        let message = format!("`{path}` leads nowhere: there is no `{name}`");
        Self { message, name: name.to_owned(), known: known.into_iter().collect() }
    }

    /// As a mistake in the expression that names the path.
    pub(super) fn told<T>(&self, source: &Source, expression: &Spanned<T>) -> Mistake {
        let mistake = source.mistake_at(expression, self.message.as_str(), "named here");
        mistake.nearest(&self.name, self.known.iter().map(String::as_str))
    }
}

/// The fields of a kind that hold a text, or texts.
fn texts(kind: &KindInfo) -> impl Iterator<Item = &String> {
    kind.fields.0.iter().filter(|(_, field)| is_text(field)).map(|(name, _)| name)
}

fn is_text(field: &Field) -> bool {
    matches!(&*field.kind, "string" | "list of string")
}

pub(super) fn of_resource(path: &Path, kind: &KindInfo, names: &[&str]) -> Result<(), Problem> {
    let Some((first, rest)) = names.split_first() else { return Ok(()) };
    if Resource::COMMON.contains(first) {
        return if rest.is_empty() || *first == "tags" { Ok(()) } else { Err(Problem::new(path, rest[0], [])) };
    }
    of_fields(path, &kind.fields, names).map_err(|mut problem| {
        problem.known.extend(Resource::COMMON.iter().map(|name| (*name).to_owned()));
        problem
    })
}

pub(super) fn of_fields(path: &Path, fields: &Fields, names: &[&str]) -> Result<(), Problem> {
    let Some((first, rest)) = names.split_first() else { return Ok(()) };
    match fields.0.get(*first) {
        Some(Field { open: true, .. }) => Ok(()),
        Some(field) => of_fields(path, &field.fields, rest),
        None => Err(Problem::new(path, first, fields.0.keys().cloned())),
    }
}
