//! The edges of the graph of who can become whom: each published path, tried by each principal.

use super::actions::Actions;
use super::escalation::{By, Escalation, Gains, Need, On as Permission, Target, escalations};
use super::rights::{About, On, Rights, Said, is_of_aws};
use super::scene::{ASSUME, LetsIn, Place, Scene, Trust};
use crate::facts::policy::language::Context;
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
pub struct Edge<'s> {
    pub path: &'static Escalation,
    /// Yes by which policy, or not known.
    pub said: Said,
    /// What is used on the way: the resource that holds the role, or the principal that is changed.
    pub through: Option<&'s str>,
}

pub struct Estate<'e, 's> {
    pub all: &'e [Rights<'s>],
    pub trusts: &'e HashMap<Place, Trust<'s>>,
}

/// A path, and all that is asked on it of whoever goes it.
struct Attempt<'e, 's> {
    path: &'static Escalation,
    who: &'e Rights<'s>,
    /// Whether it may ask for a role by itself.
    may_ask: bool,
    /// What its policies say of each permission, in order.
    asked: Vec<(&'static str, Permission, About<'e, 's>)>,
    context: Context<'s>,
}

/// Whom an attempt is made on: who is gained, and what has it.
#[derive(Clone, Copy)]
struct Mark<'s> {
    target: Option<Place>,
    holder: Option<&'s Resource>,
}

