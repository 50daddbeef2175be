//! Acme's estate at the end of a quarter.

use plimsoll::collect::kinds;
use plimsoll::snapshot::{
    AccountId, Done, Gap, Header, KindInfo, Reach, Reason, Region, Resource, Unread, Value, Writer,
};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

pub const PROD: &str = "111122223333";
pub const DATA: &str = "444455556666";
pub const SANDBOX: &str = "777788889999";
pub const ACCOUNTS: [&str; 3] = [PROD, DATA, SANDBOX];
pub const FRANKFURT: &str = "eu-central-1";
pub const VIRGINIA: &str = "us-east-1";
pub const REGIONS: [&str; 2] = [FRANKFURT, VIRGINIA];

/// The quarters of the story, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quarter {
    /// 2025-Q4: as the security team found it.
    Found,
    /// 2026-Q1: the urgent things.
    Urgent,
    /// 2026-Q2: the habits.
    Habits,
    /// 2026-Q3: a busy summer.
    Summer,
}

impl Quarter {
    pub const ALL: [Self; 4] = [Self::Found, Self::Urgent, Self::Habits, Self::Summer];

    pub fn name(self) -> &'static str {
        ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"][self as usize]
    }

    /// The day of its snapshot.
    pub fn day(self) -> &'static str {
        ["2025-12-31", "2026-03-31", "2026-06-30", "2026-09-30"][self as usize]
    }

    pub fn moment(self) -> String {
        format!("{}T12:00:00Z", self.day())
    }

    /// Some days before its snapshot.
    pub fn days_ago(self, days: i64) -> String {
        let moment: chrono::DateTime<chrono::Utc> = self.moment().parse().expect("a good time");
        (moment - chrono::Duration::days(days)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    }
}

/// A resource on its way into the estate.
pub struct Thing<'a> {
    pub kind: &'a str,
    pub account: &'a str,
    /// Empty for what is global.
    pub region: &'a str,
    pub id: String,
    pub name: &'a str,
    /// None for kinds without tags.
    pub tags: Option<Json>,
    pub fields: Json,
}

/// Fields that speak of what is to come.
pub const AHEAD: [&str; 3] = ["expires_at", "valid_until", "deprecated_at"];

pub struct Estate {
    pub quarter: Quarter,
    kinds: BTreeMap<&'static str, KindInfo>,
    pub resources: Vec<Resource>,
    gaps: Vec<Gap>,
}

impl Estate {
    pub fn of(quarter: Quarter) -> Self {
        let all = kinds();
        let kinds = all.iter().map(|kind| (kind.name, kind.clone())).collect();
        let mut estate = Self { quarter, kinds, resources: vec![], gaps: vec![] };
        crate::identity::add(&mut estate);
        crate::network::add(&mut estate);
        crate::compute::add(&mut estate);
        crate::balancing::add(&mut estate);
        crate::storage::add(&mut estate);
        crate::services::add(&mut estate);
        crate::watch::add(&mut estate, &all);
        if quarter == Quarter::Habits {
            estate.lose_a_permission();
        }
        estate
    }

    pub fn add(&mut self, thing: Thing<'_>) {
        let kind = self.kinds.get(thing.kind).unwrap_or_else(|| panic!("there is no kind {}", thing.kind));
        for name in thing.fields.as_object().expect("fields are an object").keys() {
            assert!(kind.fields.0.contains_key(name), "{} has no field {name}", thing.kind);
        }
        let mut whole = thing.fields;
        whole["id"] = json!(thing.id);
        whole["name"] = json!(thing.name);
        whole["account"] = json!(thing.account);
        whole["region"] = json!(if thing.region.is_empty() { "global" } else { thing.region });
        let mut resource = kind.example(&Value::from(whole));
        assert_eq!(&*resource.id, thing.id, "{} did not take its overlay", thing.kind);
        resource.fields = resource.fields.iter().map(|(name, value)| (name.into(), self.told(name, value))).collect();
        resource.tags = thing.tags.map_or(Value::Null, Value::from);
        self.resources.push(resource);
    }

    /// Samples are dated: what they know of the time after the snapshot has just happened.
    fn told(&self, name: &str, value: &Value) -> Value {
        let moment = self.quarter.moment();
        match value {
            Value::Str(text) if text.len() == moment.len() && text.ends_with('Z') && **text > *moment => {
                if AHEAD.contains(&name) { value.clone() } else { Value::str(moment) }
            }
            Value::List(items) => Value::List(items.iter().map(|item| self.told(name, item)).collect()),
            Value::Object(object) => {
                Value::Object(object.iter().map(|(name, value)| (name.into(), self.told(name, value))).collect())
            }
            other => other.clone(),
        }
    }

    /// How many there are so far.
    pub fn count(&self, kind: &str, account: &str) -> usize {
        self.resources.iter().filter(|r| &*r.kind == kind && r.account.as_str() == account).count()
    }

    /// How many users, groups and roles so far have the policy.
    pub fn attachments(&self, policy: &str) -> usize {
        let has = |r: &&Resource| {
            r.at("attached_policy_arns").items().iter().any(|attached| attached.as_str() == Some(policy))
        };
        self.resources.iter().filter(has).count()
    }

