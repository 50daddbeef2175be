//! What a resource means to its company: its data, its importance, its owner. Tags say it, and where they do not, the
//! user's rules; where nothing does, the middle is taken.

use super::{Classification, Owner, Rule, Span};
use crate::snapshot::{Resource, glob};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How secret its data is. In rising order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DataClass {
    /// Meant for everybody.
    Public,
    /// The company's own affairs.
    Internal,
    /// Would hurt if it came out: customer data, contracts.
    Confidential,
    /// Regulated, or ruinous if it came out.
    Restricted,
}

/// How much hangs on it. In rising order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Criticality {
    /// Sandbox, development.
    Low,
    /// Neither more nor less than others.
    Normal,
    /// Production.
    High,
    /// The company stands still without it.
    Vital,
}

/// What people write into a data class's tag.
const DATA_WORDS: &[(&str, DataClass)] = &[
    ("public", DataClass::Public),
    ("open", DataClass::Public),
    ("internal", DataClass::Internal),
    ("private", DataClass::Internal),
    ("confidential", DataClass::Confidential),
    ("sensitive", DataClass::Confidential),
    ("customer", DataClass::Confidential),
    ("restricted", DataClass::Restricted),
    ("highly-confidential", DataClass::Restricted),
    ("secret", DataClass::Restricted),
    ("regulated", DataClass::Restricted),
    ("pii", DataClass::Restricted),
    ("phi", DataClass::Restricted),
    ("pci", DataClass::Restricted),
];

/// What people write into a criticality's tag.
const CRITICALITY_WORDS: &[(&str, Criticality)] = &[
    ("low", Criticality::Low),
    ("tier-3", Criticality::Low),
    ("normal", Criticality::Normal),
    ("medium", Criticality::Normal),
    ("tier-2", Criticality::Normal),
    ("high", Criticality::High),
    ("tier-1", Criticality::High),
    ("vital", Criticality::Vital),
    ("critical", Criticality::Vital),
    ("mission-critical", Criticality::Vital),
    ("tier-0", Criticality::Vital),
];

/// What people write into an environment's tag.
const ENVIRONMENT_WORDS: &[(&str, Criticality)] = &[
    ("prod", Criticality::High),
    ("production", Criticality::High),
    ("live", Criticality::High),
    ("staging", Criticality::Normal),
    ("stage", Criticality::Normal),
    ("uat", Criticality::Normal),
    ("dev", Criticality::Low),
    ("development", Criticality::Low),
    ("test", Criticality::Low),
    ("qa", Criticality::Low),
    ("sandbox", Criticality::Low),
    ("demo", Criticality::Low),
];

pub(super) fn data_class(resource: &Resource, by: &Classification) -> Span<DataClass> {
    let tagged = tagged(resource, &by.data_class_tags, DATA_WORDS);
    let ruled = || by_rule(resource, by, |rule| rule.data_class);
    decide(resource, tagged, ruled, (DataClass::Public, DataClass::Restricted), DataClass::Internal, "data class")
}

pub(super) fn criticality(resource: &Resource, by: &Classification) -> Span<Criticality> {
    let tagged = tagged(resource, &by.criticality_tags, CRITICALITY_WORDS)
        .or_else(|| self::tagged(resource, &by.environment_tags, ENVIRONMENT_WORDS));
    let ruled = || by_rule(resource, by, |rule| rule.criticality);
    decide(resource, tagged, ruled, (Criticality::Low, Criticality::Vital), Criticality::Normal, "importance")
}

pub(super) fn owner(resource: &Resource, by: &Classification) -> Owner {
    if let Some((name, value)) = by.owner_tags.iter().find_map(|name| tag(resource, name)) {
        return Owner { name: Some(value.to_owned()), because: format!("tag {name}") };
    }
    match by_rule(resource, by, |rule| rule.owner.clone()) {
        Some((owner, why)) => Owner { name: Some(owner), because: why },
        None if resource.tags.as_unread().is_some() => {
            Owner { name: None, because: "its tags could not be read".into() }
        }
        None => Owner { name: None, because: "no tag and no rule names one".into() },
    }
}

