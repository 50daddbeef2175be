//! API activity: trails that record management events.
//!
//! A trail of the organisation is seen in a member account, but cannot be asked there: it is looked at where it belongs,
//! if that account was read. <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html>

use super::Trace;
use super::seen::{Row, Seen};
use crate::facts::Index;
use crate::snapshot::{AccountId, Reason, Region, Resource, Unread, Value};
use std::sync::Arc;

pub(super) const ROWS: &[Row] = &[Row {
    kinds: &[],
    trace: Trace::ApiActivity,
    needs: &["cloudtrail_trail"],
    look: |sight| sight.trails().management(),
}];

/// The trails that record a region, or what has none.
pub(super) struct Trails<'s> {
    /// Those that run and deliver.
    running: Vec<&'s Resource>,
    /// Why another may record it, too.
    unread: Option<Arc<Unread>>,
    /// Asked for by every resource.
    management: Recorded,
}

/// Which events are recorded, as far as is known.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Recorded {
    pub reads: bool,
    pub writes: bool,
    pub unread: Option<Arc<Unread>>,
}

impl Recorded {
    pub(super) fn access(reads: bool, writes: bool) -> Self {
        Self { reads, writes, unread: None }
    }

    pub(super) fn unread(unread: &Arc<Unread>) -> Self {
        Self { unread: Some(Arc::clone(unread)), ..Self::default() }
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self {
            reads: self.reads || other.reads,
            writes: self.writes || other.writes,
            unread: self.unread.or(other.unread),
        }
    }

    pub(super) fn seen(self, what: &str) -> Seen {
        match self {
            Self { reads: true, writes: true, .. } => Seen::Yes(format!("a trail records {what}").into()),
            Self { unread: Some(unread), .. } => Seen::Unread(unread),
            Self { writes: true, .. } => Seen::No(format!("of {what}, only writes are recorded").into()),
            Self { reads: true, .. } => Seen::No(format!("of {what}, only reads are recorded").into()),
            _ => Seen::No(format!("no trail records {what}").into()),
        }
    }
}

impl<'s> Trails<'s> {
    pub(super) fn of(index: &Index<'s>, account: &AccountId, region: &Region) -> Self {
        let mut trails = Self { running: vec![], unread: None, management: Recorded::default() };
        let listed = index.all("cloudtrail_trail", account, &Region::global()).unwrap_or_else(|unread| {
            trails.unread = Some(Arc::new(unread));
            vec![]
        });
        for trail in listed {
            let trail = at_home(trail, index);
            match records(trail, region).and_then(|here| Ok(here && runs(trail)?)) {
                Ok(true) => trails.running.push(trail),
                Ok(false) => {}
                Err(unread) => trails.unread = trails.unread.or(Some(unread)),
            }
        }
        trails.management = trails.recorded(management);
        trails
    }

    fn management(&self) -> Seen {
        self.management.clone().seen("what is done to it")
    }

    /// What all of them together record.
    pub(super) fn recorded(&self, of: impl Fn(&Resource) -> Recorded) -> Recorded {
        let unread = Recorded { unread: self.unread.clone(), ..Recorded::default() };
        self.running.iter().map(|trail| of(trail)).fold(unread, Recorded::and)
    }
}

/// The trail as its own account sees it, where that was read.
fn at_home<'s>(trail: &'s Resource, index: &Index<'s>) -> &'s Resource {
    let owner = trail.id.split(':').nth(4).and_then(|owner| AccountId::try_from(owner).ok());
    let Some(owner) = owner.filter(|owner| *owner != trail.account) else { return trail };
    let there = index.all("cloudtrail_trail", &owner, &Region::global()).unwrap_or_default();
    there.into_iter().find(|other| other.id == trail.id).unwrap_or(trail)
}

fn records(trail: &Resource, region: &Region) -> Result<bool, Arc<Unread>> {
    let says = |field: &str| is(trail.at(field));
    if region.is_global() {
        return says("include_global_service_events");
    }
    Ok(trail.at("home_region").as_str() == Some(region.as_str()) || says("is_multi_region_trail")?)
}

/// Whether it records now, and what it records arrives.
fn runs(trail: &Resource) -> Result<bool, Arc<Unread>> {
    match trail.at("status") {
        Value::Null => {
            let detail = Some("the trail belongs to another account".to_owned());
            let unread = Unread::new("cloudtrail:GetTrailStatus", Reason::NotCollected);
            Err(Arc::new(Unread { detail, ..unread }))
        }
        status => Ok(is(status.at("is_logging"))? && status.at("latest_delivery_error").is_null()),
    }
}

fn is(value: &Value) -> Result<bool, Arc<Unread>> {
    value.as_unread().map_or_else(|| Ok(value.as_bool() == Some(true)), |unread| Err(Arc::clone(unread)))
}

fn management(trail: &Resource) -> Recorded {
    match trail.at("selectors.management_events") {
        Value::Unread(unread) => Recorded::unread(unread),
        Value::Str(text) => Recorded::access(&**text != "WriteOnly", &**text != "ReadOnly"),
        _ => Recorded::default(),
    }
}
