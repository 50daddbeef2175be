//! What Systems Manager has decided for a whole region of an account: whether its documents may be made public, which role
//! all instances get, and what is kept of sessions on machines.
//!
//! - A setting is a word behind an id of its own, one a call.
//!   <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetServiceSetting.html>
//! - The preferences for sessions are a document with a name that AWS made up. There is none until somebody saves some.
//!   <https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-preferences-cli.html>

use super::kind::{Found, Kind};
use crate::collect::aws::service::SSM;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Reason, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// Systems Manager's settings for a region: sharing of documents, management of hosts, logs of automations, sessions.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SsmRegion {
    /// Whether documents may be shared with everybody: `Enable` or `Disable`.
    pub document_public_sharing: Reading<Option<String>>,
    /// The role that lets Systems Manager manage all instances that have none of their own; `$None` where it does not.
    pub default_host_management_role: Reading<Option<String>>,
    /// Where the output of scripts in automations goes: `CloudWatch`; null or another word where it goes nowhere.
    pub automation_log_destination: Reading<Option<String>>,
    /// What is kept of sessions, and how they are encrypted; null where nobody has set preferences.
    pub session_preferences: Reading<Option<SessionPreferences>>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SessionPreferences {
    /// The bucket that gets what happened in a session; null for none.
    pub s3_bucket_name: Option<String>,
    /// Whether only an encrypted bucket will do.
    pub s3_encryption_enabled: Option<bool>,
    /// The log group that gets what happened in a session; null for none.
    pub cloud_watch_log_group_name: Option<String>,
    /// Whether only an encrypted log group will do.
    pub cloud_watch_encryption_enabled: Option<bool>,
    /// Whether logs are sent while a session runs, and not after it.
    pub cloud_watch_streaming_enabled: Option<bool>,
    /// The KMS key that encrypts what goes between user and machine, beside TLS; null for none.
    pub kms_key_id: Option<String>,
    /// Whether sessions run as a user of the machine that is named beforehand.
    pub run_as_enabled: Option<bool>,
    /// That user, where the role of who connects names none.
    pub run_as_default_user: Option<String>,
    /// After how many minutes of silence a session ends.
    pub idle_session_timeout: Option<String>,
    /// After how many minutes a session ends in any case.
    pub max_session_duration: Option<String>,
}

const SETTING: &str = "ssm:GetServiceSetting";
const DOCUMENT: &str = "ssm:GetDocument";

const PUBLIC_SHARING: &str = "/ssm/documents/console/public-sharing-permission";
const HOST_MANAGEMENT: &str = "/ssm/managed-instance/default-ec2-instance-management-role";
const AUTOMATION_LOGS: &str = "/ssm/automation/customer-script-log-destination";
const PREFERENCES: &str = "SSM-SessionManagerRunShell";

impl Kind for SsmRegion {
    const NAME: &'static str = "ssm_region";
    const CLOUDFORMATION: &'static str = "AWS::SSM::ServiceSetting";
    const SCOPE: Scope = Scope::Region;
    const ACTIONS: &'static [Action] = &[Action::page(SETTING), Action::page(DOCUMENT)];

