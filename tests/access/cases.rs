//! Requests and policies at random, of so few words that they meet, and miss each other narrowly, all the time.
//!
//! What the documentation leaves open, and the reference only chose, is not asked: several values without a word before
//! the operator, empty texts, unknown operators, malformed statements, `NotPrincipal` with `Allow` or in part.

use crate::reference::{Case, Condition, Document, Kind, Named, Principal, Request, Statement};

/// Numbers from a seed: SplitMix64. The same seed gives the same case on every machine.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap_or_default()
    }

    fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

const ACCOUNTS: [&str; 2] = ["111122223333", "444455556666"];

/// Actions with what they are on; `@` is the owner's account.
const ASKED: [(&str, &str); 9] = [
    ("s3:GetObject", "arn:aws:s3:::logs/alice/a.txt"),
    ("s3:GetObjectAcl", "arn:aws:s3:::logs/app/a.txt"),
    ("s3:PutObject", "arn:aws:s3:::data/red/*.txt"),
    ("s3:ListBucket", "arn:aws:s3:::logs"),
    ("s3:ListAllMyBuckets", "*"),
    ("sqs:SendMessage", "arn:aws:sqs:eu-central-1:@:jobs"),
    ("kms:Decrypt", "arn:aws:kms:eu-central-1:@:key/1234"),
    ("sts:AssumeRole", "arn:aws:iam::@:role/app"),
    ("iam:PassRole", "arn:aws:iam::@:role/team/app"),
];

const ACTIONS: [&str; 17] = [
    "*",
    "*:*",
    "s3:*",
    "s3:Get*",
    "S3:getobject",
    "s3:GetObject",
    "s3:GetObject?",
    "s3:GetObject???",
    "s3:*Object",
    "s3:List*",
    "s3:PutObject",
    "sqs:SendMessage",
    "sqs:Send*",
    "kms:Decrypt",
    "sts:Assume*",
    "iam:PassRole",
    "iam:*Role",
];

const RESOURCES: [&str; 20] = [
    "*",
    "arn:aws:s3:::*",
    "arn:aws:s3:::logs",
    "arn:aws:s3:::logs*",
    "arn:aws:s3:::logs/*",
    "arn:aws:s3:::LOGS/*",
    "arn:aws:s3:::logs/${aws:username}/*",
    "arn:aws:s3:::logs/${aws:username, 'app'}/*",
    "arn:aws:s3:::data/${aws:PrincipalTag/team}/*",
    "arn:aws:s3:::data/${AWS:principaltag/TEAM, 'red'}/${*}.txt",
    "arn:aws:s3:::*/red/?.txt",
    "arn:aws:s3:::logs/*/a.txt",
    "arn:aws:s*",
    "arn:aws:sqs:eu-central-1:@:jobs",
    "arn:aws:sqs:*:@:job?",
    "arn:aws:kms:*:@:key/*",
    "arn:aws:iam::@:role/app",
    "arn:aws:iam::@:role/*",
    "arn:aws:iam::*:role/*app",
    "arn:aws:iam::@:user/*",
];

const ARNS: [&str; 7] = [
    "arn:aws:iam::111122223333:user/alice",
    "arn:aws:iam::111122223333:user/team/bob",
    "arn:aws:iam::111122223333:role/app",
    "arn:aws:iam::444455556666:user/alice",
    "arn:aws:iam::444455556666:role/app",
    "arn:aws:sns:eu-central-1:111122223333:news",
    "arn:aws:sns:eu-central-1:111122223333:news:more",
];

/// A kind of key: how it is called in a context, what it can be there, what it is compared with, and how.
struct Key {
    name: &'static str,
    in_policy: &'static str,
    values: &'static [&'static str],
    wanted: &'static [&'static str],
    operators: &'static [&'static str],
    multivalued: bool,
}

