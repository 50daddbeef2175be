//! Every published path, gone by whoever has just what it needs, and closed where one thing is missing.

use super::{By, Escalation, Gains, Need, On, Principals, Target, WayUp, escalations};
use crate::control::{self, ControlFile};
use crate::facts::{Classification, Index, Span, kinds_for};
use crate::snapshot::{AccountId, Header, Reach, Region, Resource, Snapshot};
use crate::yaml::Source;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

const ACCOUNT: &str = "111122223333";
/// Whom the paths lead to.
const TARGET: &str = "target";
const CLIMBER: &str = "climber";
const ADMIN: &str = "arn:aws:iam::aws:policy/AdministratorAccess";

fn arn(what: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:{what}")
}

/// What stands in the account beside the one that climbs.
struct Estate {
    climber: &'static str,
    statements: Vec<Json>,
    resources: Vec<Json>,
    hidden: Vec<String>,
}

fn allow(action: &str, resource: &str) -> Json {
    json!({"effect": "Allow", "actions": [action], "resources": [resource], "conditions": []})
}

fn document(statements: Vec<Json>) -> Json {
    json!({"version": "2012-10-17", "statements": statements})
}

fn resource(kind: &str, id: &str, name: &str, fields: Json) -> Json {
    let mut resource =
        json!({"kind": kind, "id": id, "name": name, "account": ACCOUNT, "region": "global", "tags": null});
    resource.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    resource
}

fn principal(kind: &str, name: &str, attached: &[&str], fields: Json) -> Json {
    let mut all = json!({"attached_policy_arns": attached, "inline_policies": [], "group_names": [],
        "permissions_boundary_arn": null, "access_keys": [], "console_access": false, "mfa_active": false,
        "instance_profile_arns": [], "is_service_linked": false, "trust_policy": document(vec![])});
    all.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    resource(&format!("iam_{kind}"), &arn(&format!("{kind}/{name}")), name, all)
}

fn trusting(principal: Json) -> Json {
    let action = if principal["type"] == "Federated" { "sts:AssumeRoleWithWebIdentity" } else { "sts:AssumeRole" };
    json!({"trust_policy": document(vec![json!({"effect": "Allow", "principals": [principal], "not_principals": [],
        "actions": [action], "not_actions": [], "resources": [], "not_resources": [], "conditions": []})])})
}

impl Estate {
    /// Just what a path needs: the permissions, each on what it is about, and the target.
    fn of(path: &Escalation) -> Self {
        let climber = if path.by == Some(By::Role) { "role" } else { "user" };
        let mut estate = Self { climber, statements: vec![], resources: vec![], hidden: vec![] };
        estate.statements =
            path.permissions.iter().map(|(action, on)| allow(action, &estate.place(path, *on))).collect();
        estate.add_target(path);
        estate
    }

    fn place(&self, path: &Escalation, on: On) -> String {
        let kind = match path.target {
            Target::User => "user",
            Target::Group => "group",
            _ => "role",
        };
        match on {
            On::Target => arn(&format!("{kind}/{TARGET}")),
            On::Holder => "arn:aws:x:eu-central-1:111122223333:holder".into(),
            On::Itself => arn(&format!("{}/{CLIMBER}", self.climber)),
            On::OwnGroup => arn("group/own"),
            On::OwnPolicy => arn("policy/own"),
            On::TargetPolicy => arn("policy/target"),
            On::Any => "*".into(),
        }
    }

