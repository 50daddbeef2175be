//! The facts of one resource, side by side, as checks and the risk model read them.

use super::policy::{bucket, judge};
use super::{
    Classification, Criticality, DataClass, Exposure, Index, PolicyFacts, Reach, Span, context, exposure, privilege,
    reach,
};
use crate::snapshot::{Fields, Region, Resource, Value};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Derives the facts of one resource at a time. All of a large estate's together would be larger than its snapshot, and
/// most resources have nothing to be explained.
pub struct Deriver<'a, 's> {
    index: &'a Index<'s>,
    by: &'a Classification,
}

/// The facts that are kept: of the resources that have findings.
#[derive(Debug, Default)]
pub struct Facts {
    sheets: BTreeMap<usize, FactSheet>,
}

#[derive(Debug, Clone)]
pub struct FactSheet {
    pub exposure: Span<Exposure>,
    /// What its resource policy allows to whom; for kinds that have one.
    pub policy: Option<Span<PolicyFacts>>,
    /// What others can reach of it over the network; for kinds that answer there.
    pub reach: Option<Span<Reach>>,
    /// Whether it is as good as an administrator; for principals and their policies.
    pub admin: Option<Span<bool>>,
    pub data_class: Span<DataClass>,
    pub criticality: Span<Criticality>,
    pub owner: Owner,
}

/// Who looks after a resource, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Owner {
    /// Null where nobody is named.
    pub name: Option<String>,
    pub because: String,
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
    /// How secret its data is.
    data_class: DataClass,
    /// How much hangs on it.
    criticality: Criticality,
    /// Who looks after it; null where nobody is named.
    owner: Option<String>,
}

impl<'a, 's> Deriver<'a, 's> {
    pub fn new(index: &'a Index<'s>, by: &'a Classification) -> Self {
        Self { index, by }
    }

    pub fn index(&self) -> &'a Index<'s> {
        self.index
    }

    pub fn sheet(&self, resource: &Resource) -> FactSheet {
        FactSheet::derive(resource, self.index, self.by)
    }
}

impl Facts {
    /// By the place in the snapshot of a resource that has a finding.
    pub fn of(&self, place: usize) -> &FactSheet {
        &self.sheets[&place]
    }
}

impl FromIterator<(usize, FactSheet)> for Facts {
    fn from_iter<I: IntoIterator<Item = (usize, FactSheet)>>(sheets: I) -> Self {
        Self { sheets: sheets.into_iter().collect() }
    }
}

impl FactSheet {
    fn derive(resource: &Resource, index: &Index<'_>, by: &Classification) -> Self {
        let policy = policy(resource, index);
        let reach = reach::of(resource, index);
        Self {
            exposure: exposure::of(resource, policy.as_ref(), reach.as_ref()),
            policy,
            reach,
            admin: privilege::admin(resource, index),
            data_class: context::data_class(resource, by),
            criticality: context::criticality(resource, by),
            owner: context::owner(resource, by),
        }
    }

    /// As a check sees it, under `facts`. Built only for checks that look.
    pub fn to_value(&self) -> Value {
        fn fact<T: Clone + PartialEq + Serialize>(span: Option<&Span<T>>) -> Value {
            span.map_or(Value::Null, Span::to_value)
        }
        let owner = self.owner.name.as_deref().map_or(Value::Null, Value::str);
        let entries = [
            ("exposure", self.exposure.to_value()),
            ("policy", fact(self.policy.as_ref())),
            ("reach", self.reach.as_ref().map_or(Value::Null, Span::by_part)),
            ("admin", fact(self.admin.as_ref())),
            ("data_class", self.data_class.to_value()),
            ("criticality", self.criticality.to_value()),
            ("owner", owner),
        ];
        Value::Object(entries.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }
}

/// The paths under `facts`, for the linter and the reference.
pub(super) fn fields() -> Fields {
    let schema = schemars::SchemaGenerator::default().into_root_schema_for::<Named>();
    Fields::from_schema(schema.as_value())
}

fn policy(resource: &Resource, index: &Index<'_>) -> Option<Span<PolicyFacts>> {
    match &*resource.kind {
        "s3_bucket" | "s3_access_point" => Some(bucket(resource, &account_block(resource, index))),
        "iam_role" => Some(by_document(resource, resource.at("trust_policy"))),
        "ec2_vpc_endpoint" | "apigateway_rest_api" | "lambda_function" | "opensearch_domain" => {
            Some(by_document(resource, resource.at("policy")))
        }
        _ => None,
    }
}

/// The account's public access block: null where none is set, unread where it was not seen.
fn account_block(bucket: &Resource, index: &Index<'_>) -> Value {
    match index.all("s3_account", &bucket.account, &Region::global()).map(|found| found.first().copied()) {
        Ok(Some(account)) => account.at("public_access_block").clone(),
        Ok(None) => Value::Null,
        Err(unread) => Value::Unread(Arc::new(unread)),
    }
}

fn by_document(resource: &Resource, document: &Value) -> Span<PolicyFacts> {
    if let Some(unread) = document.unread_within() {
        return Span::between(PolicyFacts::none(), PolicyFacts::anything(), Arc::clone(unread));
    }
    if document.is_null() {
        return Span::known(PolicyFacts::none(), "no policy");
    }
    let judged = judge(document, resource.account.as_str());
    Span { low: judged.facts.clone(), high: judged.facts, because: judged.because, unread: None }
}

pub(super) fn needs(kind: &str) -> Vec<&'static str> {
    let others: &[&str] = match kind {
        "s3_bucket" | "s3_access_point" => &["s3_account"],
        "iam_user" | "iam_role" | "iam_group" => privilege::NEEDS,
        _ => &[],
    };
    others.iter().copied().chain(reach::needs(kind)).collect()
}
