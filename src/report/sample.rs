//! A small estate made by hand, for the tests of drawings: every part of a view has something in it, some of it hostile.

mod extremes;
mod time;

pub(super) use time::{difference, quarters};

use super::{Audience, Ends, Inputs, PathsView, View, Whose};
use crate::control::{
    Check, Control, ControlSet, Effort, Examples, Exploit, Fix, FixScope, RiskProfile, Served, Severity, Threat,
};
use crate::evaluate::{Assessment, Blind, Evidence, Finding, Tally, Verdict, Waiver, WaiverUse};
use crate::facts::access::{WayStep, WayUp};
use crate::facts::paths::Paths;
use crate::facts::{Classification, Deriver, FactSheet, Facts, Index, Span};
use crate::framework::{
    Attestations, Coverage, Framework, JudgedBy, Requirement, RequirementStatus, Responsibility, Status,
};
use crate::risk::{Confidence, DueDays, Factor, FixPlan, Load, Loads, Ranking, Score};
use crate::snapshot::{
    AccountId, Action, End, Fields, Gap, Header, KindInfo, Reason, Region, Resource, Scope, Snapshot, Unread, Value,
};
use crate::yaml::Source;
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) struct Estate {
    snapshot: Snapshot,
    kinds: Vec<KindInfo>,
    pub(super) controls: ControlSet,
    facts: Facts,
    pub(super) assessment: Assessment,
    pub(super) ranking: Ranking,
    frameworks: Vec<Framework>,
    coverages: Vec<Coverage>,
    pub(super) attestations: Attestations,
    due: DueDays,
    pub(super) include: BTreeSet<Verdict>,
    pub(super) line: Option<f64>,
    pub(super) audience: Audience,
}

pub(super) const HOSTILE: &str = "evil\u{1b}[31m\u{202e}name\r\n-with-a-very-long-tail-that-fits-nowhere-at-all-0042";

impl Estate {
    /// Two failures, one of them waived, one unknown and one pass.
    pub(super) fn small() -> Self {
        let snapshot = snapshot(vec![bucket("payroll", Some("finance")), bucket(HOSTILE, None)]);
        let facts = all_facts(&snapshot, &Classification::default());
        let findings = vec![
            finding(0, 0, Verdict::Fail, None),
            finding(0, 1, Verdict::Fail, Some(0)),
            finding(1, 0, Verdict::Unknown, None),
            finding(1, 1, Verdict::Pass, None),
        ];
        let tallies = vec![
            Tally { pass: 0, fail: 2, unknown: 0, waived: 1, blind: true },
            Tally { pass: 1, unknown: 1, ..Tally::default() },
        ];
        let gap = Gap::new(
            "s3_bucket",
            account(),
            region("us-east-1"),
            Unread::new("s3:ListAllMyBuckets", Reason::Throttled),
        );
        let blind = vec![Blind { gap, controls: vec![0, 1] }];
        let waivers =
            vec![waiver("s3/bucket-versioning", false, 1), waiver("s3/old-*", true, 3), waiver("s3/no-*", false, 0)];
        Self {
            kinds: vec![kind()],
            controls: controls(),
            facts,
            ranking: ranking(),
            assessment: Assessment { findings, tallies, blind, waivers },
            frameworks: vec![framework()],
            coverages: vec![coverage()],
            attestations: Attestations::default(),
            due: DueDays::default(),
            include: [Verdict::Fail].into(),
            line: Some(200.0),
            audience: Audience::default(),
            snapshot,
        }
    }

    /// The same where the first control asks for a way up, and there is one, which may go through a function.
    pub(super) fn climbing(certain: bool) -> Self {
        let mut estate = Self::small();
        let step = |path: &str, name: &str, through: &str| WayStep {
            path: path.into(),
            name: name.into(),
            through: Some(through.into()),
        };
        let steps = vec![
            step("lambda-004", "write over a function's code", &format!("arn:aws:lambda:x:1:function:{HOSTILE}")),
            step("iam-009", "attach a policy to a role", "arn:aws:iam::111122223333:role/deploy"),
        ];
        let high = WayUp { to_admin: true, steps, granted_by: Vec::new() };
        let way_up = if certain {
            Span::known(high, "seen")
        } else {
            let unread = Unread::new("lambda:ListFunctions", Reason::AccessDenied);
            Span::between(WayUp::default(), high, Arc::new(unread))
        };
        let climbs = |place| FactSheet { way_up: Some(way_up.clone()), ..estate.facts.of(place).clone() };
        estate.facts = (0..2).map(|place| (place, climbs(place))).collect();
        let asking =
            control("iam/role-no-way-up", "No role can make itself an administrator", "!facts.way_up.to_admin");
        estate.controls =
            ControlSet::new(vec![asking, control("s3/policy-is-private", "T", "resource.policy == null")]);
        estate
    }

