//! What is known about a request.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use super::{Case, Kind};
use std::collections::BTreeMap;

/// Keys in lower case, with their values. Names of keys are compared without regard to case, those of tags too.
pub type Context = BTreeMap<String, Vec<String>>;

/// What the request says, and what follows from who asks and who owns. What the request says wins.
pub fn context(case: &Case) -> Context {
    let principal = &case.principal;
    let mut context = Context::new();
    let mut set = |key: &str, value: &str| {
        context.insert(key.to_lowercase(), vec![value.to_owned()]);
    };
    set("aws:PrincipalArn", &principal.arn);
    set("aws:PrincipalAccount", &principal.account);
    set("aws:ResourceAccount", &case.owner);
    set(
        "aws:PrincipalType",
        match principal.kind {
            Kind::User => "User",
            Kind::Role | Kind::ServiceLinkedRole => "AssumedRole",
            Kind::Root => "Account",
        },
    );
    // The friendly name, without the path; only users have it.
    if principal.kind == Kind::User
        && let Some((_, name)) = principal.arn.rsplit_once('/')
    {
        set("aws:username", name);
    }
    for (name, value) in &principal.tags {
        set(&format!("aws:PrincipalTag/{name}"), value);
    }
    for (key, values) in &case.request.context {
        context.insert(key.to_lowercase(), values.clone());
    }
    // A key without a value is as good as none.
    context.retain(|_, values| !values.is_empty());
    context
}
