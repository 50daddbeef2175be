//! Who watches: the settings that each account and region has, and the trail of each account.

use crate::estate::{ACCOUNTS, Estate, FRANKFURT, Quarter, REGIONS, SANDBOX, Thing, arn, tags};
use plimsoll::snapshot::{KindInfo, Scope};
use serde_json::{Value as Json, json};

/// What every account and region has one of, where the story has not told it already. Most of it was set up well when the
/// company moved in.
pub fn add(estate: &mut Estate, kinds: &[KindInfo]) {
    for account in ACCOUNTS {
        for kind in kinds.iter().filter(|kind| matches!(kind.scope, Scope::Account | Scope::Region)) {
            let regions: &[&str] = if kind.scope == Scope::Account { &[""] } else { &REGIONS };
            if estate.count(kind.name, account) == 0 {
                regions.iter().for_each(|region| setting(estate, kind.name, account, region));
            }
        }
        trail(estate, account);
    }
}

fn setting(estate: &mut Estate, kind: &str, account: &str, region: &str) {
    let place = if region.is_empty() { "global" } else { region };
    let id = format!("plimsoll:{kind}:{account}:{place}:settings");
    let fields = left_undone(estate.quarter, kind, account);
    estate.add(Thing { kind, account, region, id, name: place, tags: None, fields });
}

/// Nobody had turned on threat detection before the security team came, and the sandbox was forgotten until the habits.
fn left_undone(quarter: Quarter, kind: &str, account: &str) -> Json {
    let forgotten = quarter == Quarter::Found || account == SANDBOX && quarter < Quarter::Habits;
    match kind {
        "guardduty_region" if forgotten => json!({"enabled": false, "detector": null, "publishing_destinations": []}),
        "config_region" if account == SANDBOX => {
            json!({"recording": false, "recorder": null, "status": null, "delivery_channel": null})
        }
        "account_contact" if forgotten => json!({"security": null}),
        _ => json!({}),
    }
}

fn trail(estate: &mut Estate, account: &str) {
    let name = "all";
    let id = arn("cloudtrail", FRANKFURT, account, &format!("trail/{name}"));
    // The sandbox's has nowhere to raise an alarm from.
    let fields = if account == SANDBOX { json!({"cloud_watch_logs_log_group_arn": null}) } else { json!({}) };
    let tags = tags("platform", account);
    estate.add(Thing { kind: "cloudtrail_trail", account, region: "", id, name, tags, fields });
}