    /// The same with words of people: one that ran out, one that soon will, and one against which a control speaks.
    pub(super) fn attested() -> Self {
        let mut estate = Self::small();
        estate.frameworks[0].requirements.extend(["AT-2", "AT-3"].map(|id| requirement(id, "Training")));
        let silent = |requirement, status, attestation| RequirementStatus {
            requirement,
            status,
            controls: Vec::new(),
            failures: 0,
            waived: 0,
            silent: true,
            attestation,
            unanswered: vec!["prowler:iam_training".to_owned()],
        };
        let more = [silent(2, Status::NotCovered, None), silent(3, Status::Attested, Some(1))];
        estate.coverages[0].requirements.extend(more);
        let one = |id: &str, days: &str| {
            format!(
                "- {{requirement: nist-800-53-r5:{id}, statement: \"All {id} is done\\e[31m\", evidence: wiki, by: ana, {days}}}\n"
            )
        };
        let all = [
            one("AT-2", "on: 2025-01-01, expires: 2025-12-31"),
            one("AT-3", "on: 2025-07-15, expires: 2026-07-15"),
            one("CP-9", "on: 2026-01-01, expires: 2026-12-31"),
        ];
        let source = Source::new("attestations.yaml", format!("attestations:\n{}", all.concat()));
        estate.attestations = Attestations::parse(&source, &estate.frameworks).unwrap();
        estate
    }

    /// The same where nothing failed.
    pub(super) fn healthy() -> Self {
        let mut estate = Self::small();
        estate.assessment.findings.retain(|finding| finding.verdict != Verdict::Fail);
        estate.ranking =
            Ranking { scores: vec![score(), score()], loads: Loads::default(), fixes: Vec::new(), paths: 0 };
        estate.assessment.waivers.clear();
        estate
    }

    /// More of everything than a screen has room for.
    pub(super) fn crowded() -> Self {
        let mut estate = Self::small();
        let places = 0..40;
        estate.snapshot.resources = places.clone().map(|n| bucket(&format!("bucket-{n}"), Some("finance"))).collect();
        let (snapshot, classification) = (&estate.snapshot, Classification::default());
        estate.facts = all_facts(snapshot, &classification);
        estate.assessment.findings = places.clone().map(|n| finding(0, n, Verdict::Fail, None)).collect();
        let fix = |n: usize| FixPlan { id: format!("f{n}"), findings: vec![n], ..estate.ranking.fixes[0].clone() };
        estate.ranking.fixes = places.clone().map(fix).collect();
        estate.ranking.scores = vec![score(); 40];
        estate.assessment.waivers = vec![estate.assessment.waivers[1].clone(); 20];
        let gap = |n: usize| Gap { action: format!("s3:Get{n}"), ..estate.assessment.blind[0].gap.clone() };
        estate.assessment.blind = places.map(|n| Blind { gap: gap(n), controls: vec![0] }).collect();
        estate.coverages = vec![coverage(); 10];
        estate
    }

    pub(super) fn inputs(&self) -> Inputs<'_> {
        Inputs {
            snapshot: &self.snapshot,
            kinds: &self.kinds,
            controls: &self.controls,
            facts: &self.facts,
            assessment: &self.assessment,
            ranking: &self.ranking,
            frameworks: &self.frameworks,
            coverages: &self.coverages,
            attestations: &self.attestations,
            trend: None,
            line: self.line,
            due: &self.due,
            include: &self.include,
            top: 8,
            audience: self.audience,
            whose: Whose::default(),
        }
    }

    pub(super) fn view(&self) -> View<'_> {
        View::lay_out(&self.inputs())
    }
}

