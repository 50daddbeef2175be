//! An example in an estate of its own, so that it runs through the same engine as a scan.

use super::Verdict;
use super::run::Rule;
use crate::control::{Control, Example, Expect, Outcome, Scene, Term};
use crate::facts::{Classification, Deriver, Index, Seat};
use crate::snapshot::{Header, KindInfo, Reach, Resource, Scope, Snapshot, Unread, Value};
use chrono::{DateTime, Utc};

/// What a control said of an example.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    Skip,
    Verdict(Verdict),
    /// Something other than a gap kept it from saying anything.
    Broken(String),
    /// It breaks where a field of a passing example is not set.
    BreaksOnNull {
        path: String,
        problem: String,
    },
}

impl Said {
    pub(super) fn bears_out(&self, expect: Expect) -> bool {
        match (self, expect) {
            (Self::Skip, Expect::Skip) => true,
            (Self::Verdict(verdict), Expect::Pass) => *verdict == Verdict::Pass,
            (Self::Verdict(verdict), Expect::Fail) => *verdict == Verdict::Fail,
            (Self::Verdict(verdict), Expect::Unknown) => *verdict == Verdict::Unknown,
            _ => false,
        }
    }
}

/// Where examples of one kind are played.
#[derive(Clone, Copy)]
pub(super) struct Stage<'a> {
    pub kind: &'a KindInfo,
    pub kinds: &'a [KindInfo],
}

impl<'a> Stage<'a> {
    pub fn of(control: &Control, kinds: &'a [KindInfo]) -> Option<Self> {
        let kind = kinds.iter().find(|kind| kind.name == control.resource)?;
        Some(Self { kind, kinds })
    }

    /// Sets up an example, laid over the kind's sample by `overlay`, and lets somebody look at it.
    pub fn play<T>(
        &self,
        example: &Example,
        overlay: &Value,
        params: &Value,
        look: impl FnOnce(&Scene<'_>) -> T,
    ) -> Result<T, String> {
        let resource = self.kind.example(overlay);
        let snapshot = self.estate(&resource, example);
        let index = Index::new(&snapshot);
        let Some(resource) = snapshot.resources.iter().find(|r| r.id == resource.id && r.kind == resource.kind) else {
            return Err("the example's resource is lost among the others: give it an id of its own".into());
        };
        let by = Classification::default();
        let deriver = Deriver::new(&index, &by);
        let seat = Seat::new(resource, &deriver, example.facts.as_ref());
        let params = example.params.as_ref().map_or(params.clone(), |over| params.overlaid(over));
        Ok(look(&Scene { resource, world: &seat, params: &params, now: example.now }))
    }

    /// An estate with the example's resources, and healthy settings for its account and region.
    fn estate(&self, resource: &Resource, example: &Example) -> Snapshot {
        let mut resources = vec![resource.clone()];
        for kind in self.kinds {
            let given = example.with.get(kind.name);
            for (number, overlay) in (1..).zip(given.into_iter().flatten()) {
                let mut other = kind.example(overlay);
                // The first keeps the sample's id, by which the samples of other kinds name it.
                if resources.iter().any(|known| known.kind == other.kind && known.id == other.id) {
                    other.id = format!("{}#{number}", other.id).into();
                }
                resources.push(Resource { account: resource.account.clone(), ..other });
            }
            let alone = matches!(kind.scope, Scope::Account | Scope::Region);
            if alone && given.is_none() && *resource.kind != *kind.name {
                resources.push(kind.sample.clone());
            }
        }
        Snapshot::of(self.header(resource, example.now), resources)
    }

    fn header(&self, resource: &Resource, now: DateTime<Utc>) -> Header {
        let regional = self.kinds.iter().find(|kind| !kind.scope.is_global()).map(|kind| kind.sample.region.clone());
        let mut regions: Vec<_> = regional.into_iter().chain([resource.region.clone()]).collect();
        regions.retain(|region| !region.is_global());
        regions.sort();
        regions.dedup();
        let mut header = Header::new(now, "example".into(), vec![resource.account.clone()], regions);
        let reach = |kind: &KindInfo| if kind.scope.is_global() { Reach::Global } else { Reach::Regional };
        header.kinds = self.kinds.iter().map(|kind| (kind.name.to_owned(), reach(kind))).collect();
        header
    }
}

impl Rule<'_> {
    /// What it says of a scene, told apart from what is a fault of its own.
    pub(super) fn say(&self, scene: &Scene<'_>) -> Said {
        match self.judge(scene) {
            None => Said::Skip,
            // A check may break where `applies` says that it is not asked.
            Some((Verdict::Unknown, unread)) if from_control(unread.as_ref()) => Said::Broken(self.problem(scene)),
            Some((verdict, _)) => Said::Verdict(verdict),
        }
    }

    fn problem(&self, scene: &Scene<'_>) -> String {
        let checks = self.applies.into_iter().chain([self.check]);
        let broken = checks.map(|check| check.run(scene)).find_map(|outcome| match outcome {
            Outcome::Broken(problem) => Some(problem),
            _ => None,
        });
        broken.unwrap_or_default()
    }

    /// What each term said of the expression that decided.
    pub(super) fn terms(&self, scene: &Scene<'_>) -> Vec<Term> {
        let decides = self.applies.filter(|applies| applies.run(scene) != Outcome::True);
        decides.unwrap_or(self.check).trace(scene)
    }
}

fn from_control(unread: Option<&Unread>) -> bool {
    unread.is_some_and(|unread| unread.action.starts_with("control:"))
}
