//! What is known of each kind without asking AWS: names, docs, permissions, samples.

use plimsoll::collect::kinds;
use plimsoll::snapshot::{Fields, KindInfo, Resource};
use std::collections::BTreeSet;

/// Verbs of AWS that change nothing.
const READING: [&str; 6] = ["BatchGet", "Describe", "Get", "List", "Lookup", "Simulate"];

/// It makes AWS write a report about users, which it does by itself every few hours, and changes nothing else. Without
/// it there is no other way to know when a password or key was last used than one call a user.
const ALSO_READING: &str = "iam:GenerateCredentialReport";

/// API Gateway names its permissions after HTTP's methods.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-iam-policy-examples.html>
const READING_BY_METHOD: &str = "apigateway:GET";

#[test]
fn nothing_but_reading_is_asked_for() {
    for kind in kinds() {
        assert!(!kind.actions.is_empty(), "{} needs no action", kind.name);
        for action in kind.actions.iter().map(|action| action.name) {
            let (service, verb) = action.split_once(':').unwrap_or_default();
            let named =
                !service.is_empty() && service.bytes().all(|b| b.is_ascii_lowercase() || b"-0123456789".contains(&b));
            assert!(named, "{}: `{action}` is not service:Verb", kind.name);
            let reading = READING.iter().any(|start| {
                verb.strip_prefix(start).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
            });
            assert!(
                reading || [ALSO_READING, READING_BY_METHOD].contains(&action),
                "{}: `{action}` may change something",
                kind.name
            );
            assert!(verb.bytes().all(|b| b.is_ascii_alphanumeric()), "{}: `{action}` has a wildcard", kind.name);
        }
    }
}

#[test]
fn permissions_ask_for_what_the_kinds_need() {
    let run = super::support::plimsoll().args(["permissions"]).run();
    assert_eq!(run.code, 0, "{}", run.stderr);
    for action in super::controls::kinds_read().iter().flat_map(|kind| kind.actions).map(|action| action.name) {
        assert!(run.stdout.contains(&format!("\"{action}\"")), "{action} is not in `plimsoll permissions`");
    }
}

#[test]
fn a_kind_is_named_after_its_service_and_file() {
    let mut names = BTreeSet::new();
    for kind in kinds() {
        assert!(names.insert(kind.name), "{} is there twice", kind.name);
        assert!(kind.name.contains('_'), "{} does not start with a service's name", kind.name);
        let file = format!("{}/src/collect/kinds/{}.rs", env!("CARGO_MANIFEST_DIR"), kind.name);
        assert!(std::path::Path::new(&file).is_file(), "{} is not in a file of its name", kind.name);
        let parts: Vec<&str> = kind.cloudformation.split("::").collect();
        assert!(parts.len() == 3 && parts[0] == "AWS", "{}: `{}`", kind.name, kind.cloudformation);
    }
}

#[test]
fn every_kind_and_every_field_is_documented() {
    let mut silent = Vec::new();
    for kind in kinds() {
        if kind.doc.trim().is_empty() {
            silent.push(kind.name.to_owned());
        }
        undocumented(&kind.fields, kind.name, &mut silent);
    }
    assert!(silent.is_empty(), "no doc: {silent:#?}");
}

fn undocumented(fields: &Fields, path: &str, silent: &mut Vec<String>) {
    for (name, field) in &fields.0 {
        let path = format!("{path}.{name}");
        if field.doc.trim().is_empty() {
            silent.push(path.clone());
        }
        undocumented(&field.fields, &path, silent);
    }
}

#[test]
fn fields_leave_the_common_names_alone() {
    for kind in kinds() {
        for name in kind.fields.0.keys() {
            assert!(
                !Resource::COMMON.contains(&name.as_str()),
                "{}.{name} is a name that every resource has",
                kind.name
            );
            let snake = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            assert!(snake, "{}.{name} is not in snake_case", kind.name);
        }
    }
}

#[test]
fn samples_have_just_the_fields_that_are_documented() {
    for kind in kinds() {
        let sample: BTreeSet<&str> = kind.sample.fields.iter().map(|(name, _)| name).collect();
        let documented: BTreeSet<&str> = kind.fields.0.keys().map(String::as_str).collect();
        assert_eq!(sample, documented, "{}", kind.name);
    }
}

#[test]
fn samples_survive_a_file() {
    for KindInfo { name, sample, .. } in kinds() {
        let text = serde_json::to_string(&sample).unwrap();
        let again: Resource = serde_json::from_str(&text).unwrap();
        assert_eq!(again, sample, "{name}");
        assert!(!text.contains("$unread"), "{name}: a sample knows everything of itself");
        assert!(text.contains("111122223333"), "{name}: a sample is in the account of all samples");
    }
}
