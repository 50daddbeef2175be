//! One account as whoever looks for a way up sees it: its principals, who trusts whom, and what holds which role.

use super::escalation::{Holder, Target, escalations};
use super::rights::{Rights, Said};
use crate::facts::Index;
use crate::facts::policy::language::{
    Answer, Caller, Condition, Context, Document, Effect, Principal, Statement, Which,
};
use crate::snapshot::{AccountId, Reason, Region, Resource, Unread, Value};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A user, role or group, by its place among all.
pub type Place = usize;

#[derive(Default)]
pub struct Scene<'s> {
    pub users: Vec<Place>,
    pub roles: Vec<Place>,
    pub groups: Vec<Place>,
    /// By the service that they trust.
    pub by_service: HashMap<String, Vec<(Place, Said)>>,
    /// What holds a role, by its kind.
    pub holders: BTreeMap<&'static str, Vec<(&'s Resource, Place)>>,
    /// Kinds of which some may be missing: whom a path leads to may be among them.
    pub blind: BTreeMap<&'static str, Arc<Unread>>,
}

/// Whom a role lets in.
pub struct Trust<'s>(Result<Document<'s>, Arc<Unread>>);

/// How a role lets somebody in.
#[derive(Debug, Clone)]
pub enum LetsIn {
    /// By name: nothing else is needed in the same account.
    ByName,
    /// As one of an account, which must allow it as well.
    ByAccount,
    No,
    Unread(Arc<Unread>),
}

impl<'s> Trust<'s> {
    pub fn of(role: &'s Resource) -> Self {
        let policy = role.at("trust_policy");
        Self(match policy.unread_within() {
            Some(unread) => Err(Arc::clone(unread)),
            None => Document::parse(policy).ok_or_else(|| {
                Arc::new(Unread::new("iam:GetAccountAuthorizationDetails", Reason::Unparseable))
            }),
        })
    }

    fn statements(&self, effect: Effect, action: &str) -> impl Iterator<Item = &Statement<'s>> {
        let document = self.0.as_ref().ok();
        let all = document.into_iter().flat_map(move |document| document.of(effect));
        all.filter(move |statement| statement.about_action(action) == Answer::Yes)
    }

    /// Whether a principal may come in by itself.
    pub fn lets_in(&self, rights: &Rights<'_>) -> LetsIn {
        const ASSUME: &str = "sts:AssumeRole";
        if let Err(unread) = &self.0 {
            return LetsIn::Unread(Arc::clone(unread));
        }
        let principal = rights.principal();
        let caller = Caller::Aws { account: principal.account, arn: principal.arn, session: None };
        let context = principal.told(Context::unknown());
        let fits = |statement: &&Statement<'_>| {
            !matches!(statement.principals, Which::Unsaid)
                && statement.about_caller(&caller) == Answer::Yes
                && statement.holds(&context) == Answer::Yes
        };
        if self.statements(Effect::Deny, ASSUME).any(|statement| fits(&statement)) {
            return LetsIn::No;
        }
        let by_name = |statement: &Statement<'_>| match &statement.principals {
            Which::Of(names) => names.iter().any(|name| name.is_everybody() || name.id == principal.arn),
            Which::AllBut(_) | Which::Unsaid => true,
        };
        self.statements(Effect::Allow, ASSUME).filter(fits).fold(LetsIn::No, |sum, statement| match sum {
            LetsIn::ByName => LetsIn::ByName,
            _ if by_name(statement) => LetsIn::ByName,
            _ => LetsIn::ByAccount,
        })
    }

    /// The services that it lets in, and the identity pools of Cognito.
    pub fn services(&self) -> Vec<(String, Said)> {
        let Ok(document) = &self.0 else { return vec![] };
        let allowed = document.of(Effect::Allow).filter(|statement| {
            ["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity"]
                .iter()
                .any(|name| statement.about_action(name) == Answer::Yes)
        });
        let mut services = Vec::new();
        for statement in allowed {
            let Which::Of(names) = &statement.principals else { continue };
            let open = statement.conditions.iter().all(is_of_ones_own);
            let service = |name: &&Principal<'s>| matches!(name.kind, "Service" | "Federated");
            services.extend(
                names
                    .iter()
                    .filter(service)
                    .filter(|_| open)
                    .map(|name| (name.id.to_owned(), Said::Yes(String::new()))),
            );
        }
        services
    }

    pub fn unread(&self) -> Option<&Arc<Unread>> {
        self.0.as_ref().err()
    }
}

/// A condition that holds for what is made in one's own account: that it is of the account, and no more.
fn is_of_ones_own(condition: &Condition<'_>) -> bool {
    match condition.key {
        "aws:sourceaccount" | "aws:sourceorgid" | "aws:resourceaccount" => true,
        "aws:sourcearn" => condition.values.iter().any(|value| value.text().contains('*')),
        _ => false,
    }
}

impl<'s> Scene<'s> {
    pub fn of(account: &AccountId, all: &[Rights<'s>], trusts: &HashMap<Place, Trust<'s>>, index: &Index<'s>) -> Self {
        let mut scene = Self::default();
        for kind in ["iam_user", "iam_role", "iam_group"] {
            scene.look_for(kind, account, index);
        }
        let mut by_name: HashMap<&str, Place> = HashMap::new();
        for (place, rights) in all.iter().enumerate().filter(|(_, rights)| rights.principal.account == *account) {
            let one = rights.principal;
            match &*one.kind {
                "iam_user" => scene.users.push(place),
                "iam_group" => scene.groups.push(place),
                _ => {
                    scene.roles.push(place);
                    by_name.insert(&one.id, place);
                    by_name.extend(one.name.as_deref().map(|name| (name, place)));
                    let profiles = one.at("instance_profile_arns").items().iter().filter_map(Value::as_str);
                    by_name.extend(profiles.map(|arn| (arn, place)));
                    for (service, said) in trusts.get(&place).map(Trust::services).unwrap_or_default() {
                        scene.by_service.entry(service).or_default().push((place, said));
                    }
                }
            }
        }
        for path in escalations() {
            if let Target::HeldBy(holder) = &path.target
                && !scene.holders.contains_key(holder.kind.as_str())
            {
                scene.holders.insert(&holder.kind, holders(holder, account, &by_name, index));
                scene.look_for(&holder.kind, account, index);
            }
        }
        scene
    }

    fn look_for(&mut self, kind: &'static str, account: &AccountId, index: &Index<'s>) {
        if let Err(unread) = index.whole(kind, account, &Region::global()) {
            self.blind.insert(kind, Arc::new(unread));
        }
    }

    /// Why whom a path leads to may not have been seen.
    pub fn blind_to(&self, target: &Target) -> Option<&Arc<Unread>> {
        let kind = match target {
            Target::Itself => return None,
            Target::Role | Target::PassedTo(_) => "iam_role",
            Target::User => "iam_user",
            Target::Group => "iam_group",
            // What no scan reads would make everything unknown for ever.
            Target::HeldBy(holder) if !holder.is_collected() => return None,
            Target::HeldBy(holder) => &holder.kind,
        };
        self.blind.get(kind)
    }
}

/// The resources of a kind in an account whose role is known.
fn holders<'s>(
    holder: &Holder,
    account: &AccountId,
    by_name: &HashMap<&str, Place>,
    index: &Index<'s>,
) -> Vec<(&'s Resource, Place)> {
    let field = holder.role.iter().chain(&holder.profile).next();
    let Some(field) = field else { return vec![] };
    let all = index.of_kind(&holder.kind, account);
    all.filter_map(|resource| Some((resource, *by_name.get(resource.at(field).as_str()?)?))).collect()
}
