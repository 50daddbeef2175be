//! Finds secrets in text that passes through, such as user data, and forgets them: what is kept is the kind of secret
//! and where it stood, never the value.
//!
//! Two sorts of rules. A token that its issuer gave a form of its own is known by it. A value that could be anything is
//! known by the name that it is assigned to, and only if it does not merely stand for a secret that lies elsewhere.

mod placeholder;
mod rules;

use placeholder::is_placeholder;
use regex::{Captures, Regex};
use rules::RULES;
pub use rules::SecretKind;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A secret that was found, without its value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct SecretHit {
    /// The line, from 1.
    pub line: usize,
    /// What kind of secret it looks like.
    pub kind: SecretKind,
    /// The name of the variable or option that holds it; null where it has none.
    pub name: Option<String>,
}

struct Rule {
    kind: SecretKind,
    pattern: Regex,
}

static COMPILED: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let rule = |(kind, pattern): &(SecretKind, &str)| Rule { kind: *kind, pattern: compile(pattern) };
    RULES.iter().map(rule).collect()
});
static ACCESS_KEY_ID: LazyLock<Regex> = LazyLock::new(|| compile(r"\bA(?:KIA|SIA)[A-Z2-7]{16}\b"));
static FORTY: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?:^|[^A-Za-z0-9/+])(?P<value>[A-Za-z0-9/+]{40})(?:$|[^A-Za-z0-9/+=])"));

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|_| unreachable!("patterns are constants, and a test uses them all"))
}

/// All secrets in a text, one a line at most.
pub fn find_secrets(text: &str) -> Vec<SecretHit> {
    let lines = Lines::of(text);
    let mut hits: BTreeMap<usize, SecretHit> = BTreeMap::new();
    let mut keep = |hit: SecretHit| {
        let known = hits.entry(hit.line).or_insert_with(|| hit.clone());
        if hit.kind < known.kind {
            // The better kind, with the name that the other rule saw.
            let name = hit.name.or_else(|| known.name.take());
            *known = SecretHit { name, ..hit };
        } else if known.name.is_none() {
            known.name = hit.name;
        }
    };
    for rule in COMPILED.iter() {
        rule.pattern.captures_iter(text).filter_map(|found| rule.hit(&found, &lines)).for_each(&mut keep);
    }
    aws_secret_keys(text, &lines).into_iter().for_each(&mut keep);
    hits.into_values().collect()
}

impl Rule {
    fn hit(&self, found: &Captures<'_>, lines: &Lines) -> Option<SecretHit> {
        let quoted = found.name("double").or_else(|| found.name("single"));
        let value = quoted.or_else(|| found.name("value")).or_else(|| found.get(0))?;
        if is_placeholder(value.as_str(), quoted.is_some()) {
            return None;
        }
        let name = found.name("name").map(|name| name.as_str());
        let is_aws = name.is_some_and(|name| name.to_ascii_lowercase().contains("aws_secret"));
        let kind = if is_aws { SecretKind::AwsSecretKey } else { self.kind };
        Some(SecretHit { line: lines.at(value.start()), kind, name: name.and_then(plausible_name) })
    }
}

/// A name is short. What is long may be the tail of a secret that happens to end in a telling word.
fn plausible_name(name: &str) -> Option<String> {
    const LONGEST: usize = 64;
    let name = name.trim_start_matches(['-', '.']);
    (!name.is_empty() && name.len() <= LONGEST).then(|| name.to_owned())
}

/// The secret half of an AWS access key has no form but its length; it is known by the id that stands near.
fn aws_secret_keys(text: &str, lines: &Lines) -> Vec<SecretHit> {
    const NEAR: usize = 3;
    let ids = ACCESS_KEY_ID.find_iter(text).filter(|id| !is_placeholder(id.as_str(), true));
    let ids: Vec<usize> = ids.map(|id| lines.at(id.start())).collect();
    let candidates = FORTY.captures_iter(text).filter_map(|found| found.name("value"));
    candidates
        .filter(|value| looks_random(value.as_str()) && !is_placeholder(value.as_str(), true))
        .map(|value| lines.at(value.start()))
        .filter(|line| ids.iter().any(|id| id.abs_diff(*line) <= NEAR))
        .map(|line| SecretHit { line, kind: SecretKind::AwsSecretKey, name: None })
        .collect()
}

/// Hashes of forty digits have no capitals, and names no digits.
fn looks_random(value: &str) -> bool {
    let has = |test: fn(&u8) -> bool| value.as_bytes().iter().any(test);
    has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_digit)
}

