//! SARIF 2.1.0, the exchange format of static analysis, within the limits of GitHub's code scanning.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>, and what GitHub reads of it:
//! <https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning>

mod invocation;
mod result;
mod rule;
mod taxonomy;

use super::{Rules, Style, View};
use serde::Serialize;
use serde_json::Value as Json;
use std::io;

/// A run with more results is refused by GitHub, and of what it takes it shows the first five thousand.
const MOST_RESULTS: usize = 25_000;
const MOST_SHOWN: usize = 5_000;

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    automation_details: AutomationDetails,
    invocations: [invocation::Invocation; 1],
    taxonomies: Vec<taxonomy::Taxonomy<'a>>,
    results: Vec<result::Result<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<rule::Rule<'a>>,
}

/// GitHub takes what stands before the last slash as the category: reports of one category replace each other.
#[derive(Serialize)]
struct AutomationDetails {
    id: String,
}

/// What SARIF calls a message.
#[derive(Serialize)]
struct Message {
    text: String,
}

impl Message {
    /// In a message, braces are doubled, and what looks like a link is one.
    fn new(text: &str) -> Self {
        Self { text: text.replace('{', "{{").replace('}', "}}").replace("](", "] (") }
    }
}

/// Additional properties, as any object may have them.
type Properties = serde_json::Map<String, Json>;

pub fn write(view: &View, to: &mut dyn io::Write, _style: Style) -> io::Result<()> {
    let rules = Rules::of(view);
    serde_json::to_writer(&mut *to, &log(view, &rules))?;
    to.write_all(b"\n")
}

fn log<'a>(view: &'a View<'a>, rules: &'a Rules<'a>) -> Log<'a> {
    // The heaviest come first, so that what is cut off is the lightest.
    let results = view.findings.iter().take(MOST_RESULTS).map(|finding| result::Result::of(finding, rules)).collect();
    let taxonomies = taxonomy::Taxonomies::of(view, rules);
    let rules = rules.rows.iter().map(|row| rule::Rule::of(row, &taxonomies)).collect();
    let driver = Driver { name: "Plimsoll", semantic_version: env!("CARGO_PKG_VERSION"), rules };
    let run = Run {
        tool: Tool { driver },
        automation_details: AutomationDetails { id: category(view) },
        invocations: [invocation::Invocation::of(view)],
        taxonomies: taxonomies.list,
        results,
    };
    Log { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] }
}

fn category(view: &View) -> String {
    match view.scan.accounts.as_slice() {
        [account] => format!("plimsoll/{account}/{}", view.scan.id),
        _ => format!("plimsoll/{}", view.scan.id),
    }
}

#[cfg(test)]
mod tests;