    fn add_target(&mut self, path: &Escalation) {
        let attached = if path.gains == Gains::Target { ADMIN.to_owned() } else { arn("policy/target") };
        let attached = [attached.as_str()];
        let role = |mut fields: Json| {
            fields["instance_profile_arns"] = json!([arn("instance-profile/target")]);
            principal("role", TARGET, &attached, fields)
        };
        self.resources.extend(match &path.target {
            Target::Itself => None,
            Target::User => {
                let password = path.needs.contains(&Need::Password);
                Some(principal("user", TARGET, &attached, json!({"console_access": password})))
            }
            Target::Group => Some(principal("group", TARGET, &attached, json!({}))),
            Target::Role if path.needs.contains(&Need::Trusted) => {
                Some(role(trusting(json!({"type": "AWS", "id": arn("root")}))))
            }
            Target::Role | Target::HeldBy(_) => Some(role(json!({}))),
            Target::PassedTo(service) => {
                let kind = if service.starts_with("cognito") { "Federated" } else { "Service" };
                Some(role(trusting(json!({"type": kind, "id": service}))))
            }
        });
        if let Target::HeldBy(holder) = &path.target {
            let field = holder.role.as_ref().map(|field| (field, arn("role/target")));
            let field = field.or_else(|| Some((holder.profile.as_ref()?, arn("instance-profile/target"))));
            if let Some((field, value)) = field {
                let fields = match field.split_once('.') {
                    Some((list, field)) => json!({list: [{field: value}], "state": "running"}),
                    None => json!({field.as_str(): value, "state": "running"}),
                };
                let id = "arn:aws:x:eu-central-1:111122223333:holder";
                self.resources.push(resource(&holder.kind, id, "holder", fields));
            }
        }
    }

    fn snapshot(&self) -> Snapshot {
        let inline = json!([{"name": "x", "document": document(self.statements.clone())}]);
        let own = arn("policy/own");
        let fields = json!({"inline_policies": inline, "group_names": if self.climber == "user" { vec!["own"] } else { vec![] }});
        let mut all = vec![
            principal(self.climber, CLIMBER, &[&own], fields),
            principal("group", "own", &[], json!({})),
            resource("iam_policy", &own, "own", json!({"document": document(vec![])})),
            resource("iam_policy", &arn("policy/target"), "target", json!({"document": document(vec![])})),
        ];
        all.extend(self.resources.iter().cloned());
        let account = AccountId::try_from(ACCOUNT).unwrap();
        let region = Region::try_from("eu-central-1").unwrap();
        let now = "2026-06-30T12:00:00Z".parse().unwrap();
        let mut header = Header::new(now, "x".into(), vec![account], vec![region]);
        let held = escalations().iter().filter_map(|path| match &path.target {
            Target::HeldBy(holder) => Some(holder.kind.as_str()),
            _ => None,
        });
        for kind in held.chain(["iam_user", "iam_role", "iam_group", "iam_policy"]) {
            if !self.hidden.iter().any(|hidden| hidden == kind) {
                header.kinds.insert(kind.to_owned(), Reach::Global);
            }
        }
        let resources: Vec<Resource> = all.into_iter().map(|one| serde_json::from_value(one).unwrap()).collect();
        Snapshot::of(header, resources)
    }

    fn way(&self) -> Span<WayUp> {
        let snapshot = self.snapshot();
        let index = Index::new(&snapshot);
        let id = arn(&format!("{}/{CLIMBER}", self.climber));
        let climber = snapshot.resources.iter().find(|resource| *resource.id == *id).unwrap();
        Principals::default().way_up(climber, &index).unwrap()
    }

    fn is_open(&self) -> bool {
        let way = self.way();
        assert_eq!(way.low, way.high, "{way:?}");
        way.high.to_admin
    }
}

/// Paths that can be seen: the others' target is held by what no scan reads, or nobody can go them any more.
fn seen() -> impl Iterator<Item = &'static Escalation> {
    escalations().iter().filter(|path| {
        let hidden = matches!(&path.target, Target::HeldBy(holder) if !holder.is_collected());
        !hidden && !path.needs.contains(&Need::Retired)
    })
}

#[test]
fn each_path_is_open_to_whoever_has_just_what_it_needs() {
    let mut ways = 0;
    for path in seen() {
        let way = Estate::of(path).way();
        assert!(way.low.to_admin, "{}: {way:?}", path.id);
        assert!(way.because[0].contains(&path.name) || way.low.steps.len() == 1, "{}: {way:?}", path.id);
        ways += 1;
    }
    assert!(ways >= 80, "{ways}");
}

