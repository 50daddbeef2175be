//! The laws of the risk model once more, ten thousand times each: on small estates of made-up kinds with every factor in
//! them, where a case takes a fraction of a millisecond.

use plimsoll::control::{self, ControlFile};
use plimsoll::evaluate::{Keep, Verdict, Waivers};
use plimsoll::scan::{Rules, Scan, scan};
use plimsoll::snapshot::{AccountId, Header, Reach, Region, Resource, Snapshot};
use plimsoll::yaml::Source;
use proptest::prelude::*;
use proptest::sample::Index;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const ACCOUNT: &str = "111122223333";

/// The fields by which a thing can be bad, each with a control.
const FIELDS: [&str; 5] = ["a", "b", "c", "d", "e"];

/// Severity, threat, exploit, and what decides: a field, a field where another says so, and a field or another.
const CONTROLS: [(&str, &str); 4] = [
    ("severity: critical\ncheck: resource.a\nrisk: {threat: takeover, exploit: trivial}", "s/a"),
    (
        "severity: high\ncheck: resource.b\nrisk: {threat: disclosure, exploit: moderate, exposure: internet_open}",
        "s/b",
    ),
    (
        "severity: medium\napplies: resource.a || true\ncheck: resource.c || resource.e\nrisk: {threat: destruction, exploit: hard}",
        "s/c",
    ),
    ("severity: low\ncheck: resource.d\nrisk: {threat: tampering, exploit: trivial}", "s/d"),
];

static RULES: LazyLock<Rules> = LazyLock::new(|| rules(Waivers::default()));

fn rules(waivers: Waivers) -> Rules {
    let file = |(text, id): &(&str, &str)| {
        let rest = "title: T\nresource: k\nwhy: W\nfix: {text: F, effort: minutes, scope: resource}";
        ControlFile::new(*id, Source::new(*id, format!("{text}\n{rest}\n")))
    };
    let files: Vec<ControlFile> = CONTROLS.iter().map(file).collect();
    Rules { controls: control::load(&files, &BTreeMap::new()).unwrap(), waivers, ..Rules::default() }
}

/// A field's value: bad, good, or not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    Bad,
    Good,
    Unread,
}

#[derive(Debug, Clone)]
struct Thing {
    fields: [Seen; 5],
    /// Data class and criticality as tags say them; unread where there is none.
    tags: Option<(&'static str, &'static str)>,
    owner: Option<&'static str>,
}

fn thing() -> impl Strategy<Value = Thing> {
    let seen = prop_oneof![4 => Just(Seen::Bad), 4 => Just(Seen::Good), 1 => Just(Seen::Unread)];
    let class = prop::sample::select(vec!["public", "internal", "confidential", "restricted", ""]);
    let importance = prop::sample::select(vec!["low", "normal", "high", "vital", ""]);
    let tags = prop::option::weighted(0.9, (class, importance));
    let owner = prop::option::of(prop::sample::select(vec!["web", "data"]));
    (prop::array::uniform5(seen), tags, owner).prop_map(|(fields, tags, owner)| Thing { fields, tags, owner })
}

fn things() -> impl Strategy<Value = Vec<Thing>> {
    prop::collection::vec(thing(), 1..6)
}

