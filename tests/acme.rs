//! Acme's snapshots are what their generator makes, and make sense.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "what is wrong with a fixture ends its making")]

#[path = "../examples/acme/balancing.rs"]
mod balancing;
#[path = "../examples/acme/compute.rs"]
mod compute;
#[path = "../examples/acme/estate.rs"]
mod estate;
#[path = "../examples/acme/identity.rs"]
mod identity;
#[path = "../examples/acme/network.rs"]
mod network;
#[path = "../examples/acme/services.rs"]
mod services;
#[path = "../examples/acme/storage.rs"]
mod storage;
#[path = "../examples/acme/watch.rs"]
mod watch;

use estate::{Estate, Quarter};
use plimsoll::control;
use plimsoll::evaluate::Keep;
use plimsoll::scan::{Rules, Scan, scan};
use plimsoll::snapshot::{Object, Snapshot, Value, read, read_bytes};
use plimsoll::trend::{Flow, Terms, Trend};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn committed(quarter: Quarter) -> Snapshot {
    let name = format!("testdata/acme/{}.jsonl.zst", quarter.name());
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

#[test]
fn the_files_are_what_the_generator_makes() {
    for quarter in Quarter::ALL {
        let made = read_bytes(quarter.name(), &Estate::of(quarter).bytes()).unwrap();
        let file = committed(quarter);
        let stale = "testdata/acme is stale: run `cargo run --example acme`";
        assert!(made.resources == file.resources, "{stale}");
        assert!(made.gaps == file.gaps && made.done == file.done && made.header == file.header, "{stale}");
    }
}

#[test]
fn every_quarter_is_an_estate_of_its_own() {
    for quarter in Quarter::ALL {
        let snapshot = committed(quarter);
        assert!((500..1000).contains(&snapshot.resources.len()), "{}", snapshot.resources.len());
        let kinds: BTreeSet<&str> = snapshot.resources.iter().map(|resource| &*resource.kind).collect();
        let planned: BTreeSet<&str> = snapshot.header.kinds.keys().map(String::as_str).collect();
        assert!(kinds.is_subset(&planned) && kinds.len() > 60, "{} kinds", kinds.len());
        assert_eq!(snapshot.is_complete(), quarter != Quarter::Habits);
    }
}

/// A string, or those of a list.
fn strings(value: &Value) -> impl Iterator<Item = &str> {
    value.items().iter().chain(Some(value)).filter_map(Value::as_str)
}

/// What refers to something of the estate must find it.
#[test]
fn references_resolve() {
    let refers = [
        ("security_group_ids", "ec2_security_group", "group_id"),
        ("security_groups", "ec2_security_group", "group_id"),
        ("subnet_ids", "ec2_subnet", "subnet_id"),
        ("subnet_id", "ec2_subnet", "subnet_id"),
        ("subnets", "ec2_subnet", "subnet_id"),
        ("instances", "ec2_instance", "instance_id"),
        ("load_balancer_arn", "elbv2_load_balancer", "id"),
        ("load_balancer_arns", "elbv2_load_balancer", "id"),
        ("vpc_id", "ec2_vpc", "vpc_id"),
        ("volume_ids", "ec2_volume", "volume_id"),
        ("network_interface_ids", "ec2_network_interface", "network_interface_id"),
        ("route_table_ids", "ec2_route_table", "route_table_id"),
        ("group_names", "iam_group", "name"),
        ("user_names", "iam_user", "name"),
        ("vpc_peering_connection_id", "ec2_vpc_peering", "vpc_peering_connection_id"),
        ("log_destination", "s3_bucket", "id"),
        ("iam_instance_profile_arn", "iam_role", "instance_profile_arns"),
        ("role", "iam_role", "id"),
        ("role_arn", "iam_role", "id"),
        ("service_role", "iam_role", "id"),
        ("task_role_arn", "iam_role", "id"),
        ("instance_role_arn", "iam_role", "id"),
    ];
    // The interface of a NAT gateway belongs to AWS and is not listed here.
    let foreign = |kind: &str| kind == "ec2_nat_gateway" || kind == "ec2_elastic_ip";
    for quarter in Quarter::ALL {
        let snapshot = committed(quarter);
        for (field, kind, key) in refers {
            let of_kind = snapshot.resources.iter().filter(|r| &*r.kind == kind);
            let there: BTreeSet<String> = match key {
                "name" => of_kind.filter_map(|r| r.name.as_deref().map(str::to_owned)).collect(),
                "id" => of_kind.map(|r| r.id.to_string()).collect(),
                _ => of_kind.flat_map(|r| strings(r.at(key))).map(str::to_owned).collect(),
            };
            for resource in snapshot.resources.iter().filter(|r| !foreign(&r.kind)) {
                for name in strings(resource.at(field)) {
                    assert!(there.contains(name), "{}: {} names {name} in {field}", quarter.name(), resource.id);
                }
            }
        }
    }
}

/// Samples are dated in 2026; what stands in an older snapshot must not come from the future.
#[test]
fn nothing_is_younger_than_its_snapshot() {
    for quarter in Quarter::ALL {
        for resource in &committed(quarter).resources {
            for (name, value) in resource.fields.iter() {
                if !estate::AHEAD.contains(&name) {
                    no_later(quarter, &resource.id, value);
                }
            }
        }
    }
}

fn no_later(quarter: Quarter, id: &str, value: &Value) {
    if let Some(text) = value.as_str().filter(|text| text.len() == 20 && text.ends_with('Z')) {
        assert!(text <= &*quarter.moment(), "{}: {id} knows of {text}", quarter.name());
    }
    value.items().iter().for_each(|item| no_later(quarter, id, item));
    value.as_object().into_iter().flat_map(Object::iter).for_each(|(_, item)| no_later(quarter, id, item));
}

/// Addresses stand in their subnet, and nowhere else.
#[test]
fn addresses_are_of_their_subnet_and_unique() {
    for quarter in Quarter::ALL {
        let snapshot = committed(quarter);
        let of_kind = |kind: &'static str| snapshot.resources.iter().filter(move |r| &*r.kind == kind);
        let mut seen = BTreeSet::new();
        for interface in of_kind("ec2_network_interface") {
            let subnet = of_kind("ec2_subnet").find(|s| s.at("subnet_id") == interface.at("subnet_id")).unwrap();
            let net = subnet.at("cidr").as_str().unwrap().trim_end_matches("0/24");
            for address in interface.at("private_ips").items().iter().filter_map(Value::as_str) {
                assert!(address.starts_with(net), "{}: {address} in {net}0/24", interface.id);
                assert!(seen.insert(address), "{address} twice");
            }
            if let Some(public) = interface.at("public_ip").as_str() {
                assert!(seen.insert(public), "{public} twice");
            }
        }
    }
}

/// What testdata/README.md tells is what the engine finds.
#[test]
fn the_story_is_told_by_its_data() {
    let rules = Rules { controls: control::load(&control::built_in(), &BTreeMap::new()).unwrap(), ..Rules::default() };
    let snapshots = Quarter::ALL.map(committed);
    let scans: Vec<Scan<'_>> = snapshots.iter().map(|snapshot| scan(snapshot, &rules, Keep::Problems)).collect();
    let pictures: Vec<_> = scans.iter().map(Scan::picture).collect();
    let mut trend = Trend::new(Terms::default());
    pictures.into_iter().for_each(|picture| trend.add(picture));
    let points = trend.points;
    let loads: Vec<f64> = points.iter().map(|point| point.load.high).collect();
    let line = 9000.0;
    assert!(loads[0] > loads[1] && loads[1] > line && loads[2] < line && loads[3] > line, "{loads:?}");
    let complete: Vec<bool> = points.iter().map(|point| point.complete).collect();
    assert_eq!(complete, [true, true, false, true]);
    let [_, urgent, habits, summer] =
        points.iter().map(|p| p.since.as_ref().map(|since| since.flow).unwrap_or_default()).collect::<Vec<Flow>>()[..]
    else {
        unreachable!("there are four quarters")
    };
    assert!(urgent.fixed > 50 && urgent.removed == 0 && urgent.unseen == 0, "{urgent:?}");
    assert!(
        habits.fixed > 100 && habits.removed > 10 && habits.unseen > 0,
        "the CRM, and the lost permission: {habits:?}"
    );
    assert!(summer.new > summer.fixed && summer.returned > 0, "{summer:?}");
    let named = |quarter: usize, name: &str| {
        let of = |target: &str| snapshots[quarter].resources.iter().find(|r| &*r.id == target).map(|r| r.label());
        scans[quarter].ranking.fixes.iter().take(10).any(|fix| of(&fix.target) == Some(name))
    };
    for (quarter, name) in [(0, "ops"), (0, "deploy"), (1, "ops"), (3, "remote-desktop"), (3, "olaf"), (3, "sale-1")] {
        assert!(named(quarter, name), "{name} is not among the first fixes of {}", Quarter::ALL[quarter].name());
    }
}

/// Why the load changed, in parts that add up to the change to the tenth, whatever happened in a quarter.
#[test]
fn the_change_of_the_load_is_the_sum_of_its_causes() {
    use plimsoll::trend::Cause;
    let rules = Rules { controls: control::load(&control::built_in(), &BTreeMap::new()).unwrap(), ..Rules::default() };
    let mut trend = Trend::new(Terms::default());
    Quarter::ALL.map(committed).iter().for_each(|snapshot| trend.add(scan(snapshot, &rules, Keep::Problems).picture()));
    let changes: Vec<_> = trend.points.iter().filter_map(|point| Some(&point.since.as_ref()?.change)).collect();
    let tenth = |load: f64| (load * 10.0).round() as i64;
    for change in &changes {
        let (whole, sum) = (change.after - change.before, change.parts.values().sum::<f64>());
        assert!((whole - sum).abs() < 1e-6, "{change:?}");
        let told: i64 = change.tenths().iter().map(|(_, tenths)| tenths).sum();
        assert_eq!(told, tenth(change.after) - tenth(change.before));
        assert!(!change.parts.contains_key(&Cause::Rules), "all are measured by the same rules: {change:?}");
        println!("{:.1} -> {:.1}: {:?}", change.before, change.after, change.tenths());
    }
    let [urgent, habits, summer] = changes[..] else { unreachable!("there are four quarters") };
    assert!(urgent.parts[&Cause::Fixed] < 0.0 && !urgent.parts.contains_key(&Cause::ResourcesGone), "{urgent:?}");
    assert!(habits.parts[&Cause::ResourcesGone] < 0.0 && habits.parts.contains_key(&Cause::LostSight), "{habits:?}");
    assert!(summer.parts[&Cause::Returned] > 0.0 && summer.parts[&Cause::ResourcesCame] > 0.0, "{summer:?}");
}

/// What whoever begins with the first fixes gets: the least share of the load that ten of them take away, as what two
/// take from one resource together is more than the sum.
#[test]
fn ten_changes_take_away_much_of_the_load() {
    let rules = Rules { controls: control::load(&control::built_in(), &BTreeMap::new()).unwrap(), ..Rules::default() };
    for (quarter, least) in Quarter::ALL.into_iter().zip([0.38, 0.44, 0.33, 0.49]) {
        let snapshot = committed(quarter);
        let scan = scan(&snapshot, &rules, Keep::Problems);
        let open = scan.assessment.findings.iter().filter(|finding| finding.is_open()).count();
        let share: f64 = scan.ranking.fixes.iter().take(10).map(|fix| fix.share).sum();
        let fixes = scan.ranking.fixes.len();
        println!("{}: {open} findings, {fixes} fixes, the first ten {:.1} %", quarter.name(), share * 100.0);
        assert!(fixes < open && share >= least, "{}: {open} findings, {fixes} fixes, {share}", quarter.name());
    }
}

/// The data team's group was open to the world, and its machines read the lake.
#[test]
fn a_fix_says_how_many_attack_paths_it_cuts() {
    let snapshot = committed(Quarter::Found);
    let controls = control::load(&control::built_in(), &BTreeMap::new()).unwrap();
    let rules = Rules { controls, ..Rules::default() };
    let judged = scan(&snapshot, &rules, Keep::Problems);
    assert_eq!(judged.ranking.paths, 13);
    let of = |name: &str| {
        let named = |id: &str| snapshot.resources.iter().any(|one| &*one.id == id && one.label() == name);
        let fixes = judged.ranking.fixes.iter().filter(move |fix| named(&fix.target));
        fixes.map(|fix| fix.paths).max().unwrap()
    };
    assert_eq!(of("database"), 7);
    // The exports are read by those machines too, and what the operations group opens is open by others.
    assert_eq!((of("acme-customer-exports"), of("ops")), (0, 0));
    let root = |fix: &&plimsoll::risk::FixPlan| rules.controls.controls()[fix.control].id == "iam/root-mfa-enabled";
    let cut: Vec<usize> = judged.ranking.fixes.iter().filter(root).map(|fix| fix.paths).collect();
    assert_eq!(cut, [1], "an account's administrator by nothing but a password");
    let weight = |fix: &plimsoll::risk::FixPlan| fix.worth * (1.0 + fix.paths as f64 / 13.0);
    assert!(judged.ranking.fixes.windows(2).all(|pair| weight(&pair[0]) >= weight(&pair[1])));
}
