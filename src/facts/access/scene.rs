//! One account as whoever looks for a way up sees it: its principals, who trusts whom, and what holds which role.

use super::escalation::{Holder, Target, escalations};
use super::library::read;
use super::rights::Rights;
use crate::facts::Index;
use crate::facts::policy::language::{
    Answer, Caller, Condition, Context, Document, Effect, Principal, Statement, Which,
};
use crate::snapshot::{AccountId, Region, Resource, Unread, Value};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// A user, role or group, by its place among all.
pub type Place = usize;

#[derive(Default)]
pub struct Scene<'s> {
    pub users: Vec<Place>,
    pub roles: Vec<Place>,
    pub groups: Vec<Place>,
    /// Roles by the service that they trust.
    by_service: HashMap<&'s str, Vec<Place>>,
    /// Roles by whom they may let in, as their trust policies name it; `*` for everybody.
    by_name: HashMap<&'s str, Vec<Place>>,
    /// Roles of which it is not known whom they trust.
    hidden: Vec<Place>,
    /// What holds a role, by its kind.
    pub holders: BTreeMap<&'static str, Vec<(&'s Resource, Place)>>,
    /// Kinds of which some may be missing: whom a path leads to may be among them.
    pub blind: BTreeMap<&'static str, Arc<Unread>>,
}

/// By which a role is taken.
pub const ASSUME: &str = "sts:AssumeRole";

/// Whom a role lets in.
pub struct Trust<'s>(Result<Document<'s>, Arc<Unread>>);

