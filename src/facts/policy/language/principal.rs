//! Whom a statement is about, and who asks.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use super::Answer;

/// Somebody whom a statement names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Principal<'a> {
    /// `AWS`, `Service`, `Federated`, `CanonicalUser`, or `*`.
    pub kind: &'a str,
    pub id: &'a str,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller<'r> {
    /// Somebody who did not sign the request.
    Anonymous,
    /// A user, a role or the root of an account; a session of a role has the role's ARN, and its own beside it.
    Aws {
        account: &'r str,
        arn: &'r str,
        session: Option<&'r str>,
    },
    Service(&'r str),
    /// A user of an identity provider.
    Federated(&'r str),
}

impl<'a> Principal<'a> {
    /// `*` and `{"AWS": "*"}` are the same: everybody, signed in or not.
    pub fn is_everybody(&self) -> bool {
        self.id == "*" && matches!(self.kind, "*" | "AWS")
    }

    /// The account that it belongs to, where its id says so.
    pub fn account(&self) -> Option<&'a str> {
        account_of(self.id)
    }

    pub fn answer(&self, caller: &Caller<'_>) -> Answer {
        if self.is_everybody() {
            return Answer::Yes;
        }
        match (self.kind, caller) {
            ("AWS" | "*", Caller::Aws { account, arn, session }) => {
                let whole = self.id == *account || (self.account() == Some(account) && self.id.ends_with(":root"));
                (whole || self.id == *arn || *session == Some(self.id)).into()
            }
            ("Service", Caller::Service(name)) => self.id.eq_ignore_ascii_case(name).into(),
            ("Federated", Caller::Federated(provider)) => (self.id == *provider).into(),
            // Which account has a canonical id is not known.
            ("CanonicalUser", Caller::Aws { .. }) => Answer::Maybe,
            ("AWS" | "*" | "Service" | "Federated" | "CanonicalUser", _) => Answer::No,
            _ => Answer::Maybe,
        }
    }
}

/// The account in an ARN, or the account itself.
pub(in super::super) fn account_of(id: &str) -> Option<&str> {
    let digits = |text: &&str| text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
    if id.starts_with("arn:") { id.split(':').nth(4).filter(digits) } else { Some(id).filter(digits) }
}
