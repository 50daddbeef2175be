//! A layer for MITRE's ATT&CK Navigator, in version 4.5 of its format:
//! <https://github.com/mitre-attack/attack-navigator/blob/master/layers/spec/v4.5/layerformat.md>.
//!
//! Colours say how a technique stands, in words in the legend. The score is a count, so that the Navigator can sort and
//! sum by it: open failures where an estate was judged, and otherwise controls. Where nothing is known there is none.

use super::{FrameworkRow, RequirementRow};
use crate::control::{ControlSet, Defence};
use crate::framework::Status;
use serde::Serialize;
use std::io;

/// The layer's own format.
const LAYER: &str = "4.5";
/// The oldest Navigator that reads it.
const NAVIGATOR: &str = "4.9.0";

/// What a layer shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Painted<'a> {
    /// Which techniques controls are against.
    Controls,
    /// How an estate stands, by a snapshot's id.
    Estate(&'a str),
}

#[derive(Serialize)]
struct Layer<'a> {
    name: String,
    versions: Versions<'a>,
    domain: &'static str,
    description: String,
    filters: Filters,
    sorting: u8,
    layout: Layout,
    techniques: Vec<Technique<'a>>,
    gradient: Gradient,
    #[serde(rename = "legendItems")]
    legend_items: Vec<LegendItem>,
    metadata: Vec<Named>,
    links: Vec<Link<'a>>,
}

#[derive(Serialize)]
struct Versions<'a> {
    attack: &'a str,
    navigator: &'static str,
    layer: &'static str,
}

#[derive(Serialize)]
struct Filters {
    platforms: [&'static str; 1],
}

#[derive(Serialize)]
struct Layout {
    layout: &'static str,
    #[serde(rename = "showID")]
    show_id: bool,
    #[serde(rename = "showName")]
    show_name: bool,
    #[serde(rename = "expandedSubtechniques")]
    expanded_subtechniques: &'static str,
}

#[derive(Serialize)]
struct Technique<'a> {
    #[serde(rename = "techniqueID")]
    technique_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<u64>,
    color: &'static str,
    comment: String,
    enabled: bool,
    metadata: Vec<Named>,
    #[serde(rename = "showSubtechniques")]
    show_subtechniques: bool,
}

#[derive(Serialize)]
struct Gradient {
    colors: [&'static str; 2],
    #[serde(rename = "minValue")]
    min_value: u64,
    #[serde(rename = "maxValue")]
    max_value: u64,
}

#[derive(Serialize)]
struct LegendItem {
    label: &'static str,
    color: &'static str,
}

#[derive(Serialize)]
struct Named {
    name: &'static str,
    value: String,
}

#[derive(Serialize)]
struct Link<'a> {
    label: &'static str,
    url: &'a str,
}

/// Writes a catalogue of techniques as a layer.
pub fn navigator(
    row: &FrameworkRow<'_>,
    controls: &ControlSet,
    painted: Painted<'_>,
    to: &mut dyn io::Write,
) -> io::Result<()> {
    let techniques: Vec<Technique<'_>> = row.requirements.iter().map(|one| technique(one, controls, painted)).collect();
    let most = techniques.iter().filter_map(|one| one.score).max().unwrap_or_default();
    let layer = Layer {
        name: match painted {
            Painted::Controls => "Plimsoll: controls".to_owned(),
            Painted::Estate(snapshot) => format!("Plimsoll: {snapshot}"),
        },
        versions: Versions { attack: attack_version(row), navigator: NAVIGATOR, layer: LAYER },
        domain: "enterprise-attack",
        description: description(painted).to_owned(),
        filters: Filters { platforms: ["IaaS"] },
        sorting: 3,
        layout: Layout { layout: "side", show_id: true, show_name: true, expanded_subtechniques: "annotated" },
        techniques,
        // It paints what has a score and no colour, and a layer of ours has no such thing; the format wants it.
        gradient: Gradient { colors: ["#ffffff", "#d9534f"], min_value: 0, max_value: most.max(1) },
        legend_items: legend(painted),
        metadata: row.notice.iter().map(|notice| Named { name: "notice", value: (*notice).to_owned() }).collect(),
        links: row.url.iter().map(|url| Link { label: "MITRE ATT&CK", url }).collect(),
    };
    super::json::document(&layer, to)
}

/// A layer names the release of ATT&CK by its first number.
fn attack_version<'a>(row: &FrameworkRow<'a>) -> &'a str {
    row.version.and_then(|version| version.split('.').next()).unwrap_or_default()
}