impl<'e, 's> Estate<'e, 's> {
    /// Where a principal can get in one step. The first path to each end is kept, a certain one before one that is not.
    /// Of one that may be an administrator itself only certain steps are looked for: others tell nothing new.
    pub fn gains(&self, from: Place, certain: bool, scene: &Scene<'s>) -> BTreeMap<End, Edge<'s>> {
        let who = &self.all[from];
        let actions = if certain { &who.known } else { &who.possible };
        let mut edges: BTreeMap<End, Edge<'s>> = BTreeMap::new();
        let is_user = &*who.principal.kind == "iam_user";
        let own = |path: &&Escalation| path.by.is_none_or(|by| (by == By::User) == is_user);
        let mut passable = Passable::default();
        for path in escalations().iter().filter(own).filter(|path| is_possible(path, actions)) {
            let attempt = Attempt::new(path, who, actions.has(ASSUME));
            // What is the same whomever it leads to is asked once.
            let start = self.start(&attempt);
            if start.is_no() {
                continue;
            }
            for (mark, passed) in marks(&attempt, scene, &mut passable, self.all) {
                if mark.target == Some(from) && path.target != Target::Itself {
                    continue;
                }
                let end = self.end(&attempt, mark);
                let known = end.and_then(|end| edges.get(&end)).is_some_and(|edge| edge.said.is_yes());
                if let Some(end) = end.filter(|_| !known) {
                    let said = and_why(passed, || and_why(start.clone(), || self.goes(&attempt, mark)));
                    let better = said.is_yes() || !edges.contains_key(&end);
                    if !said.is_no() && better {
                        let through = mark.holder.map(|holder: &'s Resource| &*holder.id);
                        let through = through.or_else(|| Some(&*self.all[mark.target?].principal.id));
                        edges.insert(end, Edge { path, said, through });
                    }
                }
            }
            // Whom it leads to may be among those that were not seen.
            let blind = scene.blind_to(&path.target).filter(|_| !edges.contains_key(&End::Admin));
            if let Some(unread) = blind.filter(|_| attempt.is_allowed_somewhere()) {
                let said = Said::Unread(Arc::clone(unread));
                edges.insert(End::Admin, Edge { path, said, through: None });
            }
        }
        edges
    }

    fn end(&self, one: &Attempt<'_, '_>, mark: Mark<'_>) -> Option<End> {
        let bounded = |rights: &Rights<'_>| !rights.principal.at("permissions_boundary_arn").is_null();
        match (one.path.gains, mark.target) {
            (Gains::Target, Some(target)) => Some(End::Principal(target)),
            // Whose policies can be written at will has all rights, but for a boundary.
            (Gains::Admin, Some(target)) if bounded(&self.all[target]) => Some(End::Principal(target)),
            (Gains::Admin, None) if bounded(one.who) => None,
            (Gains::Admin, _) => Some(End::Admin),
            (Gains::Target, None) => None,
        }
    }

    /// What a path needs that is the same whomever it leads to.
    fn start(&self, one: &Attempt<'_, 's>) -> Said {
        let nobody = Mark { target: None, holder: None };
        let fixed = one.asked.iter().filter(|(_, on, _)| !hangs_on_the_mark(*on));
        fixed.fold(Said::Yes(String::new()), |sum, (_, on, about)| {
            and_why(sum, || self.allowed(about, *on, one, nobody))
        })
    }

    /// Whether the rest of a path can be gone.
    fn goes(&self, one: &Attempt<'_, 's>, mark: Mark<'_>) -> Said {
        let mut sum = Said::Yes(String::new());
        let mut named = false;
        let trust = mark.target.and_then(|target| self.trusts.get(&target));
        if one.path.needs.contains(&Need::Trusted) {
            match trust.map(|trust| trust.lets_in(one.who, &one.context)) {
                None | Some(LetsIn::No) => return Said::No,
                // It may be let in by name.
                Some(LetsIn::Unread(unread)) => {
                    sum = Said::Unread(unread);
                    named = self.is_same_account(one, mark);
                }
                Some(LetsIn::ByAccount) => {}
                Some(LetsIn::ByName) => named = self.is_same_account(one, mark),
            }
        }
        if let (Target::PassedTo(_), Some(unread)) = (&one.path.target, trust.and_then(Trust::unread)) {
            sum = Said::Unread(Arc::clone(unread));
        }
        for need in &one.path.needs {
            sum = sum.and(|| self.has(*need, mark));
        }
        for (action, on, about) in one.asked.iter().filter(|(_, on, _)| hangs_on_the_mark(*on)) {
            if sum.is_no() {
                break;
            }
            // Of what is passed that has been asked already.
            let passed = *action == PASS_ROLE && matches!(one.path.target, Target::PassedTo(_));
            let by_name = named && *action == ASSUME;
            if !(passed || by_name) {
                sum = and_why(sum, || self.allowed(about, *on, one, mark));
            }
        }
        sum
    }

    fn is_same_account(&self, one: &Attempt<'_, '_>, mark: Mark<'_>) -> bool {
        mark.target.is_some_and(|target| self.all[target].principal.account == one.who.principal.account)
    }

    fn allowed(&self, about: &About<'_, '_>, on: Permission, one: &Attempt<'_, 's>, mark: Mark<'_>) -> Said {
        let ask = |on: On<'_>| about.may(on, &one.context);
        let target = mark.target.map(|target| &self.all[target]);
        match on {
            Permission::Any => ask(On::Anything),
            Permission::Itself => ask(On::Arn(&one.who.principal.id)),
            Permission::Target => target.map_or(Said::No, |target| ask(On::Arn(&target.principal.id))),
            Permission::Holder => mark.holder.map_or(Said::No, |holder| ask(On::Arn(&holder.id))),
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
    fn has(&self, need: Need, mark: Mark<'_>) -> Said {
        let target = mark.target.map(|target| self.all[target].principal);
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
            Need::Running => yes(mark.holder.is_none_or(is_running)),
            Need::Retired => Said::No,
            Need::Trusted | Need::SpareVersion | Need::Agent | Need::Existing | Need::Triggered => yes(true),
        }
    }
}

/// Whether all permissions of a path are among what is allowed on something. Who is let in by name needs none to come in.
fn is_possible(path: &Escalation, actions: &Actions) -> bool {
    let by_name = |name: &str| name == ASSUME && path.needs.contains(&Need::Trusted);
    !path.needs.contains(&Need::Retired) && path.permissions.keys().all(|name| actions.has(name) || by_name(name))
}

impl<'e, 's> Attempt<'e, 's> {
    fn new(path: &'static Escalation, who: &'e Rights<'s>, may_ask: bool) -> Self {
        let asked = path.permissions.iter().map(|(action, on)| (action.as_str(), *on, who.about(action)));
        let context = match &path.target {
            Target::PassedTo(service) => who.context().with("iam:PassedToService", [service.as_str()]),
            _ => who.context(),
        };
        Self { path, who, may_ask, asked: asked.collect(), context }
    }

    fn is_allowed_somewhere(&self) -> bool {
        self.asked.iter().all(|(_, _, about)| !about.may(On::Anything, &self.context).is_no())
    }
}

/// Keeps the last reason that there is.
fn and_why(sum: Said, next: impl FnOnce() -> Said) -> Said {
    if sum.is_no() {
        return Said::No;
    }
    match (sum, next()) {
        (_, Said::No) | (Said::No, _) => Said::No,
        (Said::Unread(unread), _) | (_, Said::Unread(unread)) => Said::Unread(unread),
        (Said::Yes(first), Said::Yes(why)) => Said::Yes(if why.is_empty() { first } else { why }),
    }
}

fn hangs_on_the_mark(on: Permission) -> bool {
    matches!(on, Permission::Target | Permission::Holder | Permission::TargetPolicy)
}

/// Whom a principal may pass to which service: asked once for all paths through it.
type Passable<'s> = BTreeMap<&'static str, Vec<(Mark<'s>, Said)>>;

/// What is passed with this action is a role.
const PASS_ROLE: &str = "iam:PassRole";

fn customers_own<'x>(who: &'x Rights<'_>) -> impl Iterator<Item = &'x str> {
    who.attached().filter(|arn| !is_of_aws(arn))
}

fn is_running(holder: &Resource) -> bool {
    let state = ["state", "status"].iter().find_map(|field| holder.at(field).as_str()).unwrap_or("running");
    matches!(state.to_ascii_lowercase().as_str(), "running" | "inservice" | "active" | "available" | "ready")
}

/// Whom a path may lead to, and by what; and whether the target may be passed, where it must be.
fn marks<'s>(
    one: &Attempt<'_, 's>,
    scene: &Scene<'s>,
    passable: &mut Passable<'s>,
    all: &[Rights<'s>],
) -> Vec<(Mark<'s>, Said)> {
    let yes = || Said::Yes(String::new());
    let on = |target: Place| Mark { target: Some(target), holder: None };
    let each = |places: &[Place]| places.iter().map(|place| (on(*place), yes())).collect();
    match &one.path.target {
        Target::Itself => vec![(Mark { target: None, holder: None }, yes())],
        Target::Role if one.path.needs.contains(&Need::Trusted) => {
            each(&scene.letting_in(one.who.principal, one.may_ask))
        }
        Target::Role => each(&scene.roles),
        Target::User => each(&scene.users),
        Target::Group => each(&scene.groups),
        Target::PassedTo(service) => {
            let passes = |place: Place| {
                let about = one.asked.iter().find(|(action, ..)| *action == PASS_ROLE);
                let may =
                    |(_, _, about): &(_, _, About<'_, '_>)| about.may(On::Arn(&all[place].principal.id), &one.context);
                (on(place), about.map_or(Said::No, may))
            };
            let all_of = || scene.passable(service).map(passes).filter(|(_, said)| !said.is_no()).collect();
            passable.entry(service.as_str()).or_insert_with(all_of).clone()
        }
        Target::HeldBy(holder) => {
            let held = scene.holders.get(holder.kind.as_str()).map(Vec::as_slice).unwrap_or_default();
            held.iter()
                .map(|(resource, place)| (Mark { target: Some(*place), holder: Some(*resource) }, yes()))
                .collect()
        }
    }
}
