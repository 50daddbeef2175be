//! The edges of the graph of who can become whom: each published path, tried by each principal.

use super::escalation::{By, Escalation, Gains, Need, On as Permission, PASS_ROLE, Target, escalations};
use super::rights::{Asked, On, Rights, Said};
use super::scene::{LetsIn, Place, Scene, Trust};
use crate::snapshot::{Resource, Value};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// To whom a path leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// To all rights of the account.
    Admin,
    Principal(Place),
}

/// A way from one principal to an end.
#[derive(Debug, Clone)]
pub struct Edge {
    pub path: &'static Escalation,
    /// Yes by which policy, or not known.
    pub said: Said,
    /// What is used on the way: the resource that holds the role, or the principal that is changed.
    pub through: Option<String>,
}

pub struct Estate<'e, 's> {
    pub all: &'e [Rights<'s>],
    pub trusts: &'e HashMap<Place, Trust<'s>>,
}

/// Whom a path is tried on: who is gained, and what has it.
#[derive(Clone, Copy)]
struct Try<'e, 's> {
    path: &'static Escalation,
    target: Option<Place>,
    holder: Option<&'e Resource>,
    who: &'e Rights<'s>,
}

impl<'e, 's> Estate<'e, 's> {
    /// Where a principal can get in one step. The first path to each end is kept, a certain one before one that is not.
    pub fn gains(&self, from: Place, scene: &Scene<'s>) -> BTreeMap<End, Edge> {
        let who = &self.all[from];
        let mut edges: BTreeMap<End, Edge> = BTreeMap::new();
        let is_user = &*who.principal.kind == "iam_user";
        let own = |path: &&Escalation| path.by.is_none_or(|by| (by == By::User) == is_user);
        for path in escalations().iter().filter(own).filter(|path| self.is_possible(path, who)) {
            for (target, holder) in candidates(path, scene) {
                if target == Some(from) && path.target != Target::Itself {
                    continue;
                }
                let one = Try { path, target, holder, who };
                let end = self.end(&one);
                let known = end.and_then(|end| edges.get(&end)).is_some_and(|edge| edge.said.is_yes());
                if let Some(end) = end.filter(|_| !known) {
                    let said = self.goes(&one);
                    let better = said.is_yes() || !edges.contains_key(&end);
                    if !said.is_no() && better {
                        let through = holder.map(|holder| holder.id.to_string());
                        let through = through.or_else(|| Some(self.all[target?].principal.id.to_string()));
                        edges.insert(end, Edge { path, said, through });
                    }
                }
            }
            if let Some(unread) = scene.blind_to(&path.target)
                && !edges.contains_key(&End::Admin)
                && path.permissions.keys().all(|action| self.somewhere(action, who))
            {
                let said = Said::Unread(Arc::clone(unread));
                edges.insert(End::Admin, Edge { path, said, through: None });
            }
        }
        edges
    }

    /// Whether an action is allowed on something or other.
    fn somewhere(&self, action: &str, who: &Rights<'_>) -> bool {
        !who.may(&Asked { action, on: On::Anything, passed_to: None }).is_no()
    }

    /// Whether all permissions of a path are among what is allowed on something. Who is let in by name needs none to
    /// come in.
    fn is_possible(&self, path: &Escalation, who: &Rights<'_>) -> bool {
        let by_name = |name: &str| name == "sts:AssumeRole" && path.needs.contains(&Need::Trusted);
        !path.needs.contains(&Need::Retired)
            && path.permissions.keys().all(|name| who.actions.has(name) || by_name(name))
    }

    fn end(&self, one: &Try<'_, '_>) -> Option<End> {
        let bounded = |rights: &Rights<'_>| !rights.principal.at("permissions_boundary_arn").is_null();
        match (one.path.gains, one.target) {
            (Gains::Target, Some(target)) => Some(End::Principal(target)),
            // Whose policies can be written at will has all rights, but for a boundary.
            (Gains::Admin, Some(target)) if bounded(&self.all[target]) => Some(End::Principal(target)),
            (Gains::Admin, None) if bounded(one.who) => None,
            (Gains::Admin, _) => Some(End::Admin),
            (Gains::Target, None) => None,
        }
    }

    /// Whether a path can be gone.
    fn goes(&self, one: &Try<'_, 's>) -> Said {
        let mut sum = Said::Yes(String::new());
        let mut named = false;
        if one.path.needs.contains(&Need::Trusted) {
            match one.target.and_then(|target| self.trusts.get(&target)).map(|trust| trust.lets_in(one.who)) {
                None | Some(LetsIn::No) => return Said::No,
                Some(LetsIn::Unread(unread)) => sum = Said::Unread(unread),
                Some(LetsIn::ByAccount) => {}
                Some(LetsIn::ByName) => named = self.is_same_account(one),
            }
        }
        for need in &one.path.needs {
            sum = sum.and(|| self.has(*need, one));
        }
        for (action, on) in &one.path.permissions {
            if sum.is_no() {
                break;
            }
            if !(named && action == "sts:AssumeRole") {
                sum = and_why(sum, || self.allowed(action, *on, one));
            }
        }
        sum
    }

    fn is_same_account(&self, one: &Try<'_, '_>) -> bool {
        one.target.is_some_and(|target| self.all[target].principal.account == one.who.principal.account)
    }

