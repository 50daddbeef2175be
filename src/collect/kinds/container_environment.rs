//! The environment of containers: names of variables, and which of them hold a secret. The values pass through here, and
//! none goes on.

use crate::collect::secrets::{SecretHit, find_secrets};

/// The secrets in variables, given as name and value. `line` is the place of a variable in the list, from 1.
pub fn secrets_in<'a>(variables: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<SecretHit> {
    let (names, lines): (Vec<&str>, Vec<String>) =
        variables.into_iter().map(|(name, value)| (name, assignment(name, value))).unzip();
    let hits = find_secrets(&lines.join("\n"));
    hits.into_iter()
        .map(|hit| {
            let name = names.get(hit.line.saturating_sub(1)).map(|name| (*name).to_owned());
            SecretHit { name: name.or(hit.name), ..hit }
        })
        .collect()
}

/// One line for each variable, so that a hit's line tells which. A value is literal, and stands in quotes where it can.
fn assignment(name: &str, value: &str) -> String {
    let value = value.replace(['\n', '\r'], " ");
    if value.contains('"') { format!("{name}={value}") } else { format!("{name}=\"{value}\"") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::secrets::SecretKind;

    #[test]
    fn a_hit_names_its_variable_and_not_its_value() {
        let pem = format!("-----BEGIN PRIVATE KEY-----\nMIIE{}\n-----END PRIVATE KEY-----", "k3Jd8Qw2".repeat(6));
        let hits = secrets_in([
            ("STAGE", "production"),
            ("DB_PASSWORD", "correct horse"),
            ("SIGNER", pem.as_str()),
            ("CONFIG", r#"{"api_key": "k3Jd8Qw2Zx7Lm4Np"}"#),
            ("TOKEN_URL", "https://example.com/token"),
        ]);
        let found: Vec<_> = hits.iter().map(|hit| (hit.line, hit.kind, hit.name.as_deref())).collect();
        assert_eq!(
            found,
            [
                (2, SecretKind::Assignment, Some("DB_PASSWORD")),
                (3, SecretKind::PrivateKey, Some("SIGNER")),
                (4, SecretKind::Assignment, Some("CONFIG")),
            ]
        );
        let written = serde_json::to_string(&hits).unwrap();
        assert!(!written.contains("horse") && !written.contains("k3Jd8Qw2"), "{written}");
    }

    #[test]
    fn references_are_no_secrets() {
        assert_eq!(secrets_in([("DB_PASSWORD", "${DB_PASSWORD}"), ("API_TOKEN", ""), ("MODE", "x")]), []);
    }
}
