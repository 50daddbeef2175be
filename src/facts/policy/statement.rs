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

    /// Whether it allows, or denies, this action of IAM on all users or roles, however it says so. `kind` is `user` or
    /// `role`.
    pub fn covers_everywhere(&self, action: &str, kind: &str) -> bool {
        let listed = self.texts("actions").any(|pattern| glob(pattern, action));
        let mut not = self.texts("not_actions").peekable();
        let inverse = not.peek().is_some() && !not.any(|pattern| glob(pattern, action));
        (listed || inverse) && self.is_about_all(kind)
    }

    /// Exceptions weaken a denial, and hardly an allowance.
    fn is_about_all(&self, kind: &str) -> bool {
        let mut but = self.texts("not_resources").peekable();
        let all_but = self.allows && but.peek().is_some() && !but.any(|pattern| is_any(pattern, kind));
        all_but || self.texts("resources").any(|pattern| is_any(pattern, kind))
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

    /// Whether all actions and resources of another statement are among its own. Trust policies name no resources.
    pub fn covers(&self, allowed: &Statement<'_>) -> bool {
        let bare = |statement: &Statement<'_>| {
            statement.texts("resources").chain(statement.texts("not_resources")).next().is_none()
        };
        let resources = allowed.resources();
        let all_of = |field: &str, names: &[&str]| names.iter().all(|one| self.texts(field).any(|own| holds(own, one)));
        let actions = allowed.action_names();
        let actions: Vec<&str> = actions.iter().map(String::as_str).collect();
        self.value.at("not_actions").items().is_empty()
            && self.value.at("not_resources").items().is_empty()
            && all_of("actions", &actions)
            && ((bare(self) && bare(allowed)) || (!resources.is_empty() && all_of("resources", &resources)))
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
        match (kind, account_of(id)) {
            _ if is_everybody(kind, id) => Grant::new(Access::Public, "everybody"),
            ("AWS", Some(other)) if other != account => {
                Grant { access: Access::CrossAccount, account: Some(other.to_owned()), who: format!("account {other}") }
            }
            ("AWS", Some(_)) => Grant::new(Access::SameAccount, "its own account"),
            _ if id.contains(['*', '?']) => Grant::new(Access::Public, format!("whoever fits {id}")),
            ("Service", _) => Grant::new(Access::ServiceOnly, format!("the service {id}")),
            // AWS shows the unique id of a principal that was deleted: nobody can be it any more.
            ("AWS", None) if is_unique_id(id) => Grant::new(Access::SameAccount, "a deleted principal"),
            ("AWS", None) if id.contains(":cloudfront:user/") => {
                Grant::new(Access::ServiceOnly, "an identity of CloudFront")
            }
            ("CanonicalUser", _) => Grant::new(Access::CrossAccount, "an account by its canonical id"),
            ("Federated", _) => self.federated(id),
            _ => Grant::new(Access::CrossAccount, format!("{id}, whose account is not known")),
        }
    }

    /// An identity provider lets in whomever it knows. A public one knows everybody, unless the subject is narrowed.
    fn federated(&self, provider: &str) -> Grant {
        let host = provider.split_once("oidc-provider/").map_or(provider, |(_, host)| host);
        if !PUBLIC_IDENTITY_PROVIDERS.iter().any(|name| host.contains(name)) {
            return Grant::new(Access::SameAccount, format!("users of {provider}"));
        }
        if self.narrows_subject(host) {
            Grant::new(Access::CrossAccount, format!("named subjects of {provider}"))
        } else {
            Grant::new(Access::Public, format!("anybody with an identity at {provider}"))
        }
    }

    /// Conditions on the token by which only one's own tenants are let in.
    fn narrows_subject(&self, host: &str) -> bool {
        let whole = |value: &str| !value.is_empty() && !value.contains(['*', '?']);
        if host == "cognito-identity.amazonaws.com" {
            // One's own pool, without its guests: anybody may make a pool, and be signed in to it.
            let signed_in = self.claims(host, "sub", whole) || self.claims(host, "amr", |way| way == "authenticated");
            return self.claims(host, "aud", whole) && signed_in;
        }
        self.claims(host, "sub", names_tenant)
    }

    /// Whether a condition asks a claim of the token to be one of values that are all right.
    fn claims(&self, host: &str, claim: &str, right: impl Fn(&str) -> bool) -> bool {
        self.conditions().iter().any(|condition| {
            let operator = condition.at("operator").as_str().unwrap_or_default();
            let key = condition.at("key").as_str().unwrap_or_default();
            let values = condition.at("values").items();
            let positive = ["StringEquals", "StringLike", "StringEqualsIgnoreCase"];
            key.rsplit_once(':').is_some_and(|(of, name)| of.eq_ignore_ascii_case(host) && name == claim)
                && positive.contains(&operator.trim_start_matches("ForAnyValue:"))
                && !values.is_empty()
                && values.iter().all(|value| value.as_str().is_some_and(&right))
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

/// Such as `AROAEXAMPLEID`.
fn is_unique_id(id: &str) -> bool {
    id.len() > 11 && id.starts_with('A') && id.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
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

/// Whether a pattern fits all that another one fits. Its `?` is one character, and the other's `*` may be many.
fn holds(outer: &str, inner: &str) -> bool {
    outer == inner || (glob(outer, inner) && !(outer.contains('?') && inner.contains('*')))
}

/// Whether a pattern of ARNs fits any user or role of its account: one with a name that nobody would write down.
fn is_any(pattern: &str, kind: &str) -> bool {
    let account = account_of(pattern).unwrap_or("000000000000");
    glob(pattern, &format!("arn:aws:iam::{account}:{kind}/\u{1}/\u{1}"))
}

/// The account in an ARN, or the account itself.
pub(super) fn account_of(id: &str) -> Option<&str> {
    let digits = |text: &&str| text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
    if id.starts_with("arn:") { id.split(':').nth(4).filter(digits) } else { Some(id).filter(digits) }
}