/// Each permission by itself taken away closes it, unless another path needs no more than what is left.
#[test]
fn each_path_is_closed_where_one_permission_is_missing() {
    let mut tried = 0;
    for path in seen() {
        for number in 0..path.permissions.len() {
            let mut estate = Estate::of(path);
            estate.statements.remove(number);
            let left: Vec<&String> =
                path.permissions.keys().enumerate().filter(|(n, _)| *n != number).map(|(_, a)| a).collect();
            let other = seen().any(|other| other.permissions.keys().all(|action| left.contains(&action)));
            if !other {
                assert!(!estate.is_open(), "{} without {number}", path.id);
                tried += 1;
            }
        }
    }
    assert!(tried >= 120, "{tried}");
}

/// The same permissions on something else.
#[test]
fn each_path_is_closed_where_a_permission_is_on_something_else() {
    for path in seen().filter(|path| path.permissions.values().any(|on| *on != On::Any)) {
        let mut estate = Estate::of(path);
        for statement in &mut estate.statements {
            if statement["resources"][0] != "*" {
                statement["resources"][0] = json!(format!("{}-not", statement["resources"][0].as_str().unwrap()));
            }
        }
        assert!(!estate.is_open(), "{}", path.id);
    }
}

#[test]
fn each_path_is_closed_by_a_denial_and_by_a_boundary() {
    for path in seen() {
        let actions: Vec<&String> = path.permissions.keys().collect();
        let mut denied = Estate::of(path);
        denied.statements.push(json!({"effect": "Deny", "actions": actions, "resources": ["*"], "conditions": []}));
        assert!(!denied.is_open(), "{} denied", path.id);
        let mut narrowed = Estate::of(path);
        for statement in &mut narrowed.statements {
            statement["conditions"] =
                json!([{"operator": "Bool", "key": "aws:multifactorauthpresent", "values": ["true"]}]);
        }
        assert!(!narrowed.is_open(), "{} with MFA only", path.id);
    }
}

fn path(id: &str) -> &'static Escalation {
    escalations().iter().find(|path| path.id == id).unwrap()
}

/// What one needs beside permissions.
#[test]
fn what_must_be_so_beside_permissions() {
    // A role that trusts another service cannot be passed to this one.
    let mut other = Estate::of(path("lambda-001"));
    other.resources[0]["trust_policy"] =
        trusting(json!({"type": "Service", "id": "ec2.amazonaws.com"}))["trust_policy"].clone();
    assert!(!other.is_open());
    // It may be passed to another service only.
    let mut passed = Estate::of(path("lambda-001"));
    let number = passed.statements.iter().position(|one| one["actions"][0] == "iam:PassRole").unwrap();
    let to = |service: &str| json!([{"operator": "StringEquals", "key": "iam:passedtoservice", "values": [service]}]);
    passed.statements[number]["conditions"] = to("ec2.amazonaws.com");
    assert!(!passed.is_open());
    passed.statements[number]["conditions"] = to("lambda.amazonaws.com");
    assert!(passed.is_open());
    // A role without an instance profile starts no instance.
    let mut bare = Estate::of(path("ec2-001"));
    bare.resources[0]["instance_profile_arns"] = json!([]);
    assert!(!bare.is_open());
    // Two keys are all that a user may have.
    let mut full = Estate::of(path("iam-002"));
    full.resources[0]["access_keys"] = json!([{"number": 1, "active": true}, {"number": 2, "active": true}]);
    assert!(!full.is_open());
    // A stopped instance takes no command.
    let mut stopped = Estate::of(path("ssm-001"));
    stopped.resources[1]["state"] = json!("stopped");
    assert!(!stopped.is_open());
    // A role that lets in somebody else.
    let mut foreign = Estate::of(path("sts-001"));
    foreign.resources[0]["trust_policy"] =
        trusting(json!({"type": "AWS", "id": "arn:aws:iam::999988887777:root"}))["trust_policy"].clone();
    assert!(!foreign.is_open());
    // Whom a role names needs no permission of its own.
    let mut named = Estate::of(path("sts-001"));
    named.statements.clear();
    assert!(!named.is_open());
    named.resources[0]["trust_policy"] =
        trusting(json!({"type": "AWS", "id": arn("user/climber")}))["trust_policy"].clone();
    assert!(named.is_open());
}

