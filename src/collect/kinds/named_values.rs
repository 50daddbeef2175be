//! Values that have a name, such as environment variables, parameters and outputs: they pass through here, and only what
//! was found in them goes on.
//!
//! A name says much of a value: `DB_PASSWORD` makes a secret of what else could be anything.

use crate::collect::secrets::{SecretHit, find_secrets};
use std::collections::BTreeMap;

/// The secrets in named values. A hit has the name of the value, and the line within it.
pub fn secrets_in<'a>(values: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<SecretHit> {
    let (mut names, mut starts, mut text) = (Vec::new(), Vec::new(), String::new());
    let mut line = 1;
    // In one text: a key of AWS is known by its id, which is another value.
    for (name, value) in values {
        let name = last_word(name);
        let assignment = assignment(name, value);
        names.push(name);
        starts.push(line);
        line += assignment.matches('\n').count() + 1;
        text.push_str(&assignment);
        text.push('\n');
    }
    let of_its_value = |hit: SecretHit| {
        let at = starts.partition_point(|start| *start <= hit.line).checked_sub(1)?;
        Some(SecretHit { line: hit.line - starts[at] + 1, name: Some(names[at].to_owned()), ..hit })
    };
    let mut hits: Vec<SecretHit> = find_secrets(&text).into_iter().filter_map(of_its_value).collect();
    hits.sort_by(|one, other| (&one.name, one.line).cmp(&(&other.name, other.line)));
    hits
}

/// The secrets in variables.
pub fn secrets_in_all(variables: &BTreeMap<String, String>) -> Vec<SecretHit> {
    secrets_in(variables.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// The secrets in one named value.
pub fn secrets_in_one(name: &str, value: &str) -> Vec<SecretHit> {
    secrets_in([(name, value)])
}

fn last_word(name: &str) -> &str {
    name.rsplit(char::is_whitespace).next().unwrap_or(name)
}

fn assignment(name: &str, value: &str) -> String {
    // In quotes, it is a value whatever is in it, and never code.
    let fits = |quote: &&str| !value.contains(*quote) && !value.contains('\n');
    let quote = ["\"", "'"].into_iter().find(fits).unwrap_or_default();
    format!("{name}={quote}{value}{quote}")
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
    fn a_key_of_aws_is_known_by_the_id_in_another_value() {
        let secret = "k3Jd8Qw2Zx7Lm4Np6Rt9Vb1Yc5Hf0GsAaKkUuEo7";
        let found = secrets_in([("FILE", "a: 1\nb: 2\n"), ("ID", "AKIAQ3EGUXKTV2ZPLMAB"), ("OTHER", secret)]);
        let [hit] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((hit.line, hit.kind, hit.name.as_deref()), (1, SecretKind::AwsSecretKey, Some("OTHER")));
        assert_eq!(secrets_in([("FILE", ""), ("OTHER", secret)]), []);
    }

    #[test]
    fn a_hit_names_its_value_and_not_what_is_in_it() {
        let pem = format!("-----BEGIN PRIVATE KEY-----\nMIIE{}\n-----END PRIVATE KEY-----", "k3Jd8Qw2".repeat(6));
        let found = secrets_in([
            ("STAGE", "production"),
            ("SIGNER", pem.as_str()),
            ("DB_PASSWORD", "correct horse"),
            ("API_TOKEN", ""),
            ("TOKEN_URL", "https://example.com/token"),
        ]);
        let names: Vec<_> = found.iter().map(|hit| (hit.kind, hit.name.as_deref().unwrap_or_default())).collect();
        assert_eq!(names, [(SecretKind::Assignment, "DB_PASSWORD"), (SecretKind::PrivateKey, "SIGNER")]);
        let written = serde_json::to_string(&found).unwrap();
        assert!(!written.contains("horse") && !written.contains("k3Jd8Qw2"), "{written}");
    }

    #[test]
    fn a_value_may_hold_a_whole_file() {
        let file = "host: db\npassword: hunter2hunter2\n";
        assert_eq!(hits("CONFIG", file), [(2, SecretKind::Assignment)]);
        assert_eq!(hits("DSN", "postgres://app:s3cr3tPw@db/app"), [(1, SecretKind::ConnectionString)]);
        assert_eq!(hits("CONFIG", r#"{"password": "hunter2hunter2"}"#), [(1, SecretKind::Assignment)]);
    }

    #[test]
    fn a_hit_is_named_after_its_variable_and_its_value_is_forgotten() {
        let key = "AKIAQ3EGUXKTV2ZPLMAB";
        let secret = "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";
        let pem = format!("-----BEGIN PRIVATE KEY-----\nMIIE{secret}\n-----END PRIVATE KEY-----\n");
        let variables = [
            ("A_STAGE", "prod"),
            ("B_ID", key),
            ("C_OTHER", secret),
            ("DB_PASSWORD", "hunter2(hunter2)"),
            ("E_PEM", &pem),
            ("F_JSON", "{\"url\": \"postgres://app:s3cr3tPw@db/app\"}"),
            ("G_TOKEN", "arn:aws:secretsmanager:eu-central-1:111122223333:secret:x"),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let hits = secrets_in_all(&variables);
        let found: Vec<_> = hits.iter().map(|hit| (hit.name.as_deref().unwrap(), hit.kind)).collect();
        let expected = [
            ("C_OTHER", SecretKind::AwsSecretKey),
            ("DB_PASSWORD", SecretKind::Assignment),
            ("E_PEM", SecretKind::PrivateKey),
            ("F_JSON", SecretKind::ConnectionString),
        ];
        assert_eq!(found, expected);
    }
}
