//! Attack paths, those together that lead the same way to several things.

use super::{Count, called, effort_word};
use crate::control::{Exploit, Step};
use crate::facts::DataClass;
use crate::facts::paths::{Blind, Change, Cut, Entry, Hop, Node, Path, Paths, Prize, Route, Way};
use crate::snapshot::{Reason, Snapshot, Unread, glob};
use std::collections::BTreeMap;

/// Which paths to show.
#[derive(Debug, Clone, Default)]
pub struct Ends {
    /// `internet`, or an account by its number.
    pub from: Option<String>,
    /// `admin`, a kind, or a resource by its id or name, with `*` and `?`.
    pub to: Option<String>,
}

/// All that is shown of attack paths.
pub struct PathsView<'a> {
    pub snapshot: &'a str,
    /// Of the paths that were asked for: each leads from one entry to one target.
    pub count: Count,
    pub certain: usize,
    /// The worst come first.
    pub rows: Vec<PathRow<'a>>,
    /// How many paths are not among the rows.
    pub left_out: usize,
    pub gaps: Vec<PathGap<'a>>,
}

/// One way, to one target or to several.
pub struct PathRow<'a> {
    pub entry: String,
    pub prize: String,
    /// Whether each step of it is known.
    pub certain: bool,
    /// How many flaws or stolen secrets it takes.
    pub flaws: usize,
    /// Up to the first target.
    pub hops: Vec<HopRow<'a>>,
    /// Other targets that the last step leads to, by their ids.
    pub others: Vec<PlaceRow<'a>>,
    /// What would have to be read to be sure.
    pub unread: Vec<&'a Unread>,
    pub cut: CutRow,
}

/// A thing that a path leads over.
pub struct PlaceRow<'a> {
    /// The id of a resource, or the number of an account, all of whose rights are meant.
    pub id: &'a str,
    pub account: &'a str,
    /// None for all rights of an account.
    pub kind: Option<&'a str>,
    /// As a person would say it.
    pub called: String,
}

/// A step, and where it leads.
pub struct HopRow<'a> {
    pub place: PlaceRow<'a>,
    /// How many others could stand in its place.
    pub alike: usize,
    /// The steps to it, each with what opens it and what it takes.
    pub by: Vec<Opened>,
}

/// A step, and the rule, statement or policy that opens it.
pub struct Opened {
    pub step: Step,
    pub because: String,
    pub takes: Exploit,
}

/// The cheapest change or changes that leave no way.
pub struct CutRow {
    pub changes: Vec<Change>,
    /// How many paths from the same entry it cuts.
    pub cuts: usize,
}

/// Kinds or resources that could not be looked at.
pub struct PathGap<'a> {
    pub what: &'a [String],
    pub unread: &'a Unread,
}

impl<'a> PathsView<'a> {
    /// At most `most` rows.
    pub fn lay_out(paths: &'a Paths<'a>, snapshot: &'a Snapshot, ends: &Ends, most: usize) -> Self {
        let all: Vec<Path> = paths.paths().into_iter().filter(|path| ends.hold(paths, path)).collect();
        let mut ways: BTreeMap<Way, Vec<&Path>> = BTreeMap::new();
        let mut order = Vec::new();
        for path in &all {
            let way = path.way(paths);
            let known = ways.entry(way.clone()).or_default();
            if known.is_empty() {
                order.push(way);
            }
            known.push(path);
        }
        let shown: Vec<&Path> = order.iter().take(most).filter_map(|way| ways.get(way)).flatten().copied().collect();
        let cuts = paths.cuts(&shown.iter().map(|path| (*path).clone()).collect::<Vec<_>>());
        let mut rows = rows(paths, &shown, cuts);
        rows.truncate(most);
        let told: usize = rows.iter().map(|row| 1 + row.others.len()).sum();
        Self {
            snapshot: &snapshot.header.id,
            count: Count::new(all.len(), "attack path", "attack paths"),
            certain: all.iter().filter(|path| paths.is_certain(path)).count(),
            rows,
            left_out: all.len() - told,
            gaps: paths.gaps.iter().map(|Blind { what, unread }| PathGap { what, unread }).collect(),
        }
    }
}

/// Paths of one way stand together where the same change cuts them.
fn rows<'a>(paths: &'a Paths<'a>, shown: &[&Path], cuts: Vec<Cut>) -> Vec<PathRow<'a>> {
    let mut rows: Vec<PathRow<'a>> = Vec::new();
    let mut last: Option<(Way, Vec<Change>, Prize)> = None;
    for (path, cut) in shown.iter().zip(cuts) {
        let Some(route) = paths.route(path) else { continue };
        let same = Some((path.way(paths), cut.changes.clone(), route.prize));
        match (rows.last_mut(), route.hops.last()) {
            (Some(row), Some(hop)) if last == same => row.others.extend(PlaceRow::of(hop.node)),
            _ => rows.push(PathRow::of(&route, path.cost.flaws, cut)),
        }
        last = same;
    }
    rows
}