const STRINGS: &[&str] = &[
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
];
const ARN_OPERATORS: &[&str] = &["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "StringLike", "StringEquals"];

const fn key(
    name: &'static str,
    in_policy: &'static str,
    values: &'static [&'static str],
    wanted: &'static [&'static str],
    operators: &'static [&'static str],
) -> Key {
    Key { name, in_policy, values, wanted, operators, multivalued: false }
}

const TEAMS: &[&str] =
    &["red", "Red", "blue", "r*", "?ed", "${aws:PrincipalTag/team}", "${aws:username, 'red'}", "${*}"];

const KEYS: [Key; 12] = [
    key("", "aws:PrincipalTag/team", &[], TEAMS, STRINGS),
    key("", "aws:username", &[], &["alice", "Alice", "a*", "bob", "${aws:PrincipalTag/team}"], STRINGS),
    key(
        "",
        "aws:PrincipalArn",
        &[],
        &["arn:aws:iam::111122223333:*", "arn:aws:iam::*:role/*", "arn:*:alice", ARNS[0], ARNS[1], ARNS[2]],
        ARN_OPERATORS,
    ),
    key("aws:resourcetag/team", "aws:ResourceTag/team", &["red", "Red", "blue", "r*"], TEAMS, STRINGS),
    key(
        "aws:sourcearn",
        "aws:SourceArn",
        &[ARNS[5], ARNS[6]],
        &[ARNS[5], "arn:aws:sns:*:111122223333:news", "arn:aws:sns:*:news", "arn:aws:sns:*:*:*:more", ARNS[6]],
        ARN_OPERATORS,
    ),
    Key {
        name: "aws:tagkeys",
        in_policy: "aws:TagKeys",
        values: &["red", "blue", "green"],
        wanted: &["red", "blue", "Red", "*e*", "green"],
        operators: STRINGS,
        multivalued: true,
    },
    key(
        "s3:max-keys",
        "s3:max-keys",
        &["1", "10", "10.5"],
        &["1", "10", "10.0", "11"],
        &[
            "NumericEquals",
            "NumericNotEquals",
            "NumericLessThan",
            "NumericLessThanEquals",
            "NumericGreaterThan",
            "NumericGreaterThanEquals",
        ],
    ),
    key("aws:currenttime", "aws:CurrentTime", MOMENTS, MOMENTS, DATES),
    key("aws:epochtime", "aws:EpochTime", &["1767225600", "1767225601"], MOMENTS, DATES),
    key("aws:securetransport", "aws:SecureTransport", &["true", "false"], &["true", "True", "false"], &["Bool"]),
    key(
        "aws:sourceip",
        "aws:SourceIp",
        &["203.0.113.7", "203.0.114.1", "2001:db8:1::1", "2001:db8:2::1"],
        &["203.0.113.0/24", "203.0.112.0/23", "203.0.113.7", "0.0.0.0/0", "2001:DB8:1::/48", "2001:db8:1::1"],
        &["IpAddress", "NotIpAddress"],
    ),
    key("app:blob", "app:Blob", &["QUJD", "QUI="], &["QUJD", "QUI=", "qujd"], &["BinaryEquals"]),
];

/// The first three are one moment.
const MOMENTS: &[&str] = &[
    "2026-01-01T00:00:00Z",
    "2026-01-01T01:00:00+01:00",
    "1767225600",
    "2026-01-01",
    "2026-01",
    "2025-12-31T23:59Z",
    "2026-01-01T00:00:01.5Z",
];
const DATES: &[&str] =
    &["DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"];

