//! A function as the listing has it.

use super::timestamp::Moment;
use crate::snapshot::{Reason, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub const LIST: &str = "lambda:ListFunctions";

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct VpcConfig {
    /// The VPC.
    pub vpc_id: Option<String>,
    /// The subnets that it has an interface in.
    #[serde(default)]
    pub subnet_ids: Vec<String>,
    /// The security groups of those interfaces.
    #[serde(default)]
    pub security_group_ids: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct LoggingConfig {
    /// `JSON` or `Text`.
    pub log_format: Option<String>,
    /// The log group that it writes to.
    pub log_group: Option<String>,
    /// The least that the function's own lines must matter to be kept.
    pub application_log_level: Option<String>,
    /// The least that Lambda's lines must matter to be kept.
    pub system_log_level: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Functions {
    #[serde(default)]
    pub functions: Vec<Function>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Function {
    pub function_name: String,
    pub function_arn: String,
    pub runtime: Option<String>,
    pub package_type: Option<String>,
    #[serde(default)]
    pub architectures: Vec<String>,
    pub role: Option<String>,
    environment: Option<Environment>,
    #[serde(rename = "KMSKeyArn")]
    pub kms_key_arn: Option<String>,
    pub vpc_config: Option<VpcConfig>,
    pub dead_letter_config: Option<DeadLetters>,
    #[serde(default)]
    pub layers: Vec<WithArn>,
    pub tracing_config: Option<Tracing>,
    pub logging_config: Option<LoggingConfig>,
    #[serde(default)]
    pub file_system_configs: Vec<WithArn>,
    pub signing_profile_version_arn: Option<String>,
    pub timeout: Option<i64>,
    pub last_modified: Option<Moment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Environment {
    #[serde(default)]
    variables: BTreeMap<String, String>,
    error: Option<EnvironmentError>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EnvironmentError {
    error_code: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeadLetters {
    pub target_arn: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct WithArn {
    pub arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Tracing {
    pub mode: Option<String>,
}

impl Function {
    /// The variables of its environment. Lambda tells in place of them why it could not decrypt them.
    pub fn variables(&self) -> Result<BTreeMap<String, String>, Unread> {
        let Some(environment) = &self.environment else { return Ok(BTreeMap::new()) };
        let Some(error) = &environment.error else { return Ok(environment.variables.clone()) };
        let denied = error.error_code.as_deref().is_some_and(|code| code.contains("AccessDenied"));
        let reason = if denied { Reason::AccessDenied } else { Reason::Error };
        Err(Unread { detail: error.error_code.clone(), ..Unread::new(LIST, reason) })
    }
}
