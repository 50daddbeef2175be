//! The organisation's control policies, and which of them bind an account: service control policies say what its principals
//! may do at most, resource control policies what may be done to its resources at most.
//!
//! They can be read from the organisation's management account and its delegates only. Where they were not, nothing is
//! taken to be held back.
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_authorization_policies.html>

use super::Index;
use super::policy::language::{Document, Effect, Statement};
use crate::snapshot::{AccountId, Resource, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// All policies of one type, by what they are attached to.
pub(super) struct Attached<'s, T> {
    /// None where it was not read of each what it is attached to.
    by_target: Option<HashMap<&'s str, Vec<T>>>,
    /// The accounts that manage an organisation, which nothing binds.
    managers: HashSet<&'s str>,
}

pub(super) const SERVICE_CONTROL: &str = "SERVICE_CONTROL_POLICY";
const RESOURCE_CONTROL: &str = "RESOURCE_CONTROL_POLICY";

impl<'s, T: Clone> Attached<'s, T> {
    pub fn of(of_type: &str, index: &Index<'s>, make: impl Fn(&'s Resource) -> T) -> Self {
        let all = &index.snapshot().resources;
        let of = |kind: &'static str| all.iter().filter(move |resource| &*resource.kind == kind);
        let managers = of("organizations_organization")
            .filter_map(|organization| organization.at("organization.management_account_id").as_str());
        let policies = of("organizations_policy").filter(|policy| policy.at("type").as_str() == Some(of_type));
        Self { by_target: by_target(policies, make), managers: managers.collect() }
    }

    pub fn is_manager(&self, account: &AccountId) -> bool {
        self.managers.contains(account.as_str())
    }

    /// From the root to the account; none where they were not read, or do not bind the account.
    pub fn levels(&self, account: &AccountId, index: &Index<'s>) -> Vec<Vec<T>> {
        let Some(by_target) = self.by_target.as_ref().filter(|_| !self.is_manager(account)) else { return vec![] };
        let above = index.organization().member(account).above;
        // The last one is a root, or the way up was not read whole.
        if !above.last().is_some_and(|(top, _)| top.starts_with("r-")) {
            return vec![];
        }
        let targets = above.iter().rev().map(|(id, _)| *id).chain([account.as_str()]);
        let levels: Vec<Vec<T>> = targets.map(|target| by_target.get(target).cloned().unwrap_or_default()).collect();
        // Nobody can detach the last policy of a level: one without any means that this type is not in use.
        if levels.iter().any(Vec::is_empty) { vec![] } else { levels }
    }
}

fn by_target<'s, T: Clone>(
    policies: impl Iterator<Item = &'s Resource>,
    make: impl Fn(&'s Resource) -> T,
) -> Option<HashMap<&'s str, Vec<T>>> {
    let mut by_target: HashMap<&str, Vec<T>> = HashMap::new();
    for policy in policies {
        let targets = policy.at("targets");
        if targets.unread_within().is_some() {
            return None;
        }
        let made = make(policy);
        let ids: BTreeSet<&str> =
            targets.items().iter().map(|target| target.at("target_id")).filter_map(Value::as_str).collect();
        ids.into_iter().for_each(|id| by_target.entry(id).or_default().push(made.clone()));
    }
    Some(by_target)
}

/// What resource control policies deny, by the account whose resources they bind. Only AWS's own one allows anything, and
/// that is everything.
#[derive(Default)]
pub(super) struct Denials<'s>(BTreeMap<&'s str, Vec<Statement<'s>>>);

