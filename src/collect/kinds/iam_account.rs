//! The account itself, as IAM sees it: its root user, its password policy, its counts.
//!
//! - <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html>
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html>

use super::iam_credential_report::{self as report, AccessKey, CredentialReport, ROOT};
use super::kind::{Found, Kind};
use crate::collect::aws::error::{answer, judge, reading};
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use aws_sdk_iam::Client;
use aws_sdk_iam::types::{AssignmentStatusType, FeatureType, PasswordPolicy as SdkPasswordPolicy, SummaryKeyType};
use schemars::JsonSchema;
use serde::Serialize;

/// An account's root user, password policy and IAM counts.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct IamAccount {
    /// The account's alias in sign-in addresses.
    pub alias: Reading<Option<String>>,
    /// What AWS counts in the account.
    pub summary: Reading<Summary>,
    /// Null where none was set: then AWS's own minimum of eight characters holds.
    pub password_policy: Reading<Option<PasswordPolicy>>,
    /// The root user, as the credential report has it.
    pub root: Reading<Root>,
    /// The root user's MFA device is an app on a phone, and not a piece of hardware or a passkey.
    pub root_mfa_is_virtual: Reading<bool>,
    /// The organisation manages root credentials in one place. Null where the account cannot tell: only the management
    /// account and delegated administrators can.
    pub root_credentials_centralized: Reading<Option<bool>>,
}

/// IAM's counts.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Summary {
    /// How many users there are.
    pub users: Option<i32>,
    /// How many groups there are.
    pub groups: Option<i32>,
    /// How many roles there are.
    pub roles: Option<i32>,
    /// How many policies of the account's own there are.
    pub policies: Option<i32>,
    /// The root user has an MFA device.
    pub root_mfa_enabled: Option<bool>,
    /// The root user has an access key.
    pub root_access_key_present: Option<bool>,
    /// The root user has a signing certificate.
    pub root_signing_certificate_present: Option<bool>,
    /// The root user has a password. Null where AWS does not say.
    pub root_password_present: Option<bool>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PasswordPolicy {
    /// The least number of characters.
    pub minimum_length: Option<i32>,
    /// A password needs a symbol.
    pub require_symbols: bool,
    /// A password needs a digit.
    pub require_numbers: bool,
    /// A password needs an upper-case letter.
    pub require_uppercase: bool,
    /// A password needs a lower-case letter.
    pub require_lowercase: bool,
    /// Users may change their own password.
    pub allow_users_to_change: bool,
    /// Days until a password expires. Null where it never does.
    pub max_age_days: Option<i32>,
    /// How many old passwords may not be used again. Null where all may.
    pub reuse_prevention: Option<i32>,
}

/// The root user, from the credential report.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Root {
    /// Null where the password was never used.
    pub password_last_used: Option<String>,
    /// A second factor is asked for at sign-in.
    pub mfa_active: bool,
    /// The access keys, at most two.
    pub access_keys: Vec<AccessKey>,
    /// The last use of the password or of a key. Null where there was none.
    pub last_used: Option<String>,
}

