//! What is gained with a principal or a machine that somebody has taken over, step by step: for whoever follows a path
//! that began elsewhere.

use super::gains::{Edge, End};
use super::rights::{On, Rights, Said};
use super::scene::{ASSUME, LetsIn, Place, called};
use super::ways::Ways;
use crate::facts::Index;
use crate::snapshot::Resource;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;
use std::collections::HashMap;

/// Where a step leads.
#[derive(Debug, Clone, Copy)]
pub enum Gained<'s> {
    /// To all rights of the account.
    Admin,
    Principal(&'s Resource),
}

/// The roles of an estate of several accounts, by whom they may let in, as their trust policies name it.
pub struct Abroad<'s>(HashMap<&'s str, Vec<Place>>);

impl<'s> Ways<'s> {
    /// The roles that a resource hands to whoever takes it over.
    pub fn held_by(&self, resource: &Resource) -> impl Iterator<Item = &'s Resource> {
        let places = self.held.get(&*resource.id).into_iter().flatten().map(|place| self.all[*place].principal);
        places.filter(|role| role.account == resource.account)
    }

    pub fn rights(&self, principal: &Resource) -> Option<&Rights<'s>> {
        self.place(principal).map(|place| &self.all[place])
    }

    /// Whether a principal is as good as an administrator.
    pub fn is_admin(&self, principal: &Resource) -> Option<&Said> {
        self.place(principal).map(|place| &self.admins[place])
    }

    /// Where a principal gets in one published step, in order.
    pub fn steps(&self, principal: &Resource) -> Vec<(Gained<'s>, &Edge<'s>)> {
        let Some(place) = self.place(principal) else { return vec![] };
        let mut steps: Vec<(End, &Edge<'s>)> = self
            .graph
            .edges(NodeIndex::new(place))
            .map(|edge| (edge.target().index(), edge.weight()))
            .map(|(to, edge)| (if to < self.all.len() { End::Principal(to) } else { End::Admin }, edge))
            .collect();
        steps.sort_by_key(|(end, _)| *end);
        let gained = |end| match end {
            End::Admin => Gained::Admin,
            End::Principal(place) => Gained::Principal(self.all[place].principal),
        };
        steps.into_iter().map(|(end, edge)| (gained(end), edge)).collect()
    }

    /// The roles by whom they name. Where there is one account, nobody comes from another. A role of which it is not known
    /// whom it trusts names nobody: it may let in the whole world, and paths to it begin there.
    pub fn abroad(&self, index: &Index<'s>) -> Abroad<'s> {
        let mut by_name: HashMap<&str, Vec<Place>> = HashMap::new();
        if index.snapshot().header.accounts.len() > 1 {
            let mut trusts: Vec<_> = self.trusts.iter().collect();
            trusts.sort_unstable_by_key(|(place, _)| **place);
            for (place, trust) in trusts {
                trust.names().into_iter().for_each(|name| by_name.entry(name).or_default().push(*place));
            }
        }
        Abroad(by_name)
    }

    /// The roles of other accounts that a principal may take on, and what its own policies say of it.
    pub fn abroad_from(&self, principal: &Resource, abroad: &Abroad<'s>) -> Vec<(&'s Resource, Said)> {
        let Some(rights) = self.rights(principal) else { return vec![] };
        let about = rights.about(ASSUME);
        if about.starts().is_empty() {
            return vec![];
        }
        let context = rights.context();
        let mut places: Vec<Place> =
            called(principal).iter().filter_map(|name| abroad.0.get(&**name)).flatten().copied().collect();
        places.sort_unstable();
        places.dedup();
        let elsewhere = |place: &Place| self.all[*place].principal.account != principal.account;
        let open = |place: Place| {
            let role = self.all[place].principal;
            let lets_in = self.trusts.get(&place)?.lets_in(rights, &context);
            let said = match lets_in {
                LetsIn::ByName | LetsIn::ByAccount => about.may(On::Arn(&role.id), &context),
                LetsIn::No | LetsIn::Unread(_) => Said::No,
            };
            (!said.is_no()).then_some((role, said))
        };
        places.into_iter().filter(elsewhere).filter_map(open).collect()
    }
}
