//! The definition of a state machine, in the Amazon States Language: it passes through, and only what a check needs goes on.
//!
//! <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html>

use serde_json::Value as Json;
use std::collections::BTreeSet;

/// No more names than this are kept: they are there to be shown, and the first is one too many.
const MOST: usize = 100;

/// The states that do work, and neither try again nor handle what went wrong. None where it is no definition.
pub fn unhandled_tasks(definition: &str) -> Option<Vec<String>> {
    let definition: Json = serde_json::from_str(definition).ok()?;
    definition.get("States")?.as_object()?;
    let mut names = BTreeSet::new();
    collect(&definition, &mut names);
    Some(names.into_iter().take(MOST).collect())
}

/// The depth of the text is bounded by its parser.
fn collect(machine: &Json, names: &mut BTreeSet<String>) {
    for (name, state) in machine.get("States").and_then(Json::as_object).into_iter().flatten() {
        let handles = |field: &str| state.get(field).and_then(Json::as_array).is_some_and(|rules| !rules.is_empty());
        let is_task = state.get("Type").and_then(Json::as_str) == Some("Task");
        if is_task && !handles("Retry") && !handles("Catch") {
            names.insert(name.clone());
        }
        let branches = state.get("Branches").and_then(Json::as_array).into_iter().flatten();
        // A map calls its inner machine a processor, and called it an iterator before.
        let inner = ["ItemProcessor", "Iterator"].into_iter().filter_map(|field| state.get(field));
        branches.chain(inner).for_each(|machine| collect(machine, names));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_within_branches_and_maps_count_too() {
        let definition = r#"{"StartAt": "A", "States": {
            "A": {"Type": "Task", "Retry": [{"ErrorEquals": ["States.ALL"]}], "Next": "B"},
            "B": {"Type": "Task", "Catch": [], "Next": "C"},
            "C": {"Type": "Parallel", "Branches": [{"States": {"D": {"Type": "Task"}, "E": {"Type": "Pass"}}}], "Next": "F"},
            "F": {"Type": "Map", "ItemProcessor": {"States": {"G": {"Type": "Task", "Catch": [{}]}, "H": {"Type": "Task"}}}}}}"#;
        assert_eq!(unhandled_tasks(definition).unwrap(), ["B", "D", "H"]);
        assert_eq!(unhandled_tasks("{}"), None);
        assert_eq!(unhandled_tasks("oops"), None);
    }
}
