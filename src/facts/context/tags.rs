//! What tags say: of a resource itself, or of the account or unit that it is in.

use super::Said;
use crate::snapshot::Resource;

/// The first of the named tags that holds a known word.
pub(super) fn word<T: Copy>(of: &Resource, names: &[String], words: &[(&str, T)], whose: &str) -> Option<Said<T>> {
    names.iter().find_map(|name| {
        let (name, value) = tag(of, name)?;
        let plain = value.trim().to_ascii_lowercase().replace(['_', ' '], "-");
        let (_, known) = words.iter().find(|(word, _)| *word == plain)?;
        Some(Said::surely(*known, format!("tag {name}={value}{whose}")))
    })
}

/// The first of the named tags that holds anything.
pub(super) fn text(of: &Resource, names: &[String], whose: &str) -> Option<Said<String>> {
    let (name, value) = names.iter().find_map(|name| tag(of, name))?;
    Some(Said::surely(value.to_owned(), format!("tag {name}{whose}")))
}

/// A tag by its name, whatever the case.
fn tag<'r>(of: &'r Resource, name: &str) -> Option<(&'r str, &'r str)> {
    let mut tags = of.tags.as_object()?.iter();
    let (name, value) = tags.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    value.as_str().filter(|value| !value.trim().is_empty()).map(|value| (name, value))
}