    fn sample() -> Found<Self> {
        Found {
            id: "plimsoll:ssm_region:111122223333:eu-central-1:settings".into(),
            name: Some("eu-central-1".into()),
            tags: Reading::Known(None),
            fields: Self {
                document_public_sharing: Reading::Known(Some("Disable".into())),
                default_host_management_role: Reading::Known(Some(
                    "service-role/AWSSystemsManagerDefaultEC2InstanceManagementRole".into(),
                )),
                automation_log_destination: Reading::Known(Some("CloudWatch".into())),
                session_preferences: Reading::Known(Some(SessionPreferences {
                    s3_bucket_name: Some("acme-sessions".into()),
                    s3_encryption_enabled: Some(true),
                    cloud_watch_log_group_name: Some("/acme/sessions".into()),
                    cloud_watch_encryption_enabled: Some(true),
                    cloud_watch_streaming_enabled: Some(true),
                    kms_key_id: Some("alias/sessions".into()),
                    run_as_enabled: Some(false),
                    run_as_default_user: None,
                    idle_session_timeout: Some("20".into()),
                    max_session_duration: Some("60".into()),
                })),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let (document_public_sharing, default_host_management_role, automation_log_destination, session_preferences) = tokio::join!(
            setting(place, PUBLIC_SHARING),
            setting(place, HOST_MANAGEMENT),
            setting(place, AUTOMATION_LOGS),
            preferences(place),
        );
        let fields = Self {
            document_public_sharing,
            default_host_management_role,
            automation_log_destination,
            session_preferences: session_preferences.into(),
        };
        let id = place.made_up_id(Self::NAME, "settings");
        let name = Some(place.region().to_string());
        out.push(Found { id, name, tags: Reading::Known(None), fields }).await;
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Setting {
    service_setting: Option<Valued>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Valued {
    setting_value: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Document {
    content: Option<String>,
}

async fn setting(place: &Place, id: &'static str) -> Reading<Option<String>> {
    let call = place.call(&SSM, "GetServiceSetting").set("SettingId", id);
    call.reading(|reply: Setting| reply.service_setting?.setting_value).await
}

async fn preferences(place: &Place) -> Result<Option<SessionPreferences>, Unread> {
    let call = place.call(&SSM, "GetDocument").set("Name", PREFERENCES).set("DocumentFormat", "JSON");
    let Some(document) = call.judge::<Document>().await? else { return Ok(None) };
    let content = document.content.unwrap_or_default();
    // Preferences that nobody understands must not look like none.
    let parsed = serde_json::from_str::<Json>(&content).ok().filter(Json::is_object);
    let parsed = parsed.ok_or_else(|| Unread::new(DOCUMENT, Reason::Unparseable))?;
    Ok(Some(SessionPreferences::of(&parsed["inputs"])))
}

impl SessionPreferences {
    /// What is not set stands there as an empty text, and a switch may be a text, too.
    fn of(inputs: &Json) -> Self {
        let text = |name: &str| inputs[name].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let switch = |name: &str| {
            inputs[name]
                .as_bool()
                .or_else(|| inputs[name].as_str().and_then(|word| word.to_ascii_lowercase().parse().ok()))
        };
        Self {
            s3_bucket_name: text("s3BucketName"),
            s3_encryption_enabled: switch("s3EncryptionEnabled"),
            cloud_watch_log_group_name: text("cloudWatchLogGroupName"),
            cloud_watch_encryption_enabled: switch("cloudWatchEncryptionEnabled"),
            cloud_watch_streaming_enabled: switch("cloudWatchStreamingEnabled"),
            kms_key_id: text("kmsKeyId"),
            run_as_enabled: switch("runAsEnabled"),
            run_as_default_user: text("runAsDefaultUser"),
            idle_session_timeout: text("idleSessionTimeout"),
            max_session_duration: text("maxSessionDuration"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn setting(value: &str) -> String {
        format!(r#"{{"ServiceSetting": {{"SettingId": "x", "SettingValue": "{value}", "Status": "Default"}}}}"#)
    }

    #[test]
    fn settings_and_preferences_are_read() {
        let content = r#"{"schemaVersion": "1.0", "sessionType": "Standard_Stream", "inputs": {"s3BucketName": "logs",
            "s3EncryptionEnabled": true, "cloudWatchLogGroupName": "", "runAsEnabled": "False", "kmsKeyId": "",
            "idleSessionTimeout": "20", "shellProfile": {"linux": "export TOKEN=hunter2hunter2"}}}"#;
        let document = serde_json::json!({"Name": PREFERENCES, "Content": content}).to_string();
        let read = Canned::default()
            .reply("GetServiceSetting", &setting("Disable"))
            .reply("GetServiceSetting", &setting("$None"))
            .reply("GetDocument", &document)
            .read::<SsmRegion>();
        assert_eq!(read.gaps, []);
        let [region] = read.resources.as_slice() else { panic!("one region") };
        assert!(region.unread().is_empty());
        assert_eq!(region.at("document_public_sharing").as_str(), Some("Disable"));
        assert_eq!(region.at("default_host_management_role").as_str(), Some("$None"));
        assert_eq!(region.at("session_preferences.s3_encryption_enabled").as_bool(), Some(true));
        assert_eq!(region.at("session_preferences.run_as_enabled").as_bool(), Some(false));
        assert!(region.at("session_preferences.kms_key_id").is_null());
        assert!(!serde_json::to_string(region).unwrap().contains("hunter2"));
    }

    #[test]
    fn what_was_never_set_is_null_and_what_is_denied_is_unread() {
        let none = r#"{"__type": "InvalidDocument", "message": "Document with name SSM-SessionManagerRunShell does not exist."}"#;
        let read = Canned::default()
            .status("GetServiceSetting", 400, r#"{"__type": "ServiceSettingNotFound"}"#)
            .status("GetDocument", 400, none)
            .read::<SsmRegion>();
        assert!(read.resources[0].unread().is_empty());
        assert!(read.resources[0].at("session_preferences").is_null());
        let odd = Canned::default().reply("GetDocument", r#"{"Content": "oops"}"#).read::<SsmRegion>();
        assert_eq!(odd.resources[0].unread().len(), 4);
    }
}
