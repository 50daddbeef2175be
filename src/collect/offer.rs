//! Which regions offer a service, asked of AWS only where a service seems to have no address in one.
//!
//! AWS publishes it as parameters that anybody may read:
//! <https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters-global-infrastructure.html>

use super::aws::service::SSM;
use super::aws::session::Session;
use super::place::Place;
use crate::snapshot::{Region, Unread};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// Where the parameters are.
pub const PATH: &str = "/aws/service/global-infrastructure/services";

/// What was asked, by service, so that it is asked once.
#[derive(Default)]
pub struct Offers(Mutex<BTreeMap<String, Arc<Regions>>>);

/// Null where AWS did not say.
type Regions = OnceCell<Option<BTreeSet<String>>>;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    parameters: Vec<Parameter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parameter {
    value: String,
}

impl Offers {
    /// Whether AWS says that a region does not offer a service. Where it says nothing, that is not known.
    pub async fn is_not_offered(&self, session: &Session, service: &str, region: &Region) -> bool {
        let cell = {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(known.entry(service.to_owned()).or_default())
        };
        let regions = cell.get_or_init(|| async { regions(session, service).await.ok() }).await;
        // A service that is in no region is one that AWS calls otherwise.
        regions.as_ref().is_some_and(|regions| !regions.is_empty() && !regions.contains(region.as_str()))
    }
}

async fn regions(session: &Session, service: &str) -> Result<BTreeSet<String>, Unread> {
    let place = Place::new(Arc::new(session.clone()), session.home().clone());
    let call = place.call(&SSM, "GetParametersByPath").set("Path", format!("{PATH}/{service}/regions"));
    let mut pages = call.set("MaxResults", 10).pages("NextToken", "NextToken");
    let mut regions = BTreeSet::new();
    while let Some(page) = pages.next::<Page>().await? {
        regions.extend(page.parameters.into_iter().map(|parameter| parameter.value));
    }
    Ok(regions)
}

#[cfg(test)]
mod tests {
    use super::super::canned::Canned;
    use super::*;

    fn is_not_offered(api: &Canned, region: &str) -> bool {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let region = Region::try_from(region).unwrap();
        runtime.block_on(Offers::default().is_not_offered(&api.session(), "apprunner", &region))
    }

    #[test]
    fn only_aws_can_say_that_a_service_is_not_there() {
        let two = r#"{"Parameters": [{"Value": "eu-west-1"}, {"Value": "us-east-1"}]}"#;
        let api = Canned::default().reply("GetParametersByPath", two);
        assert!(is_not_offered(&api, "eu-south-2"));
        assert!(!is_not_offered(&api, "eu-west-1"));
        let unknown = Canned::default().reply("GetParametersByPath", r#"{"Parameters": []}"#);
        assert!(!is_not_offered(&unknown, "eu-south-2"), "no list says nothing");
        assert!(!is_not_offered(&Canned::default(), "eu-south-2"), "a refusal says nothing");
    }
}