/// From one to the next: a role that may change a function whose role may attach policies to itself.
#[test]
fn chains_are_followed_to_their_end() {
    let mut estate = Estate::of(path("lambda-003"));
    let own = json!([{"name": "y", "document": document(vec![allow("iam:AttachRolePolicy", &arn("role/target"))])}]);
    estate.resources[0]["attached_policy_arns"] = json!([]);
    estate.resources[0]["inline_policies"] = own;
    let way = estate.way();
    let steps: Vec<&str> = way.low.steps.iter().map(|step| step.path.as_str()).collect();
    assert_eq!(steps, ["lambda-003", "iam-009"], "{way:?}");
    assert_eq!(way.low.steps[0].through.as_deref(), Some("arn:aws:x:eu-central-1:111122223333:holder"));
    // Nothing leads on from a role without rights.
    estate.resources[0]["inline_policies"] = json!([]);
    assert!(!estate.is_open());
}

#[test]
fn what_was_not_read_leaves_it_open() {
    let unread = |way: Span<WayUp>| (way.low.to_admin, way.high.to_admin, way.unread.is_some());
    // The functions were not read: one of them may have an administrator's role.
    let mut estate = Estate::of(path("lambda-004"));
    estate.resources.pop();
    estate.hidden.push("lambda_function".into());
    assert_eq!(unread(estate.way()), (false, true, true));
    // Whom the role trusts was not read.
    let mut estate = Estate::of(path("lambda-001"));
    estate.resources[0]["trust_policy"] =
        json!({"$unread": {"action": "iam:GetAccountAuthorizationDetails", "reason": "unparseable"}});
    assert_eq!(unread(estate.way()), (false, true, true));
    // A policy of its own that was not read may allow anything.
    let mut estate = Estate::of(path("iam-007"));
    estate.statements = vec![];
    let snapshot = {
        let mut snapshot = estate.snapshot();
        let climber = snapshot.resources.iter_mut().find(|one| one.name.as_deref() == Some(CLIMBER)).unwrap();
        let mut json = serde_json::to_value(&*climber).unwrap();
        json["inline_policies"][0]["document"] =
            json!({"$unread": {"action": "iam:GetAccountAuthorizationDetails", "reason": "unparseable"}});
        *climber = serde_json::from_value(json).unwrap();
        snapshot
    };
    let index = Index::new(&snapshot);
    let climber = snapshot.resources.iter().find(|one| one.name.as_deref() == Some(CLIMBER)).unwrap();
    assert_eq!(unread(Principals::default().way_up(climber, &index).unwrap()), (false, true, true));
}

/// A file may say anything; no search may go round for ever.
#[test]
fn a_group_in_itself_is_no_way_round() {
    let mut estate = Estate::of(path("iam-013"));
    estate.resources[0]["group_names"] = json!([TARGET]);
    assert!(estate.is_open());
}

/// Many roles, each with policies of its own and some that all have, a tenth of which may pass roles.
fn many(roles: usize) -> Snapshot {
    let service = trusting(json!({"type": "Service", "id": "lambda.amazonaws.com"}))["trust_policy"].clone();
    let root = trusting(json!({"type": "AWS", "id": arn("root")}))["trust_policy"].clone();
    let role = |number: usize| {
        let mut statements: Vec<Json> = (0..10)
            .map(|at| allow(&format!("service{at}:Get*"), &format!("arn:aws:service{at}:*:{ACCOUNT}:thing/{number}/*")))
            .collect();
        if number.is_multiple_of(10) {
            statements.push(allow("iam:PassRole", &arn(&format!("role/r-{}*", number % 100))));
            statements.push(allow("lambda:*", "*"));
        }
        if number % 10 == 1 {
            statements.push(allow("sts:AssumeRole", &arn(&format!("role/r-{}", number + 1))));
        }
        let inline = json!([{"name": "x", "document": document(statements)}]);
        let trust = if number.is_multiple_of(2) { &service } else { &root };
        let attached = if number == 70 { ADMIN } else { "arn:aws:iam::aws:policy/ReadOnlyAccess" };
        principal(
            "role",
            &format!("r-{number}"),
            &[attached],
            json!({"inline_policies": inline, "trust_policy": trust}),
        )
    };
    let reads: Vec<Json> = (0..300).map(|at| allow(&format!("service{at}:Describe*"), "*")).collect();
    let id = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    let mut estate = Estate { climber: "user", statements: vec![], resources: vec![], hidden: vec![] };
    estate.resources = (0..roles).map(role).collect();
    estate.resources.push(resource("iam_policy", id, "ReadOnlyAccess", json!({"document": document(reads)})));
    estate.snapshot()
}