impl Thing {
    fn resource(&self, number: usize, account: &str) -> Resource {
        const UNREAD: &str = r#"{"$unread": {"action": "x:GetX", "reason": "access_denied"}}"#;
        let fields = FIELDS.iter().zip(self.fields).map(|(name, seen)| match seen {
            Seen::Bad => format!(r#""{name}": false"#),
            Seen::Good => format!(r#""{name}": true"#),
            Seen::Unread => format!(r#""{name}": {UNREAD}"#),
        });
        let tags = self.tags.map_or(UNREAD.to_owned(), |(class, importance)| {
            let owner = self.owner.unwrap_or_default();
            format!(r#"{{"data-class": "{class}", "criticality": "{importance}", "owner": "{owner}"}}"#)
        });
        let id = format!("arn:aws:x:eu-central-1:{account}:thing/{number}");
        let fields: Vec<String> = fields.collect();
        let json = format!(
            r#"{{"kind": "k", "id": "{id}", "account": "{account}", "region": "eu-central-1", "tags": {tags}, {}}}"#,
            fields.join(", ")
        );
        serde_json::from_str(&json).unwrap()
    }
}

fn of_account(things: &[Thing], account: &str) -> Snapshot {
    let id = AccountId::try_from(account).unwrap();
    let region = Region::try_from("eu-central-1").unwrap();
    let now = "2026-06-30T12:00:00Z".parse().unwrap();
    let mut header = Header::new(now, "example".into(), vec![id], vec![region]);
    header.kinds.insert("k".into(), Reach::Regional);
    let resources = things.iter().enumerate().map(|(number, thing)| thing.resource(number, account)).collect();
    Snapshot::of(header, resources)
}

fn snapshot(things: &[Thing]) -> Snapshot {
    of_account(things, ACCOUNT)
}

/// The load of an estate, at the least and at the most.
fn load(things: &[Thing]) -> (f64, f64) {
    let load = scan(&snapshot(things), &RULES, Keep::Problems).ranking.loads.estate;
    (load.low, load.high)
}

fn told(scan: &Scan<'_>) -> String {
    format!("{:?} {:?} {:?}", scan.assessment.findings, scan.ranking.scores, scan.ranking.loads)
}

const NOISE: f64 = 1e-6;

/// `PROPTEST_CASES` asks for more or fewer.
fn config() -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let cases = if asked { ProptestConfig::default().cases } else { 10_000 };
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn fixing_never_raises_the_load(things in things(), place: Index, field in 0..5usize) {
        let mut fixed = things.clone();
        fixed[place.index(things.len())].fields[field] = Seen::Good;
        let (before, after) = (load(&things), load(&fixed));
        prop_assert!(after.0 <= before.0 + NOISE && after.1 <= before.1 + NOISE, "{before:?} became {after:?}");
    }

    #[test]
    fn another_failure_never_lowers_the_load(things in things(), place: Index, field in 0..5usize) {
        let mut worse = things.clone();
        worse[place.index(things.len())].fields[field] = Seen::Bad;
        let (before, after) = (load(&things), load(&worse));
        prop_assert!(after.0 >= before.0 - NOISE && after.1 >= before.1 - NOISE, "{before:?} became {after:?}");
    }

    #[test]
    fn another_resource_never_lowers_the_load(things in things(), another in thing()) {
        let more: Vec<Thing> = things.iter().cloned().chain([another]).collect();
        let (before, after) = (load(&things), load(&more));
        prop_assert!(after.0 >= before.0 - NOISE && after.1 >= before.1 - NOISE, "{before:?} became {after:?}");
    }

    #[test]
    fn a_healthy_resource_changes_nothing(things in things(), tags in thing()) {
        let healthy = Thing { fields: [Seen::Good; 5], ..tags };
        let more: Vec<Thing> = things.iter().cloned().chain([healthy]).collect();
        let (before, after) = (load(&things), load(&more));
        prop_assert!((after.0 - before.0).abs() < NOISE && (after.1 - before.1).abs() < NOISE);
    }

    #[test]
    fn a_lost_permission_never_lowers_the_load(things in things(), place: Index, lost in 0..6usize) {
        let mut blinded = things.clone();
        let thing = &mut blinded[place.index(things.len())];
        match thing.fields.get_mut(lost) {
            Some(field) => *field = Seen::Unread,
            None => thing.tags = None,
        }
        let (before, after) = (load(&things), load(&blinded));
        prop_assert!(after.1 >= before.1 - NOISE, "{before:?} became {after:?}");
    }

    #[test]
    fn waiving_takes_only_from_what_is_left(things in things(), control in 0..4usize) {
        let snapshot = snapshot(&things);
        let before = scan(&snapshot, &RULES, Keep::Problems).ranking.loads;
        static WAIVED: LazyLock<Vec<Rules>> = LazyLock::new(|| {
            let waiver = |id: &str| format!("waivers:\n- {{control: {id}, reason: r, owner: x, expires: 2027-01-01}}\n");
            let parse = |text: String| Waivers::parse(&Source::new("waivers.yaml", text)).unwrap();
            CONTROLS.iter().map(|(_, id)| rules(parse(waiver(id)))).collect()
        });
        let after = scan(&snapshot, &WAIVED[control], Keep::Problems).ranking.loads;
        prop_assert_eq!(after.inherent, before.inherent);
        prop_assert!(after.estate.high <= before.estate.high + NOISE && after.estate.low <= before.estate.low + NOISE);
    }

    #[test]
    fn order_and_names_change_nothing(things in things()) {
        let sums = |snapshot: &Snapshot| {
            let loads = scan(snapshot, &RULES, Keep::Problems).ranking.loads;
            (loads.estate.low, loads.estate.high, loads.by_owner.len())
        };
        let before = sums(&snapshot(&things));
        let backwards: Vec<Thing> = things.iter().rev().cloned().collect();
        for other in [snapshot(&backwards), of_account(&things, "999988887777")] {
            let after = sums(&other);
            prop_assert!((after.0 - before.0).abs() < NOISE && (after.1 - before.1).abs() < NOISE);
            prop_assert_eq!(after.2, before.2);
        }
    }

    #[test]
    fn the_same_snapshot_gives_the_same_verdicts(things in things()) {
        let (one, other) = (snapshot(&things), snapshot(&things));
        let once = scan(&one, &RULES, Keep::Problems);
        prop_assert_eq!(told(&once), told(&scan(&other, &RULES, Keep::Problems)));
    }

    #[test]
    fn scores_stay_on_their_scale_and_fixes_are_worth_what_they_take_away(things in things()) {
        let snapshot = snapshot(&things);
        let scan = scan(&snapshot, &RULES, Keep::Problems);
        for (finding, score) in scan.assessment.findings.iter().zip(&scan.ranking.scores) {
            prop_assert!(0.0 <= score.low && score.low <= score.high && score.high <= 100.0);
            prop_assert!(finding.verdict != Verdict::Unknown || score.low == 0.0);
        }
        for fix in &scan.ranking.fixes {
            let mut left = things.clone();
            for place in &fix.findings {
                let finding = &scan.assessment.findings[*place];
                let id = &scan.snapshot.resources[finding.resource].id;
                let number: usize = id.rsplit('/').next().unwrap().parse().unwrap();
                left[number].fields[finding.control] = Seen::Good;
            }
            let taken = load(&things).1 - load(&left).1;
            prop_assert!((fix.worth - taken).abs() < NOISE, "{} for {taken}", fix.worth);
        }
    }
}

/// A value that a law would not hold for must be found, or the laws say nothing.
#[test]
fn the_estates_have_every_verdict_and_factor() {
    let all = [Seen::Bad, Seen::Good, Seen::Unread].map(|seen| Thing {
        fields: [seen; 5],
        tags: Some(("restricted", "vital")),
        owner: Some("web"),
    });
    let unknown = Thing { tags: None, ..all[0].clone() };
    let snapshot = snapshot(&[all.to_vec(), vec![unknown]].concat());
    let scan = scan(&snapshot, &RULES, Keep::Everything);
    let verdicts = |verdict| scan.assessment.findings.iter().filter(|finding| finding.verdict == verdict).count();
    assert_eq!([Verdict::Fail, Verdict::Pass, Verdict::Unknown].map(verdicts), [8, 4, 4]);
    assert!(scan.ranking.scores.iter().any(|score| score.low < score.high && score.low > 0.0));
    assert_eq!(scan.snapshot.resources[0].at("a").as_bool(), Some(false));
}