impl<'s> Denials<'s> {
    pub fn of(index: &Index<'s>) -> Self {
        let attached = Attached::of(RESOURCE_CONTROL, index, |policy| {
            let document = Some(policy.at("policy")).filter(|policy| policy.unread_within().is_none());
            let document = document.and_then(Document::parse);
            document.iter().flat_map(|document| document.of(Effect::Deny)).cloned().collect::<Vec<Statement<'s>>>()
        });
        let of = |account: &'s AccountId| {
            let levels = attached.levels(account, index).into_iter();
            (account.as_str(), levels.flatten().flatten().collect())
        };
        Self(index.snapshot().header.accounts.iter().map(of).collect())
    }

    pub fn on(&self, account: &str) -> &[Statement<'s>] {
        self.0.get(account).map(Vec::as_slice).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::{Access, Classification, Deriver, FactSheet, Index, Span};
    use crate::snapshot::{AccountId, Header, Reach, Region, Resource, Snapshot};
    use serde_json::{Value as Json, json};

    const MEMBER: &str = "111122223333";
    const MANAGER: &str = "999900001111";
    const OUTSIDER: &str = "888877776666";

    fn resource(kind: &str, id: &str, account: &str, fields: Json) -> Json {
        let mut whole =
            json!({"kind": kind, "id": id, "name": id, "account": account, "region": "global", "tags": null});
        whole.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        whole
    }

    fn statement(effect: &str, action: &str, principal: &Json, resources: Json, conditions: Json) -> Json {
        json!({"version": "2012-10-17", "statements": [{"sid": null, "effect": effect, "principals": [principal],
            "not_principals": [], "actions": [action], "not_actions": [], "resources": resources, "not_resources": [],
            "conditions": conditions}]})
    }

    fn everybody() -> Json {
        json!({"type": "*", "id": "*"})
    }

    /// Keeps out whoever is not of the organisation, but services.
    fn perimeter(action: &str) -> Json {
        let conditions = json!([
            {"operator": "StringNotEqualsIfExists", "key": "aws:principalorgid", "values": ["o-a1b2c3d4e5"]},
            {"operator": "BoolIfExists", "key": "aws:principalisawsservice", "values": ["false"]}
        ]);
        statement("Deny", action, &everybody(), json!(["*"]), conditions)
    }

    /// An organisation of two accounts, with a resource control policy at its root.
    fn estate(control: Json, of: Vec<Json>) -> Snapshot {
        let root = |id: &str, policy: Json| {
            resource(
                "organizations_policy",
                id,
                MANAGER,
                json!({"type": "RESOURCE_CONTROL_POLICY", "policy": policy,
                "targets": [{"target_id": "r-a1b2"}, {"target_id": MEMBER}, {"target_id": MANAGER}]}),
            )
        };
        let account = |id: &str| {
            resource(
                "organizations_account",
                &format!("account/{id}"),
                MANAGER,
                json!({"account_id": id, "parent_id": "r-a1b2"}),
            )
        };
        let mut all = vec![
            account(MEMBER),
            account(MANAGER),
            root("p-1", statement("Allow", "*", &everybody(), json!(["*"]), json!([]))),
            root("p-2", control),
            resource(
                "organizations_organization",
                "o-a1b2c3d4e5",
                MANAGER,
                json!({"organization": {"management_account_id": MANAGER}, "is_management_account": true,
                "member": true}),
            ),
        ];
        all.extend(of);
        let accounts = [MEMBER, MANAGER].map(|id| AccountId::try_from(id).unwrap()).to_vec();
        let mut header = Header::new("2026-06-30T12:00:00Z".parse().unwrap(), "x".into(), accounts, vec![]);
        let kinds = all.iter().map(|one| one["kind"].as_str().unwrap().to_owned());
        header.kinds = kinds.map(|kind| (kind, Reach::Global)).collect();
        let read = |one: Json| serde_json::from_value::<Resource>(one).unwrap();
        let mut all: Vec<Resource> = all.into_iter().map(read).collect();
        all.sort_by(|a, b| (&a.account, &a.region, &a.kind, &a.id).cmp(&(&b.account, &b.region, &b.kind, &b.id)));
        Snapshot::of(header, all)
    }

    fn sheet(control: Json, one: Json) -> FactSheet {
        let id = one["id"].as_str().unwrap().to_owned();
        let snapshot = estate(control, vec![one]);
        let (index, by) = (Index::new(&snapshot), Classification::default());
        let resource = index.by_id(&id).unwrap();
        assert_eq!(resource.region, Region::global());
        Deriver::new(&index, &by).sheet(resource)
    }

    fn role(account: &str, trusts: Json, fields: &Json) -> Json {
        let trust = statement("Allow", "sts:AssumeRole", &trusts, json!([]), json!([]));
        let mut all = json!({"trust_policy": trust, "is_service_linked": false, "attached_policy_arns": [],
            "inline_policies": [], "permissions_boundary_arn": null, "instance_profile_arns": []});
        all.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        resource("iam_role", "arn:aws:iam::111122223333:role/x", account, all)
    }

    /// Access, whether control policies made it that, and the keys that narrow it.
    fn told(sheet: &FactSheet) -> (Access, bool, Vec<String>) {
        let Some(Span { low, high, .. }) = &sheet.policy else { panic!("no policy") };
        assert_eq!(low, high);
        (high.access, high.controlled, high.narrowed_by.clone())
    }

    #[test]
    fn a_perimeter_keeps_strangers_from_what_a_policy_opens() {
        let stranger = json!({"type": "AWS", "id": format!("arn:aws:iam::{OUTSIDER}:root")});
        let plain = json!({});
        let within = (Access::OrgOnly, true, vec!["aws:principalisawsservice".to_owned(), "aws:principalorgid".into()]);
        let open = (Access::CrossAccount, false, vec![]);
        let held = told(&sheet(perimeter("sts:AssumeRole"), role(MEMBER, stranger.clone(), &plain)));
        assert_eq!((held.0, held.1), (within.0, within.1), "{held:?}");
        assert!(held.2.contains(&within.2[1]), "{held:?}");
        // About another service, in the account that manages, of a service-linked role: nothing is held back.
        assert_eq!(told(&sheet(perimeter("s3:*"), role(MEMBER, stranger.clone(), &plain))), open);
        assert_eq!(told(&sheet(perimeter("sts:AssumeRole"), role(MANAGER, stranger.clone(), &plain))), open);
        let linked = role(MEMBER, stranger, &json!({"is_service_linked": true}));
        assert_eq!(told(&sheet(perimeter("sts:AssumeRole"), linked)), open);
    }

    #[test]
    fn only_services_that_resource_control_policies_bind_are_bound() {
        let policy = statement("Allow", "*", &everybody(), json!(["*"]), json!([]));
        let of = |kind: &str| {
            let one = resource(kind, "arn:aws:x:::y", MEMBER, json!({"policy": policy}));
            told(&sheet(perimeter("*"), one)).0
        };
        assert_eq!(["sqs_queue", "kms_key", "secretsmanager_secret", "ecr_repository"].map(of), [Access::OrgOnly; 4]);
        assert_eq!(["sns_topic", "lambda_layer", "backup_vault"].map(of), [Access::Public; 3]);
    }

    /// What is denied outright is no step of a way up.
    #[test]
    fn what_is_denied_to_everybody_leads_nowhere() {
        let own = json!({"type": "AWS", "id": format!("arn:aws:iam::{MEMBER}:root")});
        let admin = json!({"attached_policy_arns": ["arn:aws:iam::aws:policy/AdministratorAccess"]});
        let climber = || {
            let assume = statement("Allow", "sts:AssumeRole", &own, json!(["*"]), json!([]));
            let user = json!({"attached_policy_arns": [], "group_names": [], "permissions_boundary_arn": null,
                "access_keys": [], "console_access": false, "mfa_active": false,
                "inline_policies": [{"name": "work", "document": assume}]});
            resource("iam_user", "arn:aws:iam::111122223333:user/kim", MEMBER, user)
        };
        let climbs = |control: Json| {
            let snapshot = estate(control, vec![climber(), role(MEMBER, own.clone(), &admin)]);
            let (index, by) = (Index::new(&snapshot), Classification::default());
            let kim = index.by_id("arn:aws:iam::111122223333:user/kim").unwrap();
            let way = Deriver::new(&index, &by).sheet(kim).way_up.unwrap();
            assert_eq!(way.low, way.high, "{way:?}");
            way.high.to_admin
        };
        let deny = |action: &str, resource: &str| statement("Deny", action, &everybody(), json!([resource]), json!([]));
        assert!(!climbs(deny("sts:AssumeRole", "arn:aws:iam::*:role/x")));
        assert!(climbs(deny("sts:AssumeRole", "arn:aws:iam::*:role/y")));
        // Of which organisation one of the account is was not read: it is not taken to be a stranger.
        assert!(climbs(perimeter("sts:AssumeRole")));
    }
}
