//! Projects of CodeBuild, as a reply has them: with secrets, which end here.

use super::codebuild_project::{Artifacts, CodebuildProject, EnvironmentVariable, Logs, Source, VpcConfig, Webhook};
use super::kind::Found;
use super::named_values::secrets_in;
use super::tags::{Tag, listed};
use super::timestamp::Moment;
use crate::collect::secrets::find_secrets;
use crate::snapshot::Reading;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Project {
    name: String,
    arn: String,
    source: Option<Given>,
    #[serde(default)]
    secondary_sources: Vec<Given>,
    artifacts: Option<Artifacts>,
    #[serde(default)]
    secondary_artifacts: Vec<Artifacts>,
    environment: Option<Environment>,
    service_role: Option<String>,
    encryption_key: Option<String>,
    project_visibility: Option<String>,
    resource_access_role: Option<String>,
    logs_config: Option<Logs>,
    vpc_config: Option<VpcConfig>,
    webhook: Option<Webhook>,
    created: Option<Moment>,
    last_modified: Option<Moment>,
    #[serde(default)]
    tags: Vec<Tag>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Given {
    r#type: Option<String>,
    location: Option<String>,
    auth: Option<Auth>,
    insecure_ssl: Option<bool>,
    buildspec: Option<String>,
}

#[derive(Deserialize)]
struct Auth {
    r#type: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Environment {
    r#type: Option<String>,
    image: Option<String>,
    image_pull_credentials_type: Option<String>,
    privileged_mode: Option<bool>,
    #[serde(default)]
    environment_variables: Vec<Variable>,
}

#[derive(Deserialize)]
struct Variable {
    name: String,
    #[serde(default)]
    value: String,
    r#type: Option<String>,
}

impl Variable {
    fn is_plain(&self) -> bool {
        matches!(self.r#type.as_deref(), None | Some("PLAINTEXT"))
    }
}

pub(super) fn found(project: Project) -> Found<CodebuildProject> {
    let environment = project.environment.unwrap_or_default();
    let variables = environment.environment_variables;
    let plain = variables.iter().filter(|one| one.is_plain()).map(|one| (one.name.as_str(), one.value.as_str()));
    let fields = CodebuildProject {
        sources: project.source.into_iter().chain(project.secondary_sources).map(source).collect(),
        artifacts: project.artifacts.into_iter().chain(project.secondary_artifacts).collect(),
        environment_type: environment.r#type,
        image: environment.image,
        image_pull_credentials_type: environment.image_pull_credentials_type,
        privileged_mode: environment.privileged_mode.unwrap_or(false),
        environment_secrets: secrets_in(plain),
        environment_variables: variables.into_iter().map(variable).collect(),
        service_role: project.service_role,
        encryption_key: project.encryption_key,
        project_visibility: project.project_visibility,
        resource_access_role: project.resource_access_role,
        logs: project.logs_config,
        // What was taken out of a network has one without a name.
        vpc_config: project.vpc_config.filter(|vpc| vpc.vpc_id.as_deref().is_some_and(|id| !id.is_empty())),
        webhook: project.webhook,
        created_at: project.created,
        last_modified_at: project.last_modified,
    };
    let tags = Reading::Known(Some(listed(&project.tags)));
    Found { id: project.arn, name: Some(project.name), tags, fields }
}

fn variable(variable: Variable) -> EnvironmentVariable {
    let variable_type = variable.r#type.unwrap_or_else(|| "PLAINTEXT".to_owned());
    EnvironmentVariable { name: variable.name, variable_type }
}

fn source(given: Given) -> Source {
    let location = given.location.filter(|location| !location.is_empty());
    let buildspec = given.buildspec.filter(|text| !text.is_empty());
    let inline = buildspec.as_deref().is_some_and(is_instructions);
    Source {
        source_type: given.r#type,
        credentials_in_location: location.as_deref().is_some_and(has_credentials),
        location: location.map(|location| without_credentials(&location)),
        auth_type: given.auth.and_then(|auth| auth.r#type),
        insecure_ssl: given.insecure_ssl.unwrap_or(false),
        inline_buildspec: inline,
        buildspec_secrets: match &buildspec {
            Some(text) if inline => find_secrets(text),
            _ => vec![],
        },
        buildspec: buildspec.filter(|_| !inline),
    }
}

/// Instructions are YAML or JSON; a path or the ARN of a file is neither.
fn is_instructions(buildspec: &str) -> bool {
    let text = buildspec.trim();
    text.contains(['\n', '{']) || text.contains(": ")
}

/// What is before the host of an address, and behind it.
fn split(location: &str) -> Option<(&str, &str, &str)> {
    let (scheme, rest) = location.split_once("://")?;
    let (user, _) = rest[..rest.find('/').unwrap_or(rest.len())].rsplit_once('@')?;
    Some((scheme, user, &rest[user.len() + 1..]))
}

/// A user alone is no secret, unless it is a token.
fn has_credentials(location: &str) -> bool {
    let password = split(location).and_then(|(_, user, _)| user.split_once(':'));
    password.is_some_and(|(_, password)| !password.is_empty()) || !find_secrets(location).is_empty()
}

fn without_credentials(location: &str) -> String {
    let plain = location.split(['?', '#']).next().unwrap_or_default();
    split(plain).map_or_else(|| plain.to_owned(), |(scheme, _, rest)| format!("{scheme}://{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const PROJECT: &str = r#"{"projects": [{"name": "shop", "arn": "arn:aws:codebuild:eu-central-1:111122223333:project/shop",
        "source": {"type": "BITBUCKET", "location": "https://me:s3cr3tPw@bitbucket.org/acme/shop.git?token=abcdefghijk",
            "buildspec": "version: 0.2\nenv:\n  variables:\n    API_TOKEN: hunter2hunter2\n"},
        "secondarySources": [{"type": "S3", "location": "bucket/key", "buildspec": "ci/build.yml", "insecureSsl": true}],
        "artifacts": {"type": "S3", "location": "out", "encryptionDisabled": true},
        "environment": {"type": "LINUX_CONTAINER", "image": "x", "computeType": "y", "environmentVariables": [
            {"name": "DB_PASSWORD", "value": "hunter2hunter2", "type": "PLAINTEXT"}, {"name": "A", "value": "1"},
            {"name": "OTHER_PASSWORD", "value": "prod/db", "type": "SECRETS_MANAGER"}]},
        "serviceRole": "arn:aws:iam::111122223333:role/build", "projectVisibility": "PUBLIC_READ",
        "webhook": {"url": "https://api.github.com/hook", "secret": "hunter2hunter2",
            "filterGroups": [[{"type": "EVENT", "pattern": "PUSH"}]]},
        "logsConfig": {"cloudWatchLogs": {"status": "DISABLED"}, "s3Logs": {"status": "ENABLED", "encryptionDisabled": true}},
        "vpcConfig": {}, "tags": [{"key": "team", "value": "shop"}], "created": 1769860800.0}]}"#;

    #[test]
    fn a_project_is_read_whole_and_its_secrets_forgotten() {
        let read = Canned::default()
            .reply("ListProjects", r#"{"projects": ["shop"]}"#)
            .reply("BatchGetProjects", PROJECT)
            .read::<CodebuildProject>();
        assert_eq!(read.gaps, []);
        let [project] = read.resources.as_slice() else { panic!("one project") };
        let text = |path: &str| serde_json::to_string(project.at(path)).unwrap();
        let sources: serde_json::Value = serde_json::from_str(&text("sources")).unwrap();
        assert_eq!(sources[0]["location"], "https://bitbucket.org/acme/shop.git");
        assert_eq!(sources[0]["credentials_in_location"], true);
        assert_eq!(sources[0]["buildspec_secrets"][0]["line"], 4);
        assert_eq!((&sources[1]["buildspec"], &sources[1]["insecure_ssl"]), (&"ci/build.yml".into(), &true.into()));
        assert_eq!(text("environment_secrets"), r#"[{"line":1,"kind":"assignment","name":"DB_PASSWORD"}]"#);
        assert!(project.at("vpc_config").is_null());
        assert_eq!(project.at("privileged_mode").as_bool(), Some(false));
        assert_eq!(project.at("logs.s3_logs.encryption_disabled").as_bool(), Some(true));
        let all = serde_json::to_string(project).unwrap();
        assert!(!all.contains("hunter2") && !all.contains("s3cr3t") && !all.contains("abcdefghijk"), "{all}");
    }

    #[test]
    fn denials_are_gaps_and_no_projects_need_no_second_call() {
        let listed = Canned::default().reply("ListProjects", r#"{"projects": ["shop"]}"#).read::<CodebuildProject>();
        assert_eq!(listed.gaps[0].action, "codebuild:BatchGetProjects");
        let none = Canned::default().reply("ListProjects", r#"{"projects": []}"#).read::<CodebuildProject>();
        assert_eq!((none.gaps.len(), none.asked.len()), (0, 1));
    }

    #[test]
    fn an_address_is_kept_without_its_secret() {
        for (location, kept, secret) in [
            ("https://github.com/acme/shop", "https://github.com/acme/shop", false),
            ("https://me@bitbucket.org/acme/shop", "https://bitbucket.org/acme/shop", false),
            ("https://x-token-auth:abc@bitbucket.org/a", "https://bitbucket.org/a", true),
            ("bucket/key", "bucket/key", false),
            ("https://a.b", "https://a.b", false),
        ] {
            assert_eq!(
                (without_credentials(location).as_str(), has_credentials(location)),
                (kept, secret),
                "{location}"
            );
        }
        let token = format!("https://ghp_{}@github.com/acme/shop", "k3Jd8Qw2Zx7Lm4Np6Rt9Vb1Yc5Hf0GsAaKkU");
        assert!(has_credentials(&token));
    }
}