/// The names by which a trust policy may mean a principal: its own, everybody, and those of its account.
pub fn called(principal: &Resource) -> [Cow<'_, str>; 4] {
    let partition = principal.id.split(':').nth(1).unwrap_or("aws");
    let root = format!("arn:{partition}:iam::{}:root", principal.account);
    [Cow::from(&*principal.id), Cow::from("*"), Cow::from(principal.account.as_str()), Cow::from(root)]
}

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
        Self(read(role.at("trust_policy")))
    }

    fn statements(&self, effect: Effect) -> impl Iterator<Item = &Statement<'s>> {
        self.0.iter().flat_map(move |document| document.about(effect, ASSUME))
    }

    /// Whether a principal may come in by itself.
    pub fn lets_in(&self, rights: &Rights<'_>, context: &Context<'_>) -> LetsIn {
        if let Err(unread) = &self.0 {
            return LetsIn::Unread(Arc::clone(unread));
        }
        let principal = rights.principal();
        let caller = Caller::Aws { account: principal.account, arn: principal.arn, session: None };
        let fits = |statement: &&Statement<'_>| {
            !matches!(statement.principals, Which::Unsaid)
                && statement.about_caller(&caller) == Answer::Yes
                && statement.holds(context) == Answer::Yes
        };
        if self.statements(Effect::Deny).any(|statement| fits(&statement)) {
            return LetsIn::No;
        }
        let by_name = |statement: &Statement<'_>| match &statement.principals {
            Which::Of(names) => names.iter().any(|name| name.is_everybody() || name.id == principal.arn),
            Which::AllBut(_) | Which::Unsaid => true,
        };
        self.statements(Effect::Allow).filter(fits).fold(LetsIn::No, |sum, statement| match sum {
            LetsIn::ByName => LetsIn::ByName,
            _ if by_name(statement) => LetsIn::ByName,
            _ => LetsIn::ByAccount,
        })
    }

    /// Whom it may let in, as it names them.
    pub fn names(&self) -> BTreeSet<&'s str> {
        let all = self.statements(Effect::Allow).map(|statement| &statement.principals);
        all.flat_map(|principals| match principals {
            Which::Of(names) => names.iter().map(|name| name.id).collect(),
            Which::AllBut(_) => vec!["*"],
            Which::Unsaid => vec![],
        })
        .collect()
    }

    /// The services that it lets in, and the identity pools of Cognito.
    fn services(&self) -> Result<Vec<&'s str>, Arc<Unread>> {
        let document = self.0.as_ref().map_err(Arc::clone)?;
        let allowed = document.of(Effect::Allow).filter(|statement| {
            [ASSUME, "sts:AssumeRoleWithWebIdentity"].iter().any(|name| statement.about_action(name) == Answer::Yes)
        });
        let mut services = Vec::new();
        for statement in allowed {
            let Which::Of(names) = &statement.principals else { continue };
            let open = statement.conditions.iter().all(is_of_ones_own);
            let service = |name: &&Principal<'s>| matches!(name.kind, "Service" | "Federated");
            services.extend(names.iter().filter(service).filter(|_| open).map(|name| name.id));
        }
        Ok(services)
    }

    /// Why it is not known whom it lets in.
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
                    scene.add_role(place, trusts.get(&place));
                    by_name.insert(&one.id, place);
                    by_name.extend(one.name.as_deref().map(|name| (name, place)));
                    let profiles = one.at("instance_profile_arns").items().iter().filter_map(Value::as_str);
                    by_name.extend(profiles.map(|arn| (arn, place)));
                }
            }
        }
        for path in escalations() {
            if let Target::HeldBy(holder) = &path.target
                && !scene.holders.contains_key(holder.kind.as_str())
            {
                scene.look_for(&holder.kind, account, index);
                scene.add_holders(holder, account, &by_name, index);
            }
        }
        scene
    }

    fn add_role(&mut self, place: Place, trust: Option<&Trust<'s>>) {
        self.roles.push(place);
        let Some(trust) = trust else { return };
        match trust.services() {
            Ok(services) => {
                trust.names().into_iter().for_each(|name| self.by_name.entry(name).or_default().push(place));
                services.into_iter().for_each(|name| self.by_service.entry(name).or_default().push(place));
            }
            Err(_) => self.hidden.push(place),
        }
    }

    /// Roles that may let a principal in: those that name it, or its account if it may ask for them by itself, and those of
    /// which nobody knows.
    pub fn letting_in(&self, principal: &Resource, may_ask: bool) -> Vec<Place> {
        let [own, everybody, of_account @ ..] = called(principal);
        let names = [own, everybody].into_iter().chain(of_account.into_iter().filter(|_| may_ask));
        let known = names.filter_map(|name| self.by_name.get(&*name)).flatten();
        known.chain(&self.hidden).copied().collect()
    }

    /// Roles that may be passed to a service: those that trust it, and those of which nobody knows.
    pub fn passable(&self, service: &str) -> impl Iterator<Item = Place> {
        self.by_service.get(service).into_iter().flatten().chain(&self.hidden).copied()
    }

    /// The resources of a kind whose role is known.
    fn add_holders(
        &mut self,
        holder: &'static Holder,
        account: &AccountId,
        by_name: &HashMap<&str, Place>,
        index: &Index<'s>,
    ) {
        let Some(field) = holder.role.iter().chain(&holder.profile).next() else { return };
        let held = self.holders.entry(&holder.kind).or_default();
        for resource in index.of_kind(&holder.kind, account) {
            for role in named(resource.at(field.split('.').next().unwrap_or(field)), field) {
                match role {
                    Value::Unread(unread) => {
                        self.blind.entry(&holder.kind).or_insert_with(|| Arc::clone(unread));
                    }
                    role => {
                        let place = role.as_str().and_then(|role| by_name.get(role));
                        held.extend(place.map(|place| (resource, *place)));
                    }
                }
            }
        }
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

/// What a field names, where it is one of each item of a list too: `versions.iam_instance_profile`.
fn named<'v>(value: &'v Value, field: &str) -> Vec<&'v Value> {
    match (value, field.split_once('.')) {
        (Value::List(items), Some((_, rest))) => items.iter().map(|item| item.at(rest)).collect(),
        (value, Some((_, rest))) => vec![value.at(rest)],
        (value, None) => vec![value],
    }
}
