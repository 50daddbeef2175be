//! Portfolios of Service Catalog: products that people may make for themselves. What a portfolio is shared with is told
//! one portfolio and one sort of sharing at a time, and its tags with it alone.
//!
//! - Shares through the organisation are told only to the account that manages it, or to whom that delegated it.
//!   <https://docs.aws.amazon.com/servicecatalog/latest/dg/API_DescribePortfolioShares.html>
//! - A portfolio that another account shared with this one is not listed.

use super::kind::{Found, Kind, Tags};
use super::tags::{Tag, listed};
use super::timestamp::Moment;
use crate::collect::aws::service::SERVICE_CATALOG;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A portfolio: products that people may make for themselves, and with whom it is shared.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ServicecatalogPortfolio {
    /// Such as `port-abcdefgh12345`.
    pub portfolio_id: String,
    /// Who offers it.
    pub provider_name: Option<String>,
    /// When it was made.
    pub created_at: Option<Moment>,
    /// The accounts with which it is shared one by one, whether or not they are of the organisation.
    pub account_shares: Reading<Vec<PortfolioShare>>,
    /// The organisation, its units and its members with which it is shared through the organisation.
    pub organization_shares: Reading<Vec<PortfolioShare>>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct PortfolioShare {
    /// `ACCOUNT`, `ORGANIZATION`, `ORGANIZATIONAL_UNIT` or `ORGANIZATION_MEMBER_ACCOUNT`.
    #[serde(rename = "type", alias = "Type")]
    pub share_type: Option<String>,
    /// The account, or the id of the organisation or unit.
    pub principal_id: Option<String>,
    /// Whether they have taken it.
    pub accepted: Option<bool>,
    /// Whether it is shared with those who may use it, too.
    pub share_principals: Option<bool>,
}

const LIST: &str = "servicecatalog:ListPortfolios";
const DESCRIBE: &str = "servicecatalog:DescribePortfolio";
const SHARES: &str = "servicecatalog:DescribePortfolioShares";

impl Kind for ServicecatalogPortfolio {
    const NAME: &'static str = "servicecatalog_portfolio";
    const CLOUDFORMATION: &'static str = "AWS::ServiceCatalog::Portfolio";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] = &[Action::page(LIST), Action::each(DESCRIBE), Action::each(SHARES)];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:catalog:eu-central-1:111122223333:portfolio/port-abcdefgh12345".into(),
            name: Some("workshops".into()),
            tags: Reading::Known(Some([("team".to_owned(), "platform".to_owned())].into())),
            fields: Self {
                portfolio_id: "port-abcdefgh12345".into(),
                provider_name: Some("platform".into()),
                created_at: Some(Moment::sample("2026-01-31T12:00:00Z")),
                account_shares: Reading::Known(vec![]),
                organization_shares: Reading::Known(vec![PortfolioShare {
                    share_type: Some("ORGANIZATIONAL_UNIT".into()),
                    principal_id: Some("ou-ab12-cdefgh34".into()),
                    accepted: Some(true),
                    share_principals: Some(false),
                }]),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let list = place.call(&SERVICE_CATALOG, "ListPortfolios").set("PageSize", 100);
        let mut pages = list.pages("PageToken", "NextPageToken");
        while let Some(page) = pages.next::<Portfolios>().await? {
            out.each(page.portfolio_details, |portfolio| one(place, portfolio)).await;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Portfolios {
    #[serde(default)]
    portfolio_details: Vec<Portfolio>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Portfolio {
    id: String,
    #[serde(rename = "ARN")]
    arn: String,
    display_name: Option<String>,
    provider_name: Option<String>,
    created_time: Option<Moment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    #[serde(default)]
    tags: Vec<Tag>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Shares {
    #[serde(default)]
    portfolio_share_details: Vec<PortfolioShare>,
}

/// None for a portfolio that has gone since it was listed.
async fn one(place: &Place, portfolio: Portfolio) -> Result<Option<Found<ServicecatalogPortfolio>>, Unread> {
    let describe = place.call(&SERVICE_CATALOG, "DescribePortfolio").set("Id", portfolio.id.as_str());
    let Some(described) = describe.judge::<Described>().await.transpose() else { return Ok(None) };
    let account_shares = shares(place, &portfolio.id, &["ACCOUNT"]).await;
    let through = ["ORGANIZATION", "ORGANIZATIONAL_UNIT", "ORGANIZATION_MEMBER_ACCOUNT"];
    let organization_shares = shares(place, &portfolio.id, &through).await;
    let fields = ServicecatalogPortfolio {
        portfolio_id: portfolio.id,
        provider_name: portfolio.provider_name,
        created_at: portfolio.created_time,
        account_shares: account_shares.into(),
        organization_shares: organization_shares.into(),
    };
    let tags: Reading<Option<Tags>> = described.map(|reply| Some(listed(&reply.tags))).into();
    Ok(Some(Found { id: portfolio.arn, name: portfolio.display_name, tags, fields }))
}

async fn shares(place: &Place, id: &str, types: &[&str]) -> Result<Vec<PortfolioShare>, Unread> {
    let mut all = Vec::new();
    for share_type in types {
        let call = place.call(&SERVICE_CATALOG, "DescribePortfolioShares").set("PortfolioId", id);
        let call = call.set("Type", *share_type).set("PageSize", 100);
        let mut pages = call.pages("PageToken", "NextPageToken");
        while let Some(page) = pages.next::<Shares>().await? {
            all.extend(page.portfolio_share_details);
        }
    }
    all.sort();
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    fn portfolios() -> Canned {
        let listed = r#"{"PortfolioDetails": [{"Id": "port-1", "DisplayName": "workshops", "ProviderName": "platform",
            "ARN": "arn:aws:catalog:eu-central-1:111122223333:portfolio/port-1", "CreatedTime": 1769860800.0}]}"#;
        Canned::default().reply("ListPortfolios", listed)
    }

    fn share(share_type: &str, who: &str) -> String {
        format!(
            r#"{{"PortfolioShareDetails": [{{"PrincipalId": "{who}", "Type": "{share_type}", "Accepted": true}}]}}"#
        )
    }

    #[test]
    fn it_is_told_with_whom_a_portfolio_is_shared() {
        let read = portfolios()
            .reply("DescribePortfolio", r#"{"Tags": [{"Key": "team", "Value": "platform"}]}"#)
            .reply("DescribePortfolioShares", &share("ACCOUNT", "444455556666"))
            .reply("DescribePortfolioShares", &share("ORGANIZATION", "o-1"))
            .reply("DescribePortfolioShares", r#"{"PortfolioShareDetails": []}"#)
            .read::<ServicecatalogPortfolio>();
        assert_eq!(read.gaps, []);
        let [portfolio] = read.resources.as_slice() else { panic!("one portfolio") };
        assert!(portfolio.unread().is_empty());
        let shares = serde_json::to_string(portfolio.at("account_shares")).unwrap();
        let expected = r#"[{"type":"ACCOUNT","principal_id":"444455556666","accepted":true,"share_principals":null}]"#;
        assert_eq!(shares, expected);
        assert_eq!(portfolio.at("tags.team").as_str(), Some("platform"));
        assert_eq!(read.asked.len(), 6);
    }

    #[test]
    fn what_is_denied_is_unread_and_what_went_is_left_out() {
        assert_eq!(portfolios().read::<ServicecatalogPortfolio>().resources[0].unread().len(), 3);
        let gone = r#"{"__type": "ResourceNotFoundException"}"#;
        let read = portfolios().status("DescribePortfolio", 400, gone).read::<ServicecatalogPortfolio>();
        assert!(read.resources.is_empty());
        assert_eq!(read.asked, ["ListPortfolios", "DescribePortfolio"]);
    }
}