/// Where the lines of a text begin.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect())
    }

    /// The line of a byte, from 1.
    fn at(&self, byte: usize) -> usize {
        self.0.partition_point(|start| *start <= byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Put together here, so that no scanner takes this file for a leak.
    fn samples() -> Vec<(SecretKind, String, String)> {
        let of = |kind, before: &str, secret: String| (kind, before.to_owned(), secret);
        let letters = "k3Jd8Qw2Zx7Lm4Np6Rt9Vb1Yc5Hf0GsAaKkUuEo7";
        let twice = format!("{letters}{letters}Qz8Wx4Vb");
        let hex = "3fa8c1e97b5d2046".repeat(4);
        vec![
            of(SecretKind::PrivateKey, "-----BEGIN RSA PRIVATE KEY-----\n", format!("MIIE{letters}")),
            of(SecretKind::AnthropicKey, "model ", format!("sk-ant-api03-{letters}")),
            of(SecretKind::AzureStorageKey, "AccountName=x;AccountKey=", format!("{}==", &twice[..86])),
            of(SecretKind::DatabricksToken, "bricks ", format!("dapi{}", &hex[..32])),
            of(SecretKind::DigitaloceanToken, "droplet ", format!("dop_v1_{hex}")),
            of(SecretKind::DockerHubToken, "docker login -u x ", format!("dckr_pat_{}", &letters[..27])),
            of(SecretKind::HashicorpVaultToken, "vault ", format!("hvs.{}", &letters[..30])),
            of(SecretKind::HuggingFaceToken, "hub ", format!("hf_{}", &letters[..34])),
            of(SecretKind::NpmToken, "//registry/:x ", format!("npm_{}", &letters[..36])),
            of(SecretKind::OpenaiKey, "model ", format!("sk-proj-{}T3BlbkFJ{}", &letters[..20], &letters[..20])),
            of(SecretKind::PypiToken, "twine ", format!("pypi-AgEIcHlwaS5vcmc{}", &twice[..60])),
            of(SecretKind::SendgridKey, "mail ", format!("SG.{}.{}", &letters[..22], &twice[..43])),
            of(SecretKind::ShopifyToken, "shop ", format!("shpat_{}", &hex[..32])),
            of(SecretKind::TerraformToken, "cloud ", format!("{}.atlasv1.{}", &letters[..14], &twice[..67])),
            of(SecretKind::GithubToken, "git clone https://x/", format!("ghp_{}", &letters[..36])),
            of(SecretKind::GitlabToken, "curl -H 'x: ", format!("glpat-{}", &letters[..20])),
            of(SecretKind::SlackToken, "notify ", format!("xoxb-{}", &letters[..24])),
            of(SecretKind::SlackToken, "https://hooks.slack.com/services/T01AB/B02CD/", letters[..24].to_owned()),
            of(SecretKind::StripeKey, "stripe ", format!("sk_live_{}", &letters[..24])),
            of(SecretKind::GoogleApiKey, "maps ", format!("AIza{}", &letters[..35])),
            of(SecretKind::Jwt, "jwt ", format!("eyJ{}.eyJ{}.{}", &letters[..20], &letters[..20], &letters[..20])),
            of(SecretKind::ConnectionString, "psql postgres://app:", "s3cr3tPw".to_owned()),
            of(SecretKind::AuthorizationHeader, "Authorization: Bearer ", letters[..30].to_owned()),
            of(SecretKind::Assignment, "export DB_PASSWORD=", "hunter2hunter2".to_owned()),
            of(SecretKind::Assignment, "\"password\": \"", "hunter2hunter2".to_owned()),
            of(SecretKind::Assignment, "kubeadm join --token ", "abcdef.0123456789abcdef".to_owned()),
            of(SecretKind::AwsSecretKey, "AKIAQ3EGUXKTV2ZPLMAB ", letters[..40].to_owned()),
            of(SecretKind::AwsSecretKey, "aws_secret_access_key = ", letters[..40].to_owned()),
        ]
    }

    #[test]
    fn each_kind_is_found_in_its_line_and_its_value_is_forgotten() {
        for (kind, before, secret) in samples() {
            let text = format!("#!/bin/bash\n{before}{secret}@db.internal\"\n");
            let text = if kind == SecretKind::ConnectionString { text } else { text.replace("@db.internal", "") };
            let hits = find_secrets(&text);
            let [hit] = hits.as_slice() else { panic!("{before}: {hits:?}") };
            assert_eq!(hit.kind, kind, "{before}");
            assert_eq!(hit.line, if kind == SecretKind::PrivateKey { 3 } else { 2 }, "{before}");
            let written = serde_json::to_string(&hits).unwrap();
            assert!(!written.contains(&secret), "{written}");
            assert!(!written.contains(&secret[secret.len() - 8..]), "{written}");
        }
    }

    #[test]
    fn a_hit_names_its_variable() {
        let hits = find_secrets("A=1\nexport DB_PASSWORD='correct horse'\n");
        let hit = SecretHit { line: 2, kind: SecretKind::Assignment, name: Some("DB_PASSWORD".into()) };
        assert_eq!(hits, [hit]);
    }

    #[test]
    fn what_stands_for_a_secret_is_none() {
        for text in [
            "DB_PASSWORD=${DB_PASSWORD}",
            "DB_PASSWORD=$(aws ssm get-parameter --name /app/db --with-decryption)",
            "TOKEN=`curl -X PUT http://169.254.169.254/latest/api/token`",
            "password: <password>",
            "password: changeme",
            "MYSQL_PASSWORD: '{{resolve:secretsmanager:prod/db:SecretString:password}}'",
            "secret=arn:aws:secretsmanager:eu-central-1:111122223333:secret:db-AbCdEf",
            "db_secret: /prod/app/db",
            "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "postgres://app:${PASSWORD}@db/app",
            "lock_passwd: true",
            "token = get_token()",
            "password = var.db_password",
            "password = os.environ[\"DB_PASSWORD\"]",
            "cd \"$OLDPWD\"; PWD=/root",
            "HttpTokens=required",
            "X-aws-ec2-metadata-token-ttl-seconds: 21600",
            "grep -q 'BEGIN PRIVATE KEY' key.pem",
            "git checkout 0123456789abcdef0123456789abcdef01234567 # for AKIAQ3EGUXKTV2ZPLMAB",
            "PasswordAuthentication no",
            "api_key_id: ABCDEFGH1234",
            "mysql --password --user root",
        ] {
            assert_eq!(find_secrets(text), [], "{text}");
        }
    }
}