/// The case of a seed.
pub fn case(seed: u64) -> Case {
    let mut dice = Dice::new(seed);
    let account = if dice.percent(75) { ACCOUNTS[0] } else { ACCOUNTS[1] };
    let owner = if dice.percent(55) { account } else { dice.pick(&ACCOUNTS) };
    let principal = principal(&mut dice, account);
    let (action, resource) = ASKED[dice.below(ASKED.len())];
    // What is on nothing is the business of one's own account.
    let owner = if resource == "*" { account } else { owner };
    let request =
        Request { action: action.into(), resource: resource.replace('@', owner), context: context(&mut dice) };
    let mut maker = Maker { dice, request, owner, arn: principal.arn.clone() };
    let identity = maker.documents(Sort::Identity, 3);
    let boundary = maker.dice.percent(35).then(|| maker.document(Sort::Identity));
    let (scps, rcps) = (maker.levels(), maker.levels());
    let has_policy = maker.request.resource != "*" && maker.dice.percent(65);
    let resource_policy = has_policy.then(|| maker.document(Sort::Resource));
    let owner_is_management_account = maker.dice.percent(10);
    Case {
        principal,
        identity,
        boundary,
        scps,
        rcps,
        resource_policy,
        owner: owner.into(),
        owner_is_management_account,
        request: maker.request,
    }
}

fn principal(dice: &mut Dice, account: &str) -> Principal {
    let (kind, name) = match dice.below(20) {
        0..=5 => (Kind::User, "user/alice"),
        6..=8 => (Kind::User, "user/team/bob"),
        9..=14 => (Kind::Role, "role/app"),
        15..=16 => (Kind::Role, "role/team/app"),
        17..=18 => (Kind::ServiceLinkedRole, "role/aws-service-role/sqs.amazonaws.com/AWSServiceRoleForSqs"),
        _ => (Kind::Root, "root"),
    };
    let team = dice.percent(60).then(|| ("team".to_owned(), dice.pick(&["red", "Red", "blue", "alice"]).to_owned()));
    Principal {
        arn: format!("arn:aws:iam::{account}:{name}"),
        account: account.into(),
        kind,
        tags: team.into_iter().collect(),
        in_management_account: dice.percent(10),
    }
}

fn context(dice: &mut Dice) -> Vec<(String, Vec<String>)> {
    let mut context = Vec::new();
    for key in &KEYS {
        if key.values.is_empty() || dice.percent(35) {
            continue;
        }
        let count = if key.multivalued { 1 + dice.below(3) } else { 1 };
        let mut values: Vec<String> = (0..count).map(|_| dice.pick(key.values).to_owned()).collect();
        values.sort();
        values.dedup();
        context.push((key.name.to_owned(), values));
    }
    context
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Identity,
    /// A service or resource control policy.
    Control,
    Resource,
}

/// Makes policies that have something to do with a request.
struct Maker<'a> {
    dice: Dice,
    request: Request,
    owner: &'a str,
    arn: String,
}

