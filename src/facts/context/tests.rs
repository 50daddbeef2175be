use super::*;
use crate::facts::Deriver;
use crate::snapshot::{AccountId, Gap, Header, Reach, Region, Snapshot};
use crate::yaml::Source;

const MANAGEMENT: &str = "111122223333";
const MEMBER: &str = "444455556666";
const DENIED: &str = r#"{"$unread":{"action":"k:GetX","reason":"access_denied"}}"#;

/// A resource of an account and region.
fn line(kind: &str, id: &str, account: &str, tags: &str, fields: &str) -> Resource {
    let region = if kind.starts_with("organizations") { "global" } else { "eu-west-1" };
    let json = format!(
        r#"{{"kind":"{kind}","id":"{id}","name":"{id}","account":"{account}","region":"{region}","tags":{tags}{fields}}}"#
    );
    serde_json::from_str(&json).unwrap()
}

fn bucket(tags: &str) -> Resource {
    line("s3_bucket", "b", MEMBER, tags, r#","engine":"x","part":"y""#)
}

fn macie(score: &str) -> Resource {
    line("macie_bucket", "m", MANAGEMENT, "null", &format!(r#","bucket_name":"b","sensitivity_score":{score}"#))
}

/// An organisation with a unit `Prod` below a unit `Workloads`, in which the member is.
fn organization(account_tags: &str, prod_tags: &str) -> Vec<Resource> {
    let settings = r#","member":true,"is_management_account":true"#;
    vec![
        line("organizations_organization", "o", MANAGEMENT, "null", settings),
        line(
            "organizations_account",
            "shop-live",
            MANAGEMENT,
            account_tags,
            &format!(r#","account_id":"{MEMBER}","parent_id":"ou-a1b2-prod""#),
        ),
        line(
            "organizations_ou",
            "Prod",
            MANAGEMENT,
            prod_tags,
            r#","ou_id":"ou-a1b2-prod","parent_id":"ou-a1b2-work","path":"Workloads/Prod""#,
        ),
        line(
            "organizations_ou",
            "Workloads",
            MANAGEMENT,
            r#"{"env":"dev","data-class":"public"}"#,
            r#","ou_id":"ou-a1b2-work","parent_id":"r-a1b2","path":"Workloads""#,
        ),
    ]
}

/// What a bucket of the member means in an estate.
fn meaning(bucket: &Resource, others: Vec<Resource>, gaps: &[(&str, &str)], rules: &str) -> Context {
    let accounts = [MANAGEMENT, MEMBER].map(|id| AccountId::try_from(id).unwrap());
    let region = Region::try_from("eu-west-1").unwrap();
    let mut header =
        Header::new("2026-06-30T12:00:00Z".parse().unwrap(), "x".into(), accounts.to_vec(), vec![region.clone()]);
    let kinds = ["s3_bucket", "organizations_account", "organizations_ou", "organizations_organization"];
    header.kinds.extend(kinds.map(|kind| (kind.to_owned(), Reach::Global)));
    header.kinds.insert("macie_bucket".into(), Reach::Regional);
    let mut snapshot = Snapshot::of(header, others.into_iter().chain([bucket.clone()]).collect());
    for (kind, action) in gaps {
        let (account, region) = match *kind {
            "macie_bucket" => (&accounts[1], region.clone()),
            _ => (&accounts[0], Region::global()),
        };
        snapshot.gaps.push(Gap::new(*kind, account.clone(), region, Unread::new(*action, Reason::AccessDenied)));
    }
    let by: Classification = Source::new("plimsoll.yaml", format!("rules: {rules}\n")).parse().unwrap();
    let index = Index::new(&snapshot);
    let sheet = Deriver::new(&index, &by).sheet(bucket);
    Context { data_class: sheet.data_class, criticality: sheet.criticality, owner: sheet.owner }
}

fn data(context: &Context) -> (DataClass, DataClass) {
    (context.data_class.low, context.data_class.high)
}

fn importance(context: &Context) -> (Criticality, Criticality) {
    (context.criticality.low, context.criticality.high)
}

use Criticality::{High, Low, Normal, Vital};
use DataClass::{Confidential, Internal, Public, Restricted};

#[test]
fn tags_say_it_whatever_their_case() {
    let tagged = bucket(r#"{"Data-Classification":"PII","ENV":"Prod","Team":"web"}"#);
    let context = meaning(&tagged, vec![], &[], "[]");
    assert_eq!((data(&context), importance(&context)), ((Restricted, Restricted), (High, High)));
    assert_eq!(context.owner.name.as_deref(), Some("web"));
}

#[test]
fn tags_win_over_rules_and_rules_over_the_middle() {
    let rules = "[{kind: 's3_*', data_class: confidential, owner: data}]";
    let plain = meaning(&bucket("{}"), vec![], &[], rules);
    assert_eq!((data(&plain), importance(&plain)), ((Confidential, Confidential), (Normal, Normal)));
    assert_eq!(plain.owner.name.as_deref(), Some("data"));
    let tagged = meaning(&bucket(r#"{"classification":"public"}"#), vec![], &[], rules);
    assert_eq!(data(&tagged), (Public, Public));
}

#[test]
fn unread_tags_leave_it_open() {
    let context = meaning(&bucket(DENIED), vec![], &[], "[{data_class: public, owner: x}]");
    assert_eq!((data(&context), importance(&context)), ((Public, Restricted), (Low, Vital)));
    assert_eq!(context.data_class.unread.unwrap().reason, Reason::AccessDenied);
    assert!(context.owner.name.is_none() && context.owner.unread.is_some());
}

#[test]
fn an_accounts_tags_hold_for_what_has_none_and_the_nearest_unit_goes_first() {
    let org = || organization(r#"{"owner":"shop"}"#, r#"{"env":"prod"}"#);
    let context = meaning(&bucket("{}"), org(), &[], "[]");
    assert_eq!((data(&context), importance(&context)), ((Public, Public), (High, High)));
    assert_eq!(context.owner.name.as_deref(), Some("shop"));
    assert_eq!(context.criticality.because, ["tag env=prod of the unit Prod"]);
    let own = meaning(&bucket(r#"{"env":"dev","owner":"me"}"#), org(), &[], "[]");
    assert_eq!((importance(&own), own.owner.name.as_deref()), ((Low, Low), Some("me")));
    // A rule is more exact than what is said of a whole account.
    let ruled = meaning(&bucket("{}"), org(), &[], "[{criticality: vital, owner: rule}]");
    assert_eq!((importance(&ruled), ruled.owner.name.as_deref()), ((Vital, Vital), Some("rule")));
}

#[test]
fn an_organization_that_could_not_be_read_may_say_anything_and_one_that_nobody_read_says_nothing() {
    let unread = meaning(&bucket("{}"), organization(DENIED, "{}"), &[], "[]");
    assert_eq!((data(&unread), importance(&unread)), ((Public, Restricted), (Low, Vital)));
    assert!(unread.owner.unread.is_some());
    let only_settings = || organization("{}", "{}").into_iter().take(1).collect::<Vec<_>>();
    let gap = [("organizations_account", "organizations:ListAccounts")];
    assert_eq!(data(&meaning(&bucket("{}"), only_settings(), &gap, "[]")), (Public, Restricted));
    assert_eq!(data(&meaning(&bucket("{}"), vec![], &[], "[]")), (Internal, Internal));
    // A rule that surely holds leaves nothing to the account.
    assert_eq!(data(&meaning(&bucket("{}"), only_settings(), &gap, "[{data_class: public}]")), (Public, Public));
}

#[test]
fn rules_know_accounts_by_name_and_units_by_name_path_or_id() {
    let org = || organization("{}", "{}");
    for about in
        ["account: '*-live'", "account: '4444*'", "ou: Prod", "ou: Workloads/*", "ou: ou-a1b2-work", "ou: r-a1b2"]
    {
        let context = meaning(&bucket("{}"), org(), &[], &format!("[{{{about}, criticality: vital}}]"));
        assert_eq!(importance(&context), (Vital, Vital), "{about}");
    }
    for about in ["account: '*-dev'", "account: '1111*'", "ou: Sandbox"] {
        let context = meaning(&bucket("{}"), org(), &[], &format!("[{{{about}, criticality: vital}}]"));
        assert_eq!(importance(&context), (Low, Low), "{about}: the unit's tag");
    }
    // What the name is, nobody can say here.
    let context = meaning(&bucket("{}"), vec![], &[], "[{account: '*-live', criticality: vital, owner: x}]");
    assert_eq!((importance(&context), context.owner.unread.is_some()), ((Normal, Vital), true));
    // An account in no organisation has no name, and is in no unit.
    let alone =
        line("organizations_organization", "o", MEMBER, "null", r#","member":false,"is_management_account":false"#);
    let context = meaning(&bucket("{}"), vec![alone], &[], "[{ou: Prod, criticality: vital}]");
    assert_eq!(importance(&context), (Normal, Normal));
}

#[test]
fn a_condition_that_cannot_be_decided_leaves_it_open() {
    let ask = |when: &str| {
        let rules =
            format!("[{{when: \"{when}\", data_class: restricted, owner: x}}, {{data_class: public, owner: y}}]");
        meaning(
            &line("s3_bucket", "b", MEMBER, "{}", &format!(r#","engine":"x","part":{DENIED}"#)),
            vec![],
            &[],
            &rules,
        )
    };
    let yes = ask("resource.engine == 'x' && account.id == '444455556666'");
    assert_eq!((data(&yes), yes.owner.name.as_deref()), ((Restricted, Restricted), Some("x")));
    let no = ask("resource.engine == 'y'");
    assert_eq!((data(&no), no.owner.name.as_deref()), ((Public, Public), Some("y")));
    let maybe = ask("resource.part == 'y'");
    assert_eq!((data(&maybe), maybe.owner.name.as_deref()), ((Public, Restricted), None));
    assert_eq!(maybe.data_class.unread.unwrap().action, "k:GetX");
    assert!(maybe.owner.unread.is_some());
    // What does not fit the data is told with the rule's number.
    let broken = ask("resource.tags.team == 'y'");
    assert_eq!((data(&broken), &*broken.data_class.unread.unwrap().action), ((Public, Restricted), "rule:1"));
    // Where the other side decides, nothing is left open.
    assert_eq!(data(&ask("resource.engine == 'y' && resource.part == 'y'")), (Public, Public));
}

#[test]
fn macie_raises_what_nobody_said_of_the_bucket() {
    let of = |tags: &str, score: &str, rules: &str| data(&meaning(&bucket(tags), vec![macie(score)], &[], rules));
    assert_eq!(of("{}", "51", "[]"), (Confidential, Confidential));
    assert_eq!(of("{}", "100", "[]"), (Confidential, Confidential));
    for nothing in ["50", "1", "-1", "null"] {
        assert_eq!(of("{}", nothing, "[]"), (Internal, Internal), "{nothing}");
    }
    assert_eq!(of(r#"{"data-class":"public"}"#, "90", "[]"), (Public, Public));
    assert_eq!(of("{}", "90", "[{data_class: internal}]"), (Internal, Internal));
    let org = |account: &str| organization(account, "{}").into_iter().chain([macie("90")]).collect();
    assert_eq!(data(&meaning(&bucket("{}"), org("{}"), &[], "[]")), (Confidential, Confidential), "the unit is public");
    let restricted = org(r#"{"data-class":"restricted"}"#);
    assert_eq!(data(&meaning(&bucket("{}"), restricted, &[], "[]")), (Restricted, Restricted));
}

#[test]
fn macie_leaves_it_open_where_it_could_not_be_read() {
    let of = |action: &str| data(&meaning(&bucket("{}"), vec![], &[("macie_bucket", action)], "[]"));
    assert_eq!(of("macie2:DescribeBuckets"), (Internal, Confidential));
    assert_eq!(of("macie2:GetMacieSession"), (Internal, Confidential), "nobody knows whether it is on");
    assert_eq!(data(&meaning(&bucket("{}"), vec![], &[], "[]")), (Internal, Internal), "it is off");
    let unread = macie(DENIED);
    let gap = [("macie_bucket", "macie2:DescribeBuckets")];
    assert_eq!(data(&meaning(&bucket("{}"), vec![unread], &gap, "[]")), (Internal, Confidential));
    let elsewhere = meaning(&bucket("{}"), vec![macie("90")], &gap, "[]");
    assert_eq!(data(&elsewhere), (Confidential, Confidential), "the administrator has read it");
}