impl Kind for IamAccount {
    const NAME: &'static str = "iam_account";
    const CLOUDFORMATION: &'static str = "AWS::::Account";
    const SCOPE: Scope = Scope::Account;
    const ACTIONS: &'static [Action] = &[
        Action::page("iam:GetAccountSummary"),
        Action::page("iam:GetAccountPasswordPolicy"),
        Action::page("iam:ListAccountAliases"),
        Action::page("iam:ListOrganizationsFeatures"),
        Action::page("iam:ListVirtualMFADevices"),
        report::ACTIONS[0],
        report::ACTIONS[1],
    ];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:iam::111122223333:root".into(),
            name: Some("acme-prod".into()),
            tags: Reading::Known(None),
            fields: Self {
                alias: Reading::Known(Some("acme-prod".into())),
                summary: Reading::Known(Summary {
                    users: Some(3),
                    groups: Some(2),
                    roles: Some(20),
                    policies: Some(10),
                    root_mfa_enabled: Some(true),
                    root_access_key_present: Some(false),
                    root_signing_certificate_present: Some(false),
                    root_password_present: Some(true),
                }),
                password_policy: Reading::Known(Some(PasswordPolicy {
                    minimum_length: Some(16),
                    require_symbols: true,
                    require_numbers: true,
                    require_uppercase: true,
                    require_lowercase: true,
                    allow_users_to_change: true,
                    max_age_days: None,
                    reuse_prevention: Some(24),
                })),
                root: Reading::Known(Root {
                    password_last_used: Some("2025-01-10T09:00:00Z".into()),
                    mfa_active: true,
                    access_keys: vec![],
                    last_used: Some("2025-01-10T09:00:00Z".into()),
                }),
                root_mfa_is_virtual: Reading::Known(false),
                root_credentials_centralized: Reading::Known(Some(true)),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let iam = client!(place, aws_sdk_iam);
        let (alias, summary, policy, report, virtual_mfa, centralized) = tokio::join!(
            iam.list_account_aliases().send(),
            iam.get_account_summary().send(),
            iam.get_account_password_policy().send(),
            CredentialReport::of(place),
            root_mfa_is_virtual(&iam),
            iam.list_organizations_features().send(),
        );
        let alias = answer(Self::ACTIONS[2].name, alias).map(|reply| reply.account_aliases().first().cloned());
        let fields = Self {
            summary: answer(Self::ACTIONS[0].name, summary).map(|reply| summary_of(&reply)).into(),
            password_policy: reading(Self::ACTIONS[1].name, policy, |reply| {
                reply.password_policy().map(password_policy)
            }),
            root: report.and_then(|report| root(&report)).into(),
            root_mfa_is_virtual: virtual_mfa.into(),
            root_credentials_centralized: judge(Self::ACTIONS[3].name, centralized)
                .map(|reply| {
                    reply.map(|reply| reply.enabled_features().contains(&FeatureType::RootCredentialsManagement))
                })
                .into(),
            alias: alias.clone().into(),
        };
        let id = format!("arn:{}:iam::{}:root", place.session().partition(), place.account());
        let name = alias.ok().flatten().unwrap_or_else(|| place.account().to_string());
        out.push(Found { id, name: Some(name), tags: Reading::Known(None), fields }).await;
        Ok(())
    }
}

fn summary_of(reply: &aws_sdk_iam::operation::get_account_summary::GetAccountSummaryOutput) -> Summary {
    let count = |key: &SummaryKeyType| reply.summary_map().and_then(|map| map.get(key)).copied();
    let any = |key: &SummaryKeyType| count(key).map(|count| count > 0);
    Summary {
        users: count(&SummaryKeyType::Users),
        groups: count(&SummaryKeyType::Groups),
        roles: count(&"Roles".into()),
        policies: count(&SummaryKeyType::Policies),
        root_mfa_enabled: any(&SummaryKeyType::AccountMfaEnabled),
        root_access_key_present: any(&SummaryKeyType::AccountAccessKeysPresent),
        root_signing_certificate_present: any(&SummaryKeyType::AccountSigningCertificatesPresent),
        root_password_present: any(&"AccountPasswordPresent".into()),
    }
}

fn password_policy(policy: &SdkPasswordPolicy) -> PasswordPolicy {
    PasswordPolicy {
        minimum_length: policy.minimum_password_length(),
        require_symbols: policy.require_symbols(),
        require_numbers: policy.require_numbers(),
        require_uppercase: policy.require_uppercase_characters(),
        require_lowercase: policy.require_lowercase_characters(),
        allow_users_to_change: policy.allow_users_to_change_password(),
        // AWS says zero for never.
        max_age_days: policy.max_password_age().filter(|days| *days > 0),
        reuse_prevention: policy.password_reuse_prevention().filter(|count| *count > 0),
    }
}

fn root(report: &CredentialReport) -> Result<Root, Unread> {
    let row = report.row(ROOT)?;
    let key_uses = row.access_keys.iter().filter_map(|key| key.last_used.clone());
    // All times are written alike, so that the latest is the greatest.
    let last_used = key_uses.chain(row.password_last_used.clone()).max();
    Ok(Root {
        password_last_used: row.password_last_used.clone(),
        mfa_active: row.mfa_active,
        access_keys: row.access_keys.clone(),
        last_used,
    })
}

/// Virtual devices are listed with whom they belong to; hardware and passkeys of the root user are listed nowhere.
async fn root_mfa_is_virtual(iam: &Client) -> Result<bool, Unread> {
    let devices = iam.list_virtual_mfa_devices().assignment_status(AssignmentStatusType::Assigned);
    let mut devices = devices.into_paginator().items().send();
    while let Some(device) = devices.next().await {
        let device = answer("iam:ListVirtualMFADevices", device)?;
        let of_root = device.user().is_some_and(|user| user.arn().ends_with(":root"));
        if of_root || device.serial_number().ends_with(":mfa/root-account-mfa-device") {
            return Ok(true);
        }
    }
    Ok(false)
}
