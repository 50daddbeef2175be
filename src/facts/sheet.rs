//! The facts of one resource, side by side, as checks and the risk model read them.

use super::access::{self, Principals, WayUp, Ways};
use super::context::{self, Context, Surroundings};
use super::visibility::{self, Visibility, Watch};
use super::{
    Classification, Criticality, DataClass, Exposure, Index, PolicyFacts, Reach, Span, exposure, policy, reach,
};
use crate::control::ControlSet;
use crate::snapshot::{Fields, Resource, Unread, Value};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Derives the facts of one resource at a time. All of a large estate's together would be larger than its snapshot, and
/// most resources have nothing to be explained.
pub struct Deriver<'a, 's> {
    index: &'a Index<'s>,
    by: &'a Classification,
    principals: Principals<'s>,
    surroundings: Surroundings<'s>,
    /// None where nobody asks what can be seen.
    watch: Option<Watch<'s>>,
}

/// The facts that are kept: of the resources that have findings.
#[derive(Debug, Default)]
pub struct Facts {
    sheets: BTreeMap<usize, Arc<FactSheet>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FactSheet {
    pub exposure: Span<Exposure>,
    /// What its resource policy allows to whom; for kinds that have one.
    pub policy: Option<Span<PolicyFacts>>,
    /// What others can reach of it over the network; for kinds that answer there.
    pub reach: Option<Span<Reach>>,
    /// Whether it is as good as an administrator; for principals and their policies.
    pub admin: Option<Span<bool>>,
    /// How it gets to be one; for users and roles.
    pub way_up: Option<Span<WayUp>>,
    pub data_class: Span<DataClass>,
    pub criticality: Span<Criticality>,
    pub owner: Owner,
    /// Which traces it leaves; for kinds of which that is known, and only where a control asks.
    pub visibility: Option<Visibility>,
}

/// Who looks after a resource, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Owner {
    /// Null where nobody is named.
    pub name: Option<String>,
    pub because: String,
    /// What would have to be read to know it.
    #[serde(skip)]
    pub unread: Option<Arc<Unread>>,
}

/// What a check can name under `facts`. Any of it may be unread.
#[derive(Serialize, JsonSchema)]
struct Named {
    /// From where it can be touched at all.
    exposure: Exposure,
    /// What its resource policy allows to whom; null for kinds without one.
    policy: Option<PolicyFacts>,
    /// What others can reach of it over the network; null for kinds that answer nobody there.
    reach: Option<Reach>,
    /// As good as an administrator; null for what is no principal and no policy of one.
    admin: Option<bool>,
    /// How it can become an administrator without being one; null for what is no user and no role.
    way_up: Option<WayUp>,
    /// How secret its data is.
    data_class: DataClass,
    /// How much hangs on it.
    criticality: Criticality,
    /// Who looks after it; null where nobody is named.
    owner: Option<String>,
    /// Which traces it leaves, each by its name; null for kinds of which that is not known.
    visibility: Option<visibility::Named>,
}

impl<'a, 's> Deriver<'a, 's> {
    pub fn new(index: &'a Index<'s>, by: &'a Classification) -> Self {
        let (principals, surroundings) = (Principals::default(), Surroundings::default());
        Self { index, by, principals, surroundings, watch: Some(Watch::default()) }
    }

    /// Leaves out what costs, where no control asks for it.
    pub fn asked_by(self, controls: &ControlSet) -> Self {
        let asked = controls.controls().iter().any(|control| control.asks_for("visibility"));
        Self { watch: self.watch.filter(|_| asked), ..self }
    }

    pub fn index(&self) -> &'a Index<'s> {
        self.index
    }

    /// What its resource policy allows, for whoever needs nothing else.
    pub fn policy(&self, resource: &Resource) -> Option<Span<PolicyFacts>> {
        policy::of(resource, self.index)
    }

    /// What others reach of it, likewise.
    pub(super) fn reach(&self, resource: &Resource) -> Option<Span<Reach>> {
        reach::of(resource, self.index)
    }