    fn allowed(&self, action: &str, on: Permission, one: &Try<'_, 's>) -> Said {
        let passed_to = match &one.path.target {
            Target::PassedTo(service) if action == PASS_ROLE => Some(service.as_str()),
            _ => None,
        };
        let ask = |on: On<'_>| one.who.may(&Asked { action, on, passed_to });
        let target = one.target.map(|target| &self.all[target]);
        match on {
            Permission::Any => ask(On::Anything),
            Permission::Itself => ask(On::Arn(&one.who.principal.id)),
            Permission::Target => target.map_or(Said::No, |target| ask(On::Arn(&target.principal.id))),
            Permission::Holder => one.holder.map_or(Said::No, |holder| ask(On::Arn(&holder.id))),
            Permission::OwnGroup => Said::any(self.groups(one.who).map(|arn| ask(On::Arn(arn)))),
            Permission::OwnPolicy => Said::any(self.policies(one.who).map(|arn| ask(On::Arn(arn)))),
            Permission::TargetPolicy => {
                Said::any(target.into_iter().flat_map(customers_own).map(|arn| ask(On::Arn(arn))))
            }
        }
    }

    /// The groups that a user is in, by their ARNs.
    fn groups<'x>(&'x self, who: &'x Rights<'s>) -> impl Iterator<Item = &'x str> {
        self.groups_of(who).map(|group| &*group.principal.id)
    }

    fn groups_of<'x>(&'x self, who: &'x Rights<'s>) -> impl Iterator<Item = &'x Rights<'s>> {
        let names = who.principal.at("group_names").items();
        let is_own = move |group: &&Rights<'s>| {
            let name = group.principal.name.as_deref();
            &*group.principal.kind == "iam_group"
                && group.principal.account == who.principal.account
                && names.iter().any(|own| own.as_str() == name)
        };
        self.all.iter().filter(move |_| !names.is_empty()).filter(is_own)
    }

    /// Policies of the customer's that are attached to it or to its groups.
    fn policies<'x>(&'x self, who: &'x Rights<'s>) -> impl Iterator<Item = &'x str> {
        customers_own(who).chain(self.groups_of(who).flat_map(customers_own))
    }

    /// What must be so beside permissions. What nobody can tell is taken to be so.
    fn has(&self, need: Need, one: &Try<'_, '_>) -> Said {
        let target = one.target.map(|target| self.all[target].principal);
        let yes = |so: bool| if so { Said::Yes(String::new()) } else { Said::No };
        let of_target = |field: &str, is: fn(&Value) -> bool| match target.map(|target| target.at(field)) {
            Some(value) => match value.unread_within() {
                Some(unread) => Said::Unread(Arc::clone(unread)),
                None => yes(is(value)),
            },
            None => Said::No,
        };
        let on = |value: &Value| value.as_bool() == Some(true);
        let off = |value: &Value| value.as_bool() != Some(true);
        match need {
            Need::InstanceProfile => of_target("instance_profile_arns", |profiles| !profiles.items().is_empty()),
            Need::Password => of_target("console_access", on).and(|| of_target("mfa_active", off)),
            Need::NoPassword => of_target("console_access", off).and(|| of_target("mfa_active", off)),
            Need::SpareKey => of_target("access_keys", |keys| keys.items().len() < 2),
            Need::Running => yes(one.holder.is_none_or(is_running)),
            Need::Retired => Said::No,
            Need::Trusted | Need::SpareVersion | Need::Agent | Need::Existing | Need::Triggered => yes(true),
        }
    }
}

/// Keeps the reason of the last thing that was allowed.
fn and_why(sum: Said, next: impl FnOnce() -> Said) -> Said {
    match (sum, next()) {
        (_, Said::No) | (Said::No, _) => Said::No,
        (Said::Unread(unread), _) | (_, Said::Unread(unread)) => Said::Unread(unread),
        (Said::Yes(_), Said::Yes(why)) => Said::Yes(why),
    }
}

fn customers_own<'x>(who: &'x Rights<'_>) -> impl Iterator<Item = &'x str> {
    who.attached().filter(|arn| !arn.contains(":iam::aws:policy/"))
}

fn is_running(holder: &Resource) -> bool {
    let state = ["state", "status"].iter().find_map(|field| holder.at(field).as_str()).unwrap_or("running");
    matches!(state.to_ascii_lowercase().as_str(), "running" | "inservice" | "active" | "available" | "ready")
}

/// Whom a path may lead to, and by what.
fn candidates<'s>(path: &'static Escalation, scene: &Scene<'s>) -> Vec<(Option<Place>, Option<&'s Resource>)> {
    let each = |places: &[Place]| places.iter().map(|place| (Some(*place), None)).collect();
    match &path.target {
        Target::Itself => vec![(None, None)],
        Target::Role => each(&scene.roles),
        Target::User => each(&scene.users),
        Target::Group => each(&scene.groups),
        Target::PassedTo(service) => {
            let roles = scene.by_service.get(service).map(Vec::as_slice).unwrap_or_default();
            roles.iter().map(|(place, _)| (Some(*place), None)).collect()
        }
        Target::HeldBy(holder) => {
            let held = scene.holders.get(holder.kind.as_str()).map(Vec::as_slice).unwrap_or_default();
            held.iter().map(|(resource, place)| (Some(*place), Some(*resource))).collect()
        }
    }
}
