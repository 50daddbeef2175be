//! Controls as they are explained. They are a person's words and not the cloud's, but that person may be anybody.

use super::super::text::{is_address, line, lines};
use crate::report::{JudgedRow, effort_word};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct ControlData<'a> {
    id: String,
    title: String,
    kind: String,
    severity: &'a str,
    threat: String,
    why: String,
    check: String,
    said: String,
    fix: String,
    cli: String,
    terraform: String,
    effort: &'a str,
    /// Framework, requirement, and how a control helps against a technique.
    maps: Vec<[String; 3]>,
    /// Tool and name.
    names: Vec<[String; 2]>,
    /// Text, and whether it is an address.
    references: Vec<(String, bool)>,
}

impl<'a> ControlData<'a> {
    pub(super) fn of(row: &JudgedRow<'a>) -> Self {
        let control = row.control;
        let served = control.maps.iter().flat_map(|(framework, all)| all.iter().map(move |one| (framework, one)));
        let maps = served.map(|(framework, one)| {
            let defence = one.defence.map(|defence| defence.as_str()).unwrap_or_default();
            [line(framework), line(&one.requirement), defence.to_owned()]
        });
        let names = control.also_known_as.iter().map(|(tool, names)| [line(tool), line(&names.join(", "))]);
        Self {
            id: line(&control.id),
            title: line(&control.title),
            kind: line(&control.resource),
            severity: control.severity.as_str(),
            threat: row.threat(),
            why: line(&control.why),
            check: lines(&control.check.source),
            said: row.said(),
            fix: line(&control.fix.text),
            cli: lines(control.fix.cli.as_deref().unwrap_or_default()),
            terraform: lines(control.fix.terraform.as_deref().unwrap_or_default()),
            effort: effort_word(control.fix.effort),
            maps: maps.collect(),
            names: names.collect(),
            references: control.references.iter().map(|text| (line(text), is_address(text))).collect(),
        }
    }
}
