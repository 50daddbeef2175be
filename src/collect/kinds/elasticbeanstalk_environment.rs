//! Environments of Elastic Beanstalk. What an environment is set to comes one by one, as a long list of options.
//!
//! - The names of the options, and what each is if nothing is said:
//!   <https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html>
//! - Options that another place sets, such as a file in the source, are in the list as they work.
//! - To whom an environment is closed, AWS answers with an empty list instead of an error.
//! - Values of all options are looked through for secrets: programs get theirs as properties of the environment.

use super::elasticbeanstalk_settings::{SETTINGS, Settings, settings};
use super::kind::{Found, Kind};
use super::region_tags::{GET_RESOURCES, RegionTags};
use super::timestamp::Moment;
use crate::collect::aws::call::List;
use crate::collect::aws::service::ELASTIC_BEANSTALK;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An environment: a version of an application, and the machines on which it runs.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ElasticbeanstalkEnvironment {
    /// Such as `e-abcdefgh12`.
    pub environment_id: String,
    /// The application that runs in it.
    pub application_name: Option<String>,
    /// `Ready`, `Launching`, `Updating`, `Terminating` or another state.
    pub status: Option<String>,
    /// `Green`, `Yellow`, `Red` or `Grey`.
    pub health: Option<String>,
    /// The platform and its version.
    pub platform_arn: Option<String>,
    /// `WebServer` or `Worker`.
    pub tier: Option<String>,
    /// The name under which the world finds it.
    pub cname: Option<String>,
    /// The role with which it is changed; null for the rights of whoever changes it.
    pub operations_role: Option<String>,
    /// When it was made.
    pub created_at: Option<Moment>,
    /// When it was last changed.
    pub updated_at: Option<Moment>,
    /// What it is set to.
    pub settings: Reading<Settings>,
}

const LIST: &str = "elasticbeanstalk:DescribeEnvironments";