/// `PLIMSOLL_ROLES=5000` in a release build tells how long an estate takes.
#[test]
fn many_roles_are_judged_together() {
    let roles = std::env::var("PLIMSOLL_ROLES").ok().and_then(|roles| roles.parse().ok()).unwrap_or(300);
    let snapshot = many(roles);
    let index = Index::new(&snapshot);
    let started = std::time::Instant::now();
    let access = Principals::default();
    let of = |resource: &Resource| access.way_up(resource, &index).is_some_and(|way| way.high.to_admin);
    let up = snapshot.resources.iter().filter(|resource| of(resource)).count();
    println!("{roles} roles, {up} of them with a way up: {:.2?}", started.elapsed());
    assert!(up > 0 && up < roles);
}

/// What holds a role is read where a control asks for ways up, and only there.
#[test]
fn holders_are_read_where_ways_are_asked_for() {
    let read = |check: &str| {
        let text = format!(
            "title: T\nresource: iam_role\nseverity: high\ncheck: \"{check}\"\nwhy: W\n\
             risk: {{threat: takeover, exploit: hard}}\nfix: {{text: F, effort: days}}\n"
        );
        let file = ControlFile::new("k/a", Source::new("k/a.yaml", text));
        kinds_for(&control::load(&[file], &BTreeMap::new()).unwrap(), &Classification::default())
    };
    let (plain, asking) = (read("!facts.admin"), read("!facts.way_up.to_admin"));
    let more: Vec<&str> = asking.difference(&plain).map(String::as_str).collect();
    let holders = [
        "apprunner_service",
        "cloudformation_stack",
        "codebuild_project",
        "ec2_instance",
        "ec2_launch_template",
        "ecs_task_definition",
        "lambda_function",
        "sagemaker_notebook",
        "stepfunctions_state_machine",
    ];
    assert_eq!(more, holders);
    assert!(plain.is_subset(&asking) && !plain.contains("glue_dev_endpoint"));
}

/// What others have as well is changed for all of them at once; what is its own, or AWS's, is changed at the principal.
#[test]
fn what_grants_the_first_step_is_told() {
    let climb = || document(vec![allow("iam:PutUserPolicy", "*")]);
    let inline = || json!([{"name": "x", "document": climb()}]);
    let of_aws = "arn:aws:iam::aws:policy/Climb";
    let granted_by = |user: (&[&str], Json), group: (&[&str], Json)| {
        let own = principal("user", CLIMBER, user.0, json!({"inline_policies": user.1, "group_names": ["all"]}));
        let all = principal("group", "all", group.0, json!({"inline_policies": group.1}));
        let policies = [arn("policy/climb"), of_aws.to_owned()]
            .map(|id| resource("iam_policy", &id, "climb", json!({"document": climb()})));
        let mut snapshot = Estate { climber: "user", statements: vec![], resources: vec![], hidden: vec![] }.snapshot();
        let ours = [own, all].into_iter().chain(policies);
        snapshot.resources = ours.map(|one| serde_json::from_value(one).unwrap()).collect();
        let index = Index::new(&snapshot);
        let way = Principals::default().way_up(&snapshot.resources[0], &index).unwrap();
        assert!(way.low.to_admin && way.low == way.high, "{way:?}");
        way.high.granted_by
    };
    let (none, policy) = (|| json!([]), arn("policy/climb"));
    assert_eq!(granted_by((&[], inline()), (&[], none())), Vec::<String>::new());
    assert_eq!(granted_by((&[of_aws], none()), (&[], none())), Vec::<String>::new());
    assert_eq!(granted_by((&[&policy], none()), (&[], none())), [policy.as_str()]);
    assert_eq!(granted_by((&[], none()), (&[], inline())), [arn("group/all")]);
    assert_eq!(granted_by((&[], none()), (&[of_aws], none())), [arn("group/all")]);
    assert_eq!(granted_by((&[], none()), (&[&policy], none())), [policy.as_str()]);
}
