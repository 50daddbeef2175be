//! What the page's script draws from: an island of JSON. Findings are columns, and what they share stands in tables.
//!
//! It is no format for others: it changes with the script. `--format json` is for programs.

mod control;
mod finding;
mod fix;
mod framework;
mod table;

use super::super::View;
use control::ControlData;
use finding::{Findings, Resources};
use fix::Fixes;
use framework::FrameworkData;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;
use table::Table;

#[derive(Serialize)]
struct Data<'a> {
    findings: Findings<'a>,
    resources: Resources,
    fixes: Fixes,
    controls: Vec<ControlData<'a>>,
    frameworks: Vec<FrameworkData>,
    shared: Shared,
}

/// What is written once, whoever needs it.
#[derive(Default, Serialize)]
struct Shared {
    texts: Table<String>,
    /// Lists of places of texts.
    lists: Table<Vec<usize>>,
    /// Steps of a score.
    factors: Table<finding::FactorData>,
}

/// Places of controls and findings, by their names.
struct Places<'a> {
    controls: BTreeMap<&'a str, usize>,
    findings: BTreeMap<&'a str, usize>,
}

/// The island, in which nothing can end the element that it stands in.
pub(super) fn island(view: &View<'_>) -> io::Result<String> {
    let mut shared = Shared::default();
    let places = Places {
        controls: view.controls.iter().enumerate().map(|(place, row)| (row.control.id.as_str(), place)).collect(),
        findings: view.findings.iter().enumerate().map(|(place, row)| (row.fingerprint, place)).collect(),
    };
    let mut resources = Resources::default();
    let data = Data {
        findings: Findings::of(view, &places, &mut resources, &mut shared),
        fixes: Fixes::of(view, &places, &mut shared),
        controls: view.controls.iter().map(ControlData::of).collect(),
        frameworks: view.frameworks.iter().map(|row| FrameworkData::of(row, &places, &mut shared)).collect(),
        resources,
        shared,
    };
    Ok(unending(&serde_json::to_string(&data)?))
}

/// Outside of strings JSON has none of these characters, and inside of them each may be written by its number.
fn unending(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 32);
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_the_island() {
        let text = unending(&serde_json::to_string("</script><!--&\u{2028}\u{2029}").unwrap());
        assert_eq!(text, r#""\u003c/script\u003e\u003c!--\u0026\u2028\u2029""#);
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), "</script><!--&\u{2028}\u{2029}");
    }
}
