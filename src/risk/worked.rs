//! The worked examples of `docs/risk-model.md`, worked out.

use super::Score;
use super::score::Factor;
use crate::control::{self, ControlFile};
use crate::evaluate::Verdict;
use crate::facts::access::WayUp;
use crate::facts::{Access, FactSheet, Owner, PolicyFacts, Span};
use crate::yaml::Source;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

const DOC: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/risk-model.md"));

/// The cells of the rows of the examples' table.
fn rows() -> Vec<Vec<String>> {
    let examples = DOC.split("## Examples").nth(1).unwrap();
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
    examples.lines().filter(|line| line.starts_with("| ")).skip(1).map(cells).collect()
}

fn word<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(&format!("\"{}\"", text.trim())).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn score(row: &[String]) -> Score {
    let [_, severity, risk, exposure, stakes, also, ..] = row else { panic!("{row:?}") };
    let (exposure, nature) =
        exposure.split_once(", by nature").map_or((exposure.as_str(), false), |(of, _)| (of, true));
    let (threat, exploit) = risk.split_once(", ").unwrap();
    let inherent = if nature { format!(", exposure: {exposure}") } else { String::new() };
    let text = format!(
        "title: T\nresource: k\nseverity: {severity}\ncheck: resource.a\nwhy: W\nfix: {{text: F, effort: days}}\n\
         risk: {{threat: {threat}, exploit: {exploit}{inherent}}}\n"
    );
    let set = control::load(&[ControlFile::new("k/a", Source::new("k/a.yaml", text))], &BTreeMap::new()).unwrap();
    let (data, importance) = stakes.split_once(", ").unwrap();
    let keys = if also.contains("narrowed") { vec!["aws:principalorgid".to_owned()] } else { vec![] };
    let policy = PolicyFacts { access: Access::OrgOnly, narrowed_by: keys, ..PolicyFacts::none() };
    let sheet = FactSheet {
        exposure: Span::known(word(exposure), "seen"),
        policy: Some(Span::known(policy, "seen")),
        reach: None,
        admin: Some(Span::known(also.contains("admin"), "seen")),
        way_up: Some(Span::known(WayUp { to_admin: also.contains("way up"), ..WayUp::default() }, "seen")),
        data_class: Span::known(word(data), "seen"),
        criticality: Span::known(word(importance), "seen"),
        owner: Owner { name: None, because: String::new(), unread: None },
        visibility: None,
    };
    Score::of(&set.controls()[0], &sheet, Verdict::Fail)
}

#[test]
fn the_document_is_right() {
    let rows = rows();
    assert!(rows.len() >= 10, "{}", rows.len());
    for row in rows {
        let score = score(&row);
        let sum = |names: &[&str], least: f64| {
            let of = |factor: &&Factor| names.contains(&factor.name);
            score.factors.iter().filter(of).map(|factor| factor.high).sum::<f64>().clamp(least, 1.0)
        };
        let told = [
            format!("{:.2}", sum(&["exposure", "exploit", "compensation"], super::exposure::LEAST)),
            format!("{:.2}", sum(&["effect", "requirement"], super::effect::LEAST)),
            format!("{:.1}", score.value()),
            score.band().as_str().to_owned(),
            format!("{:.0}", (score.high / 10.0).exp2()),
        ];
        assert_eq!(row[6..], told, "{}", row[0]);
    }
}
