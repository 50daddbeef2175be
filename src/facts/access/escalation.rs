//! Published ways to gain more than one's policies say, as data: `escalation.yaml`, whose head explains each field.

use crate::yaml::Source;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const TEXT: &str = include_str!("escalation.yaml");

/// One path: from whoever has the permissions to its target, or to all rights.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalation {
    /// As on pathfinding.cloud.
    pub id: String,
    /// What is done, in short.
    pub name: String,
    /// The only sort of principal that can go it; none for any.
    pub by: Option<By>,
    /// Actions, and on what each of them is needed. All are.
    pub permissions: BTreeMap<String, On>,
    /// Who is gained, or whose policies are changed.
    pub target: Target,
    pub gains: Gains,
    /// What must be so beside the permissions.
    #[serde(default)]
    pub needs: Vec<Need>,
    /// Where it was published.
    pub source: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    User,
    Role,
}

/// On what a permission is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum On {
    Target,
    Holder,
    Itself,
    OwnGroup,
    OwnPolicy,
    TargetPolicy,
    Any,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    Itself,
    Role,
    User,
    Group,
    /// A role that trusts this service.
    PassedTo(String),
    /// The role that a resource has.
    HeldBy(Holder),
}

/// A kind of resource, and the field that leads to its role.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holder {
    pub kind: String,
    /// The field with the role, by its ARN or name.
    pub role: Option<String>,
    /// The field with the instance profile that carries the role, by its ARN or name.
    pub profile: Option<String>,
}

impl Holder {
    /// Whether the kind is one that is collected.
    pub fn is_collected(&self) -> bool {
        self.role.is_some() || self.profile.is_some()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gains {
    Target,
    Admin,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    Trusted,
    InstanceProfile,
    Password,
    NoPassword,
    SpareKey,
    SpareVersion,
    Running,
    Agent,
    Existing,
    Triggered,
    Retired,
}

/// All of them. That the file is read in full is held by a test: there is nobody to tell at run time.
pub fn escalations() -> &'static [Escalation] {
    static ALL: LazyLock<Vec<Escalation>> =
        LazyLock::new(|| Source::new("escalation.yaml", TEXT).parse().unwrap_or_default());
    &ALL
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex::Regex;
    use std::collections::BTreeSet;

    const KINDS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/kinds.md"));

    fn all() -> Vec<Escalation> {
        Source::new("escalation.yaml", TEXT).parse().unwrap_or_else(|mistakes| panic!("{mistakes:?}"))
    }

    fn path(id: &str) -> Escalation {
        all().into_iter().find(|path| path.id == id).unwrap_or_else(|| panic!("{id}"))
    }

    #[test]
    fn all_are_read() {
        assert_eq!(escalations(), all());
        assert_eq!(escalations().len(), TEXT.lines().filter(|line| line.starts_with("- id: ")).count());
        assert_eq!(escalations().len(), 92);
    }

    #[test]
    fn each_is_whole() {
        let id = Regex::new("^[a-z0-9]+-[0-9]{3}$").unwrap();
        let action = Regex::new("^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$").unwrap();
        let mut ids = BTreeSet::new();
        for path in all() {
            assert!(id.is_match(&path.id), "{}", path.id);
            assert!(ids.insert(path.id.clone()), "{} twice", path.id);
            assert!(!path.name.is_empty(), "{}", path.id);
            assert!(!path.permissions.is_empty(), "{}", path.id);
            assert!(path.permissions.keys().all(|name| action.is_match(name)), "{path:?}");
            assert!(path.source.starts_with("https://") && path.source.contains(&path.id), "{}", path.source);
        }
    }

    /// No two go the same way to the same end: that would be one path with two names.
    #[test]
    fn no_two_are_the_same() {
        let all = all();
        for (number, one) in all.iter().enumerate() {
            let same = |other: &&Escalation| {
                (&one.permissions, &one.target, one.by) == (&other.permissions, &other.target, other.by)
            };
            assert_eq!(all[number + 1..].iter().find(same), None, "{}", one.id);
        }
    }

    /// What a permission is needed on must be there to be found.
    #[test]
    fn permissions_fit_the_target() {
        for path in all() {
            let on = |what: On| path.permissions.values().any(|on| *on == what);
            let passes = path.permissions.get("iam:PassRole") == Some(&On::Target);
            assert_eq!(passes, matches!(path.target, Target::PassedTo(_)), "{}", path.id);
            assert!(!on(On::Holder) || matches!(path.target, Target::HeldBy(_)), "{}", path.id);
            let own = on(On::Itself) || on(On::OwnGroup) || on(On::OwnPolicy);
            assert_eq!(own, path.target == Target::Itself, "{}", path.id);
            if matches!(path.target, Target::Role | Target::User | Target::Group) {
                assert!(on(On::Target), "{}", path.id);
            }
            if path.target == Target::Itself {
                assert_eq!(path.gains, Gains::Admin, "{}", path.id);
            }
        }
    }

    #[test]
    fn services_are_principals() {
        for path in all() {
            if let Target::PassedTo(service) = &path.target {
                assert!(service.ends_with(".amazonaws.com"), "{}: {service}", path.id);
            }
        }
    }

    /// Paths whose target cannot be seen: the kind that holds the role is not collected.
    const UNSEEN: [(&str, &str); 6] = [
        ("batch-002", "batch_job_definition"),
        ("bedrock-002", "bedrockagentcore_code_interpreter"),
        ("bedrock-004", "bedrockagentcore_runtime"),
        ("bedrock-007", "bedrockagentcore_browser"),
        ("codedeploy-001", "codedeploy_deployment_group"),
        ("glue-002", "glue_dev_endpoint"),
    ];

    #[test]
    fn holders_are_kinds_with_that_field() {
        let mut unseen = Vec::new();
        for path in all() {
            let Target::HeldBy(holder) = &path.target else { continue };
            let section = KINDS.split(&format!("\n## {}\n", holder.kind)).nth(1);
            assert_eq!(section.is_some(), holder.is_collected(), "{}: {}", path.id, holder.kind);
            let Some(section) = section else {
                unseen.push((path.id.clone(), holder.kind.clone()));
                continue;
            };
            let fields = section.split("\n## ").next().unwrap();
            for field in holder.role.iter().chain(&holder.profile) {
                assert!(fields.contains(&format!("| `{field}` |")), "{}: {field}", path.id);
            }
        }
        assert_eq!(unseen, UNSEEN.map(|(id, kind)| (id.to_owned(), kind.to_owned())));
    }

    #[test]
    fn known_ones() {
        let update = path("lambda-004");
        assert_eq!(update.permissions["lambda:UpdateFunctionCode"], On::Holder);
        let held = Holder { kind: "lambda_function".into(), role: Some("role".into()), profile: None };
        assert_eq!((update.target, update.gains), (Target::HeldBy(held), Gains::Target));

        let run = path("ec2-001");
        assert_eq!(run.target, Target::PassedTo("ec2.amazonaws.com".into()));
        assert_eq!(run.needs, [Need::InstanceProfile]);

        let own = path("iam-008");
        assert_eq!((own.by, own.target, own.gains), (Some(By::User), Target::Itself, Gains::Admin));

        let attach = path("iam-014");
        assert_eq!((attach.target, attach.gains), (Target::Role, Gains::Admin));
        assert_eq!(attach.needs, [Need::Trusted]);
    }
}
