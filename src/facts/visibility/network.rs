//! The network: flow logs of an interface, of its subnet, or of its VPC; they add up.
//!
//! The logs of a shared VPC are those of the account that owns it.
//! <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing-service-behavior.html>

use super::Trace;
use super::seen::{Row, Seen, Sight};
use crate::snapshot::{AccountId, Resource, Unread, Value};
use std::sync::Arc;

pub(super) const ROWS: &[Row] =
    &[row(&["ec2_vpc"], vpc), row(&["ec2_subnet"], subnet), row(&["ec2_network_interface", "ec2_instance"], inside)];

const fn row(kinds: &'static [&'static str], look: fn(&Sight<'_, '_>) -> Seen) -> Row {
    Row { kinds, trace: Trace::FlowLogs, needs: &["ec2_flow_log", "ec2_subnet"], look }
}

/// The traffic that is logged, as far as is known.
#[derive(Default)]
struct Logged {
    accepted: bool,
    refused: bool,
    unread: Option<Arc<Unread>>,
}

impl Logged {
    fn and(self, other: Self) -> Self {
        Self {
            accepted: self.accepted || other.accepted,
            refused: self.refused || other.refused,
            unread: self.unread.or(other.unread),
        }
    }

    fn seen(self) -> Seen {
        match self {
            Self { accepted: true, refused: true, .. } => Seen::Yes("flow logs record its traffic".into()),
            Self { unread: Some(unread), .. } => Seen::Unread(unread),
            Self { accepted: true, .. } => Seen::No("flow logs do not record what is refused".into()),
            Self { refused: true, .. } => Seen::No("flow logs do not record what is let in".into()),
            _ => Seen::No("no flow log records its traffic".into()),
        }
    }
}

/// A VPC may be logged subnet by subnet.
fn vpc(sight: &Sight<'_, '_>) -> Seen {
    let (vpc, owner) = (sight.at("vpc_id"), owner(sight.resource));
    logged(sight, vpc, &owner).seen().or(|| {
        let region = &sight.resource.region;
        let subnets = vpc.as_str().map(|id| sight.index.where_field("ec2_subnet", "vpc_id", id, &owner, region));
        match subnets {
            Some(Ok(subnets)) if !subnets.is_empty() => {
                let of = |subnet: &&Resource| logged(sight, subnet.at("subnet_id"), &owner).seen();
                Seen::both(subnets.iter().map(of))
            }
            Some(Err(unread)) => Seen::Unread(Arc::new(unread)),
            _ => Seen::Mute,
        }
    })
}

fn subnet(sight: &Sight<'_, '_>) -> Seen {
    let owner = owner(sight.resource);
    let of = |field: &str| logged(sight, sight.at(field), &owner);
    of("subnet_id").and(of("vpc_id")).seen()
}

/// An interface, or a machine with interfaces in its subnet.
fn inside(sight: &Sight<'_, '_>) -> Seen {
    let Value::Str(id) = sight.at("subnet_id") else {
        return sight.at("subnet_id").as_unread().map_or(Seen::Mute, |unread| Seen::Unread(Arc::clone(unread)));
    };
    let (account, region) = (&sight.resource.account, &sight.resource.region);
    let owner = match sight.index.where_field("ec2_subnet", "subnet_id", id, account, region) {
        Ok(subnets) => subnets.first().map_or_else(|| account.clone(), |subnet| owner(subnet)),
        Err(unread) => return Seen::Unread(Arc::new(unread)),
    };
    let shared = logged(sight, sight.at("subnet_id"), &owner).and(logged(sight, sight.at("vpc_id"), &owner));
    let own = sight.at("network_interface_id");
    let own = if own.is_null() { Logged::default() } else { logged(sight, own, account) };
    own.and(shared)
        .seen()
        .or(|| Seen::each(sight.at("network_interface_ids"), |one| logged(sight, one, account).seen()))
}

/// The account whose flow logs count.
fn owner(resource: &Resource) -> AccountId {
    let owner = resource.at("owner_id").as_str().and_then(|owner| AccountId::try_from(owner).ok());
    owner.unwrap_or_else(|| resource.account.clone())
}

/// What flow logs of one thing record.
fn logged(sight: &Sight<'_, '_>, id: &Value, account: &AccountId) -> Logged {
    let Some(id) = id.as_str() else {
        return Logged { unread: id.as_unread().cloned(), ..Logged::default() };
    };
    match sight.index.where_field("ec2_flow_log", "resource_id", id, account, &sight.resource.region) {
        Ok(logs) => logs.iter().map(|log| of_log(log)).fold(Logged::default(), Logged::and),
        Err(unread) => Logged { unread: Some(Arc::new(unread)), ..Logged::default() },
    }
}

fn of_log(log: &Resource) -> Logged {
    let fields = ["status", "deliver_logs_status", "traffic_type"].map(|field| log.at(field));
    if let Some(unread) = fields.iter().find_map(|field| field.as_unread()) {
        return Logged { unread: Some(Arc::clone(unread)), ..Logged::default() };
    }
    let [status, delivery, traffic] = fields.map(Value::as_str);
    let works = status == Some("ACTIVE") && delivery != Some("FAILED");
    Logged { accepted: works && traffic != Some("REJECT"), refused: works && traffic != Some("ACCEPT"), unread: None }
}
