//! Who is as good as an administrator: whoever may attach any policy to any user or role, without conditions. That is
//! `*` on `*`, `iam:*` on `*`, and all but some services where IAM is not among the exceptions.

use super::policy::language::{Answer as Holds, Context, Document, Effect, Pattern, Statement, Which};
use super::{Index, Span};
use crate::snapshot::{Reason, Region, Resource, Unread, Value};
use std::sync::Arc;

/// AWS's own policies that amount to it, known even where their documents were not read.
const KNOWN: [&str; 2] = [":iam::aws:policy/AdministratorAccess", ":iam::aws:policy/IAMFullAccess"];

/// What makes an administrator: actions, and the kind of thing that they are done to.
const DECISIVE: [(&str, &str); 2] = [("iam:AttachUserPolicy", "user"), ("iam:AttachRolePolicy", "role")];

/// The kinds of which the answer is made.
pub(super) const NEEDS: &[&str] = &["iam_policy", "iam_group"];

/// Of a user, role, group or policy.
pub(super) fn admin(resource: &Resource, index: &Index<'_>) -> Option<Span<bool>> {
    let answer = match &*resource.kind {
        "iam_policy" => of_document(resource.at("document"), "its default version"),
        "iam_user" => {
            bounded(resource, index, Answer::any([of_principal(resource, index), of_groups(resource, index)]))
        }
        "iam_role" => bounded(resource, index, of_principal(resource, index)),
        "iam_group" => of_principal(resource, index),
        _ => return None,
    };
    Some(answer.span())
}

/// Yes with a reason, no, or unread.
#[derive(Clone)]
enum Answer {
    Yes(String),
    No,
    Unread(Arc<Unread>),
}

impl Answer {
    /// One yes is enough; without one, one unread leaves it open.
    fn any(answers: impl IntoIterator<Item = Self>) -> Self {
        let mut sum = Self::No;
        for answer in answers {
            match answer {
                Self::Yes(_) => return answer,
                Self::Unread(_) => sum = answer,
                Self::No => {}
            }
        }
        sum
    }

    fn span(self) -> Span<bool> {
        match self {
            Self::Yes(why) => Span::known(true, why),
            Self::No => Span::known(false, "no policy of it is an administrator's"),
            Self::Unread(unread) => Span::between(false, true, unread),
        }
    }
}

fn of_principal(principal: &Resource, index: &Index<'_>) -> Answer {
    let inline = principal.at("inline_policies");
    let whole = inline.as_unread().map_or(Answer::No, |unread| Answer::Unread(Arc::clone(unread)));
    let inline = inline.items().iter().map(|policy| {
        let name = policy.at("name").as_str().unwrap_or_default();
        of_document(policy.at("document"), &format!("inline policy {name}"))
    });
    let attached = each(principal.at("attached_policy_arns"), |arn| of_policy(arn, principal, index));
    Answer::any(std::iter::once(whole).chain(inline).chain(attached))
}

/// An answer for each text of a list, and one for what of it could not be read.
fn each(list: &Value, answer: impl Fn(&str) -> Answer) -> Vec<Answer> {
    let unread = list.unread_within().map(|unread| Answer::Unread(Arc::clone(unread)));
    list.items().iter().chain([list]).filter_map(Value::as_str).map(answer).chain(unread).collect()
}

fn of_policy(arn: &str, principal: &Resource, index: &Index<'_>) -> Answer {
    let name = arn.rsplit('/').next().unwrap_or(arn);
    if KNOWN.iter().any(|known| arn.ends_with(known)) {
        return Answer::Yes(format!("attached policy {name}"));
    }
    match index.where_field("iam_policy", "id", arn, &principal.account, &Region::global()) {
        Err(unread) => Answer::Unread(Arc::new(unread)),
        // Policies that are in use are listed: what one of the account's own that is not would say cannot be told.
        Ok(found) if found.is_empty() && !arn.contains(":iam::aws:policy/") => {
            Answer::Unread(Arc::new(Unread::new("iam_policy", Reason::NotCollected)))
        }
        Ok(found) => {
            let documents = found.iter().map(|policy| policy.at("document"));
            Answer::any(documents.map(|document| of_document(document, &format!("attached policy {name}"))))
        }
    }
}

fn of_groups(user: &Resource, index: &Index<'_>) -> Answer {
    Answer::any(each(user.at("group_names"), |name| {
        match index.where_field("iam_group", "name", name, &user.account, &Region::global()) {
            Err(unread) => Answer::Unread(Arc::new(unread)),
            Ok(groups) => match Answer::any(groups.into_iter().map(|group| of_principal(group, index))) {
                Answer::Yes(why) => Answer::Yes(format!("group {name}: {why}")),
                other => other,
            },
        }
    }))
}

