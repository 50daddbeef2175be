//! By what form each kind of secret is known.
//!
//! Crates with rule sets were weighed: those that are kept bring a scanner with hundreds of dependencies, or texts under a
//! licence that does not go with this one. The forms of tokens are facts that their issuers publish.

use schemars::JsonSchema;
use serde::Serialize;

/// What sort of secret. The order is that of preference: a secret that fits two is the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SecretKind {
    /// The secret half of an AWS access key.
    AwsSecretKey,
    /// A private key, as PEM or OpenSSH or PGP writes it.
    PrivateKey,
    AnthropicKey,
    AzureStorageKey,
    DatabricksToken,
    DigitaloceanToken,
    DockerHubToken,
    GithubToken,
    GitlabToken,
    /// A token, or an address that takes messages without one.
    SlackToken,
    /// A live key; test keys move no money.
    StripeKey,
    GoogleApiKey,
    HashicorpVaultToken,
    HuggingFaceToken,
    NpmToken,
    OpenaiKey,
    PypiToken,
    SendgridKey,
    ShopifyToken,
    TerraformToken,
    /// A signed JSON web token.
    Jwt,
    /// An address with a password in it, such as `postgres://user:...@host`.
    ConnectionString,
    /// The value of an `Authorization` header.
    AuthorizationHeader,
    /// A value assigned to a name that ends in `password`, `secret`, `token` or the like.
    Assignment,
}

/// Where a rule has a group `value`, it alone is judged for being a placeholder.
pub const RULES: &[(SecretKind, &str)] = &[
    (
        SecretKind::PrivateKey,
        r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----[\s\S]{0,200}?(?P<value>[A-Za-z0-9+/=]{30,})",
    ),
    (SecretKind::AnthropicKey, r"\bsk-ant-[a-z]{2,8}[0-9]{2}-[A-Za-z0-9_-]{40,}"),
    (SecretKind::AzureStorageKey, r"\bAccountKey=(?P<value>[A-Za-z0-9+/]{86}==)"),
    (SecretKind::DatabricksToken, r"\bdapi[0-9a-f]{32}"),
    (SecretKind::DigitaloceanToken, r"\bdo[opr]_v1_[0-9a-f]{64}"),
    (SecretKind::DockerHubToken, r"\bdckr_pat_[A-Za-z0-9_-]{27}"),
    (SecretKind::GithubToken, r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})"),
    (SecretKind::GitlabToken, r"\bgl(?:pat|dt|rt|ptt|ft|agent|soat)-[A-Za-z0-9_-]{20,}"),
    (SecretKind::SlackToken, r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    (SecretKind::SlackToken, r"hooks\.slack\.com/services/T[A-Z0-9]+/B[A-Z0-9]+/(?P<value>[A-Za-z0-9]{20,})"),
    (SecretKind::StripeKey, r"\b[rs]k_live_[A-Za-z0-9]{20,}"),
    (SecretKind::GoogleApiKey, r"\bAIza[0-9A-Za-z_-]{35}"),
    (SecretKind::HashicorpVaultToken, r"\bhv[sbr]\.[A-Za-z0-9_-]{24,}"),
    (SecretKind::HuggingFaceToken, r"\bhf_[A-Za-z0-9]{34}"),
    (SecretKind::NpmToken, r"\bnpm_[A-Za-z0-9]{36}"),
    (SecretKind::OpenaiKey, r"\bsk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{20,}T3BlbkFJ[A-Za-z0-9_-]{20,}"),
    (SecretKind::PypiToken, r"\bpypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,}"),
    (SecretKind::SendgridKey, r"\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"),
    (SecretKind::ShopifyToken, r"\bshp(?:at|ca|pa|ss)_[0-9a-f]{32}"),
    (SecretKind::TerraformToken, r"\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60,}"),
    (SecretKind::Jwt, r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"),
    (SecretKind::ConnectionString, r#"\b[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s:/@'"]*:(?P<value>[^\s@'"/]+)@"#),
    (
        SecretKind::AuthorizationHeader,
        r#"(?i)(?P<name>authorization)["']?\s*[:=]\s*["']?(?:bearer|basic|token)\s+(?P<value>[A-Za-z0-9._~+/=-]{16,})"#,
    ),
    (
        SecretKind::Assignment,
        r#"(?ix) (?P<name> [a-z0-9_.-]*
            (?: password | passwd | passphrase | [a-z0-9]_pwd | secret | token | api[_-]?key
              | (?: secret | access | private | account | encryption | signing ) [_-]? key | credentials? )
            [0-9]* )
           ["']? \s* (?: := | => | = | : ) [\ \t]*
           (?: "(?P<double>[^"\n]*)" | '(?P<single>[^'\n]*)' | (?P<value>[^\s"',;&|]+) )"#,
    ),
    (
        SecretKind::Assignment,
        r#"(?ix) (?: ^ | \s ) -- (?P<name> [a-z0-9-]* (?: password | passwd | passphrase | secret | token | api-?key ) )
           [\ \t]+ (?: "(?P<double>[^"\n]*)" | '(?P<single>[^'\n]*)' | (?P<value>[^\s"',;&|-][^\s"',;&|]*) )"#,
    ),
];