fn description(painted: Painted<'_>) -> &'static str {
    match painted {
        Painted::Controls => "Techniques that controls are against. The score is their number.",
        Painted::Estate(_) => {
            "How the estate stands against techniques, as far as controls see it. The score is the number of open \
             failures; without one, nothing is known."
        }
    }
}

fn technique<'a>(of: &RequirementRow<'a>, controls: &ControlSet, painted: Painted<'_>) -> Technique<'a> {
    let score = match (painted, of.status) {
        (Painted::Controls, _) => Some(of.controls.len() as u64),
        (Painted::Estate(_), Status::Met | Status::NotMet) => Some(of.failures),
        (Painted::Estate(_), _) => None,
    };
    let state = state(of.status, painted);
    let mut metadata = vec![Named { name: "status", value: state.0.to_owned() }];
    for (name, defence) in [("protect", Defence::Protect), ("detect", Defence::Detect), ("respond", Defence::Respond)] {
        let by = |id: &&&str| defends(controls, id, of.id, defence);
        let ids: Vec<&str> = of.controls.iter().filter(by).copied().collect();
        if !ids.is_empty() {
            metadata.push(Named { name, value: ids.join(", ") });
        }
    }
    Technique {
        technique_id: of.id,
        score,
        color: state.1,
        comment: comment(of, state.0),
        enabled: true,
        metadata,
        show_subtechniques: true,
    }
}

fn defends(controls: &ControlSet, control: &str, technique: &str, defence: Defence) -> bool {
    controls.get(control).is_some_and(|control| control.defences().get(technique) == Some(&defence))
}

fn comment(of: &RequirementRow<'_>, state: &str) -> String {
    let waived = if of.waived > 0 { format!(", {} waived", of.waived) } else { String::new() };
    let failures =
        if of.failures > 0 || of.waived > 0 { format!("; {} open{waived}", of.failures) } else { String::new() };
    let vouched = of.attestation.map(|one| format!("; {} by {} until {}", one.statement, one.by, one.expires));
    format!("{}: {state}{failures}{}", of.title, vouched.unwrap_or_default())
}

/// What a status is called and how it is painted. Unknown has a colour of its own, and is not the white of the unseen.
fn state(status: Status, painted: Painted<'_>) -> (&'static str, &'static str) {
    match (painted, status) {
        (_, Status::NotCovered) => ("no control", "#ffffff"),
        (_, Status::Attested) => ("attested", "#b7d7f0"),
        (_, Status::Inherited) => ("inherited", "#cfd8f7"),
        (Painted::Controls, _) => ("controls", "#8fc98f"),
        (Painted::Estate(_), Status::Met) => ("no fault found", "#8fc98f"),
        (Painted::Estate(_), Status::NotMet) => ("open", "#e2726b"),
        (Painted::Estate(_), Status::Unknown) => ("not known", "#f2d274"),
    }
}

fn legend(painted: Painted<'_>) -> Vec<LegendItem> {
    let all = [Status::NotMet, Status::Unknown, Status::Met, Status::Attested, Status::Inherited, Status::NotCovered];
    let mut legend: Vec<LegendItem> = Vec::new();
    for (label, color) in all.map(|status| state(status, painted)) {
        if legend.iter().all(|item| item.label != label) {
            legend.push(LegendItem { label, color });
        }
    }
    legend
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::{Assessment, Tally};
    use crate::framework::{self, Attestations, Coverage, InForce};
    use crate::report::framework_rows;
    use serde::Deserialize;
    use std::collections::{BTreeMap, BTreeSet};

    /// The properties of the published format, and no others.
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "camelCase")]
    struct Published {
        name: String,
        versions: PublishedVersions,
        domain: String,
        description: String,
        filters: PublishedFilters,
        sorting: u8,
        layout: PublishedLayout,
        techniques: Vec<PublishedTechnique>,
        gradient: PublishedGradient,
        legend_items: Vec<PublishedLegend>,
        metadata: Vec<PublishedMetadata>,
        links: Vec<PublishedLink>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct PublishedVersions {
        attack: String,
        navigator: String,
        layer: String,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct PublishedFilters {
        platforms: Vec<String>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct PublishedLayout {
        layout: String,
        #[serde(rename = "showID")]
        _show_id: bool,
        #[serde(rename = "showName")]
        _show_name: bool,
        #[serde(rename = "expandedSubtechniques")]
        expanded_subtechniques: String,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct PublishedTechnique {
        #[serde(rename = "techniqueID")]
        technique_id: String,
        #[serde(default)]
        score: Option<f64>,
        color: String,
        comment: String,
        enabled: bool,
        metadata: Vec<PublishedMetadata>,
        #[serde(rename = "showSubtechniques")]
        _show_subtechniques: bool,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "camelCase")]
    struct PublishedGradient {
        colors: Vec<String>,
        min_value: f64,
        max_value: f64,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct PublishedLegend {
        label: String,
        color: String,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct PublishedMetadata {
        name: String,
        value: String,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct PublishedLink {
        label: String,
        url: String,
    }

    fn is_colour(text: &str) -> bool {
        text.len() == 7 && text.starts_with('#') && text[1..].bytes().all(|byte| byte.is_ascii_hexdigit())
    }

    fn is_technique(id: &str) -> bool {
        let digits = |text: &str, n| text.len() == n && text.bytes().all(|byte| byte.is_ascii_digit());
        let (technique, sub) = id.split_once('.').map_or((id, None), |(technique, sub)| (technique, Some(sub)));
        technique.strip_prefix('T').is_some_and(|number| digits(number, 4)) && sub.is_none_or(|sub| digits(sub, 3))
    }

    /// The layer of the built-in techniques, where of each kind of verdict some controls say something.
    fn layer(painted: Painted<'_>) -> Published {
        let controls = crate::control::load(&crate::control::built_in(), &BTreeMap::new()).unwrap();
        let frameworks = framework::load(&framework::built_in()).unwrap();
        let tally = |n: usize| match n % 3 {
            0 => Tally { pass: 4, ..Tally::default() },
            1 => Tally { fail: 3, waived: 1, ..Tally::default() },
            _ => Tally { unknown: 1, ..Tally::default() },
        };
        let tallies = (0..controls.controls().len()).map(tally).collect();
        let assessment = Assessment { tallies, ..Assessment::default() };
        let all = framework::coverage(&frameworks, &controls, &assessment, &InForce::default());
        let picks = framework::pick(&["mitre-attack".to_owned()], &frameworks).unwrap();
        let coverages: Vec<Coverage> = picks.iter().filter_map(|pick| pick.of(&all, &frameworks)).collect();
        let attestations = Attestations::default();
        let rows = framework_rows(&frameworks, &coverages, &controls, &attestations);
        let mut out = Vec::new();
        navigator(&rows[0], &controls, painted, &mut out).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    fn follows_the_format(layer: &Published) {
        assert_eq!((layer.domain.as_str(), layer.sorting), ("enterprise-attack", 3));
        let Published { versions: PublishedVersions { attack, navigator, layer: version }, .. } = layer;
        assert_eq!((attack.as_str(), navigator.as_str(), version.as_str()), ("18", "4.9.0", "4.5"));
        assert_eq!(layer.filters.platforms, ["IaaS"]);
        assert_eq!((layer.layout.layout.as_str(), layer.layout.expanded_subtechniques.as_str()), ("side", "annotated"));
        assert!(!layer.description.is_empty());
        assert!(layer.gradient.min_value < layer.gradient.max_value);
        assert!(layer.gradient.colors.len() >= 2 && layer.gradient.colors.iter().all(|colour| is_colour(colour)));
        let ids: BTreeSet<&str> = layer.techniques.iter().map(|one| one.technique_id.as_str()).collect();
        assert_eq!((layer.techniques.len(), ids.len()), (104, 104));
        let legend: BTreeMap<&str, &str> =
            layer.legend_items.iter().map(|item| (item.label.as_str(), item.color.as_str())).collect();
        for one in &layer.techniques {
            assert!(is_technique(&one.technique_id) && one.enabled, "{}", one.technique_id);
            assert!(!one.comment.is_empty());
            let status = &one.metadata[0];
            assert_eq!(status.name, "status");
            assert_eq!(legend[status.value.as_str()], one.color, "{}", one.technique_id);
            assert!(one.score.is_none_or(|score| score <= layer.gradient.max_value));
        }
        assert!(layer.legend_items.iter().all(|item| is_colour(&item.color)));
        assert!(layer.metadata.iter().any(|one| one.name == "notice" && one.value.contains("The MITRE Corporation")));
        assert!(layer.links.iter().all(|link| link.url.starts_with("https://") && !link.label.is_empty()));
    }

    #[test]
    fn a_layer_of_an_estate_follows_the_published_format() {
        let layer = layer(Painted::Estate("20260930T120000Z-111122223333"));
        follows_the_format(&layer);
        assert!(layer.name.contains("20260930T120000Z-111122223333"));
        let of = |status: &str| -> Vec<&PublishedTechnique> {
            layer.techniques.iter().filter(|one| one.metadata[0].value == status).collect()
        };
        assert!(!of("open").is_empty() && !of("no control").is_empty());
        assert!(
            of("open").iter().all(|one| one.score.is_some_and(|score| score >= 2.0) && one.comment.contains("waived"))
        );
        assert!(of("not known").iter().chain(&of("no control")).all(|one| one.score.is_none()), "unknown is not zero");
    }

    #[test]
    fn a_layer_of_controls_says_how_each_helps() {
        let layer = layer(Painted::Controls);
        follows_the_format(&layer);
        let stored = layer.techniques.iter().find(|one| one.technique_id == "T1530").unwrap();
        let protects = stored.metadata.iter().find(|one| one.name == "protect").unwrap();
        assert!(protects.value.contains("s3/"), "{}", protects.value);
        let counted = stored.metadata[1..].iter().map(|one| one.value.split(", ").count()).sum::<usize>();
        assert_eq!(stored.score, Some(counted as f64));
    }
}
