//! Jobs of Glue, with the arguments that each run gets. A listing gives all but the tags.
//!
//! - Arguments can be read by whoever may see the job. They are searched for secrets; their values are not kept, but for
//!   those that AWS gives a meaning. <https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html>
//! - How a job's data is encrypted is in its security configuration.

use super::kind::{Found, Kind};
use super::named_values::secrets_in;
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::sorted::sorted;
use super::timestamp::Moment;
use crate::collect::aws::service::GLUE;
use crate::collect::secrets::SecretHit;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A program that moves and changes data.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GlueJob {
    /// `glueetl`, `gluestreaming`, `pythonshell` or `glueray`.
    pub command_name: Option<String>,
    /// Where the program lies.
    pub script_location: Option<String>,
    /// Such as `5.0`; null for what has no version.
    pub glue_version: Option<String>,
    /// The role that it takes, by its name or ARN.
    pub role: Option<String>,
    /// The security configuration that says how it encrypts; null where none does.
    pub security_configuration: Option<String>,
    /// The connections that it uses.
    pub connections: Vec<String>,
    /// The names of the arguments that each run gets.
    pub argument_names: Vec<String>,
    /// Secrets in those arguments, without their values; `name` is the argument, and lines are counted within it.
    pub argument_secrets: Vec<SecretHit>,
    /// Whether logs go to CloudWatch while it runs; null where no argument says, which with Glue 5.0 and later means yes.
    pub continuous_cloudwatch_log: Option<bool>,
    /// How the job encrypts what it writes to S3 where it has no security configuration: `sse-s3`; null where no argument
    /// says.
    pub encryption_type: Option<String>,
    /// `job-bookmark-enable`, `job-bookmark-disable` or `job-bookmark-pause`; null where no argument says.
    pub job_bookmark_option: Option<String>,
    /// When it was made.
    pub created_at: Option<Moment>,
}

const LIST: &str = "glue:GetJobs";

impl Kind for GlueJob {
    const NAME: &'static str = "glue_job";
    const CLOUDFORMATION: &'static str = "AWS::Glue::Job";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), GET_RESOURCES];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:glue:eu-central-1:111122223333:job/nightly-sales".into(),
            name: Some("nightly-sales".into()),
            tags: Reading::Known(Some([("team".to_owned(), "analytics".to_owned())].into())),
            fields: Self {
                command_name: Some("glueetl".into()),
                script_location: Some("s3://analytics-scripts/nightly-sales.py".into()),
                glue_version: Some("5.0".into()),
                role: Some("arn:aws:iam::111122223333:role/nightly-sales".into()),
                security_configuration: Some("encrypted".into()),
                connections: vec!["sales".into()],
                argument_names: vec!["--enable-continuous-cloudwatch-log".into(), "--job-bookmark-option".into()],
                argument_secrets: vec![],
                continuous_cloudwatch_log: Some(true),
                encryption_type: Some("sse-s3".into()),
                job_bookmark_option: Some("job-bookmark-enable".into()),
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "glue:job");
        // AWS gives up to a thousand, but a job made with a mouse brings its whole drawing.
        let mut pages = place.call(&GLUE, "GetJobs").set("MaxResults", 200).pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Page>().await? {
            out.each(page.jobs, |job| one(place, job, &tags)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    jobs: Vec<Job>,
}

type Arguments = BTreeMap<String, String>;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Job {
    name: String,
    command: Option<Command>,
    glue_version: Option<String>,
    role: Option<String>,
    security_configuration: Option<String>,
    connections: Option<Connections>,
    default_arguments: Option<Arguments>,
    non_overridable_arguments: Option<Arguments>,
    created_on: Option<Moment>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Command {
    name: Option<String>,
    script_location: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Connections {
    connections: Option<Vec<String>>,
}

async fn one(place: &Place, job: Job, tags: &RegionTags<'_>) -> Result<Option<Found<GlueJob>>, Unread> {
    let id = place.arn("glue", &format!("job/{}", job.name));
    let tags = tags.of(&id).await;
    let mut arguments = job.default_arguments.unwrap_or_default();
    arguments.extend(job.non_overridable_arguments.unwrap_or_default());
    let command = job.command.unwrap_or_default();
    let fields = GlueJob {
        command_name: command.name,
        script_location: command.script_location,
        glue_version: job.glue_version,
        role: job.role,
        security_configuration: job.security_configuration.filter(|name| !name.is_empty()),
        connections: sorted(job.connections.and_then(|list| list.connections).into_iter().flatten()),
        argument_secrets: secrets_in(arguments.iter().map(|(name, value)| (name.as_str(), value.as_str()))),
        continuous_cloudwatch_log: arguments.get("--enable-continuous-cloudwatch-log").map(|value| value == "true"),
        encryption_type: arguments.get("--encryption-type").cloned(),
        job_bookmark_option: arguments.get("--job-bookmark-option").cloned(),
        argument_names: arguments.into_keys().collect(),
        created_at: job.created_on,
    };
    Ok(Some(Found { id, name: Some(job.name), tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn page(name: &str, more: &str) -> String {
        format!(
            r#"{{"Jobs": [{{"Name": "{name}", "Role": "r", "Command": {{"Name": "glueetl"}}, "Connections": {{}},
                "CreatedOn": 1769860800.5, "DefaultArguments": {{"--db_password": "hunter2hunter2",
                "--TempDir": "s3://b/", "--enable-continuous-cloudwatch-log": "false"}}}}]{more}}}"#
        )
    }

    #[test]
    fn jobs_of_all_pages_are_read_without_their_secrets() {
        let read = Canned::default()
            .reply("GetJobs", &page("a", r#", "NextToken": "n""#))
            .reply("GetJobs", &page("b", ""))
            .reply(
                "GetResources",
                r#"{"ResourceTagMappingList": [{"Tags": [{"Key": "team", "Value": "x"}],
                    "ResourceARN": "arn:aws:glue:eu-central-1:111122223333:job/a"}]}"#,
            )
            .read::<GlueJob>();
        assert_eq!(read.gaps, []);
        let [job, _] = read.resources.as_slice() else { panic!("two jobs") };
        assert_eq!(job.at("continuous_cloudwatch_log").as_bool(), Some(false));
        assert_eq!(job.at("tags.team").as_str(), Some("x"));
        let secrets = serde_json::to_string(job.at("argument_secrets")).unwrap();
        assert_eq!(secrets, r#"[{"line":1,"kind":"assignment","name":"--db_password"}]"#);
        assert!(!serde_json::to_string(job).unwrap().contains("hunter2"));
    }

    #[test]
    fn what_is_denied_is_unread() {
        let read = Canned::default().reply("GetJobs", &page("a", "")).read::<GlueJob>();
        assert_eq!(read.resources[0].unread().len(), 1);
        assert_eq!(Canned::default().read::<GlueJob>().gaps.len(), 1);
    }
}
