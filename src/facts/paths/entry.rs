//! First steps: what the internet and other accounts get at, each thing by itself.

use super::estate::{Estate, thing};
use super::{Draft, Edge, Entry, Joint, Node};
use crate::control::Step;
use crate::facts::policy::language::names_one;
use crate::facts::{Access, OpenPort, PolicyFacts, PolicyGrant, Reach, Span};
use crate::snapshot::{Resource, Unread, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// By which a role is taken.
const TAKEN_BY: [&str; 3] = ["sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"];

/// What is open there is hardly ever open by mistake.
const WEB: [i64; 2] = [80, 443];

/// An opening in the network: who comes, by way of what, through which security group, at which ports.
type Hole = (Entry, String, String, (i64, i64));

impl<'a> Estate<'a, '_> {
    /// All first steps to a resource.
    pub(super) fn first(&self, resource: &'a Resource) -> Vec<Draft<'a>> {
        match &*resource.kind {
            "iam_user" => self.by_password(resource),
            "iam_account" => self.by_root_password(resource),
            "iam_role" => self.by_policy(resource, Step::Trust),
            _ if self.stores.get(resource).is_some() => {
                let mut steps = self.by_network(resource);
                steps.extend(self.by_policy(resource, Step::Policy));
                steps.extend(self.by_sharing(resource));
                steps
            }
            _ if self.is_machine(resource) => {
                let mut steps = self.by_network(resource);
                steps.extend(self.by_policy(resource, Step::Policy).into_iter().map(|step| Draft {
                    // To be let call it is not to be it.
                    edge: step.edge.taking_a_flaw(),
                    ..step
                }));
                steps
            }
            _ => vec![],
        }
    }

    fn by_network(&self, resource: &'a Resource) -> Vec<Draft<'a>> {
        let Some(Span { low, high, unread, .. }) = self.deriver.reach(resource) else { return vec![] };
        let known: BTreeSet<Hole> = self.holes(&low).into_keys().collect();
        let mut steps = Vec::new();
        for (hole, source) in self.holes(&high) {
            let unread = unread.clone().filter(|_| !known.contains(&hole));
            steps.extend(self.hole(resource, hole, &source, unread));
        }
        steps
    }

    fn holes(&self, reach: &Reach) -> BTreeMap<Hole, String> {
        let direct = reach.ports.iter().map(|port| {
            let OpenPort { from, to, source, security_group_id, .. } = port;
            ((Entry::Internet, String::new(), security_group_id.clone(), (*from, *to)), source.clone())
        });
        let ways = reach.through.iter().chain(&reach.accounts).filter_map(|way| {
            let entry = way.account.as_deref().map_or(Some(Entry::Internet), |account| self.stranger(account))?;
            Some(((entry, way.by.clone(), way.security_group_id.clone(), (way.from, way.to)), way.source.clone()))
        });
        direct.chain(ways).collect()
    }

    /// Through the security group and its ports, which others may share.
    fn hole(
        &self,
        resource: &'a Resource,
        (entry, by, group, (from, to)): Hole,
        source: &str,
        unread: Option<Arc<Unread>>,
    ) -> Vec<Draft<'a>> {
        let balancer = self.index.by_id(&by).filter(|_| entry == Entry::Internet).map(Resource::label);
        let through = match balancer {
            Some(balancer) => format!("load balancer {balancer} lets in {source}, and "),
            None if by.is_empty() => String::new(),
            None => format!("by way of {by}, "),
        };
        let what = if balancer.is_some() { "what it sends" } else { source };
        let start = Node::Entry(entry.clone());
        let whose = match (&entry, balancer) {
            (Entry::Internet, Some(balancer)) => format!("load balancer {balancer}"),
            (Entry::Internet, None) => "the internet".to_owned(),
            (Entry::Account(account), _) => format!("account {account}"),
        };
        let sort = step(&entry, Step::Reach);
        // What stands behind a load balancer is not taken off it by what is done to its own address.
        let own = [&*resource.id].into_iter().filter(|_| by.is_empty());
        let into = Edge::joining(sort).on(own).at((from, to)).perhaps(unread.clone());
        if group.is_empty() {
            let because = format!("{through}no security group holds back {what}");
            let edge = Edge::new(sort, because).on([&*resource.id]).on([&*by]).at((from, to));
            let edge = edge.closed_by(format!("take {} off {whose}", resource.label()));
            return vec![edge.taking_a_flaw().perhaps(unread).between(start, thing(resource))];
        }
        let found =
            self.index.where_field("ec2_security_group", "group_id", &group, &resource.account, &resource.region);
        let found = found.ok().and_then(|found| found.first().copied());
        let (id, label) = found.map_or((&*group, &*group), |group| (&*group.id, group.label()));
        let (by, group): (Arc<str>, Arc<str>) = (by.into(), id.into());
        let meant = balancer.is_some() || from == to && WEB.contains(&from);
        let door =
            Node::Joint(Joint::Door { entry: entry.clone(), by: Arc::clone(&by), group: Arc::clone(&group), meant });
        let port = Node::Joint(Joint::Port { entry, by: Arc::clone(&by), group: Arc::clone(&group), from, to });
        let because = format!("{through}security group {label} lets in {what}");
        let opens = Edge::new(sort, because).on([&*group, &*by]).taking_a_flaw();
        let opens = opens.closed_by(format!("close security group {label} to {whose}")).meant(meant);
        let ports = if from == to { format!("port {from}") } else { format!("ports {from} to {to}") };
        let at = Edge { because: ports, ..Edge::joining(sort) }.on([&*group, &*by]).at((from, to));
        vec![opens.between(start, door.clone()), at.between(door, port.clone()), into.between(port, thing(resource))]
    }

    /// Whom a policy lets in: to read a store, to call a machine, to take on a role.
    fn by_policy(&self, resource: &'a Resource, sort: Step) -> Vec<Draft<'a>> {
        let Some(Span { low, high, unread, .. }) = self.deriver.policy(resource) else { return vec![] };
        let matters = |actions: &[String]| match (sort, self.stores.get(resource)) {
            (Step::Trust, _) => names_one(actions, &TAKEN_BY),
            (_, Some(store)) => store.is_read_by(actions),
            (_, None) => true,
        };
        let mut steps = Vec::new();
        for grant in high.grants.iter().filter(|grant| matters(&grant.actions)) {
            let sure = low.grants.contains(grant);
            for entry in self.entries(grant) {
                let edge = Edge::new(step(&entry, sort), told(grant)).on([&*resource.id]);
                let statement = &grant.statement;
                let edge =
                    edge.closed_by(format!("narrow statement {statement} of the policy of {}", resource.label()));
                let edge = edge.perhaps(unread.clone().filter(|_| !sure));
                steps.push(edge.between(Node::Entry(entry), thing(resource)));
            }
        }
        // By its ACL, or by what could not be read.
        let public = |facts: &PolicyFacts| facts.access == Access::Public && matters(&facts.public_actions);
        let by_statement = high.grants.iter().any(|grant| grant.access == Access::Public);
        let unnamed = public(&high) && !by_statement;
        if unnamed && (public(&low) || unread.is_some()) {
            let because = if public(&low) { "it is open to everybody" } else { "it may be open to everybody" };
            let unread = unread.filter(|_| !public(&low));
            let edge = Edge::new(sort, because).on([&*resource.id]).perhaps(unread);
            let edge = edge.closed_by(format!("close {} to the public", resource.label()));
            steps.push(edge.between(Node::Entry(Entry::Internet), thing(resource)));
        }
        steps
    }

    fn entries(&self, grant: &PolicyGrant) -> Vec<Entry> {
        match grant.access {
            Access::Public => vec![Entry::Internet],
            Access::CrossAccount | Access::OrgOnly => {
                grant.accounts.iter().filter_map(|account| self.stranger(account)).collect()
            }
            Access::None | Access::SameAccount | Access::ServiceOnly => vec![],
        }
    }

    /// Snapshots and images that were given to others.
    fn by_sharing(&self, resource: &'a Resource) -> Vec<Draft<'a>> {
        let (public, lists) = (resource.at("public"), ["shared_accounts", "launch_permissions.accounts"]);
        let change = format!("share {} with nobody", resource.label());
        let edge = |sort, because: &str| Edge::new(sort, because).closed_by(&*change).on([&*resource.id]);
        let mut steps = Vec::new();
        if public.as_bool() == Some(true) || public.as_unread().is_some() {
            let edge = edge(Step::Policy, "it is shared with everybody").perhaps(public.as_unread().cloned());
            steps.push(edge.between(Node::Entry(Entry::Internet), thing(resource)));
        }
        for account in lists.iter().flat_map(|list| resource.at(list).items()).filter_map(Value::as_str) {
            let stranger = self.stranger(account).map(Node::Entry);
            let edge = edge(Step::Account, "it is shared with the account");
            steps.extend(stranger.map(|entry| edge.between(entry, thing(resource))));
        }
        steps
    }

    /// Whoever has the password is in.
    fn by_password(&self, user: &'a Resource) -> Vec<Draft<'a>> {
        let (console, factor) = (user.at("console_access"), user.at("mfa_active"));
        let edge = Edge::new(Step::SignIn, "its password is enough to sign in").on([&*user.id]);
        let edge = edge.closed_by(format!("ask {} for a second factor", user.label()));
        without_second_factor(console, factor)
            .map(|unread| edge.taking_a_flaw().perhaps(unread).between(Node::Entry(Entry::Internet), thing(user)))
            .into_iter()
            .collect()
    }

    /// The root user has all rights. Where root credentials are managed in one place there is no password, if AWS says so.
    fn by_root_password(&self, account: &'a Resource) -> Vec<Draft<'a>> {
        let (password, factor) = (account.at("summary.root_password_present"), account.at("root.mfa_active"));
        // Where AWS does not say, there is one.
        let password = if password.is_null() { &Value::Bool(true) } else { password };
        let edge = Edge::new(Step::SignIn, "the root user's password is enough to sign in").on([&*account.id]);
        let edge = edge.closed_by(format!("ask the root user of {} for a second factor", account.account));
        without_second_factor(password, factor)
            .map(|unread| {
                let edge = edge.taking_a_flaw().perhaps(unread);
                edge.between(Node::Entry(Entry::Internet), Node::Admin(&account.account))
            })
            .into_iter()
            .collect()
    }
}

/// By which sort of step an entry comes: what lets in an account by name is another thing than what lets in everybody.
fn step(entry: &Entry, sort: Step) -> Step {
    if *entry == Entry::Internet { sort } else { Step::Account }
}

/// Whether a password is enough; some where it is, with what makes that uncertain.
fn without_second_factor(password: &Value, factor: &Value) -> Option<Option<Arc<Unread>>> {
    let closed = password.as_bool() == Some(false) || password.is_null() || factor.as_bool() == Some(true);
    (!closed).then(|| password.as_unread().or(factor.as_unread()).cloned())
}

fn told(grant: &PolicyGrant) -> String {
    let who = match grant.access {
        Access::Public if grant.principal == "*" => "everybody".to_owned(),
        Access::Public => format!("whoever is known to {}", grant.principal),
        _ => grant.principal.clone(),
    };
    let narrowed = if grant.narrowed_by.is_empty() {
        String::new()
    } else {
        format!(", if {} fits", grant.narrowed_by.join(", "))
    };
    format!("statement {} of its policy lets in {who}{narrowed}", grant.statement)
}
