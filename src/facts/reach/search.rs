//! The search itself: what it knows, what it doubts, and what it would say.

use super::ports::{OpenPort, Ports, Ways, everything};
use super::{Card, Entries, Host, Origin, Place};
use crate::facts::Index;
use crate::snapshot::{Reason, Resource, Unread};
use std::collections::{BTreeMap, BTreeSet};

/// What is found out about a resource.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Found {
    pub live: bool,
    pub ports: Ports,
    pub through: Ways,
    pub accounts: Ways,
}

impl Found {
    /// Whoever reaches another resource reaches this one.
    pub fn add(&mut self, other: Self) {
        self.live |= other.live;
        self.ports.extend(other.ports);
        self.through.extend(other.through);
        self.accounts.extend(other.accounts);
    }
}

/// The questions, in their order. Each has doubts of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    Live,
    Direct,
    Through,
    Accounts,
}

pub(super) struct Search<'a, 's> {
    pub resource: &'a Resource,
    pub index: &'a Index<'s>,
    /// Whether what could not be read is taken to let everything through, or nothing.
    pub worst: bool,
    /// How many load balancers may still stand before each other.
    pub depth: u8,
    asked: Question,
    /// The first thing that could not be read, by question.
    pub doubts: [Option<Unread>; 4],
    /// What the internet reaches of load balancers that were looked at.
    pub fronts: BTreeMap<&'a str, Ports>,
    /// Why it is open, and why it is not.
    pub open: Vec<String>,
    pub closed: Vec<String>,
}

/// The most reasons that are kept: a group may protect thousands.
const MOST_REASONS: usize = 5;

/// The most entries of a network ACL that are looked at; AWS allows 40 in each direction.
const MOST_ENTRIES: usize = 200;

/// The most load balancers that are followed before one resource: a network load balancer may stand before an
/// application load balancer, and nothing before that.
const DEEPEST: u8 = 2;