    /// In the second quarter of 2026 somebody tidied up the scanner's role in one account.
    fn lose_a_permission(&mut self) {
        let lost =
            |r: &Resource| &*r.kind == "ec2_snapshot" && r.account.as_str() == DATA && r.region.as_str() == VIRGINIA;
        self.resources.retain(|resource| !lost(resource));
        let unread = Unread::new("ec2:DescribeSnapshots", Reason::AccessDenied);
        self.gaps.push(Gap::new("ec2_snapshot", account(DATA), region(VIRGINIA), unread));
    }

    /// The snapshot file.
    pub fn bytes(mut self) -> Vec<u8> {
        let accounts = ACCOUNTS.iter().map(|id| account(id)).collect();
        let regions: Vec<Region> = REGIONS.iter().map(|name| region(name)).collect();
        let taken_at = self.quarter.moment().parse().expect("a good time");
        let mut header = Header::new(taken_at, "example".into(), accounts, regions);
        header.id = format!("acme-{}", self.quarter.name());
        let reach = |kind: &KindInfo| if kind.scope.is_global() { Reach::Global } else { Reach::Regional };
        header.kinds = self.kinds.values().map(|kind| (kind.name.to_owned(), reach(kind))).collect();
        self.resources
            .sort_by(|a, b| (&a.account, &a.region, &a.kind, &a.id).cmp(&(&b.account, &b.region, &b.kind, &b.id)));
        self.write(&header)
    }

    fn write(&self, header: &Header) -> Vec<u8> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("snapshot");
        let mut writer = Writer::create(&file, header).expect("a new file");
        for resource in &self.resources {
            writer.resource(resource).expect("a resource");
        }
        for gap in &self.gaps {
            writer.gap(gap).expect("a gap");
        }
        for done in self.done() {
            writer.done(&done).expect("an end of a kind");
        }
        writer.finish(41_800, self.calls()).expect("an end");
        std::fs::read(file).expect("the file that was written")
    }

    /// Each kind in each place that was read to its end.
    fn done(&self) -> Vec<Done> {
        let mut all = Vec::new();
        for kind in self.kinds.values() {
            let places: Vec<&str> = if kind.scope.is_global() { vec!["global"] } else { REGIONS.to_vec() };
            for (id, place) in ACCOUNTS.iter().flat_map(|id| places.iter().map(move |place| (*id, *place))) {
                let lost =
                    |gap: &Gap| gap.kind == kind.name && gap.account.as_str() == id && gap.region.as_str() == place;
                if self.gaps.iter().any(lost) {
                    continue;
                }
                let here = |r: &&Resource| &*r.kind == kind.name && r.account.as_str() == id;
                let count =
                    self.resources.iter().filter(here).filter(|r| place == "global" || r.region.as_str() == place);
                let (account, region) = (account(id), region(place));
                all.push(Done { account, region, kind: kind.name.to_owned(), count: count.count() as u64 });
            }
        }
        all
    }

    /// What reading it would have cost.
    fn calls(&self) -> BTreeMap<String, u64> {
        let of = |kind: &str| self.resources.iter().filter(|r| &*r.kind == kind).count() as u64;
        let listed = |kind: &&KindInfo| ["ec2_", "elb"].iter().any(|service| kind.name.starts_with(service));
        let regional = self.kinds.values().filter(|kind| !kind.scope.is_global()).filter(listed);
        let mut calls: BTreeMap<String, u64> = regional.map(|kind| (kind.actions[0].name.to_owned(), 6)).collect();
        calls.insert("iam:GetAccountAuthorizationDetails".into(), 3);
        calls.insert("s3:ListBuckets".into(), 3);
        calls.insert("ec2:DescribeInstanceAttribute".into(), of("ec2_instance"));
        calls.insert("ec2:DescribeSnapshotAttribute".into(), of("ec2_snapshot"));
        for setting in ["Acl", "Encryption", "LifecycleConfiguration", "Logging", "Policy", "Tagging", "Versioning"] {
            calls.insert(format!("s3:GetBucket{setting}"), of("s3_bucket"));
        }
        calls
    }
}

pub fn account(id: &str) -> AccountId {
    AccountId::try_from(id).expect("twelve digits")
}

fn region(name: &str) -> Region {
    Region::try_from(name).expect("a good name")
}

/// An id as AWS makes them, the same in every quarter.
pub fn id(prefix: &str, account: &str, region: &str, name: &str) -> String {
    let print = plimsoll::snapshot::fingerprint(&format!("{account}/{region}"), &format!("{prefix}/{name}"));
    format!("{prefix}-{}", &print[..17])
}

pub fn arn(service: &str, region: &str, account: &str, resource: &str) -> String {
    format!("arn:aws:{service}:{region}:{account}:{resource}")
}

/// What an account is for.
pub fn environment(account: &str) -> &'static str {
    match account {
        PROD | DATA => "production",
        _ => "sandbox",
    }
}

pub fn tags(team: &str, account: &str) -> Option<Json> {
    Some(json!({"team": team, "environment": environment(account)}))
}
