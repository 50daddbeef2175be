//! The containers and volumes of a task definition. Environment, commands and log options may hold secrets: their names
//! are kept, and what was found in them.

use super::named_values::secrets_in;
use super::sorted::sorted;
use crate::collect::secrets::{SecretHit, find_secrets};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ContainerDefinition {
    /// Its name in the task.
    pub name: Option<String>,
    /// The image, with its tag or digest.
    pub image: Option<String>,
    /// Whether the task ends with it; null is yes.
    pub essential: Option<bool>,
    /// Whether it has the rights of root on its host; null is no.
    pub privileged: Option<bool>,
    /// The user that it runs as, such as `1000:1000`; null leaves it to the image.
    pub user: Option<String>,
    /// Whether its root file system cannot be written; null is no.
    pub readonly_root_filesystem: Option<bool>,
    /// Linux capabilities that it has beside Docker's own choice.
    pub capabilities_added: Vec<String>,
    /// Linux capabilities that are taken from it.
    pub capabilities_dropped: Vec<String>,
    /// Devices of the host that it can use, by their path there.
    pub devices: Vec<String>,
    /// Docker's security options, such as `no-new-privileges`.
    pub docker_security_options: Vec<String>,
    /// Where its output goes; null is nowhere that ECS knows of.
    pub log_driver: Option<String>,
    /// The log group, where the driver is `awslogs`.
    pub log_group: Option<String>,
    /// The names of the driver's options.
    pub log_options: Vec<String>,
    /// Secrets in the driver's options.
    pub log_option_secrets: Vec<SecretHit>,
    /// The names of its environment variables.
    pub environment: Vec<String>,
    /// Secrets in its environment variables.
    pub environment_secrets: Vec<SecretHit>,
    /// Files in S3 with further variables.
    pub environment_files: Vec<String>,
    /// Variables that ECS fills from Secrets Manager or Systems Manager.
    pub secrets: Vec<String>,
    /// Secrets in the words that start it.
    pub command_secrets: Vec<SecretHit>,
    /// The ports that it listens on.
    pub port_mappings: Vec<PortMapping>,
    /// The volumes that it sees.
    pub mount_points: Vec<MountPoint>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct PortMapping {
    /// The port in the container.
    pub container_port: Option<i64>,
    /// The port on the host; 0 and null let the host choose, outside of the network modes `awsvpc` and `host`.
    pub host_port: Option<i64>,
    /// `tcp` or `udp`; null is `tcp`.
    pub protocol: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct MountPoint {
    /// The name of the volume.
    pub source_volume: Option<String>,
    /// Where the container sees it.
    pub container_path: Option<String>,
    /// Whether the container cannot write to it; null is no.
    pub read_only: Option<bool>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TaskVolume {
    /// Its name in the task.
    pub name: Option<String>,
    /// A path of the host; null where the volume is not one of the host's, or Docker chooses its place.
    pub host_path: Option<String>,
    /// A file system of EFS.
    pub efs: Option<EfsVolume>,
    /// A file system of FSx for Windows.
    pub fsx_file_system_id: Option<String>,
    /// The driver of a volume of Docker's.
    pub docker_driver: Option<String>,
    /// Whether it is an EBS volume that the service or task describes.
    pub configured_at_launch: Option<bool>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EfsVolume {
    /// Such as `fs-0a1b2c3d4e5f60718`.
    pub file_system_id: Option<String>,
    /// The directory that is mounted.
    pub root_directory: Option<String>,
    /// `ENABLED` or `DISABLED`; null is disabled.
    pub transit_encryption: Option<String>,
    /// The access point.
    pub access_point_id: Option<String>,
    /// Whether the task's role decides what it may do there: `ENABLED` or `DISABLED`; null is disabled.
    pub iam: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Container {
    name: Option<String>,
    image: Option<String>,
    essential: Option<bool>,
    privileged: Option<bool>,
    user: Option<String>,
    readonly_root_filesystem: Option<bool>,
    #[serde(default)]
    linux_parameters: LinuxParameters,
    #[serde(default)]
    docker_security_options: Vec<String>,
    #[serde(default)]
    log_configuration: LogConfiguration,
    #[serde(default)]
    entry_point: Vec<String>,
    #[serde(default)]
    command: Vec<String>,
    #[serde(default)]
    environment: Vec<Variable>,
    #[serde(default)]
    environment_files: Vec<Variable>,
    #[serde(default)]
    secrets: Vec<Variable>,
    #[serde(default)]
    port_mappings: Vec<PortMapping>,
    #[serde(default)]
    mount_points: Vec<MountPoint>,
}

/// A variable, a file of variables (which has no name) or a secret (whose value is elsewhere).
#[derive(Debug, Deserialize)]
struct Variable {
    #[serde(default)]
    name: String,
    #[serde(default)]
    value: String,
}

#[derive(Debug, Default, Deserialize)]
struct LinuxParameters {
    #[serde(default)]
    capabilities: Capabilities,
    #[serde(default)]
    devices: Vec<Device>,
}

#[derive(Debug, Default, Deserialize)]
struct Capabilities {
    #[serde(default)]
    add: Vec<String>,
    #[serde(default)]
    drop: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Device {
    host_path: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct LogConfiguration {
    log_driver: Option<String>,
    #[serde(default)]
    options: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Volume {
    name: Option<String>,
    host: Option<HostVolume>,
    efs_volume_configuration: Option<EfsReply>,
    fsx_windows_file_server_volume_configuration: Option<FsxReply>,
    docker_volume_configuration: Option<DockerReply>,
    configured_at_launch: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct HostVolume {
    source_path: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct EfsReply {
    file_system_id: Option<String>,
    root_directory: Option<String>,
    transit_encryption: Option<String>,
    #[serde(default)]
    authorization_config: EfsAuthorization,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct EfsAuthorization {
    access_point_id: Option<String>,
    iam: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct FsxReply {
    file_system_id: Option<String>,
}

#[derive(Debug, Deserialize)]
struct DockerReply {
    driver: Option<String>,
}

impl ContainerDefinition {
    pub fn of(reply: Container) -> Self {
        let options = reply.log_configuration.options;
        let variables = reply.environment.iter().map(|one| (one.name.as_str(), one.value.as_str()));
        let linux = reply.linux_parameters;
        let command: Vec<&str> = reply.entry_point.iter().chain(&reply.command).map(String::as_str).collect();
        Self {
            name: reply.name,
            image: reply.image,
            essential: reply.essential,
            privileged: reply.privileged,
            user: reply.user,
            readonly_root_filesystem: reply.readonly_root_filesystem,
            capabilities_added: sorted(linux.capabilities.add),
            capabilities_dropped: sorted(linux.capabilities.drop),
            devices: sorted(linux.devices.into_iter().map(|device| device.host_path)),
            docker_security_options: sorted(reply.docker_security_options),
            log_driver: reply.log_configuration.log_driver,
            log_group: options.get("awslogs-group").cloned(),
            log_option_secrets: secrets_in(options.iter().map(|(name, value)| (name.as_str(), value.as_str()))),
            log_options: options.into_keys().collect(),
            environment_secrets: secrets_in(variables),
            environment: sorted(reply.environment.into_iter().map(|one| one.name)),
            environment_files: sorted(reply.environment_files.into_iter().map(|one| one.value)),
            secrets: sorted(reply.secrets.into_iter().map(|one| one.name)),
            command_secrets: find_secrets(&command.join(" ")),
            port_mappings: reply.port_mappings,
            mount_points: reply.mount_points,
        }
    }

    pub fn sample() -> Self {
        Self {
            name: Some("checkout".into()),
            image: Some("111122223333.dkr.ecr.eu-central-1.amazonaws.com/checkout:1.4.2".into()),
            essential: Some(true),
            privileged: Some(false),
            user: Some("1000:1000".into()),
            readonly_root_filesystem: Some(true),
            capabilities_added: vec![],
            capabilities_dropped: vec!["ALL".into()],
            devices: vec![],
            docker_security_options: vec![],
            log_driver: Some("awslogs".into()),
            log_group: Some("/ecs/checkout".into()),
            log_options: vec!["awslogs-group".into(), "awslogs-region".into()],
            log_option_secrets: vec![],
            environment: vec!["STAGE".into()],
            environment_secrets: vec![],
            environment_files: vec![],
            secrets: vec!["DB_PASSWORD".into()],
            command_secrets: vec![],
            port_mappings: vec![PortMapping {
                container_port: Some(8443),
                host_port: Some(8443),
                protocol: Some("tcp".into()),
            }],
            mount_points: vec![MountPoint {
                source_volume: Some("receipts".into()),
                container_path: Some("/receipts".into()),
                read_only: Some(false),
            }],
        }
    }
}

impl TaskVolume {
    pub fn of(reply: Volume) -> Self {
        Self {
            name: reply.name,
            host_path: reply.host.and_then(|host| host.source_path),
            efs: reply.efs_volume_configuration.map(|efs| EfsVolume {
                file_system_id: efs.file_system_id,
                root_directory: efs.root_directory,
                transit_encryption: efs.transit_encryption,
                access_point_id: efs.authorization_config.access_point_id,
                iam: efs.authorization_config.iam,
            }),
            fsx_file_system_id: reply.fsx_windows_file_server_volume_configuration.and_then(|fsx| fsx.file_system_id),
            docker_driver: reply.docker_volume_configuration.and_then(|docker| docker.driver),
            configured_at_launch: reply.configured_at_launch,
        }
    }

    pub fn sample() -> Self {
        Self {
            name: Some("receipts".into()),
            host_path: None,
            efs: Some(EfsVolume {
                file_system_id: Some("fs-0a1b2c3d4e5f60718".into()),
                root_directory: Some("/".into()),
                transit_encryption: Some("ENABLED".into()),
                access_point_id: Some("fsap-0a1b2c3d4e5f60718".into()),
                iam: Some("ENABLED".into()),
            }),
            fsx_file_system_id: None,
            docker_driver: None,
            configured_at_launch: None,
        }
    }
}
