//! The history of configurations: AWS Config records all types of resources in the region.

use super::Trace;
use super::seen::{Row, Seen, Sight};
use std::sync::Arc;

pub(super) const ROWS: &[Row] =
    &[Row { kinds: &[], trace: Trace::ConfigurationHistory, needs: &["config_region"], look }];

/// A recorder of some types may record this one, or not: AWS's names of types are not ours.
fn look(sight: &Sight<'_, '_>) -> Seen {
    if sight.resource.region.is_global() {
        return Seen::Mute;
    }
    let region = match sight.setting("config_region") {
        Ok(region) => region,
        Err(unread) => return Seen::Unread(unread),
    };
    let (recording, all) = (region.at("recording"), region.at("recorder.records_all_regional_types"));
    match (recording.as_bool(), all.as_unread()) {
        (Some(true), Some(unread)) => Seen::Unread(Arc::clone(unread)),
        (Some(true), None) if all.as_bool() != Some(true) => Seen::Mute,
        _ => Seen::switch(recording, "AWS Config records it", "AWS Config does not record"),
    }
}
