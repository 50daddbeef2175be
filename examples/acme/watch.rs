//! Who watches: the settings that each account and region has, and the trail of each account.

use crate::estate::{ACCOUNTS, Estate, FRANKFURT, Quarter, REGIONS, SANDBOX, Thing, arn, tags};
use plimsoll::snapshot::{KindInfo, Resource, Scope};
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
    managed(estate);
}

/// Machines answer to Systems Manager, which came with their images.
fn managed(estate: &mut Estate) {
    let is_machine = |resource: &&Resource| &*resource.kind == "ec2_instance";
    let machines: Vec<Resource> = estate.resources.iter().filter(is_machine).cloned().collect();
    for machine in machines {
        let (account, region) = (machine.account.as_str(), machine.region.as_str());
        let name = machine.at("instance_id").as_str().unwrap_or_default();
        let id = format!("arn:aws:ssm:{region}:{account}:managed-instance/{name}");
        let fields = json!({"instance_id": name, "last_ping_at": estate.quarter.moment()});
        estate.add(Thing { kind: "ssm_instance", account, region, id, name, tags: None, fields });
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
    let now = estate.quarter.moment();
    let status = json!({"latest_delivery_time": now, "latest_digest_delivery_time": now,
        "latest_cloud_watch_logs_delivery_time": now});
    let fields = match account {
        SANDBOX => json!({"status": status, "cloud_watch_logs_log_group_arn": null}),
        _ => json!({"status": status}),
    };
    let tags = tags("platform", account);
    estate.add(Thing { kind: "cloudtrail_trail", account, region: "", id, name, tags, fields });
}
