//! Cuts cut, and cost as little as they can.

use super::estate::{Estate, FOREIGN, OWN, allow, arn, bucket, document, grant};
use crate::control::{Effort, Step};
use crate::facts::paths::{Paths, Severed};
use petgraph::graph::EdgeIndex;
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeSet;

const WORLD: &str = "0.0.0.0/0";

fn reads(names: &[&str]) -> serde_json::Value {
    let objects: Vec<String> = names.iter().map(|name| bucket(&format!("{name}/*"))).collect();
    allow(&["s3:GetObject"], &objects.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Three alike machines in one group, with one role, that reads two buckets.
fn shop() -> Estate {
    let mut estate = Estate::new()
        .bucket("gold", "restricted", json!(null))
        .bucket("silver", "confidential", json!(null))
        .role("miner", &[reads(&["gold", "silver"])])
        .group("sg-web", 22, WORLD);
    for number in 1..=3 {
        let (name, address) = (format!("web-{number}"), format!("10.0.1.{number}"));
        estate = estate.machine(&name, Some("203.0.113.9"), (&address, "sg-web"), Some("miner"));
    }
    estate
}

#[test]
fn one_rule_cuts_what_many_machines_share() {
    let closed = "close security group sg-web to the internet";
    assert_eq!(shop().cuts(), [closed, closed]);
    shop().ask(|paths| {
        let all = paths.paths();
        let cut = &paths.cuts(&all)[0];
        assert_eq!((cut.cuts, cut.changes[0].effort), (2, Effort::Minutes));
        assert!(cut.changes[0].at.as_deref().is_some_and(|id| id.ends_with("ec2_security_group/sg-web")));
        let alike: Vec<usize> = paths.route(&all[0]).unwrap().hops.iter().map(|hop| hop.alike).collect();
        assert_eq!(alike, [2, 0, 0], "two others could stand in the place of the machine");
    });
}

/// What is there to be open is not closed for a change that takes less work.
#[test]
fn a_web_server_stays_on_the_internet() {
    let web = shop().without("sg-web").group("sg-web", 443, WORLD);
    let narrowed = "let miner read them no longer";
    assert_eq!(web.cuts(), [narrowed, narrowed]);
}

#[test]
fn where_ways_share_nothing_the_least_set_is_named() {
    let open = grant("Allow", ("*", "*"), &["s3:GetObject"], &[&bucket("gold/*")]);
    let two = shop().but("gold", json!({"policy": document(&[open])}));
    assert_eq!(two.paths()[0], "internet -policy-> gold");
    let both = "close security group sg-web to the internet & narrow statement 1 of the policy of gold";
    assert_eq!(two.cuts(), [both, "close security group sg-web to the internet"]);
}

#[test]
fn few_changes_go_before_many_that_take_less_work() {
    let mut estate = Estate::new().bucket("gold", "restricted", json!(null));
    for role in ["miner", "digger"] {
        estate = estate.role(role, &[reads(&["gold"])]);
        for number in 1..=2 {
            let (name, group) = (format!("{role}-{number}"), format!("sg-{role}-{number}"));
            let place = if role == "miner" { format!("10.0.1.{number}") } else { format!("10.0.2.{number}") };
            estate = estate.group(&group, 22, WORLD).machine(&name, Some("203.0.113.9"), (&place, &group), Some(role));
        }
    }
    assert_eq!(estate.cuts(), ["let digger read gold no longer & let miner read gold no longer"]);
}

#[test]
fn a_step_that_all_share_goes_before_cheaper_ones_that_they_do_not() {
    let rules = [json!({"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr": WORLD})];
    let two = shop()
        .with("ec2_security_group", "sg-ops", json!({"group_id": "sg-ops", "vpc_id": "vpc-1", "ingress": rules}))
        .machine("ops", Some("203.0.113.9"), ("10.0.1.9", "sg-ops"), Some("miner"));
    assert_eq!(two.cuts()[0], "let miner read them no longer");
}

fn severed(estate: &Estate, sorts: &[Step], id: &str, ports: Option<&[i64]>) -> (usize, usize) {
    estate.ask(|paths| {
        let mut severed = Severed::of(paths);
        let steps: BTreeSet<EdgeIndex> = severed.steps(sorts, id, ports).into_iter().collect();
        (severed.without(&steps), severed.all)
    })
}

#[test]
fn a_fix_cuts_what_hangs_on_its_resource() {
    let group = format!("arn:aws:x:eu-west-1:{OWN}:ec2_security_group/sg-web");
    let machine = format!("arn:aws:x:eu-west-1:{OWN}:ec2_instance/web-1");
    assert_eq!(severed(&shop(), &[Step::Reach], &group, None), (2, 2));
    assert_eq!(severed(&shop(), &[Step::Reach], &group, Some(&[21, 22])), (2, 2));
    // The rule for another port stays.
    assert_eq!(severed(&shop(), &[Step::Reach], &group, Some(&[443])), (0, 2));
    assert_eq!(severed(&shop(), &[Step::Trust], &group, None), (0, 2));
    // Two others are open as well.
    assert_eq!(severed(&shop(), &[Step::Reach], &machine, None), (0, 2));
    assert_eq!(severed(&shop().without("web-2").without("web-3"), &[Step::Reach], &machine, None), (2, 2));
    assert_eq!(severed(&shop(), &[Step::Rights], &arn("role/miner"), None), (2, 2));
}

#[test]
fn the_order_of_a_file_changes_nothing() {
    let mut turned = shop();
    turned.resources.reverse();
    let seen = |estate: &Estate| (estate.paths(), estate.reasons(), estate.cuts());
    assert_eq!(seen(&turned), seen(&shop()));
}

/// What an estate may be made of: machines, who they are, what that may do.
#[derive(Debug, Clone)]
struct Plan {
    /// By group, and role; whether there is a public address.
    machines: Vec<(usize, usize, bool)>,
    /// By the group before each; none for the world.
    groups: Vec<Option<usize>>,
    /// The buckets that each role reads, and the role whose rights it may change.
    roles: Vec<(Vec<usize>, Option<usize>)>,
    /// Whether a bucket is open: to nobody, to everybody, to a stranger.
    buckets: Vec<u8>,
}

fn plans() -> impl Strategy<Value = Plan> {
    let machines = prop::collection::vec((0..3usize, 0..3usize, any::<bool>()), 1..6);
    let groups = prop::collection::vec(prop::option::of(0..3usize), 3);
    let roles = prop::collection::vec((prop::collection::vec(0..3usize, 0..3), prop::option::of(0..3usize)), 3);
    let buckets = prop::collection::vec(0..3u8, 3);
    (machines, groups, roles, buckets).prop_map(|(machines, groups, roles, buckets)| Plan {
        machines,
        groups,
        roles,
        buckets,
    })
}

impl Plan {
    fn estate(&self) -> Estate {
        let mut estate = Estate::new();
        for (number, source) in self.groups.iter().enumerate() {
            let source = source.map_or_else(|| WORLD.to_owned(), |group| format!("sg-{group}"));
            estate = estate.group(&format!("sg-{number}"), 443, &source);
        }
        for (number, (group, role, public)) in self.machines.iter().enumerate() {
            let place = (format!("10.0.{}.{}", 1 + number % 2, 4 + number), format!("sg-{group}"));
            let address = public.then_some("203.0.113.9");
            let role = format!("r{role}");
            estate = estate.machine(&format!("i-{number}"), address, (&place.0, &place.1), Some(&role));
        }
        for (number, (buckets, other)) in self.roles.iter().enumerate() {
            let reads = buckets.iter().map(|name| reads(&[&format!("b{name}")]));
            let writes = other.map(|role| allow(&["iam:PutRolePolicy"], &[&arn(&format!("role/r{role}"))]));
            estate = estate.role(&format!("r{number}"), &reads.chain(writes).collect::<Vec<_>>());
        }
        for (number, open) in self.buckets.iter().enumerate() {
            let to = |who| document(&[grant("Allow", ("AWS", who), &["s3:GetObject"], &["*"])]);
            let policy = [json!(null), to("*"), to(FOREIGN)][usize::from(*open)].clone();
            estate = estate.bucket(&format!("b{number}"), "restricted", policy);
        }
        estate
    }
}

/// Whether an entry still gets to a target without some steps.
fn still_connects(paths: &Paths<'_>, path: &crate::facts::paths::Path, without: &[EdgeIndex]) -> bool {
    let left = paths.reached(path.entry, &without.iter().copied().collect());
    left[paths.targets[path.target].node.index()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn what_is_cut_does_not_connect(plan in plans()) {
        plan.estate().ask(|paths| -> Result<(), TestCaseError> {
            let all = paths.paths();
            for (path, told) in all.iter().zip(paths.cuts(&all)) {
                let cut = paths.cut(path, &paths.narrows(&paths.split(), path.entry));
                prop_assert!(still_connects(paths, path, &[]));
                prop_assert!(!told.changes.is_empty() && cut.iter().all(|edge| !paths.graph[*edge].joins()));
                prop_assert!(!still_connects(paths, path, &cut), "{cut:?}");
                // Nothing of it is there for nothing.
                for spare in &cut {
                    let rest: Vec<EdgeIndex> = cut.iter().copied().filter(|edge| edge != spare).collect();
                    prop_assert!(still_connects(paths, path, &rest), "{cut:?} without {spare:?}");
                }
                prop_assert_eq!(told.cuts, paths.cut_off(path.entry, &cut.iter().copied().collect()));
            }
            Ok(())
        })?;
    }

    #[test]
    fn what_one_step_cuts_is_counted_as_a_search_counts_it(plan in plans()) {
        plan.estate().ask(|paths| -> Result<(), TestCaseError> {
            let mut severed = Severed::of(paths);
            prop_assert_eq!(severed.all, paths.paths().len());
            for edge in paths.graph.edge_indices() {
                let one = BTreeSet::from([edge]);
                let searched: usize = paths.entries.iter().map(|entry| paths.cut_off(*entry, &one)).sum();
                prop_assert_eq!(severed.without(&one), searched);
            }
            Ok(())
        })?;
    }
}
