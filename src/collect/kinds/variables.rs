//! Variables that a resource is configured with: they pass through here, and only their names go on, and what looks
//! like a secret.

use crate::collect::secrets::{SecretHit, find_secrets};
use std::collections::BTreeMap;

/// The names, in the order of the alphabet.
pub fn names(variables: &BTreeMap<String, String>) -> Vec<String> {
    variables.keys().cloned().collect()
}

/// The secrets among the values: each hit bears the name of its variable, and counts variables as lines.
pub fn secrets(variables: &BTreeMap<String, String>) -> Vec<SecretHit> {
    let text: Vec<String> = variables.iter().map(|(name, value)| assignment(name, value)).collect();
    let named = |hit: SecretHit| {
        let name = variables.keys().nth(hit.line.saturating_sub(1)).cloned();
        SecretHit { name, ..hit }
    };
    find_secrets(&text.join("\n")).into_iter().map(named).collect()
}

/// One variable in one line. A value in quotes is taken literally, as variables are.
fn assignment(name: &str, value: &str) -> String {
    let value = value.replace(['\n', '\r'], " ");
    if value.contains('"') { format!("{name}={value}") } else { format!("{name}=\"{value}\"") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::secrets::SecretKind;

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
        let hits = secrets(&variables);
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
