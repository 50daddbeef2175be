//! One statement of a policy document, as the collector normalised it.

use super::Access;
use super::narrow::PUBLIC_IDENTITY_PROVIDERS;
use crate::snapshot::{Value, glob};

pub(in super::super) struct Statement<'a> {
    value: &'a Value,
    pub allows: bool,
}

/// Somebody whom a statement names.
pub(super) struct Grant {
    pub access: Access,
    /// The other account, where it is one.
    pub account: Option<String>,
    /// In words.
    pub who: String,
}

impl<'a> Statement<'a> {
    pub fn new(value: &'a Value) -> Self {
        Self { value, allows: value.at("effect").as_str() == Some("Allow") }
    }

    fn texts(&self, field: &str) -> impl Iterator<Item = &'a str> {
        self.value.at(field).items().iter().filter_map(Value::as_str)
    }

    pub fn conditions(&self) -> &'a [Value] {
        self.value.at("conditions").items()
    }

    pub fn resources(&self) -> Vec<&'a str> {
        self.texts("resources").collect()
    }

    /// The actions it names; `*` for all but some.
    pub fn action_names(&self) -> Vec<String> {
        let all_but = !self.value.at("not_actions").items().is_empty();
        if all_but { vec!["*".to_owned()] } else { self.texts("actions").map(str::to_owned).collect() }
    }

    /// Whether it is about this action on all resources, however it says so.
    pub fn covers_everywhere(&self, action: &str) -> bool {
        let listed = self.texts("actions").any(|pattern| glob(pattern, action));
        let mut not = self.texts("not_actions").peekable();
        let inverse = not.peek().is_some() && !not.any(|pattern| glob(pattern, action));
        (listed || inverse) && self.texts("resources").any(|resource| resource == "*")
    }

    pub fn label(&self, number: usize) -> String {
        match self.value.at("sid").as_str().filter(|sid| !sid.is_empty()) {
            Some(sid) => format!("statement {sid}"),
            None => format!("statement {}", number + 1),
        }
    }

    pub fn is_deny_to_all(&self) -> bool {
        self.value.at("effect").as_str() == Some("Deny") && self.principals().any(|(kind, id)| is_everybody(kind, id))
    }

    /// An unconditional denial of all that another statement allows.
    pub fn takes_away(&self, allowed: &Statement<'_>) -> bool {
        self.conditions().is_empty() && self.covers(allowed)
    }

    /// Whether all actions and resources of another statement are among its own.
    pub fn covers(&self, allowed: &Statement<'_>) -> bool {
        let actions = allowed.action_names();
        let covers = |pattern: &str, name: &str| glob(pattern, name);
        self.value.at("not_actions").items().is_empty()
            && self.value.at("not_resources").items().is_empty()
            && actions.iter().all(|action| self.texts("actions").any(|pattern| covers(pattern, action)))
            && !allowed.resources().is_empty()
            && allowed.resources().iter().all(|one| self.texts("resources").any(|pattern| covers(pattern, one)))
    }

    fn principals(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let named = self.value.at("principals").items().iter();
        named.filter_map(|p| Some((p.at("type").as_str()?, p.at("id").as_str()?)))
    }

    /// Whom it lets in, before its conditions.
    pub(super) fn grants(&self, account: &str) -> Vec<Grant> {
        if !self.value.at("not_principals").items().is_empty() {
            return vec![Grant::new(Access::Public, "everybody but those it names")];
        }
        self.principals().map(|(kind, id)| self.grant(kind, id, account)).collect()
    }

    fn grant(&self, kind: &str, id: &str, account: &str) -> Grant {
        if is_everybody(kind, id) {
            return Grant::new(Access::Public, "everybody");
        }
        match kind {
            "Service" => Grant::new(Access::ServiceOnly, format!("the service {id}")),
            "AWS" => match account_of(id) {
                Some(other) if other != account => Grant {
                    access: Access::CrossAccount,
                    account: Some(other.to_owned()),
                    who: format!("account {other}"),
                },
                Some(_) => Grant::new(Access::SameAccount, "its own account"),
                // AWS shows the unique id of a principal that was deleted: nobody can be it any more.
                None => Grant::new(Access::SameAccount, "a deleted principal"),
            },
            "CanonicalUser" => Grant::new(Access::CrossAccount, "an account by its canonical id"),
            _ => self.federated(id),
        }
    }

    /// An identity provider lets in whomever it knows. A public one knows everybody, unless the subject is narrowed.
    fn federated(&self, provider: &str) -> Grant {
        let public = PUBLIC_IDENTITY_PROVIDERS.iter().any(|name| provider.contains(name));
        if !public {
            return Grant::new(Access::SameAccount, format!("users of {provider}"));
        }
        if self.narrows_subject() {
            Grant::new(Access::CrossAccount, format!("named subjects of {provider}"))
        } else {
            Grant::new(Access::Public, format!("anybody with an identity at {provider}"))
        }
    }

    /// A condition on the token's subject whose values do not begin with a wildcard.
    fn narrows_subject(&self) -> bool {
        self.conditions().iter().any(|condition| {
            let operator = condition.at("operator").as_str().unwrap_or_default();
            let key = condition.at("key").as_str().unwrap_or_default();
            let values = condition.at("values").items();
            let fixed = |value: &Value| {
                let start = value.as_str().unwrap_or_default().trim_start_matches("repo:");
                !start.is_empty() && !start.starts_with(['*', '?'])
            };
            (key.ends_with(":sub") || key.ends_with(":amr"))
                && matches!(
                    operator.trim_start_matches("ForAnyValue:"),
                    "StringEquals" | "StringLike" | "StringEqualsIgnoreCase"
                )
                && !values.is_empty()
                && values.iter().all(fixed)
        })
    }
}

impl Grant {
    fn new(access: Access, who: impl Into<String>) -> Self {
        Self { access, account: None, who: who.into() }
    }
}

fn is_everybody(kind: &str, id: &str) -> bool {
    id == "*" && matches!(kind, "*" | "AWS")
}

/// The account in an ARN, or the account itself.
pub(super) fn account_of(id: &str) -> Option<&str> {
    let digits = |text: &&str| text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
    if id.starts_with("arn:") { id.split(':').nth(4).filter(digits) } else { Some(id).filter(digits) }
}
