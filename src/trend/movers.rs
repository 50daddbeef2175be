//! What the load moved by: the controls, resources, accounts and owners whose load changed most.

use super::Picture;
use crate::risk::Load;
use std::collections::{BTreeMap, BTreeSet};

/// Each kind of mover, what moved most first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Movers {
    pub controls: Vec<Mover>,
    pub resources: Vec<Mover>,
    pub accounts: Vec<Mover>,
    pub owners: Vec<Mover>,
}

/// What something carried at the point before, and carries now.
#[derive(Debug, Clone, PartialEq)]
pub struct Mover {
    /// A control, an account, an owner (empty where nobody is), or a resource's id.
    pub id: String,
    /// For a control its title, for a resource its name.
    pub name: String,
    /// For a resource.
    pub kind: Option<String>,
    pub account: Option<String>,
    pub before: f64,
    pub after: f64,
}

/// Of each kind.
const MOST: usize = 5;
/// Loads are shown in tenths.
const LEAST: f64 = 0.05;

impl Movers {
    pub(super) fn between(old: &Picture, new: &Picture) -> Self {
        let high = |loads: &BTreeMap<String, Load>| -> BTreeMap<String, Mover> {
            loads.iter().map(|(id, load)| (id.clone(), Mover::called(id, id, load.high))).collect()
        };
        let ((old_controls, old_resources), (controls, resources)) = (carriers(old), carriers(new));
        Self {
            controls: most(old_controls, controls),
            resources: most(old_resources, resources),
            accounts: most(high(&old.by_account), high(&new.by_account)),
            owners: most(high(&old.by_owner), high(&new.by_owner)),
        }
    }
}

impl Mover {
    fn called(id: &str, name: &str, after: f64) -> Self {
        Self { id: id.to_owned(), name: name.to_owned(), kind: None, account: None, before: 0.0, after }
    }

    pub fn change(&self) -> f64 {
        self.after - self.before
    }
}

type Carriers<K> = BTreeMap<K, Mover>;

/// What each control and each resource carries. A control carries what its findings add to their resources.
fn carriers(picture: &Picture) -> (Carriers<String>, Carriers<(String, String)>) {
    let mut by_resource: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for seen in picture.findings.values().filter(|seen| seen.weight() > 0.0) {
        by_resource.entry(seen.place()).or_default().push(seen);
    }
    let (mut controls, mut resources) = (Carriers::new(), Carriers::new());
    for all in by_resource.into_values() {
        let weights: Vec<f64> = all.iter().map(|seen| seen.weight()).collect();
        for (seen, part) in all.iter().zip(Load::parts(&weights)) {
            let control = controls.entry(seen.control.clone());
            control.or_insert_with(|| Mover::called(&seen.control, &seen.title, 0.0)).after += part;
            let resource = resources.entry((seen.account.clone(), seen.resource.clone()));
            let new = || Mover {
                kind: Some(seen.kind.clone()),
                account: Some(seen.account.clone()),
                ..Mover::called(&seen.resource, &seen.name, 0.0)
            };
            resource.or_insert_with(new).after += part;
        }
    }
    (controls, resources)
}

fn most<K: Ord + Clone>(mut old: Carriers<K>, mut new: Carriers<K>) -> Vec<Mover> {
    let keys: BTreeSet<K> = old.keys().chain(new.keys()).cloned().collect();
    let mut movers: Vec<Mover> = keys
        .into_iter()
        .filter_map(|key| match (old.remove(&key), new.remove(&key)) {
            (was, Some(is)) => Some(Mover { before: was.map_or(0.0, |was| was.after), ..is }),
            (Some(was), None) => Some(Mover { before: was.after, after: 0.0, ..was }),
            (None, None) => None,
        })
        .filter(|mover| mover.change().abs() >= LEAST)
        .collect();
    movers.sort_by(|a, b| b.change().abs().total_cmp(&a.change().abs()).then_with(|| a.id.cmp(&b.id)));
    movers.truncate(MOST);
    movers
}

#[cfg(test)]
mod tests {
    use super::super::picture::sample::{fail, picture};
    use super::*;

    #[test]
    fn what_moved_most_comes_first_and_what_stood_does_not_come() {
        let mut heavy = fail("b/x");
        heavy.1.load = 100.0;
        let old = picture("2026-01-01", &["a", "b", "c"], vec![fail("a/x"), fail("b/x"), fail("c/y")]);
        let new = picture("2026-04-01", &["b", "c"], vec![heavy, fail("c/y"), fail("c/z")]);
        let movers = Movers::between(&old, &new);
        let told = |movers: &[Mover]| -> Vec<(String, f64)> {
            movers.iter().map(|mover| (mover.id.clone(), mover.change())).collect()
        };
        // x: 32 went from a, and 68 came to b. z is the second on c, and counts half; y stands at the full.
        assert_eq!(told(&movers.controls), [("c/x".to_owned(), 36.0), ("c/z".to_owned(), 16.0)]);
        let resources = [("b".to_owned(), 68.0), ("a".to_owned(), -32.0), ("c".to_owned(), 16.0)];
        assert_eq!(told(&movers.resources), resources);
        assert_eq!(told(&movers.accounts), [("111122223333".to_owned(), 52.0)]);
        assert_eq!(Movers::between(&old, &old), Movers::default());
    }

    #[test]
    fn no_more_than_a_few() {
        let names: Vec<String> = (0..20).map(|n| format!("r{n}")).collect();
        let ids: Vec<&str> = names.iter().map(String::as_str).collect();
        let new = picture("2026-04-01", &ids, names.iter().map(|name| fail(name)).collect());
        assert_eq!(Movers::between(&picture("2026-01-01", &ids, vec![]), &new).resources.len(), MOST);
    }
}