/// A permissions boundary takes away what it does not allow.
fn bounded(principal: &Resource, index: &Index<'_>, answer: Answer) -> Answer {
    let Some(boundary) = principal.at("permissions_boundary_arn").as_str() else { return answer };
    match (answer, of_policy(boundary, principal, index)) {
        (Answer::Yes(_), Answer::No) => Answer::No,
        (Answer::Yes(_), Answer::Unread(unread)) => Answer::Unread(unread),
        (answer, _) => answer,
    }
}

fn of_document(document: &Value, name: &str) -> Answer {
    if let Some(unread) = document.unread_within() {
        return Answer::Unread(Arc::clone(unread));
    }
    // What nobody understands may say anything.
    let Some(document) = Document::parse(document) else {
        return Answer::Unread(Arc::new(Unread::new("iam_policy.document", Reason::Unparseable)));
    };
    let decided = |effect: Effect, action: &str, kind: &str| {
        let mut statements = document.of(effect).filter(|statement| statement.conditions.is_empty());
        statements.any(|statement| covers_everywhere(statement, action, kind))
    };
    let decisive =
        |(action, kind): &(&str, &str)| decided(Effect::Allow, action, kind) && !decided(Effect::Deny, action, kind);
    if DECISIVE.iter().all(decisive) { Answer::Yes(name.to_owned()) } else { Answer::No }
}

/// Whether a statement is about an action of IAM on all users or roles, however it says so. `kind` is `user` or `role`.
fn covers_everywhere(statement: &Statement<'_>, action: &str, kind: &str) -> bool {
    let all = match &statement.resources {
        Which::Of(patterns) => patterns.iter().any(|pattern| is_any(pattern, kind)),
        // Exceptions weaken a denial, and hardly an allowance.
        Which::AllBut(but) => statement.effect == Effect::Allow && !but.iter().any(|pattern| is_any(pattern, kind)),
        Which::Unsaid => false,
    };
    all && statement.about_action(action) == Holds::Yes
}

/// Whether a pattern of ARNs fits any user or role of its account: one with a name that nobody would write down.
fn is_any(pattern: &Pattern<'_>, kind: &str) -> bool {
    let account = pattern.text().split(':').nth(4).filter(|id| !id.is_empty() && !id.contains(['*', '?']));
    let account = account.unwrap_or("000000000000");
    pattern.answer(&format!("arn:aws:iam::{account}:{kind}/\u{1}/\u{1}"), &Context::unknown()) == Holds::Yes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admin_by(statement: &str) -> bool {
        let json = format!(r#"{{"statements":[{statement}]}}"#);
        matches!(of_document(&serde_json::from_str(&json).unwrap(), "x"), Answer::Yes(_))
    }

    fn allow(what: &str) -> String {
        format!(r#"{{"effect":"Allow","resources":["*"],"conditions":[],{what}}}"#)
    }

    #[test]
    fn administrators() {
        for what in [
            r#""actions":["*"]"#,
            r#""actions":["*:*"]"#,
            r#""actions":["iam:*"]"#,
            r#""actions":["iam:Attach*"]"#,
            r#""not_actions":["s3:*"]"#,
        ] {
            assert!(admin_by(&allow(what)), "{what}");
        }
        for resources in [
            r#""resources":["arn:aws:iam::111122223333:*"]"#,
            r#""resources":["arn:aws:iam::*:user/*","arn:aws:iam::*:role/*"]"#,
            r#""resources":["arn:*"]"#,
            r#""resources":[],"not_resources":["arn:aws:s3:::logs/*"]"#,
        ] {
            let statement = allow(r#""actions":["*"]"#).replace(r#""resources":["*"]"#, resources);
            assert!(admin_by(&statement), "{resources}");
        }
    }

    #[test]
    fn not_administrators() {
        for what in [
            r#""actions":["s3:*","ec2:*"]"#,
            r#""not_actions":["iam:*","organizations:*"]"#,
            r#""actions":["iam:Get*"]"#,
        ] {
            assert!(!admin_by(&allow(what)), "{what}");
        }
        let narrowed =
            allow(r#""actions":["*"]"#).replace(r#"["*"],"conditions":[]"#, r#"["arn:aws:s3:::b"],"conditions":[]"#);
        assert!(!admin_by(&narrowed));
        for resources in [
            r#""resources":["arn:aws:iam::111122223333:role/app-*"]"#,
            r#""resources":["arn:aws:iam::111122223333:role/*"]"#,
            r#""resources":[],"not_resources":["arn:aws:iam::*:*"]"#,
        ] {
            let statement = allow(r#""actions":["*"]"#).replace(r#""resources":["*"]"#, resources);
            assert!(!admin_by(&statement), "{resources}");
        }
        let with_mfa = allow(r#""actions":["*"]"#).replace(
            "\"conditions\":[]",
            r#""conditions":[{"operator":"Bool","key":"aws:multifactorauthpresent","values":["true"]}]"#,
        );
        assert!(!admin_by(&with_mfa));
        let denied =
            format!("{},{}", allow(r#""actions":["*"]"#), allow(r#""actions":["iam:*"]"#).replace("Allow", "Deny"));
        assert!(!admin_by(&denied));
    }
}
