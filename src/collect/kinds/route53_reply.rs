//! What the kinds of Route 53 have in common: the listing of zones, and how names are written.

use crate::collect::Place;
use crate::collect::aws::call::List;
use crate::collect::aws::service::ROUTE53;
use crate::snapshot::Unread;
use serde::Deserialize;

pub const ZONES: &str = "route53:ListHostedZones";

/// The zones that were listed, and what stopped the listing before its end.
pub struct Zones {
    pub all: Vec<Zone>,
    pub rest: Result<(), Unread>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    hosted_zones: List<Zone>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Zone {
    id: String,
    pub name: String,
    pub config: Option<Config>,
    pub resource_record_set_count: Option<i64>,
    pub linked_service: Option<LinkedService>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Config {
    pub comment: Option<String>,
    pub private_zone: Option<bool>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct LinkedService {
    pub service_principal: Option<String>,
}

impl Zone {
    /// Without the `/hostedzone/` that the API puts before it.
    pub fn id(&self) -> &str {
        self.id.rsplit('/').next().unwrap_or(&self.id)
    }

    pub fn path(&self) -> String {
        format!("/2013-04-01/hostedzone/{}", crate::collect::aws::call::segment(self.id()))
    }

    /// Neither region nor account stand in it.
    pub fn arn(&self, place: &Place) -> String {
        format!("arn:{}:route53:::hostedzone/{}", place.session().partition(), self.id())
    }

    /// Only where AWS says so: of a zone that does not say what it is, nothing is assumed.
    pub fn is_private(&self) -> Option<bool> {
        self.config.as_ref().and_then(|config| config.private_zone)
    }
}

impl Zones {
    /// What was listed before a refusal is kept.
    pub async fn list(place: &Place) -> Result<Self, Unread> {
        let mut found = Self { all: Vec::new(), rest: Ok(()) };
        let call = place.call(&ROUTE53, "ListHostedZones").get("/2013-04-01/hostedzone").set("maxitems", 100);
        let mut pages = call.pages("marker", "NextMarker");
        loop {
            match pages.next::<Page>().await {
                Ok(Some(page)) => found.all.extend(page.hosted_zones.0),
                Ok(None) => return Ok(found),
                Err(unread) => return Ok(Self { rest: Err(unread), ..found }),
            }
        }
    }
}

/// A name as people and other services write it: without the dot at its end, with a star for its escape.
/// <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html>
pub fn plain(name: &str) -> String {
    let name = name.strip_suffix('.').unwrap_or(name);
    match name.strip_prefix("\\052") {
        Some(rest) => format!("*{rest}"),
        None => name.to_owned(),
    }
}

/// Canned replies for the kinds' tests.
#[cfg(test)]
pub mod canned {
    pub fn zone(id: &str, private: bool) -> String {
        format!(
            "<HostedZone><Id>/hostedzone/{id}</Id><Name>example.com.</Name><CallerReference>1</CallerReference>\
             <Config><Comment>the shop</Comment><PrivateZone>{private}</PrivateZone></Config>\
             <ResourceRecordSetCount>3</ResourceRecordSetCount></HostedZone>"
        )
    }

    pub fn zones(zones: &str, more: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?>\n<ListHostedZonesResponse xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">\
             <HostedZones>{zones}</HostedZones><IsTruncated>false</IsTruncated>{more}<MaxItems>100</MaxItems>\
             </ListHostedZonesResponse>"
        )
    }

    pub const LISTING: &str = "GET /2013-04-01/hostedzone";
    pub const GONE: &str = "<ErrorResponse><Error><Code>NoSuchHostedZone</Code></Error></ErrorResponse>";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_as_people_write_them() {
        assert_eq!(plain("\\052.example.com."), "*.example.com");
        assert_eq!(plain("example.com"), "example.com");
        assert_eq!(plain("."), "");
    }
}
