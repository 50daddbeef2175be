//! Who is as good as an administrator: whoever may attach any policy to any user or role, without conditions. That is
//! `*` on `*`, `iam:*` on `*`, and all but some services where IAM is not among the exceptions.

use super::library::Part;
use super::rights::{Asked, On, Rights, Said, covers_every, says};
use crate::facts::Span;
use crate::facts::policy::language::{Answer, Effect, Statement};
use crate::snapshot::Value;

/// What makes an administrator: actions, and the kind of thing that they are done to.
const DECISIVE: [(&str, &str); 2] = [("iam:AttachUserPolicy", "user"), ("iam:AttachRolePolicy", "role")];

/// Of a user, role or group.
pub fn of_principal(rights: &Rights<'_>) -> Said {
    DECISIVE.iter().fold(Said::Yes(String::new()), |sum, (action, kind)| {
        let next = || rights.may(&Asked { action, on: On::Every(kind), passed_to: None });
        match sum {
            Said::Yes(why) if why.is_empty() => next(),
            other => other.and(next),
        }
    })
}

/// Of a policy by itself, whoever has it.
pub fn of_document(document: &Value) -> Said {
    let part = Part::of("its default version".into(), document);
    let decides = |effect: Effect, action: &str, kind: &str| {
        let fits = |statement: &Statement<'_>| {
            statement.conditions.is_empty()
                && statement.about_action(action) == Answer::Yes
                && covers_every(statement, kind)
        };
        says(&part, effect, &fits)
    };
    let decisive = |(action, kind): &(&str, &str)| match decides(Effect::Deny, action, kind) {
        Said::Yes(_) => Said::No,
        _ => decides(Effect::Allow, action, kind),
    };
    decisive(&DECISIVE[0]).and(|| decisive(&DECISIVE[1]))
}

pub fn span(said: Said) -> Span<bool> {
    match said {
        Said::Yes(why) => Span::known(true, why),
        Said::No => Span::known(false, "no policy of it is an administrator's"),
        Said::Unread(unread) => Span::between(false, true, unread),
    }
}
