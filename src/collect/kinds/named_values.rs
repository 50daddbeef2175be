//! Values that have a name, such as environment variables, parameters and outputs: they pass through here, and only what
//! was found in them goes on.
//!
//! A name says much of a value: `DB_PASSWORD` makes a secret of what else could be anything.

use crate::collect::secrets::{SecretHit, find_secrets};

/// The secrets in named values. A hit has the name of the value, and the line within it.
pub fn secrets_in<'a>(values: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<SecretHit> {
    let mut hits: Vec<SecretHit> = values.into_iter().flat_map(|(name, value)| secrets_in_one(name, value)).collect();
    hits.sort_by(|one, other| (&one.name, one.line).cmp(&(&other.name, other.line)));
    hits
}

/// The secrets in one named value.
pub fn secrets_in_one(name: &str, value: &str) -> Vec<SecretHit> {
    let last_word = name.rsplit(char::is_whitespace).next().unwrap_or(name);
    // In quotes, it is a value whatever is in it, and never code.
    let fits = |quote: &&str| !value.contains(*quote) && !value.contains('\n');
    let quote = ["\"", "'"].into_iter().find(fits).unwrap_or_default();
    let hits = find_secrets(&format!("{last_word}={quote}{value}{quote}"));
    hits.into_iter().map(|hit| SecretHit { name: Some(name.to_owned()), ..hit }).collect()
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
}
