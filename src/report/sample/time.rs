//! Quarters beside each other, and two scans, some of whose names are hostile.

use super::{HOSTILE, moment};
use crate::report::{
    ChangeRow, ChangeRows, Count, DiffPart, DiffRows, ExposureRow, PartRow, QuarterRow, ResourcePart, ResourceRows,
    Side, SinceRow, TrendRows,
};
use crate::risk::{Band, Load};
use crate::trend::{
    Became, By, Calendar, FactChange, FieldChange, Flow, Group, Mover, Movers, Opened, Pace, ResourceChange, Sight,
};
use std::sync::LazyLock;

/// Three quarters: one that could not be read in full, one over the line, one below it.
pub(in crate::report) fn quarters() -> TrendRows<'static> {
    static ACCOUNTS: LazyLock<[Vec<Group>; 3]> = LazyLock::new(|| {
        let group = |name: &str, load| Group {
            name: name.to_owned(),
            load: Load { low: load, high: load, unbounded: false },
            open: 12,
        };
        [
            vec![group("111122223333", 420.0)],
            vec![group("111122223333", 200.0), group("evil\u{1b}[2J", 60.0)],
            vec![group("111122223333", 153.2)],
        ]
    });
    let quarter = |label: &str, day: &str, place: usize, load, complete| QuarterRow {
        period: Calendar::default().period_of(format!("{day}T12:00:00Z").parse().unwrap()),
        label: label.into(),
        snapshot: "20260331T120000Z-111122223333",
        taken_at: moment(),
        stale_days: (label == "2026-Q1").then_some(45),
        complete,
        load,
        inherent: load,
        bands: [(Band::Critical, 0), (Band::High, 12), (Band::Medium, 3), (Band::Low, 0)],
        accepted: 2,
        overdue: 7,
        sight: Sight { resources: 40, decided: 995, undecided: 5, controls: 60, blind_controls: 2 },
        since: (place > 0).then(since),
        accounts: ACCOUNTS[place].iter().collect(),
        owners: Vec::new(),
        frameworks: vec![(
            "nist-800-53-r5",
            crate::framework::Score {
                met: 40,
                not_met: 12,
                unknown: 3,
                not_covered: 9,
                ..crate::framework::Score::default()
            },
        )],
        ruler: None,
    };
    let load = |low, high| Load { low, high, unbounded: false };
    TrendRows {
        by: By::Quarter,
        quarters: vec![
            quarter("2025-Q4", "2025-11-30", 0, load(300.0, 420.0), false),
            quarter("2026-Q1", "2026-02-14", 1, load(260.0, 260.0), true),
            quarter("2026-Q2", "2026-06-30", 2, load(153.2, 153.2), true),
        ],
        missing: Vec::new(),
    }
}

fn since() -> SinceRow<'static> {
    static MOVERS: LazyLock<Movers> = LazyLock::new(|| {
        let mover = |id: &str, name: &str, kind: Option<&str>, before, after| Mover {
            id: id.to_owned(),
            name: name.to_owned(),
            kind: kind.map(str::to_owned),
            account: kind.map(|_| "111122223333".to_owned()),
            before,
            after,
        };
        Movers {
            controls: vec![mover("s3/bucket-versioning", "S3 buckets keep old versions of objects", None, 200.0, 90.5)],
            resources: vec![mover("arn:aws:s3:::payroll", "evil\u{1b}[2J\u{202e}", Some("s3_bucket"), 0.0, 20.0)],
            accounts: vec![mover("111122223333", "111122223333", None, 260.0, 153.2)],
            owners: vec![mover("", "", None, 260.0, 153.2)],
        }
    });
    let part = |key, title, tenths| PartRow { key, title, tenths };
    SinceRow {
        label: "2025-Q4".into(),
        days: 90,
        across_gap: false,
        flow: Flow { new: 4, fixed: 9, returned: 1, standing: 1_204, moved: 2, unseen: 3, ..Flow::default() },
        pace: Some(Pace { fixed: 9, mean_days: 12.4, p90_days: 41.0 }),
        change: ChangeRows { parts: vec![part("new", "new", 205), part("fixed", "fixed", -1_273)], together: -1_068 },
        movers: &MOVERS,
    }
}

pub(in crate::report) fn difference(new: usize) -> DiffRows<'static> {
    let side = |snapshot, complete, load| Side {
        snapshot,
        taken_at: moment(),
        accounts: &[],
        complete,
        load: Load { low: load, high: load, unbounded: false },
    };
    let row = || ChangeRow {
        fingerprint: "0123456789abcdef",
        control: "s3/bucket-versioning",
        title: "S3 buckets keep old versions of objects",
        resource: "arn:aws:s3:::payroll",
        name: "payroll",
        kind: "s3_bucket",
        account: "111122223333",
        region: "eu-central-1",
        owner: None,
        score: 66.0,
        score_before: Some(42.0),
        band: Band::High,
    };
    let count = Count::new(new, "failure", "failures");
    let part = DiffPart {
        key: "worse",
        title: "WORSE",
        meaning: "there before, with less risk",
        count,
        rows: (0..new).map(|_| row()).collect(),
    };
    DiffRows {
        before: side("a", false, 260.0),
        after: side("b", true, 326.0),
        standing: count,
        parts: vec![part],
        change: ChangeRows {
            parts: vec![PartRow { key: "context", title: "context changed", tenths: 660 }],
            together: 660,
        },
        resources: ResourceRows { parts: resources(), only_times: Count::new(3, "resource", "resources") },
        exposure: vec![ExposureRow { key: "opened", opened: &OPENED }],
    }
}

fn resources() -> Vec<ResourcePart<'static>> {
    static CHANGED: LazyLock<ResourceChange> = LazyLock::new(|| {
        let field = |path: &str, before: &str, after: &str| FieldChange {
            path: path.to_owned(),
            before: before.to_owned(),
            after: after.to_owned(),
        };
        let long = format!("\"{}\"", HOSTILE.repeat(20));
        ResourceChange {
            became: Became::Changed,
            id: "arn:aws:s3:::payroll".into(),
            name: "payroll".into(),
            kind: "s3_bucket".into(),
            account: "111122223333".into(),
            region: "eu-central-1".into(),
            fields: vec![
                field("policy", r#"{"$unread":{"action":"s3:GetBucketPolicy","reason":"access_denied"}}"#, "null"),
                field("tags.team", &long, "null"),
                field("versioning.status", "\"enabled\"", "null"),
                field("website", "null", "true"),
            ],
            left_out: 2,
            only_times: false,
        }
    });
    let count = Count::new(1, "resource", "resources");
    let meaning = "fields that are not as they were";
    vec![ResourcePart { key: "changed", title: "RESOURCES CHANGED", meaning, count, rows: vec![&CHANGED] }]
}

static OPENED: LazyLock<Opened> = LazyLock::new(|| {
    let fact = |fact, before: &str, after: &str| FactChange {
        fact,
        before: Some(before.to_owned()),
        after: Some(after.to_owned()),
        way: std::cmp::Ordering::Greater,
    };
    Opened {
        became: Became::Changed,
        id: "arn:aws:s3:::payroll".into(),
        name: "payroll".into(),
        kind: "s3_bucket".into(),
        account: "111122223333".into(),
        region: "eu-central-1".into(),
        facts: vec![fact("exposure", "internal", "internal to internet_open"), fact("policy", "none", "public")],
    }
});
