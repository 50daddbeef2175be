//! The laws of the risk model, held over the whole engine: built-in controls and frameworks on estates made at random.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

mod small;

use plimsoll::collect::kinds;
use plimsoll::control::{self, ControlSet};
use plimsoll::evaluate::{Keep, Verdict, Waivers};
use plimsoll::framework::{self, Status};
use plimsoll::scan::{Rules, Scan, scan};
use plimsoll::snapshot::{AccountId, Gap, Header, KindInfo, Reach, Reason, Region, Resource, Snapshot, Unread, Value};
use plimsoll::yaml::Source;
use proptest::prelude::*;
use proptest::sample::Index;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static KINDS: LazyLock<Vec<KindInfo>> = LazyLock::new(kinds);
static RULES: LazyLock<Rules> = LazyLock::new(|| rules(Waivers::default()));

fn rules(waivers: Waivers) -> Rules {
    let controls: ControlSet = control::load(&control::built_in(), &BTreeMap::new()).unwrap();
    let frameworks = framework::load(&framework::built_in()).unwrap();
    Rules { controls, frameworks, waivers, ..Rules::default() }
}

/// Kinds, and what makes one of them bad.
const BAD: [(&str, &str); 9] = [
    (
        "s3_bucket",
        r#"{"versioning": {"status": null}, "acl": {"grants": [{"grantee_type": "Group",
        "grantee": "http://acs.amazonaws.com/groups/global/AllUsers", "permission": "READ"}]},
        "ownership": "ObjectWriter", "public_access_block": null}"#,
    ),
    (
        "ec2_security_group",
        r#"{"ingress": [{"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr": "0.0.0.0/0"}]}"#,
    ),
    ("iam_user", r#"{"mfa_active": false, "attached_policy_arns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}"#),
    ("ec2_volume", r#"{"encrypted": false}"#),
    (
        "iam_role",
        r#"{"trust_policy": {"statements": [{"effect": "Allow", "principals": [{"type": "AWS", "id": "*"}],
        "not_principals": [], "actions": ["sts:AssumeRole"], "not_actions": [], "resources": [], "conditions": []}]}}"#,
    ),
    ("ec2_instance", r#"{"public_ip": "203.0.113.9", "metadata_options": {"http_tokens": "optional"}}"#),
    ("iam_account", r#"{"summary": {"root_mfa_enabled": false, "root_access_key_present": true}}"#),
    ("ec2_snapshot", r#"{"public": true, "encrypted": false}"#),
    ("ec2_subnet", r#"{"map_public_ip_on_launch": true}"#),
];

const ACCOUNT: &str = "111122223333";

fn account(id: &str) -> AccountId {
    AccountId::try_from(id).unwrap()
}

/// The number-th resource of an estate, good or bad.
fn resource(number: usize, bad: bool) -> Resource {
    let (name, overlay) = BAD[number % BAD.len()];
    let kind = KINDS.iter().find(|kind| kind.name == name).unwrap();
    let overlay = if bad { overlay } else { "{}" };
    let mut resource = kind.example(&serde_json::from_str(overlay).unwrap());
    resource.id = format!("{}-{number}", resource.id).into();
    resource
}

fn estate(bad: &[bool]) -> Vec<Resource> {
    bad.iter().enumerate().map(|(number, bad)| resource(number, *bad)).collect()
}

fn header(id: &str) -> Header {
    let region = Region::try_from("eu-central-1").unwrap();
    let mut header =
        Header::new("2026-06-30T12:00:00Z".parse().unwrap(), "example".into(), vec![account(id)], vec![region]);
    let reach = |kind: &KindInfo| if kind.scope.is_global() { Reach::Global } else { Reach::Regional };
    header.kinds = KINDS.iter().map(|kind| (kind.name.to_owned(), reach(kind))).collect();
    header
}

/// The account's and the region's settings are always there.
fn snapshot(resources: Vec<Resource>) -> Snapshot {
    let settings =
        ["s3_account", "ec2_region"].map(|name| KINDS.iter().find(|k| k.name == name).unwrap().sample.clone());
    Snapshot::of(header(ACCOUNT), resources.into_iter().chain(settings).collect())
}

fn judged(snapshot: &Snapshot) -> Scan<'_> {
    scan(snapshot, &RULES, Keep::Problems)
}

fn load(resources: Vec<Resource>) -> f64 {
    judged(&snapshot(resources)).ranking.loads.estate.high
}

fn scores<'s>(scan: &'s Scan<'_>) -> impl Iterator<Item = (&'s str, f64)> {
    let scored = scan.assessment.findings.iter().zip(&scan.ranking.scores);
    scored.map(|(finding, score)| (finding.fingerprint.as_str(), score.high))
}

/// Whether a kind of field could hold this, so that the file says something else and not nothing.
fn fits(json: &str, kind: &str) -> bool {
    match json.as_bytes()[0] {
        _ if kind == "any" => true,
        b'"' => kind == "string",
        b'[' => json == "[]" && kind.starts_with("list of "),
        b'{' => kind == "object",
        b't' => kind == "boolean",
        _ => kind == "integer" || kind == "number",
    }
}

const NOISE: f64 = 1e-6;

fn bits() -> impl Strategy<Value = Vec<bool>> {
    prop::collection::vec(any::<bool>(), 1..20)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fixing_never_raises_the_load(bad in bits(), place: Index) {
        let mut fixed = bad.clone();
        fixed[place.index(bad.len())] = false;
        prop_assert!(load(estate(&fixed)) <= load(estate(&bad)) + NOISE);
    }

    #[test]
    fn another_resource_never_lowers_the_load(bad in bits(), another: bool) {
        let more: Vec<bool> = bad.iter().copied().chain([another]).collect();
        prop_assert!(load(estate(&more)) >= load(estate(&bad)) - NOISE);
    }

    #[test]
    fn losing_sight_of_a_field_never_lowers_the_load(bad in bits(), place: Index, field: Index) {
        let resources = estate(&bad);
        let before = load(resources.clone());
        let mut blinded = resources;
        let place = place.index(blinded.len());
        let kind = KINDS.iter().find(|kind| kind.name == &*blinded[place].kind).unwrap();
        let readings: Vec<&String> = kind.fields.0.iter().filter(|(_, f)| f.reading).map(|(name, _)| name).collect();
        let lost = if readings.is_empty() { "tags" } else { readings[field.index(readings.len())].as_str() };
        let whole = Value::of(&blinded[place]);
        let text = format!(r#"{{"{lost}": {{"$unread": {{"action": "x:GetX", "reason": "access_denied"}}}}}}"#);
        let overlaid = whole.overlaid(&serde_json::from_str(&text).unwrap());
        blinded[place] = serde_json::from_str(&serde_json::to_string(&overlaid).unwrap()).unwrap();
        let after = load(blinded.clone());
        prop_assert!(after >= before - NOISE, "{} without {lost}: {before} became {after}", blinded[place].id);
    }

    /// Of any field, and whatever the file holds in its place.
    #[test]
    fn a_field_that_is_not_what_its_kind_says_never_lowers_the_load(bad in bits(), place: Index, field: Index, odd: Index) {
        let resources = estate(&bad);
        // As every file is read: what does not fit its kind is unread, with the damage and without.
        let before = judged(&snapshot(resources.clone()).fitted(&KINDS)).ranking.loads.estate.high;
        let mut damaged = resources;
        let place = place.index(damaged.len());
        let kind = KINDS.iter().find(|kind| kind.name == &*damaged[place].kind).unwrap();
        let names: Vec<&String> = kind.fields.0.keys().collect();
        let name = names[field.index(names.len())];
        let odd = ["\"\"", "[]", "{}", "-1", "[[null]]", "true", "1e300"][odd.index(7)];
        // A text may be in the place of a text.
        prop_assume!(!fits(odd, &kind.fields.0[name].kind));
        let overlay = format!(r#"{{"{name}": {odd}}}"#);
        let mut whole = serde_json::to_value(&damaged[place]).unwrap();
        whole[name.as_str()] = serde_json::from_str(odd).unwrap();
        damaged[place] = serde_json::from_value(whole).unwrap();
        let snapshot = snapshot(damaged).fitted(&KINDS);
        let after = judged(&snapshot).ranking.loads.estate.high;
        prop_assert!(after >= before - NOISE, "{} with {overlay}: {before} became {after}", kind.name);
    }

    #[test]
    fn losing_a_whole_kind_makes_no_other_look_better(bad in bits(), lost: Index) {
        let resources = estate(&bad);
        let lost = KINDS[lost.index(KINDS.len())].name;
        let snapshot = snapshot(resources.clone());
        let before = judged(&snapshot);
        let mut blinded = Snapshot::of(
            header(ACCOUNT),
            snapshot.resources.iter().filter(|r| &*r.kind != lost).cloned().collect(),
        );
        for region in [Region::global(), Region::try_from("eu-central-1").unwrap()] {
            let unread = Unread::new("x:ListX", Reason::AccessDenied);
            blinded.gaps.push(Gap::new(lost, account(ACCOUNT), region, unread));
        }
        let after = judged(&blinded);
        let scores: BTreeMap<&str, f64> = scores(&after).collect();
        for (finding, score) in before.assessment.findings.iter().zip(&before.ranking.scores) {
            if &*before.snapshot.resources[finding.resource].kind == lost {
                continue;
            }
            let now = scores.get(finding.fingerprint.as_str()).copied().unwrap_or_default();
            let control = &RULES.controls.controls()[finding.control].id;
            prop_assert!(now >= score.high - NOISE, "{control} without {lost}: {} became {now}", score.high);
        }
    }

    #[test]
    fn losing_a_whole_kind_is_said_to_be_unbounded(bad in bits(), place: Index) {
        let resources = estate(&bad);
        let lost = resources[place.index(resources.len())].clone();
        let left: Vec<Resource> = resources.into_iter().filter(|r| r.kind != lost.kind).collect();
        let mut snapshot = snapshot(left);
        let unread = Unread::new("x:ListX", Reason::AccessDenied);
        snapshot.gaps.push(Gap::new(&*lost.kind, lost.account.clone(), lost.region, unread));
        let loads = judged(&snapshot).ranking.loads;
        prop_assert!(loads.estate.unbounded && loads.inherent.unbounded);
        prop_assert!(loads.by_account[ACCOUNT].unbounded);
    }

    #[test]
    fn waiving_takes_only_from_what_is_left(bad in bits(), control: Index) {
        let snapshot = snapshot(estate(&bad));
        let before = judged(&snapshot).ranking.loads;
        let id = &RULES.controls.controls()[control.index(RULES.controls.controls().len())].id;
        let text = format!("waivers:\n- {{control: {id}, reason: accepted, owner: x, expires: 2027-01-01}}\n");
        let waived = rules(Waivers::parse(&Source::new("waivers.yaml", text)).unwrap());
        let after = scan(&snapshot, &waived, Keep::Problems).ranking.loads;
        prop_assert_eq!(after.inherent, before.inherent);
        prop_assert!(after.estate.high <= before.estate.high + NOISE);
    }

    #[test]
    fn order_and_names_change_nothing(bad in bits()) {
        let resources = estate(&bad);
        let reversed: Vec<Resource> = resources.iter().rev().cloned().collect();
        let (one, other) = (snapshot(resources.clone()), snapshot(reversed));
        prop_assert_eq!(judged(&one).ranking.scores, judged(&other).ranking.scores);
        let renamed: Vec<Resource> = one.resources.iter().map(|resource| {
            let text = serde_json::to_string(resource).unwrap().replace(ACCOUNT, "999988887777");
            serde_json::from_str(&text).unwrap()
        }).collect();
        let renamed = Snapshot::of(header("999988887777"), renamed);
        let sum = |snapshot: &Snapshot| judged(snapshot).ranking.loads.estate.high;
        prop_assert!((sum(&one) - sum(&renamed)).abs() < NOISE);
    }

    #[test]
    fn what_is_not_mapped_or_not_seen_is_never_met(bad in bits()) {
        let snapshot = snapshot(estate(&bad));
        let judged = judged(&snapshot);
        for coverage in &judged.coverages {
            for requirement in &coverage.requirements {
                let verdicts = |place: &usize| judged.assessment.tallies[*place];
                let passed = requirement.controls.iter().any(|place| verdicts(place).pass > 0);
                let clean = requirement.controls.iter().all(|place| {
                    let tally = verdicts(place);
                    tally.fail == 0 && tally.unknown == 0 && !tally.blind
                });
                prop_assert!(requirement.status != Status::Met || (passed && clean));
            }
        }
    }
}

#[test]
fn the_same_snapshot_gives_the_same_verdicts() {
    let snapshot = snapshot(estate(&[true, false, true, true, true, false, true, true, true, true]));
    let told = || {
        let judged = judged(&snapshot);
        let findings: Vec<_> = judged.assessment.findings.iter().map(|f| (f.fingerprint.clone(), f.verdict)).collect();
        (findings, format!("{:?}", judged.ranking.fixes))
    };
    let (findings, fixes) = told();
    assert!(findings.iter().any(|(_, verdict)| *verdict == Verdict::Fail));
    assert_eq!((findings, fixes), told());
}
