//! Flow logs of a VPC, a subnet, a network interface or a transit gateway. One that is `ACTIVE` may still fail to
//! deliver: `deliver_logs_status` says so.
//! <https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html>

use super::ec2_reply::{PAGE, arn, id, moment, sample_tags, text};
use super::kind::{Found, Kind};
use super::tags;
use crate::collect::aws::error::answer;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Scope, Unread};
use aws_sdk_ec2::types as sdk;
use schemars::JsonSchema;
use serde::Serialize;

/// A flow log.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ec2FlowLog {
    /// Such as `fl-0a1b2c3d4e5f60718`.
    pub flow_log_id: String,
    /// What is logged: the id of a VPC, a subnet, a network interface, a transit gateway or an attachment to one.
    pub resource_id: Option<String>,
    /// `ACCEPT`, `REJECT` or `ALL`; null for transit gateways, which log all.
    pub traffic_type: Option<String>,
    /// `ACTIVE` is the only value that EC2 documents.
    pub status: Option<String>,
    /// `SUCCESS` or `FAILED`; null before the first delivery.
    pub deliver_logs_status: Option<String>,
    /// Why delivery failed, such as `Access error` or `Rate limited`.
    pub deliver_logs_error_message: Option<String>,
    /// `cloud-watch-logs`, `s3` or `kinesis-data-firehose`.
    pub log_destination_type: Option<String>,
    /// The ARN of the log group, bucket (with a folder) or delivery stream; null where a log group was given by name.
    pub log_destination: Option<String>,
    /// The CloudWatch log group that it delivers to; null for another destination.
    pub log_group_name: Option<String>,
    /// The fields of a record, such as `${version} ${account-id} ${srcaddr}`.
    pub log_format: Option<String>,
    /// The seconds that one record may span: 60 or 600.
    pub max_aggregation_interval: Option<i32>,
    /// When it was created: RFC 3339, in UTC.
    pub created_at: Option<String>,
}

impl Kind for Ec2FlowLog {
    const NAME: &'static str = "ec2_flow_log";
    const CLOUDFORMATION: &'static str = "AWS::EC2::FlowLog";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page("ec2:DescribeFlowLogs")];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:ec2:eu-central-1:111122223333:vpc-flow-log/fl-0a1b2c3d4e5f60718".into(),
            name: Some("orders".into()),
            tags: sample_tags("orders"),
            fields: Self {
                flow_log_id: "fl-0a1b2c3d4e5f60718".into(),
                resource_id: Some("vpc-0a1b2c3d4e5f60718".into()),
                traffic_type: Some("ALL".into()),
                status: Some("ACTIVE".into()),
                deliver_logs_status: Some("SUCCESS".into()),
                deliver_logs_error_message: None,
                log_destination_type: Some("s3".into()),
                log_destination: Some("arn:aws:s3:::central-flow-logs/orders".into()),
                log_group_name: None,
                log_format: Some("${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${action}".into()),
                max_aggregation_interval: Some(60),
                created_at: Some("2026-01-12T08:30:00Z".into()),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let ec2 = client!(place, aws_sdk_ec2);
        let mut logs = ec2.describe_flow_logs().into_paginator().page_size(PAGE).items().send();
        while let Some(log) = logs.next().await {
            out.push(found(place, &answer(Self::ACTIONS[0].name, log)?)?).await;
        }
        Ok(())
    }
}

fn found(place: &Place, log: &sdk::FlowLog) -> Result<Found<Ec2FlowLog>, Unread> {
    let flow_log_id = id(Ec2FlowLog::ACTIONS[0].name, log.flow_log_id())?;
    Ok(Found {
        id: arn(place, None, &format!("vpc-flow-log/{flow_log_id}")),
        name: tags::ec2_name(log.tags()),
        tags: tags::ec2(log.tags()),
        fields: Ec2FlowLog {
            flow_log_id: flow_log_id.to_owned(),
            resource_id: text(log.resource_id()),
            traffic_type: log.traffic_type().map(|kind| kind.as_str().to_owned()),
            status: text(log.flow_log_status()),
            deliver_logs_status: text(log.deliver_logs_status()),
            deliver_logs_error_message: text(log.deliver_logs_error_message()),
            log_destination_type: log.log_destination_type().map(|kind| kind.as_str().to_owned()),
            log_destination: text(log.log_destination()),
            log_group_name: text(log.log_group_name()),
            log_format: text(log.log_format()),
            max_aggregation_interval: log.max_aggregation_interval(),
            created_at: moment(log.creation_time()),
        },
    })
}
