//! EMR's block on public access: whether clusters may be started with security groups that let in the whole internet.
//!
//! A setting of a region, also where nobody uses EMR. <https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-block-public-access.html>

use super::kind::{Found, Kind};
use crate::collect::aws::service::EMR;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// EMR's settings for a region: its block on public access.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EmrRegion {
    /// Whether no cluster starts with a security group that is open to everybody.
    pub block_public_security_group_rules: Reading<Option<bool>>,
    /// The ports that may be open all the same; AWS begins with 22 alone.
    pub permitted_public_security_group_rule_ranges: Reading<Option<Vec<PortRange>>>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct PortRange {
    /// The first port.
    pub min_range: i64,
    /// The last port; null where it is the first.
    pub max_range: Option<i64>,
}

const BLOCK: &str = "elasticmapreduce:GetBlockPublicAccessConfiguration";

impl Kind for EmrRegion {
    const NAME: &'static str = "emr_region";
    const CLOUDFORMATION: &'static str = "AWS::::Account";
    const SCOPE: Scope = Scope::Region;
    const ACTIONS: &'static [Action] = &[Action::page(BLOCK)];

    fn sample() -> Found<Self> {
        Found {
            id: "plimsoll:emr_region:111122223333:eu-central-1:settings".into(),
            name: Some("eu-central-1".into()),
            tags: Reading::Known(None),
            fields: Self {
                block_public_security_group_rules: Reading::Known(Some(true)),
                permitted_public_security_group_rule_ranges: Reading::Known(Some(vec![])),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let reply = place.call(&EMR, "GetBlockPublicAccessConfiguration").judge::<Reply>().await;
        let block = reply.map(|reply| reply.and_then(|reply| reply.block_public_access_configuration));
        let ranges = |block: Block| {
            let mut ranges = block.permitted_public_security_group_rule_ranges.unwrap_or_default();
            ranges.sort();
            ranges
        };
        let fields = Self {
            block_public_security_group_rules: block
                .clone()
                .map(|block| block.and_then(|block| block.block_public_security_group_rules))
                .into(),
            permitted_public_security_group_rule_ranges: block.map(|block| block.map(ranges)).into(),
        };
        let (id, name) = (place.made_up_id(Self::NAME, "settings"), place.region().to_string());
        out.push(Found { id, name: Some(name), tags: Reading::Known(None), fields }).await;
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Reply {
    block_public_access_configuration: Option<Block>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Block {
    block_public_security_group_rules: Option<bool>,
    permitted_public_security_group_rule_ranges: Option<Vec<PortRange>>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    #[test]
    fn the_block_is_read() {
        let reply = r#"{"BlockPublicAccessConfiguration": {"BlockPublicSecurityGroupRules": true,
            "PermittedPublicSecurityGroupRuleRanges": [{"MinRange": 443}, {"MinRange": 22, "MaxRange": 22}]},
            "BlockPublicAccessConfigurationMetadata": {"CreatedByArn": "arn:aws:iam::111122223333:root"}}"#;
        let read = Canned::default().reply("GetBlockPublicAccessConfiguration", reply).read::<EmrRegion>();
        let [region] = read.resources.as_slice() else { panic!("one region") };
        assert_eq!(region.at("block_public_security_group_rules").as_bool(), Some(true));
        let ranges = serde_json::to_string(region.at("permitted_public_security_group_rule_ranges")).unwrap();
        assert_eq!(ranges, r#"[{"min_range":22,"max_range":22},{"min_range":443,"max_range":null}]"#);
    }

    #[test]
    fn what_is_denied_is_unread() {
        assert_eq!(Canned::default().read::<EmrRegion>().resources[0].unread().len(), 2);
    }
}