    /// How secret its data is, likewise.
    pub(super) fn data_class(&self, resource: &Resource) -> Span<DataClass> {
        context::of(resource, self.index, self.by, &self.surroundings).data_class
    }

    /// All principals.
    pub(super) fn ways(&self) -> &Ways<'s> {
        self.principals.ways(self.index)
    }

    pub fn sheet(&self, resource: &Resource) -> FactSheet {
        let policy = self.policy(resource);
        let reach = self.reach(resource);
        let Context { data_class, criticality, owner } = context::of(resource, self.index, self.by, &self.surroundings);
        FactSheet {
            exposure: exposure::of(resource, policy.as_ref(), reach.as_ref()),
            policy,
            reach,
            admin: self.principals.admin(resource, self.index),
            way_up: self.principals.way_up(resource, self.index),
            data_class,
            criticality,
            owner,
            visibility: self.watch.as_ref().and_then(|watch| visibility::of(resource, self.index, watch)),
        }
    }
}

impl Facts {
    /// By the place in the snapshot of a resource that has a finding. Resources of which the same is known may share it.
    pub fn of(&self, place: usize) -> &FactSheet {
        &self.sheets[&place]
    }
}

impl<S: Into<Arc<FactSheet>>> FromIterator<(usize, S)> for Facts {
    fn from_iter<I: IntoIterator<Item = (usize, S)>>(sheets: I) -> Self {
        Self { sheets: sheets.into_iter().map(|(place, sheet)| (place, sheet.into())).collect() }
    }
}

impl FactSheet {
    /// Without what checks alone look at: it is large, and nobody who weighs or tells a finding needs it.
    #[must_use]
    pub fn kept(mut self) -> Self {
        if let Some(policy) = self.policy.as_mut().filter(|policy| policy.is_known()) {
            policy.low.grants = Vec::new();
            policy.high.grants = Vec::new();
        }
        Self { reach: None, visibility: None, ..self }
    }

    /// The names of all, as checks write them.
    pub(super) const NAMES: [&str; 9] =
        ["exposure", "policy", "reach", "admin", "way_up", "data_class", "criticality", "owner", "visibility"];

    /// One of them as a check sees it.
    pub(super) fn value(&self, name: &str) -> Value {
        fn fact<T: Clone + PartialEq + Serialize>(span: Option<&Span<T>>) -> Value {
            span.map_or(Value::Null, Span::to_value)
        }
        match name {
            "exposure" => self.exposure.to_value(),
            "policy" => fact(self.policy.as_ref()),
            "reach" => self.reach.as_ref().map_or(Value::Null, Span::by_part),
            "admin" => fact(self.admin.as_ref()),
            "way_up" => fact(self.way_up.as_ref()),
            "data_class" => self.data_class.to_value(),
            "criticality" => self.criticality.to_value(),
            "owner" => match &self.owner {
                Owner { unread: Some(unread), .. } => Value::Unread(Arc::clone(unread)),
                Owner { name, .. } => name.as_deref().map_or(Value::Null, Value::str),
            },
            "visibility" => self.visibility.as_ref().map_or(Value::Null, Visibility::to_value),
            _ => Value::Null,
        }
    }

    /// All of them, as a check sees them under `facts`.
    pub fn to_value(&self) -> Value {
        Value::Object(Self::NAMES.into_iter().map(|name| (name.into(), self.value(name))).collect())
    }
}

/// The paths under `facts`, for the linter and the reference.
pub(super) fn fields() -> Fields {
    let schema = schemars::SchemaGenerator::default().into_root_schema_for::<Named>();
    Fields::from_schema(schema.as_value())
}

pub(super) fn needs(kind: &str) -> Vec<&'static str> {
    let others: &[&str] = match kind {
        "s3_bucket" => &["macie_bucket", "s3_account"],
        "s3_access_point" => &["s3_account"],
        "iam_user" | "iam_role" | "iam_group" => access::NEEDS,
        _ => &[],
    };
    others.iter().copied().chain(reach::needs(kind)).collect()
}
