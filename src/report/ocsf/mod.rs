//! OCSF 1.8.0, one Compliance Finding a line, as security lakes and SIEMs take in events.
//!
//! All that is written is known since 1.5, so that older readers find what they look for.
//! <https://schema.ocsf.io/1.8.0/classes/compliance_finding>

mod event;
mod unread;

use super::{Mapping, Rules, Style, View};
use serde_json::{Value as Json, json};
use std::io;

const VERSION: &str = "1.8.0";

pub fn write(view: &View, to: &mut dyn io::Write, _style: Style) -> io::Result<()> {
    let rules = Rules::of(view);
    let findings = view.findings.iter().map(|finding| {
        let maps = rules.place(finding).map(|place| rules.rows[place].maps.as_slice()).unwrap_or_default();
        event::of(finding, maps, view)
    });
    for event in findings.chain(view.gaps.iter().map(|gap| unread::of(gap, view))) {
        serde_json::to_writer(&mut *to, &event)?;
        to.write_all(b"\n")?;
    }
    Ok(())
}

/// What all events of a scan have in common. `Create` where it was seen for the first time.
fn base(view: &View, uid: &str, code: &str, is_new: bool) -> Json {
    let (activity, name) = if is_new { (1, "Create") } else { (2, "Update") };
    json!({
        "activity_id": activity,
        "activity_name": name,
        "category_uid": 2,
        "category_name": "Findings",
        "class_uid": 2003,
        "class_name": "Compliance Finding",
        "type_uid": 2003 * 100 + activity,
        "time": view.scan.taken_at.timestamp_millis(),
        "metadata": {
            "version": VERSION,
            "product": {"name": "Plimsoll", "vendor_name": "Plimsoll", "version": env!("CARGO_PKG_VERSION")},
            "profiles": ["cloud", "security_control"],
            "uid": format!("{}/{uid}", view.scan.id),
            "event_code": code,
        },
    })
}

/// Where in AWS. What lives in no region has none.
fn cloud(account: &str, region: &str, view: &View) -> Json {
    let mut cloud = json!({
        "provider": "AWS",
        "account": {"uid": account, "type": "AWS Account", "type_id": 10},
        "cloud_partition": view.scan.partition(),
    });
    set(&mut cloud, "region", Some(region).filter(|region| *region != "global").map(Into::into));
    cloud
}

/// Sets a member where there is something to set.
fn set(object: &mut Json, name: &str, value: Option<Json>) {
    if let Some(value) = value {
        object[name] = value;
    }
}

/// As `nist-800-53-r5 CP-9`.
fn requirement(map: &Mapping<'_>) -> String {
    format!("{} {}", map.framework, map.requirement)
}

#[cfg(test)]
mod tests;
