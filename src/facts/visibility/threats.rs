//! Threat detection: GuardDuty in the region, with the protection that a kind needs.
//! <https://docs.aws.amazon.com/guardduty/latest/ug/guardduty-features-activation-model.html>

use super::Trace;
use super::seen::{Row, Seen, Sight};
use crate::snapshot::Value;
use std::sync::Arc;

pub(super) const ROWS: &[Row] = &[
    row(&["ec2_instance", "ec2_vpc"], |sight| look(sight, None)),
    row(&["s3_bucket"], |sight| look(sight, Some("S3_DATA_EVENTS"))),
    row(&["eks_cluster"], |sight| look(sight, Some("EKS_AUDIT_LOGS"))),
    row(&["lambda_function"], |sight| look(sight, Some("LAMBDA_NETWORK_LOGS"))),
    row(&["ecs_cluster"], |sight| look(sight, Some("RUNTIME_MONITORING"))),
    row(&["rds_cluster", "rds_instance"], database),
];

const fn row(kinds: &'static [&'static str], look: fn(&Sight<'_, '_>) -> Seen) -> Row {
    Row { kinds, trace: Trace::ThreatDetection, needs: &["guardduty_region"], look }
}

fn look(sight: &Sight<'_, '_>, feature: Option<&str>) -> Seen {
    if sight.resource.region.is_global() {
        return Seen::Mute;
    }
    let region = match sight.setting("guardduty_region") {
        Ok(region) => region,
        Err(unread) => return Seen::Unread(unread),
    };
    let (on, features) = (region.at("enabled"), region.at("detector.features"));
    let (Some(true), Some(feature)) = (on.as_bool(), feature) else {
        return Seen::switch(on, "GuardDuty is on", "GuardDuty is off");
    };
    let enabled =
        |one: &Value| one.at("name").as_str() == Some(feature) && one.at("status").as_str() == Some("ENABLED");
    match features.unread_within() {
        _ if features.items().iter().any(enabled) => Seen::Yes(format!("GuardDuty watches {feature}").into()),
        Some(unread) => Seen::Unread(Arc::clone(unread)),
        None => Seen::No(format!("GuardDuty does not watch {feature}").into()),
    }
}

/// It knows sign-ins to Aurora and to PostgreSQL.
/// <https://docs.aws.amazon.com/guardduty/latest/ug/rds-protection.html>
fn database(sight: &Sight<'_, '_>) -> Seen {
    match sight.at("engine") {
        Value::Str(engine) if engine.starts_with("aurora") || engine.starts_with("postgres") => {
            look(sight, Some("RDS_LOGIN_EVENTS"))
        }
        Value::Unread(unread) => Seen::Unread(Arc::clone(unread)),
        _ => Seen::Mute,
    }
}