/// Tags win over rules, rules over the middle; unread tags leave everything open, whatever a rule says.
fn decide<T: Copy + PartialEq>(
    resource: &Resource,
    tagged: Option<(T, String)>,
    ruled: impl FnOnce() -> Option<(T, String)>,
    (least, most): (T, T),
    middle: T,
    what: &str,
) -> Span<T> {
    if let Some(unread) = resource.tags.as_unread() {
        return Span::between(least, most, unread.clone());
    }
    match tagged.or_else(ruled) {
        Some((value, why)) => Span::known(value, why),
        None => Span::known(middle, format!("nothing says its {what}")),
    }
}

/// The first of the named tags that holds a known word.
fn tagged<T: Copy>(resource: &Resource, names: &[String], words: &[(&str, T)]) -> Option<(T, String)> {
    names.iter().find_map(|name| {
        let (name, value) = tag(resource, name)?;
        let plain = value.trim().to_ascii_lowercase().replace(['_', ' '], "-");
        let (_, known) = words.iter().find(|(word, _)| *word == plain)?;
        Some((*known, format!("tag {name}={value}")))
    })
}

/// A tag by its name, whatever the case.
fn tag<'r>(resource: &'r Resource, name: &str) -> Option<(&'r str, &'r str)> {
    let mut tags = resource.tags.as_object()?.iter();
    let (name, value) = tags.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    value.as_str().filter(|value| !value.trim().is_empty()).map(|value| (name, value))
}

/// The first rule that fits and says something.
fn by_rule<T>(resource: &Resource, by: &Classification, say: impl Fn(&Rule) -> Option<T>) -> Option<(T, String)> {
    by.rules.iter().enumerate().find_map(|(number, rule)| {
        let value = say(rule).filter(|_| fits(rule, resource))?;
        Some((value, format!("rule {} of the configuration", number + 1)))
    })
}

fn fits(rule: &Rule, resource: &Resource) -> bool {
    let is = |wanted: &Option<String>, text: &str| wanted.as_ref().is_none_or(|wanted| glob(wanted, text));
    let name = resource.name.as_deref().unwrap_or_default();
    is(&rule.account, resource.account.as_str())
        && is(&rule.kind, &resource.kind)
        && (is(&rule.name, name) || is(&rule.name, &resource.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::Reason;

    fn with_tags(tags: &str) -> Resource {
        let json = format!(
            r#"{{"kind":"s3_bucket","id":"arn:aws:s3:::b","name":"b","account":"111122223333","region":"eu-west-1","tags":{tags}}}"#
        );
        serde_json::from_str(&json).unwrap()
    }

    #[test]
    fn tags_say_it_whatever_their_case() {
        let by = Classification::default();
        let bucket = with_tags(r#"{"Data-Classification":"PII","ENV":"Prod","Team":"web"}"#);
        assert_eq!(data_class(&bucket, &by).high, DataClass::Restricted);
        assert_eq!(criticality(&bucket, &by).high, Criticality::High);
        assert_eq!(owner(&bucket, &by).name.as_deref(), Some("web"));
    }

    #[test]
    fn tags_win_over_rules_and_rules_over_the_middle() {
        let rule = Rule {
            account: None,
            kind: Some("s3_*".into()),
            name: None,
            data_class: Some(DataClass::Confidential),
            criticality: None,
            owner: Some("data".into()),
        };
        let by = Classification { rules: vec![rule], ..Classification::default() };
        assert_eq!(data_class(&with_tags("{}"), &by).high, DataClass::Confidential);
        assert_eq!(data_class(&with_tags(r#"{"classification":"public"}"#), &by).high, DataClass::Public);
        assert_eq!(owner(&with_tags("{}"), &by).name.as_deref(), Some("data"));
        assert_eq!(criticality(&with_tags("{}"), &by).high, Criticality::Normal);
    }

    #[test]
    fn unread_tags_leave_it_open() {
        let bucket = with_tags(r#"{"$unread":{"action":"s3:GetBucketTagging","reason":"access_denied"}}"#);
        let span = data_class(&bucket, &Classification::default());
        assert_eq!((span.low, span.high), (DataClass::Public, DataClass::Restricted));
        assert_eq!(span.unread.unwrap().reason, Reason::AccessDenied);
    }
}
