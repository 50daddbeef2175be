//! Identity providers: a public one knows everybody.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html>

use super::Access;
use super::grant::Grant;
use super::language::{Quantifier, Statement, Test};
use super::value::Left;

/// Providers at which anybody can get an identity.
pub(super) const PUBLIC: &[&str] = &[
    "accounts.google.com",
    "agent.buildkite.com",
    "api.bitbucket.org",
    "app.terraform.io",
    "cognito-identity.amazonaws.com",
    "gitlab.com",
    "graph.facebook.com",
    "oidc.circleci.com",
    "token.actions.githubusercontent.com",
    "www.amazon.com",
];

/// An identity provider lets in whomever it knows. A public one knows everybody, unless the subject is narrowed.
pub(super) fn grant(provider: &str, statement: &Statement<'_>) -> Grant<'static> {
    let host = provider.split_once("oidc-provider/").map_or(provider, |(_, host)| host);
    let (access, who) = if !PUBLIC.iter().any(|name| host.contains(name)) {
        (Access::SameAccount, format!("users of {provider}"))
    } else if narrows_subject(host, statement) {
        (Access::CrossAccount, format!("named subjects of {provider}"))
    } else {
        (Access::Public, format!("anybody with an identity at {provider}"))
    };
    Grant::new(Left::new(access), who)
}

/// Conditions on the token by which only one's own tenants are let in.
fn narrows_subject(host: &str, statement: &Statement<'_>) -> bool {
    let whole = |value: &str| !value.is_empty() && !value.contains(['*', '?']);
    if host == "cognito-identity.amazonaws.com" {
        // One's own pool, without its guests: anybody may make a pool, and be signed in to it.
        let claims = |claim, right: &dyn Fn(&str) -> bool| claims(statement, host, claim, right);
        return claims("aud", &whole) && (claims("sub", &whole) || claims("amr", &|way| way == "authenticated"));
    }
    claims(statement, host, "sub", &names_tenant)
}

/// Whether a condition asks a claim of the token to be one of values that are all right.
fn claims(statement: &Statement<'_>, host: &str, claim: &str, right: &dyn Fn(&str) -> bool) -> bool {
    statement.conditions.iter().any(|condition| {
        let positive = condition.operator.is_some_and(|operator| {
            matches!(operator.test, Test::String | Test::StringIgnoreCase | Test::StringLike)
                && !operator.negated
                && !operator.if_exists
                && operator.quantifier != Some(Quantifier::All)
        });
        let of_token = condition.key.rsplit_once(':');
        positive
            && of_token.is_some_and(|(of, name)| of.eq_ignore_ascii_case(host) && name.eq_ignore_ascii_case(claim))
            && !condition.values.is_empty()
            && condition.values.iter().all(|value| right(value.text()))
    })
}

/// Whether a subject says whose it is: `repo:acme/*` does, and `repo:ac*` may be anybody's.
fn names_tenant(subject: &str) -> bool {
    let fixed = subject.split(['*', '?']).next().unwrap_or_default();
    if fixed.len() == subject.len() {
        return !subject.is_empty();
    }
    let labels = ["repo:", "project_path:", "organization:", "org/"];
    let name = labels.iter().find_map(|label| fixed.strip_prefix(label)).unwrap_or(fixed);
    name.find(['/', ':']).is_some_and(|end| end > 0)
}