fn kind() -> KindInfo {
    KindInfo {
        name: "s3_bucket",
        cloudformation: "AWS::S3::Bucket",
        scope: Scope::Regional,
        actions: const { &[Action::page("s3:ListAllMyBuckets")] },
        doc: "A bucket.".into(),
        fields: Fields::default(),
        sample: bucket("sample", None),
    }
}

fn account() -> AccountId {
    AccountId::try_from("111122223333").unwrap()
}

fn region(name: &str) -> Region {
    Region::try_from(name).unwrap()
}

fn moment() -> DateTime<Utc> {
    "2026-06-30T12:00:00Z".parse().unwrap()
}

fn bucket(name: &str, owner: Option<&str>) -> Resource {
    let tags = owner.map_or(json!({}), |owner| json!({ "owner": owner }));
    serde_json::from_value(json!({"kind": "s3_bucket", "id": format!("arn:aws:s3:::{name}"), "name": name,
        "account": "111122223333", "region": "eu-central-1", "tags": tags, "versioning": {"status": "suspended"}}))
    .unwrap()
}

fn snapshot(resources: Vec<Resource>) -> Snapshot {
    let regions = vec![region("eu-central-1"), region("us-east-1")];
    let header = Header::new(moment(), "example".into(), vec![account()], regions);
    let calls = BTreeMap::from([("s3:GetBucketVersioning".to_owned(), 1200), ("s3:ListAllMyBuckets".to_owned(), 4)]);
    let end = End { resources: 2, gaps: 1, duration_ms: 42_300, calls };
    Snapshot { header, resources, gaps: Vec::new(), plans: Vec::new(), done: Vec::new(), end: Some(end) }
}

fn finding(control: usize, resource: usize, verdict: Verdict, waiver: Option<usize>) -> Finding {
    let unread = (verdict == Verdict::Unknown).then(|| Unread::new("s3:GetBucketPolicy", Reason::AccessDenied));
    let evidence = vec![Evidence { path: "resource.versioning.status".into(), value: Value::str("suspended") }];
    let fingerprint = format!("{control}{resource}").repeat(16);
    Finding { fingerprint, control, resource, verdict, unread, evidence, cause: None, waiver, folded_under: None }
}

fn waiver(control: &str, expired: bool, covers: u64) -> WaiverUse {
    let expires = NaiveDate::from_ymd_opt(2026, 12, 31).unwrap();
    let waiver = Waiver {
        id: None,
        ticket: None,
        written: None,
        control: Some(control.to_owned()),
        resource: None,
        fingerprint: None,
        account: None,
        reason: "Rebuilt every night from the source of truth.".into(),
        owner: "ana".into(),
        expires,
    };
    WaiverUse { waiver, covers, expired, unseen: false }
}

fn control(id: &str, title: &str, check: &str) -> Control {
    Control {
        id: id.into(),
        title: title.into(),
        resource: "s3_bucket".into(),
        severity: Severity::Medium,
        applies: None,
        check: Check::compile(check).unwrap(),
        params: Value::Null,
        why: "Without versions, one overwrite is final.".into(),
        risk: RiskProfile { threat: Threat::Destruction, exploit: Exploit::Moderate, exposure: None },
        fix: Fix {
            text: "Turn on versioning and add a lifecycle rule for old versions.".into(),
            cli: Some("aws s3api put-bucket-versioning --bucket {resource.name}".into()),
            terraform: None,
            effort: Effort::Minutes,
            scope: FixScope::Resource,
            cause: None,
            change: None,
            cuts: vec![],
        },
        cause: None,
        maps: BTreeMap::from([(
            "nist-800-53-r5".to_owned(),
            vec![Served { requirement: "CP-9".into(), defence: None }],
        )]),
        folded_under: Vec::new(),
        also_known_as: BTreeMap::from([("security_hub".to_owned(), vec!["S3.14".to_owned()])]),
        references: Vec::new(),
        examples: Examples::default(),
    }
}

fn controls() -> ControlSet {
    ControlSet::new(vec![
        control(
            "s3/bucket-versioning",
            "S3 buckets keep old versions of objects",
            "resource.versioning.status == 'enabled'",
        ),
        control("s3/policy-is-private", "S3 bucket policies let nobody from outside in", "resource.policy == null"),
    ])
}

