//! Containers: where their output goes, and what their clusters record.

use super::Trace;
use super::seen::{Row, Seen, Sight};
use crate::snapshot::{Reason, Unread, Value};
use std::sync::Arc;

pub(super) const ROWS: &[Row] = &[
    Row {
        kinds: &["ecs_task_definition"],
        trace: Trace::ContainerLogs,
        needs: &[],
        look: |sight| output(sight.at("containers")),
    },
    Row { kinds: &["ecs_service"], trace: Trace::ContainerLogs, needs: &["ecs_task_definition"], look: service },
    Row { kinds: &["ecs_cluster"], trace: Trace::ContainerInsights, needs: &[], look: insights },
    Row {
        kinds: &["eks_cluster"],
        trace: Trace::ControlPlaneLogs,
        needs: &[],
        look: |sight| {
            let types = ["api", "audit", "authenticator"];
            Seen::all_of(
                sight.at("logging_types"),
                &types,
                "the control plane is logged",
                "the control plane does not log",
            )
        },
    },
];

fn output(containers: &Value) -> Seen {
    Seen::each(containers, |container| {
        Seen::set(container.at("log_driver"), "containers have a log driver", "a container has no log driver")
    })
}

/// By the revision that it runs. One that task sets run says nothing by itself.
fn service(sight: &Sight<'_, '_>) -> Seen {
    let revision = match sight.at("task_definition") {
        Value::Str(revision) => revision,
        Value::Unread(unread) => return Seen::Unread(Arc::clone(unread)),
        _ => return Seen::Mute,
    };
    match sight.index.by_id(revision).filter(|found| &*found.kind == "ecs_task_definition") {
        Some(found) => output(found.at("containers")),
        None => Seen::Unread(Arc::new(Unread::new("ecs_task_definition", Reason::NotCollected))),
    }
}

/// What the cluster itself says.
fn insights(sight: &Sight<'_, '_>) -> Seen {
    match sight.at("container_insights") {
        Value::Unread(unread) => Seen::Unread(Arc::clone(unread)),
        Value::Str(level) if matches!(&**level, "enabled" | "enhanced") => Seen::Yes("Container Insights is on".into()),
        _ => Seen::No("Container Insights is off".into()),
    }
}