impl<'a> PathRow<'a> {
    fn of(route: &Route<'a, 'a>, flaws: usize, cut: Cut) -> Self {
        let unread = route.hops.iter().flat_map(|hop| &hop.by).filter_map(|edge| edge.unread.as_deref());
        let mut unread: Vec<&Unread> = unread.chain(route.unread).collect();
        unread.dedup();
        Self {
            entry: entry_name(route.entry),
            prize: prize_name(route.prize).to_owned(),
            certain: route.certain,
            flaws,
            hops: route.hops.iter().filter_map(HopRow::of).collect(),
            others: vec![],
            unread,
            cut: CutRow { cuts: cut.cuts, changes: cut.changes },
        }
    }

    /// What it is after, and what that takes.
    pub fn summary(&self) -> String {
        let takes = match self.flaws {
            0 => "takes nothing else".to_owned(),
            1 => "takes a flaw or a secret".to_owned(),
            more => format!("takes {more} flaws or secrets"),
        };
        format!("{}; {takes}{}", self.prize, if self.certain { "" } else { "; possible, not certain" })
    }

    /// What would have to be read to be sure.
    pub fn doubt(&self) -> String {
        let texts: Vec<String> = self.unread.iter().map(ToString::to_string).collect();
        texts.join("; ")
    }
}

impl<'a> HopRow<'a> {
    fn of(hop: &Hop<'a, 'a>) -> Option<Self> {
        let mut by: Vec<Opened> = Vec::new();
        for edge in &hop.by {
            match by.last_mut() {
                // What only leads on says more of what opened it.
                Some(last) if edge.joins() && !edge.because.is_empty() => {
                    last.because = format!("{}, {}", last.because, edge.because);
                }
                _ if edge.joins() => {}
                _ => by.push(Opened { step: edge.step, because: edge.because.clone(), takes: edge.takes }),
            }
        }
        Some(Self { place: PlaceRow::of(hop.node)?, alike: hop.alike, by })
    }

    /// With how many are like it.
    pub fn called(&self) -> String {
        match self.alike {
            0 => self.place.called.clone(),
            more => format!("{} and {more} like it", self.place.called),
        }
    }

    pub fn because(&self) -> String {
        let texts: Vec<&str> = self.by.iter().map(|opened| opened.because.as_str()).collect();
        texts.join("; ")
    }
}

impl<'a> PlaceRow<'a> {
    fn of(node: &Node<'a>) -> Option<Self> {
        Some(match node {
            Node::Thing(thing) => {
                let resource = thing.0;
                Self {
                    id: &resource.id,
                    account: resource.account.as_str(),
                    kind: Some(&resource.kind),
                    called: called(&resource.kind, resource.label()),
                }
            }
            Node::Admin(account) => {
                let (id, called) = (account.as_str(), format!("administrator of account {account}"));
                Self { id, account: id, kind: None, called }
            }
            Node::Entry(_) | Node::Joint(_) => return None,
        })
    }
}

impl CutRow {
    pub fn text(&self) -> String {
        let texts: Vec<String> =
            self.changes.iter().map(|change| format!("{} ({})", change.text, effort_word(change.effort))).collect();
        let more = if self.cuts > 1 { format!("; cuts {} paths from there", self.cuts) } else { String::new() };
        format!("{}{more}", texts.join(" and "))
    }
}

impl PathGap<'_> {
    pub fn text(&self) -> String {
        let what = self.what.join(", ");
        match self.unread.reason {
            Reason::NotCollected => format!("Not part of this snapshot: {what}."),
            _ => format!("Could not be read ({}): {what}.", self.unread),
        }
    }
}

impl Ends {
    fn hold(&self, paths: &Paths<'_>, path: &Path) -> bool {
        let Some((entry, target)) = paths.ends(path) else { return false };
        let from = self.from.as_deref().is_none_or(|from| match entry {
            Entry::Internet => from == "internet",
            Entry::Account(account) => from == &**account,
        });
        let to = |to: &str| match target {
            Node::Thing(thing) => {
                let names = [&*thing.0.kind, &*thing.0.id, thing.0.label()];
                names.iter().any(|name| glob(to, name))
            }
            Node::Admin(account) => to == "admin" || to == account.as_str(),
            Node::Entry(_) | Node::Joint(_) => false,
        };
        from && self.to.as_deref().is_none_or(to)
    }
}

fn entry_name(entry: &Entry) -> String {
    match entry {
        Entry::Internet => "internet".to_owned(),
        Entry::Account(account) => format!("account {account}"),
    }
}

fn prize_name(prize: Prize) -> &'static str {
    match prize {
        Prize::Admin => "administrator's rights",
        Prize::Secret => "a secret",
        Prize::Data(DataClass::Restricted) => "restricted data",
        Prize::Data(_) => "confidential data",
    }
}
