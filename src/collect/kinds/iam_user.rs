//! IAM users: people and programs with long-lived credentials.
//!
//! What is attached comes from the one great listing, how they sign in from the credential report; no call is made for
//! a single user. Where the report is denied the users are there all the same, and what it tells is unread.

use super::iam_authorization_details::{ACTION, AuthorizationDetails};
use super::iam_credential_report::{self as report, AccessKey, CredentialReport, Credentials};
use super::iam_reply::{InlinePolicy, attached_arns, iam_tags, inline_policies, moment};
use super::kind::{Found, Kind};
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use aws_sdk_iam::types::UserDetail;
use schemars::JsonSchema;
use serde::Serialize;

/// An IAM user, with its rights and how it signs in.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct IamUser {
    /// Its place in the tree of names, such as `/` or `/teams/`.
    pub path: Option<String>,
    /// When it was created: RFC 3339, in UTC.
    pub created_at: Option<String>,
    /// The names of its groups, sorted.
    pub group_names: Vec<String>,
    /// ARNs of managed policies attached to the user itself, sorted.
    pub attached_policy_arns: Vec<String>,
    /// Policies inside of the user itself.
    pub inline_policies: Vec<InlinePolicy>,
    /// The policy that its permissions cannot go beyond; null for none.
    pub permissions_boundary_arn: Option<String>,
    /// It has a password for the console.
    pub console_access: Reading<bool>,
    /// Null where the password was never used, or there is none.
    pub password_last_used: Reading<Option<String>>,
    /// When its password was last set; null where it has none: RFC 3339, in UTC.
    pub password_last_changed: Reading<Option<String>>,
    /// It has an MFA device, of whatever type.
    pub mfa_active: Reading<bool>,
    /// The keys that exist, active or not.
    pub access_keys: Reading<Vec<AccessKey>>,
    /// At least one of its access keys can be used.
    pub has_active_access_key: Reading<bool>,
    /// It has an active X.509 signing certificate.
    pub has_signing_certificate: Reading<bool>,
    /// How old the answer about credentials is.
    pub report_generated_at: Reading<Option<String>>,
}

impl Kind for IamUser {
    const NAME: &'static str = "iam_user";
    const CLOUDFORMATION: &'static str = "AWS::IAM::User";
    const SCOPE: Scope = Scope::Global;
    const ACTIONS: &'static [Action] = &[Action::page(ACTION), report::ACTIONS[0], report::ACTIONS[1]];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:iam::111122223333:user/ada".into(),
            name: Some("ada".into()),
            tags: Reading::Known(Some([("team".to_owned(), "platform".to_owned())].into())),
            fields: Self {
                path: Some("/".into()),
                created_at: Some("2026-01-15T09:00:00Z".into()),
                group_names: vec!["developers".into()],
                attached_policy_arns: vec![],
                inline_policies: vec![],
                permissions_boundary_arn: None,
                console_access: Reading::Known(true),
                password_last_used: Reading::Known(Some("2026-06-29T08:00:00Z".into())),
                password_last_changed: Reading::Known(Some("2026-05-01T08:00:00Z".into())),
                mfa_active: Reading::Known(true),
                access_keys: Reading::Known(vec![]),
                has_active_access_key: Reading::Known(false),
                has_signing_certificate: Reading::Known(false),
                report_generated_at: Reading::Known(Some("2026-06-30T11:00:00Z".into())),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let (details, report) = tokio::join!(AuthorizationDetails::of(place), CredentialReport::of(place));
        let details = details?;
        for user in &details.users {
            out.push(found(user, report.as_deref())).await;
        }
        details.to_its_end()
    }
}

fn found(user: &UserDetail, report: Result<&CredentialReport, &Unread>) -> Found<IamUser> {
    let name = user.user_name().unwrap_or_default();
    let row = report.map_err(Unread::clone).and_then(|report| report.row(name));
    let mut group_names = user.group_list().to_vec();
    group_names.sort();
    let fields = IamUser {
        path: user.path().map(str::to_owned),
        created_at: moment(user.create_date()),
        group_names,
        attached_policy_arns: attached_arns(user.attached_managed_policies()),
        inline_policies: inline_policies(user.user_policy_list()),
        permissions_boundary_arn: user
            .permissions_boundary()
            .and_then(|boundary| boundary.permissions_boundary_arn())
            .map(str::to_owned),
        console_access: told(&row, |row| row.password_enabled == Some(true)),
        password_last_used: told(&row, |row| row.password_last_used.clone()),
        password_last_changed: told(&row, |row| row.password_last_changed.clone()),
        mfa_active: told(&row, |row| row.mfa_active),
        access_keys: told(&row, |row| row.access_keys.clone()),
        has_active_access_key: told(&row, |row| row.access_keys.iter().any(|key| key.active)),
        has_signing_certificate: told(&row, |row| row.signing_certificate),
        report_generated_at: report.map(|report| report.generated_at.clone()).map_err(Unread::clone).into(),
    };
    let id = user.arn().unwrap_or_default().to_owned();
    Found { id, name: Some(name.to_owned()), tags: iam_tags(user.tags()), fields }
}

/// What the credential report tells of a user.
fn told<T>(row: &Result<&Credentials, Unread>, tell: impl FnOnce(&Credentials) -> T) -> Reading<T> {
    match row {
        Ok(row) => Reading::Known(tell(row)),
        Err(unread) => Reading::Unread(unread.clone()),
    }
}