fn score() -> Score {
    let factor = |name, value: &str, low, high, because: &str| Factor {
        name,
        value: value.into(),
        low,
        high,
        because: because.into(),
    };
    Score {
        low: 61.0,
        high: 66.0,
        factors: vec![
            factor(
                "exposure",
                "internal",
                0.25,
                0.35,
                "no way in from the internet was found, and one route table is unread",
            ),
            factor("exploit", "moderate", 0.2, 0.2, "takes a stolen secret"),
            factor("effect", "high", 0.77, 0.77, "all objects of one bucket"),
        ]
        .into(),
        confidence: Confidence::Medium,
    }
}

fn ranking() -> Ranking {
    let load = |low, high| Load { low, high, unbounded: true };
    let loads = Loads {
        estate: load(68.6, 153.2),
        inherent: load(137.2, 250.1),
        by_account: BTreeMap::from([("111122223333".to_owned(), load(68.6, 153.2))]),
        by_owner: BTreeMap::from([(String::new(), load(0.0, 56.2)), ("finance".to_owned(), load(68.6, 97.0))]),
    };
    let fix = FixPlan {
        id: "f1".into(),
        control: 0,
        scope: FixScope::Resource,
        effort: Effort::Minutes,
        target: "arn:aws:s3:::payroll".into(),
        account: "111122223333".into(),
        region: Some("eu-central-1".into()),
        owner: Some("finance".into()),
        findings: vec![0],
        worth: 97.0,
        share: 0.633,
        paths: 0,
    };
    Ranking { scores: vec![score(); 4], loads, fixes: vec![fix], paths: 0 }
}

fn requirement(id: &str, title: &str) -> Requirement {
    Requirement {
        id: id.into(),
        title: title.into(),
        groups: Vec::new(),
        baselines: Vec::new(),
        assessment: None,
        responsibility: Responsibility::Customer,
        judged_by: JudgedBy::Automated,
        satisfied_by: Vec::new(),
        weight: 1,
        why: None,
    }
}

fn framework() -> Framework {
    Framework {
        id: "nist-800-53-r5".into(),
        title: "NIST SP 800-53 Rev. 5".into(),
        version: Some("5.1.1".into()),
        url: None,
        source: None,
        license: None,
        notice: None,
        example: false,
        superseded_by: None,
        techniques: false,
        groups: Vec::new(),
        requirements: vec![requirement("CP-9", "System Backup"), requirement("AC-3", "Access Enforcement")],
        withdrawn: BTreeMap::new(),
    }
}

fn coverage() -> Coverage {
    let requirement = |requirement, status, failures| RequirementStatus {
        waived: 1,
        requirement,
        status,
        controls: vec![requirement],
        failures,
        silent: false,
        attestation: None,
        unanswered: Vec::new(),
    };
    let score = crate::framework::Score { not_met: 1, unknown: 1, ..crate::framework::Score::default() };
    Coverage {
        framework: 0,
        score,
        weighted: score,
        requirements: vec![requirement(0, Status::NotMet, 1), requirement(1, Status::Unknown, 0)],
    }
}

fn all_facts(snapshot: &Snapshot, by: &Classification) -> Facts {
    let index = Index::new(snapshot);
    let deriver = Deriver::new(&index, by);
    snapshot.resources.iter().enumerate().map(|(place, resource)| (place, deriver.sheet(resource))).collect()
}

/// Asks what is shown of the attack paths of Acme, as the security team found it.
pub(super) fn acme_paths<T>(ends: &Ends, most: usize, ask: impl FnOnce(&PathsView<'_>) -> T) -> T {
    let bytes = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/acme/2025-Q4.jsonl.zst"));
    let mut snapshot = crate::snapshot::read_bytes("acme", bytes).unwrap();
    // As if nobody had looked at databases.
    snapshot.header.kinds.remove("rds_instance");
    let (index, by) = (Index::new(&snapshot), Classification::default());
    let deriver = Deriver::new(&index, &by);
    let paths = Paths::of(&deriver);
    ask(&PathsView::lay_out(&paths, &snapshot, ends, most))
}
