//! The reported frameworks, and of each the requirements that a listed rule serves.

use super::rule::Text;
use crate::control::Control;
use crate::report::{Mapping, Rules, View};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

pub(super) struct Taxonomies<'a> {
    pub list: Vec<Taxonomy<'a>>,
    /// Places in the list, by framework id.
    places: BTreeMap<&'a str, usize>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Taxonomy<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    short_description: Text,
    /// What the framework's licence asks every copy to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    full_description: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    information_uri: Option<&'a str>,
    taxa: Vec<Taxon<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Taxon<'a> {
    id: &'a str,
    short_description: Text,
}

/// From a rule to a requirement.
#[derive(Serialize)]
pub(super) struct Relationship<'a> {
    target: Target<'a>,
    kinds: [&'static str; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Target<'a> {
    id: &'a str,
    tool_component: Component<'a>,
}

#[derive(Serialize)]
struct Component<'a> {
    name: &'a str,
    index: usize,
}

impl<'a> Taxonomies<'a> {
    pub(super) fn of(view: &'a View<'a>, rules: &'a Rules<'a>) -> Self {
        let mut served: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for map in rules.rows.iter().flat_map(|row| &row.maps) {
            served.entry(map.framework).or_default().insert(map.requirement);
        }
        let (mut list, mut places) = (Vec::new(), BTreeMap::new());
        for framework in &view.frameworks {
            let Some(served) = served.get(framework.id) else { continue };
            // Two parts of one framework are one taxonomy.
            if places.contains_key(framework.id) {
                continue;
            }
            places.insert(framework.id, list.len());
            let text = |text: &str| Text { text: text.to_owned() };
            let taxa = framework.requirements.iter().filter(|requirement| served.contains(requirement.id));
            list.push(Taxonomy {
                name: framework.id,
                version: framework.version,
                short_description: text(framework.title),
                full_description: framework.notice.map(text),
                information_uri: framework.url,
                taxa: taxa.map(|one| Taxon { id: one.id, short_description: text(one.title) }).collect(),
            });
        }
        Self { list, places }
    }

    pub(super) fn relationship(&self, map: &Mapping<'a>) -> Option<Relationship<'a>> {
        let index = *self.places.get(map.framework)?;
        let tool_component = Component { name: map.framework, index };
        Some(Relationship { target: Target { id: map.requirement, tool_component }, kinds: ["relevant"] })
    }
}

/// The same rule in other tools.
pub(super) fn aliases(control: &Control) -> Vec<String> {
    let all = control.also_known_as.iter().flat_map(|(tool, names)| names.iter().map(move |name| (tool, name)));
    all.map(|(tool, name)| format!("{tool}:{name}")).collect()
}
