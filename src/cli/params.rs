//! The user's own values for the parameters of controls.

use super::CliError;
use super::config::Config;
use crate::control::{self, Control, ControlFile, ControlSet};
use crate::snapshot::Value;
use crate::yaml::{Broken, Mistake, Source, Spanned};
use std::collections::BTreeMap;

/// All controls, with the values that the configuration has for their parameters.
pub(super) fn load(files: &[ControlFile], config: &Config) -> Result<ControlSet, CliError> {
    let Some(source) = config.source.as_ref().filter(|_| !config.params.is_empty()) else {
        return Ok(control::load(files, &BTreeMap::new())?);
    };
    let plain = control::load(files, &BTreeMap::new())?;
    let mistakes = config.params.iter().flat_map(|(id, values)| mistakes(source, &plain, id, values)).collect();
    Broken::check("configuration file", mistakes)?;
    let values = config.params.iter().map(|(id, values)| (id.clone(), values.value.clone())).collect();
    Ok(control::load(files, &values)?)
}

/// A value for a parameter that there is not would silently change nothing.
fn mistakes(source: &Source, controls: &ControlSet, id: &str, values: &Spanned<Value>) -> Vec<Mistake> {
    let Some(control) = controls.get(id) else {
        let ids = controls.controls().iter().map(|control| control.id.as_str());
        let mistake = source.mistake_at(values, format!("there is no control `{id}`"), "under it");
        return vec![mistake.help("`plimsoll controls list` shows all").nearest(id, ids)];
    };
    let Some(given) = values.value.as_object() else {
        let mistake = source.mistake_at(values, format!("`{id}` needs its parameters by name"), "instead of this");
        return vec![mistake.help(format!("such as `{id}: {{name: value}}`"))];
    };
    let wrong = given.iter().filter_map(|(name, value)| Some((name, wrong(control, name, value)?)));
    wrong
        .map(|(name, message)| {
            let mistake = source.mistake_at(values, message, "here");
            let help = format!("`plimsoll controls show {id}` shows its parameters");
            mistake.help(help).nearest(name, names(control).filter(|known| *known != name))
        })
        .collect()
}

fn names(control: &Control) -> impl Iterator<Item = &str> {
    control.params.as_object().into_iter().flat_map(|own| own.iter().map(|(name, _)| name))
}

fn wrong(control: &Control, name: &str, value: &Value) -> Option<String> {
    if !names(control).any(|known| known == name) {
        return Some(format!("`{}` has no parameter `{name}`", control.id));
    }
    let (wanted, given) = (word(control.params.at(name)), word(value));
    (wanted != given).then(|| format!("the parameter `{name}` of `{}` is {wanted}, and this is {given}", control.id))
}

fn word(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Int(_) | Value::Float(_) => "a number",
        Value::Str(_) => "a text",
        Value::List(_) => "a list",
        Value::Object(_) => "a map",
        Value::Unread(_) => "unread",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(yaml: &str) -> Result<ControlSet, CliError> {
        let source = Source::new("params.yaml", yaml);
        let params = source.parse().unwrap();
        load(&control::built_in(), &Config { params, source: Some(source), ..Config::default() })
    }

    #[test]
    fn a_parameter_that_there_is_not_is_refused() {
        let set = with("iam/user-access-key-age: {days: 60}").unwrap();
        assert_eq!(set.get("iam/user-access-key-age").unwrap().params.at("days").as_int(), Some(60));
        for (yaml, message) in [
            ("iam/user-access-key-agee: {days: 60}", "there is no control `iam/user-access-key-agee`"),
            ("iam/user-access-key-age: {dayz: 60}", "has no parameter `dayz`"),
            ("iam/user-access-key-age: 60", "needs its parameters by name"),
            ("iam/user-access-key-age: {days: many}", "is a number, and this is a text"),
        ] {
            let Err(CliError::Broken(broken)) = with(yaml) else { panic!("{yaml}") };
            assert!(broken.mistakes[0].message.contains(message), "{}", broken.mistakes[0].message);
        }
    }
}
