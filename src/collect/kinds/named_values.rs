//! Values that have a name, such as environment variables, parameters and outputs: they pass through here, and only what
//! was found in them goes on.
//!
//! A name says much of a value: `DB_PASSWORD` makes a secret of what else could be anything.

use crate::collect::secrets::{SecretHit, find_secrets};

/// The secrets in named values. A hit has the name of the value, and the line within it.
pub fn secrets_in<'a>(values: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<SecretHit> {
    let values: Vec<(&str, &str)> = values.into_iter().collect();
    let mut hits = together(&values);
    let files = values.iter().filter(|(_, value)| value.contains('\n'));
    let within: Vec<SecretHit> = files.flat_map(|(name, value)| secrets_in_one(name, value)).collect();
    // What is known by its own line need not be told again by that of the whole value.
    hits.retain(|hit| !within.iter().any(|known| (&known.name, known.kind) == (&hit.name, hit.kind)));
    hits.extend(within);
    hits.sort_by(|one, other| (&one.name, one.line, one.kind).cmp(&(&other.name, other.line, other.kind)));
    hits.dedup();
    hits
}

/// A value in a line, so that one tells of another: the id of an access key makes a secret of the forty letters beside it.
fn together(values: &[(&str, &str)]) -> Vec<SecretHit> {
    let lines: Vec<String> = values.iter().map(|(name, value)| assignment(name, &value.replace(['\n', '\r'], " "))).collect();
    let named = |hit: SecretHit| {
        let (name, _) = values.get(hit.line.saturating_sub(1))?;
        Some(SecretHit { name: Some((*name).to_owned()), line: 1, ..hit })
    };
    find_secrets(&lines.join("\n")).into_iter().filter_map(named).collect()
}

/// The secrets in one named value.
pub fn secrets_in_one(name: &str, value: &str) -> Vec<SecretHit> {
    let hits = find_secrets(&assignment(name, value));
    hits.into_iter().map(|hit| SecretHit { name: Some(name.to_owned()), ..hit }).collect()
}

/// In quotes, it is a value whatever is in it, and never code.
fn assignment(name: &str, value: &str) -> String {
    let last_word = name.rsplit(char::is_whitespace).next().unwrap_or(name);
    let fits = |quote: &&str| !value.contains(*quote) && !value.contains('\n');
    let quote = ["\"", "'"].into_iter().find(fits).unwrap_or_default();
    format!("{last_word}={quote}{value}{quote}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::secrets::SecretKind;

    fn hits(name: &str, value: &str) -> Vec<(usize, SecretKind)> {
        let hits = secrets_in([(name, value)]);
        assert!(hits.iter().all(|hit| hit.name.as_deref() == Some(name)), "{hits:?}");
        hits.into_iter().map(|hit| (hit.line, hit.kind)).collect()
    }

    #[test]
    fn a_value_is_judged_by_its_name() {
        for value in ["correct horse", "it's-me-4711", "say \"friend\"", "hunter2hunter2"] {
            assert_eq!(hits("DB_PASSWORD", value), [(1, SecretKind::Assignment)], "{value}");
        }
        for (name, value) in [("REGION", "eu-central-1"), ("DB_PASSWORD", "****"), ("TOKEN", "{{resolve:ssm:x}}")] {
            assert_eq!(hits(name, value), [], "{name}");
        }
    }

    #[test]
    fn a_value_may_hold_a_whole_file() {
        let file = "host: db\npassword: hunter2hunter2\n";
        assert_eq!(hits("CONFIG", file), [(2, SecretKind::Assignment)]);
        assert_eq!(hits("DSN", "postgres://app:s3cr3tPw@db/app"), [(1, SecretKind::ConnectionString)]);
        assert_eq!(hits("CONFIG", r#"{"password": "hunter2hunter2"}"#), [(1, SecretKind::Assignment)]);
    }

    #[test]
    fn values_tell_of_each_other() {
        let key = "AKIAQ3EGUXKTV2ZPLMAB";
        let secret = "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";
        let pem = format!("-----BEGIN PRIVATE KEY-----\nMIIE{secret}\n-----END PRIVATE KEY-----\n");
        let hits = secrets_in([
            ("A_STAGE", "prod"),
            ("B_ID", key),
            ("C_OTHER", secret),
            ("DB_PASSWORD", "hunter2(hunter2)"),
            ("E_PEM", &pem),
            ("F_JSON", "{\"url\": \"postgres://app:s3cr3tPw@db/app\"}"),
            ("G_TOKEN", "arn:aws:secretsmanager:eu-central-1:111122223333:secret:x"),
        ]);
        let found: Vec<_> = hits.iter().map(|hit| (hit.name.as_deref().unwrap(), hit.kind)).collect();
        let expected = [
            ("C_OTHER", SecretKind::AwsSecretKey),
            ("DB_PASSWORD", SecretKind::Assignment),
            ("E_PEM", SecretKind::PrivateKey),
            ("F_JSON", SecretKind::ConnectionString),
        ];
        assert_eq!(found, expected);
        let written = serde_json::to_string(&hits).unwrap();
        assert!(!written.contains("hunter2") && !written.contains(secret), "{written}");
    }
}
