//! The credential report: for the root user and each IAM user, how they sign in and when they last did. It is generated
//! on request, and AWS keeps one for up to four hours.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>

use super::timestamp::rfc3339;
use crate::collect::Place;
use crate::collect::aws::error::answer;
use crate::snapshot::{Action, Reason, Unread};
use aws_sdk_iam::types::ReportStateType;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

pub const ACTIONS: [Action; 2] =
    [Action::page("iam:GenerateCredentialReport"), Action::page("iam:GetCredentialReport")];

/// The name under which the report lists the root user.
pub const ROOT: &str = "<root_account>";

/// How often a report that is being made is asked for, once a second.
const PATIENCE: u32 = 40;

pub struct CredentialReport {
    pub generated_at: Option<String>,
    rows: BTreeMap<String, Credentials>,
}

/// How somebody signs in.
#[derive(Debug, Clone, PartialEq)]
pub struct Credentials {
    /// Unknown for the root user, of whom older reports do not tell.
    pub password_enabled: Option<bool>,
    pub password_last_used: Option<String>,
    pub password_last_changed: Option<String>,
    pub mfa_active: bool,
    pub access_keys: Vec<AccessKey>,
    pub signing_certificate: bool,
}

/// An access key that exists. The report gives no key ids.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AccessKey {
    /// 1 or 2.
    pub number: u8,
    /// It can be used.
    pub active: bool,
    /// When it was made or changed.
    pub last_rotated: Option<String>,
    /// Null where it was never used, or not since AWS keeps track.
    pub last_used: Option<String>,
    /// The region in which it was last used; null where it never was, or AWS does not say.
    pub last_used_region: Option<String>,
    /// The service that it was last used for, such as `s3`; null where it never was, or AWS does not say.
    pub last_used_service: Option<String>,
}

impl CredentialReport {
    pub async fn of(place: &Place) -> Result<Arc<Self>, Unread> {
        place.once(|| fetch(place)).await
    }

    /// Somebody who was made after the report is not in it, which is not the same as having no credentials.
    pub fn row(&self, user: &str) -> Result<&Credentials, Unread> {
        self.rows.get(user).ok_or_else(|| Unread {
            detail: Some("the credential report is older than the user; scan again in a few hours".into()),
            ..Unread::new(ACTIONS[1].name, Reason::NotCollected)
        })
    }

    fn parse(csv: &[u8], generated_at: Option<String>) -> Option<Self> {
        let mut reader = csv::Reader::from_reader(csv);
        let rows = reader.deserialize::<BTreeMap<String, String>>();
        let rows = rows.map(|row| row.ok().and_then(|row| Some((row.get("user")?.clone(), credentials(&row)))));
        Some(Self { generated_at, rows: rows.collect::<Option<_>>()? })
    }
}

async fn fetch(place: &Place) -> Result<CredentialReport, Unread> {
    let iam = client!(place, aws_sdk_iam);
    for _ in 0..PATIENCE {
        let state = answer(ACTIONS[0].name, iam.generate_credential_report().send().await)?;
        if state.state() == Some(&ReportStateType::Complete) {
            let report = answer(ACTIONS[1].name, iam.get_credential_report().send().await)?;
            let generated_at = report.generated_time().and_then(rfc3339);
            let content = report.content().map(|content| content.as_ref()).unwrap_or_default();
            let parsed = CredentialReport::parse(content, generated_at);
            return parsed.ok_or_else(|| Unread::new(ACTIONS[1].name, Reason::Unparseable));
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    Err(Unread::new(ACTIONS[0].name, Reason::Timeout))
}

fn credentials(row: &BTreeMap<String, String>) -> Credentials {
    let text = |column: &str| row.get(column).map(String::as_str).and_then(known);
    let yes = |column: &str| row.get(column).is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let key = |number: u8| {
        let column = |name: &str| format!("access_key_{number}_{name}");
        let key = AccessKey {
            number,
            active: yes(&column("active")),
            last_rotated: text(&column("last_rotated")),
            last_used: text(&column("last_used_date")),
            last_used_region: text(&column("last_used_region")),
            last_used_service: text(&column("last_used_service")),
        };
        (key.active || key.last_rotated.is_some()).then_some(key)
    };
    Credentials {
        password_enabled: match row.get("password_enabled").map(|value| value.to_ascii_lowercase()).as_deref() {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => None,
        },
        password_last_used: text("password_last_used"),
        password_last_changed: text("password_last_changed"),
        mfa_active: yes("mfa_active"),
        access_keys: [1, 2].into_iter().filter_map(key).collect(),
        signing_certificate: yes("cert_1_active") || yes("cert_2_active"),
    }
}

/// The report's words for nothing. Times come with an offset, and are written in UTC.
fn known(value: &str) -> Option<String> {
    match value {
        "" | "N/A" | "no_information" | "not_supported" | "none" => None,
        _ => Some(match chrono::DateTime::parse_from_rfc3339(value) {
            Ok(time) => time.to_utc().to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            Err(_) => value.to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSV: &str = "\
user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated
<root_account>,arn:aws:iam::111122223333:root,2020-01-01T00:00:00+00:00,not_supported,2026-01-02T03:04:05+00:00,not_supported,not_supported,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A
ada,arn:aws:iam::111122223333:user/ada,2021-01-01T00:00:00+00:00,true,no_information,2021-01-01T02:00:00+02:00,N/A,false,true,2021-01-01T00:00:00+00:00,N/A,N/A,N/A,false,2020-06-01T00:00:00+00:00,2020-07-01T00:00:00+00:00,eu-west-1,s3,false,N/A,true,N/A
";

    #[test]
    fn the_report_has_many_words_for_nothing() {
        let report = CredentialReport::parse(CSV.as_bytes(), None).unwrap();
        let root = report.row(ROOT).unwrap();
        assert_eq!((root.password_enabled, root.mfa_active), (None, true));
        assert_eq!(root.password_last_used.as_deref(), Some("2026-01-02T03:04:05Z"));
        assert!(root.access_keys.is_empty());
        let ada = report.row("ada").unwrap();
        assert_eq!((ada.password_enabled, &ada.password_last_used), (Some(true), &None));
        assert_eq!(ada.password_last_changed.as_deref(), Some("2021-01-01T00:00:00Z"));
        // The second key is inactive and still exists.
        assert_eq!(ada.access_keys.iter().map(|key| key.active).collect::<Vec<_>>(), [true, false]);
        assert!(ada.signing_certificate);
        assert_eq!(report.row("bob").unwrap_err().reason, Reason::NotCollected);
    }

    #[test]
    fn what_is_no_report_is_not_an_empty_one() {
        assert!(CredentialReport::parse(b"user,arn\nx", None).is_none());
    }
}