impl Maker<'_> {
    fn documents(&mut self, sort: Sort, most: usize) -> Vec<Document> {
        (0..self.dice.below(most + 1)).map(|_| self.document(sort)).collect()
    }

    /// Most estates have no control policies; where there are, most levels have one that allows everything.
    fn levels(&mut self) -> Vec<Vec<Document>> {
        if self.dice.percent(60) {
            return vec![];
        }
        let level = |maker: &mut Self| {
            let mut level = maker.documents(Sort::Control, 1);
            if level.is_empty() || maker.dice.percent(75) {
                let all = Statement { effect: "Allow".into(), actions: vec!["*".into()], ..Statement::default() };
                let all = Statement { resources: vec!["*".into()], ..all };
                level.push(Document { version: Some("2012-10-17".into()), statements: vec![all] });
            }
            level
        };
        (0..=self.dice.below(3)).map(|_| level(self)).collect()
    }

    fn document(&mut self, sort: Sort) -> Document {
        let version = match self.dice.below(10) {
            0 => None,
            1 => Some("2008-10-17".to_owned()),
            _ => Some("2012-10-17".to_owned()),
        };
        let statements = (0..=self.dice.below(3)).map(|_| self.statement(sort)).collect();
        Document { version, statements }
    }

    fn statement(&mut self, sort: Sort) -> Statement {
        let allows = self.dice.percent(85);
        let mut statement = Statement { effect: if allows { "Allow" } else { "Deny" }.into(), ..Statement::default() };
        let actions = self.several(Self::action);
        *(if self.dice.percent(88) { &mut statement.actions } else { &mut statement.not_actions }) = actions;
        // A trust policy has no resources.
        if sort != Sort::Resource || !self.request.action.starts_with("sts:") {
            let resources = self.several(Self::resource);
            *(if self.dice.percent(88) { &mut statement.resources } else { &mut statement.not_resources }) = resources;
        }
        if sort == Sort::Resource {
            if allows || self.dice.percent(70) {
                statement.principals = self.several(Self::named);
            } else {
                statement.not_principals = self.spared();
            }
        }
        let conditions = [0, 0, 0, 1, 1, 2][self.dice.below(6)];
        statement.conditions = (0..conditions).map(|_| self.condition()).collect();
        statement
    }

    fn several<T>(&mut self, one: impl Fn(&mut Self) -> T) -> Vec<T> {
        (0..=self.dice.below(2)).map(|_| one(self)).collect()
    }

    fn action(&mut self) -> String {
        if self.dice.percent(60) { self.request.action.clone() } else { self.dice.pick(&ACTIONS).to_owned() }
    }

    fn resource(&mut self) -> String {
        if self.dice.percent(40) && !self.request.resource.contains('*') {
            return self.request.resource.clone();
        }
        self.dice.pick(&RESOURCES).replace('@', self.owner)
    }

    fn named(&mut self) -> Named {
        let aws = |id: &str| Named { kind: "AWS".into(), id: id.into() };
        match self.dice.below(13) {
            0..=4 => aws(&self.arn),
            5 => aws(&format!("arn:aws:iam::{}:root", self.dice.pick(&ACCOUNTS))),
            6 | 12 => aws(self.dice.pick(&ACCOUNTS)),
            7 => Named { kind: "*".into(), id: "*".into() },
            8 => aws("*"),
            9 => aws(self.dice.pick(&ARNS)),
            // Names nobody: a part of a name is no wildcard.
            10 => aws(&format!("arn:aws:iam::{}:user/*", self.dice.pick(&ACCOUNTS))),
            _ => Named { kind: "Service".into(), id: "sns.amazonaws.com".into() },
        }
    }

    /// As AWS wants it: a principal together with its account.
    fn spared(&mut self) -> Vec<Named> {
        let arn = if self.dice.percent(50) { self.arn.clone() } else { self.dice.pick(&ARNS[..5]).to_owned() };
        let account = arn.split(':').nth(4).unwrap_or_default().to_owned();
        let root = format!("arn:aws:iam::{account}:root");
        [arn, root].map(|id| Named { kind: "AWS".into(), id }).into()
    }

    fn condition(&mut self) -> Condition {
        let key = &KEYS[self.dice.below(KEYS.len())];
        let name = if self.dice.percent(20) { key.in_policy.to_uppercase() } else { key.in_policy.to_owned() };
        // Keys of a snapshot are in lower case already; the language does not say so.
        let key_name = if self.dice.percent(50) { name.to_lowercase() } else { name };
        if self.dice.percent(12) {
            let values = vec![self.dice.pick(&["true", "false"]).to_owned()];
            return Condition { operator: "Null".into(), key: key_name, values };
        }
        let operator = self.dice.pick(key.operators);
        let if_exists = if self.dice.percent(25) { "IfExists" } else { "" };
        let set = match self.dice.below(20) {
            0 => "ForAllValues:",
            1 => "ForAnyValue:",
            other if key.multivalued && other < 10 => "ForAllValues:",
            _ if key.multivalued => "ForAnyValue:",
            _ => "",
        };
        let values = self.several(|maker| maker.dice.pick(key.wanted).to_owned());
        Condition { operator: format!("{set}{operator}{if_exists}"), key: key_name, values }
    }
}
