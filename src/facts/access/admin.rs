//! Who is as good as an administrator: whoever may attach any policy to any user or role, without conditions. That is
//! `*` on `*`, `iam:*` on `*`, and all but some services where IAM is not among the exceptions.

use super::library::Part;
use super::rights::{On, Rights, Said, covers_every};
use crate::facts::Span;
use crate::facts::policy::language::Effect;
use crate::snapshot::Value;
use std::sync::Arc;

/// What makes an administrator: actions, and the kind of thing that they are done to.
const DECISIVE: [(&str, &str); 2] = [("iam:AttachUserPolicy", "user"), ("iam:AttachRolePolicy", "role")];

/// Of a user, role or group.
pub fn of_principal(rights: &Rights<'_>) -> Said {
    let context = rights.context();
    let decisive = |(action, kind): &(&str, &str)| rights.about(action).may(On::Every(kind), &context);
    decisive(&DECISIVE[0]).and(|| decisive(&DECISIVE[1]))
}

/// Of a policy by itself, whoever has it.
pub fn of_document(document: &Value) -> Said {
    let part = Part::of("its default version".into(), document);
    if let Err(unread) = &part.read {
        return Said::Unread(Arc::clone(unread));
    }
    let decides = |effect: Effect, (action, kind): &(&str, &str)| {
        part.about(effect, action).any(|statement| statement.conditions.is_empty() && covers_every(statement, kind))
    };
    let decisive = |what: &(&str, &str)| decides(Effect::Allow, what) && !decides(Effect::Deny, what);
    if DECISIVE.iter().all(decisive) { Said::Yes(part.name) } else { Said::No }
}

pub fn span(said: Said) -> Span<bool> {
    match said {
        Said::Yes(why) => Span::known(true, why),
        Said::No => Span::known(false, "no policy of it is an administrator's"),
        Said::Unread(unread) => Span::between(false, true, unread),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admin_by(statement: &str) -> bool {
        let json = format!(r#"{{"statements":[{statement}]}}"#);
        of_document(&serde_json::from_str(&json).unwrap()).is_yes()
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
