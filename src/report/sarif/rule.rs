//! A control as a rule, with help for whoever meets it for the first time.

use super::taxonomy::{Relationship, Taxonomies};
use super::{Properties, taxonomy};
use crate::control::Control;
use crate::report::{RuleRow, common_scale, effort_word};
use crate::risk::{Band, Score};
use serde::Serialize;
use serde_json::json;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Rule<'a> {
    id: &'a str,
    short_description: Text,
    full_description: Text,
    help: Help,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<&'a str>,
    default_configuration: Configuration,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    relationships: Vec<Relationship<'a>>,
    properties: Properties,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
pub(super) struct Text {
    pub text: String,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

impl<'a> Rule<'a> {
    pub(super) fn of(row: &'a RuleRow<'a>, taxonomies: &Taxonomies<'a>) -> Self {
        let control = row.control;
        let band = row.heaviest.map_or(Band::Low, Score::band);
        Self {
            id: &control.id,
            short_description: Text { text: control.title.clone() },
            full_description: Text { text: control.why.clone() },
            help: Help { text: plain(control), markdown: markdown(control) },
            help_uri: control.references.iter().map(String::as_str).find(|url| is_uri(url)),
            default_configuration: Configuration { level: level(band) },
            relationships: row.maps.iter().filter_map(|map| taxonomies.relationship(map)).collect(),
            properties: properties(row),
        }
    }
}

/// Whether it has the characters of a URI, of which controls of one's own may not have heard.
fn is_uri(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte))
}

/// GitHub shows tags, and reads `security-severity` only of rules that are tagged `security`.
fn properties(row: &RuleRow<'_>) -> Properties {
    let control = row.control;
    let mut properties = Properties::new();
    properties.insert("tags".to_owned(), json!(["security", control.service(), control.resource]));
    properties.insert("precision".to_owned(), json!("high"));
    if let Some(score) = row.heaviest {
        properties.insert("security-severity".to_owned(), json!(security_severity(score)));
    }
    let known: Vec<String> = taxonomy::aliases(control);
    if !known.is_empty() {
        properties.insert("alsoKnownAs".to_owned(), json!(known));
    }
    properties
}

pub(super) fn level(band: Band) -> &'static str {
    match band {
        Band::Critical | Band::High => "error",
        Band::Medium => "warning",
        Band::Low => "note",
    }
}

/// From 0.0 to 10.0, which GitHub reads as a word.
fn security_severity(score: &Score) -> String {
    format!("{:.1}", common_scale(score) / 10.0)
}

fn plain(control: &Control) -> String {
    let fix = &control.fix;
    let command = fix.cli.as_ref().map(|cli| format!("\n\n{cli}")).unwrap_or_default();
    format!("{}\n\nFix ({}): {}{command}", control.why, effort_word(fix.effort), fix.text)
}

fn markdown(control: &Control) -> String {
    let fix = &control.fix;
    let mut parts = vec![control.why.clone(), format!("**Fix** ({}): {}", effort_word(fix.effort), fix.text)];
    parts.extend(fix.cli.as_ref().map(|cli| fenced("sh", cli)));
    parts.extend(fix.terraform.as_ref().map(|terraform| fenced("terraform", terraform)));
    if !control.references.is_empty() {
        let links: Vec<String> = control.references.iter().map(|url| format!("- <{url}>")).collect();
        parts.push(format!("**References**\n\n{}", links.join("\n")));
    }
    parts.join("\n\n")
}

/// The fence is longer than any in the text.
fn fenced(language: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}", text.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn a_fence_in_a_text_ends_no_block() {
        assert_eq!(fenced("sh", "a ``` b"), "````sh\na ``` b\n````");
        assert_eq!(fenced("sh", "a"), "```sh\na\n```");
    }
}