impl<'a, 's: 'a> Search<'a, 's> {
    pub(super) fn new(resource: &'a Resource, index: &'a Index<'s>, worst: bool) -> Self {
        let asked = Question::Live;
        let (doubts, open, closed) = ([None, None, None, None], vec![], vec![]);
        Self { resource, index, worst, depth: DEEPEST, asked, doubts, fronts: BTreeMap::new(), open, closed }
    }

    pub(super) fn find(&mut self, kind: &str, field: &str, key: &str) -> Result<Vec<&'a Resource>, Unread> {
        self.index.where_field(kind, field, key, &self.resource.account, &self.resource.region)
    }

    /// What is looked for from here on.
    pub(super) fn ask(&mut self, question: Question) {
        self.asked = question;
    }

    /// Remembers what is not known, and says whether to take it for open. What is not known of the resource itself is
    /// not known for any question.
    pub(super) fn unsure(&mut self, unread: &Unread) -> bool {
        let first = self.asked as usize;
        let last = if self.asked == Question::Live { self.doubts.len() - 1 } else { first };
        for doubt in &mut self.doubts[first..=last] {
            doubt.get_or_insert_with(|| unread.clone());
        }
        self.worst
    }

    /// For what must be there and is not: the listing does not know it.
    pub(super) fn not_listed(&mut self, kind: &str) -> bool {
        self.unsure(&Unread::new(kind, Reason::NotCollected))
    }

    pub(super) fn is_open(&mut self, why: String) {
        note(&mut self.open, why);
    }

    pub(super) fn is_closed(&mut self, why: &str) {
        note(&mut self.closed, why.to_owned());
    }

    /// The same of another resource, on which this one depends. Its doubts are ours, its reasons are not.
    pub(super) fn other<T>(&mut self, resource: &'a Resource, ask: impl FnOnce(&mut Self) -> T) -> T {
        let mut search = Search::new(resource, self.index, self.worst);
        search.depth = self.depth;
        search.asked = self.asked;
        let answer = ask(&mut search);
        for (own, doubt) in self.doubts.iter_mut().zip(search.doubts) {
            if let Some(doubt) = doubt {
                own.get_or_insert(doubt);
            }
        }
        answer
    }

    /// All that there is to know of a resource; nothing where its kind sits in no network.
    pub(super) fn found(&mut self) -> Option<Found> {
        if let Some(found) = self.by_others().or_else(|| self.by_endpoint()) {
            return Some(found);
        }
        let host = self.host()?;
        if !host.live {
            self.is_closed(host.rest);
            return Some(Found::default());
        }
        self.ask(Question::Direct);
        let ports = self.direct(&host);
        self.ask(Question::Through);
        let through = self.through(&host);
        self.ask(Question::Accounts);
        let accounts = self.accounts(&host);
        Some(Found { live: true, ports, through, accounts })
    }

    /// What the internet reaches at addresses of its own.
    pub(super) fn direct(&mut self, host: &Host<'a>) -> Ports {
        self.over(host, Search::internet_at)
    }

    /// Asks each card of a host. Of several places in only one of which it stands, all must say the same.
    pub(super) fn over<T: Ord + Clone>(
        &mut self,
        host: &Host<'a>,
        mut ask: impl FnMut(&mut Self, &Host<'a>, &Card<'a>) -> BTreeSet<T>,
    ) -> BTreeSet<T> {
        let answers: Vec<_> = host.cards.iter().map(|card| ask(self, host, card)).collect();
        let differ = answers.windows(2).any(|pair| pair[0] != pair[1]);
        if host.place == Place::Everywhere || !differ {
            return answers.into_iter().flatten().collect();
        }
        let detail = Some("it stands in one of several subnets, which are not alike".to_owned());
        let unread =
            Unread { detail, ..Unread::new(format!("{}.subnet_id", self.resource.kind), Reason::NotCollected) };
        if self.unsure(&unread) {
            return answers.into_iter().flatten().collect();
        }
        let mut answers = answers.into_iter();
        let first = answers.next().unwrap_or_default();
        answers.fold(first, |all, one| all.intersection(&one).cloned().collect())
    }

    fn internet_at(&mut self, host: &Host<'a>, card: &Card<'a>) -> Ports {
        let Some(address) = card.v4.or(card.v6) else {
            self.is_closed("it has no public address");
            return Ports::new();
        };
        if let Some(unread) = &card.unread {
            let group = card.guard.one();
            return if self.unsure(unread) { everything(group) } else { Ports::new() };
        }
        if self.blocked(card) {
            self.is_closed("VPC Block Public Access holds back the internet");
            return Ports::new();
        }
        let tables = self.tables(card);
        let (v4, v6) = match &tables {
            Some(tables) => {
                (card.v4.is_some() && self.leads(tables, false), card.v6.is_some() && self.leads(tables, true))
            }
            None => (card.v4.is_some() && self.worst, card.v6.is_some() && self.worst),
        };
        if !v4 && !v6 {
            self.is_closed("its subnet has no route to an internet gateway");
            return Ports::new();
        }
        let origin = Origin::Internet { v4, v6 };
        let open = self.let_in(host, card, &origin);
        if let Some(port @ OpenPort { security_group_id, source, .. }) = open.first() {
            let who = if security_group_id.is_empty() { "no security group" } else { security_group_id };
            let verb = if security_group_id.is_empty() { "holds back" } else { "lets in" };
            let address = if v4 { address } else { card.v6.unwrap_or(address) };
            self.is_open(format!("{address} is public and routed, and {who} {verb} {source} to {}", port.label()));
        }
        open
    }

    /// What of an origin gets past the security groups, to where somebody listens, and past the network ACL.
    pub(super) fn let_in(&mut self, host: &Host<'a>, card: &Card<'a>, origin: &Origin<'a>) -> Ports {
        let ports = self.guarded(&card.guard, origin);
        if ports.is_empty() && matches!(origin, Origin::Internet { .. }) {
            self.is_closed("its security groups do not let in the internet");
        }
        let outside = host.outside.as_ref().filter(|_| matches!(origin, Origin::Internet { .. }));
        let ports = match outside.or(host.listens.as_ref()) {
            Some(listens) => ports.iter().flat_map(|p| listens.iter().filter_map(|l| p.at(l))).collect(),
            None => ports,
        };
        self.through_acl(card, ports, origin)
    }

    pub(super) fn through_acl(&mut self, card: &Card<'_>, ports: Ports, origin: &Origin<'_>) -> Ports {
        let Some(subnet) = card.subnet.filter(|_| !ports.is_empty()) else { return ports };
        let unread = match self.find("ec2_network_acl", "subnet_ids", subnet).map(|found| found.first().copied()) {
            Ok(Some(acl)) => match acl.at("entries").unread_within() {
                None if acl.at("entries").items().len() > MOST_ENTRIES => {
                    Unread::new("ec2_network_acl.entries", Reason::TooLarge)
                }
                None => {
                    let entries = Entries::of(acl.at("entries"));
                    let open: Ports = ports.iter().flat_map(|port| entries.through(port, origin)).collect();
                    if open.is_empty() {
                        self.is_closed("the network ACL holds it back");
                    }
                    return open;
                }
                Some(unread) => Unread::clone(unread),
            },
            // Every subnet has one; where none is listed, nothing is known to hold anything back.
            Ok(None) => return ports,
            Err(unread) => unread,
        };
        if self.unsure(&unread) { ports } else { Ports::new() }
    }
}

fn note(reasons: &mut Vec<String>, why: String) {
    if reasons.len() < MOST_REASONS && !reasons.contains(&why) {
        reasons.push(why);
    }
}