impl Kind for ElasticbeanstalkEnvironment {
    const NAME: &'static str = "elasticbeanstalk_environment";
    const CLOUDFORMATION: &'static str = "AWS::ElasticBeanstalk::Environment";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::each(SETTINGS), GET_RESOURCES];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:elasticbeanstalk:eu-central-1:111122223333:environment/shop/shop-live".into(),
            name: Some("shop-live".into()),
            tags: Reading::Known(Some([("team".to_owned(), "shop".to_owned())].into())),
            fields: Self {
                environment_id: "e-abcdefgh12".into(),
                application_name: Some("shop".into()),
                status: Some("Ready".into()),
                health: Some("Green".into()),
                platform_arn: Some(
                    "arn:aws:elasticbeanstalk:eu-central-1::platform/Python 3.13 running on 64bit Amazon Linux 2023/4.5.0"
                        .into(),
                ),
                tier: Some("WebServer".into()),
                cname: Some("shop-live.eu-central-1.elasticbeanstalk.com".into()),
                operations_role: None,
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
                updated_at: Some(Moment::sample("2026-09-20T12:00:00Z")),
                settings: Reading::Known(Settings::sample()),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let tags = RegionTags::new(place, "elasticbeanstalk:environment");
        let list = place.call(&ELASTIC_BEANSTALK, "DescribeEnvironments").set("IncludeDeleted", false);
        let mut pages = list.set("MaxRecords", 1000).pages("NextToken", "NextToken");
        while let Some(page) = pages.next::<Environments>().await? {
            out.each(page.environments.0, |environment| one(place, environment, &tags)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Environments {
    #[serde(default)]
    environments: List<Environment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Environment {
    environment_id: String,
    environment_name: String,
    environment_arn: Option<String>,
    application_name: Option<String>,
    status: Option<String>,
    health: Option<String>,
    platform_arn: Option<String>,
    tier: Option<Tier>,
    #[serde(rename = "CNAME")]
    cname: Option<String>,
    operations_role: Option<String>,
    date_created: Option<Moment>,
    date_updated: Option<Moment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tier {
    name: Option<String>,
}

async fn one(
    place: &Place,
    environment: Environment,
    region_tags: &RegionTags<'_>,
) -> Result<Option<Found<ElasticbeanstalkEnvironment>>, Unread> {
    let application = environment.application_name.clone().unwrap_or_default();
    let resource = format!("environment/{application}/{}", environment.environment_name);
    let id = environment.environment_arn.unwrap_or_else(|| place.arn("elasticbeanstalk", &resource));
    let (settings, tags) =
        tokio::join!(settings(place, &application, &environment.environment_name), region_tags.of(&id));
    let fields = ElasticbeanstalkEnvironment {
        environment_id: environment.environment_id,
        application_name: environment.application_name,
        status: environment.status,
        health: environment.health,
        platform_arn: environment.platform_arn,
        tier: environment.tier.and_then(|tier| tier.name),
        cname: environment.cname,
        operations_role: environment.operations_role,
        created_at: environment.date_created,
        updated_at: environment.date_updated,
        settings: settings.into(),
    };
    Ok(Some(Found { id, name: Some(environment.environment_name), tags, fields }))
}

#[cfg(test)]
mod tests {
    use super::super::elasticbeanstalk_settings::PROPERTIES;
    use super::*;
    use crate::collect::canned::Canned;
    use crate::snapshot::Reason;

    fn reply(operation: &str, inner: &str) -> String {
        format!("<{operation}Response><{operation}Result>{inner}</{operation}Result></{operation}Response>")
    }

    fn environments() -> Canned {
        let listed = "<Environments><member><EnvironmentName>live</EnvironmentName><EnvironmentId>e-1</EnvironmentId>\
            <EnvironmentArn>arn:aws:elasticbeanstalk:eu-central-1:111122223333:environment/shop/live</EnvironmentArn>\
            <ApplicationName>shop</ApplicationName><Status>Ready</Status><Tier><Name>WebServer</Name></Tier>\
            <DateCreated>2026-01-31T12:00:00Z</DateCreated></member></Environments>";
        Canned::default()
            .reply("DescribeEnvironments", &reply("DescribeEnvironments", listed))
            .reply("GetResources", r#"{"ResourceTagMappingList": []}"#)
    }

    fn option(namespace: &str, name: &str, value: &str) -> String {
        format!(
            "<member><Namespace>{namespace}</Namespace><OptionName>{name}</OptionName><Value>{value}</Value></member>"
        )
    }

    fn configuration(status: &str, options: &[String]) -> String {
        let options = options.concat();
        format!(
            "<member><DeploymentStatus>{status}</DeploymentStatus><OptionSettings>{options}</OptionSettings></member>"
        )
    }

    #[test]
    fn what_works_is_read_and_its_secrets_forgotten() {
        let draft = configuration("pending", &[option("aws:elasticbeanstalk:cloudwatch:logs", "StreamLogs", "false")]);
        let live = [
            option("aws:elasticbeanstalk:cloudwatch:logs", "StreamLogs", "true"),
            option("aws:elasticbeanstalk:healthreporting:system", "SystemType", "enhanced"),
            option(PROPERTIES, "DB_PASSWORD", "hunter2hunter2"),
            option(PROPERTIES, "A", "1"),
            option("aws:autoscaling:launchconfiguration", "EC2KeyName", ""),
        ];
        let inner = [draft, configuration("deployed", &live)].concat();
        let settings = format!("<ConfigurationSettings>{inner}</ConfigurationSettings>");
        let read = environments()
            .reply("DescribeConfigurationSettings", &reply("DescribeConfigurationSettings", &settings))
            .read::<ElasticbeanstalkEnvironment>();
        assert_eq!(read.gaps, []);
        let [live] = read.resources.as_slice() else { panic!("one environment") };
        assert!(live.unread().is_empty());
        assert_eq!(live.at("settings.stream_logs").as_bool(), Some(true));
        assert!(live.at("settings.ec2_key_name").is_null() && live.at("settings.disable_imdsv1").is_null());
        let properties = serde_json::to_string(live.at("settings.properties")).unwrap();
        assert_eq!(properties, r#"["A","DB_PASSWORD"]"#);
        let secrets = serde_json::to_string(live.at("settings.secrets")).unwrap();
        assert_eq!(secrets, r#"[{"line":1,"kind":"assignment","name":"DB_PASSWORD"}]"#);
        assert!(!serde_json::to_string(live).unwrap().contains("hunter2"));
    }

    #[test]
    fn an_empty_answer_is_a_denial_too() {
        let empty = reply("DescribeConfigurationSettings", "<ConfigurationSettings/>");
        let read = environments().reply("DescribeConfigurationSettings", &empty).read::<ElasticbeanstalkEnvironment>();
        let unread = read.resources[0].unread();
        assert_eq!((unread[0].action.as_str(), unread[0].reason), (SETTINGS, Reason::AccessDenied));
        assert_eq!(environments().read::<ElasticbeanstalkEnvironment>().resources[0].unread().len(), 1);
    }
}
