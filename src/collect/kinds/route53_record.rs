//! Records of hosted zones, to tell where names lead and which lead nowhere.
//!
//! - They are listed zone by zone, and a page goes on from the name, type and identifier at which the last ended.
//!   <https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListResourceRecordSets.html>
//! - Text records may hold tokens by which services know a domain's owner. Of them only the purpose is kept, and values
//!   of addresses, other names and name servers only.
//! - A zone may hold any number of records. The first 10,000 are read, which is what AWS allows unless asked for more; that
//!   there are more is a gap with the reason `too_large`.

use super::kind::{Found, Kind};
use super::route53_reply::{ZONES, Zone, Zones, plain};
use super::sorted::sorted;
use crate::collect::aws::call::List;
use crate::collect::aws::service::ROUTE53;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Reason, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A set of records: one name and type, and what it leads to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Route53Record {
    /// The ARN of its zone.
    pub zone_arn: String,
    /// Whether only some networks see its zone.
    pub private_zone: Option<bool>,
    /// Such as `www.example.com` or `*.example.com`, without the dot at its end.
    pub record_name: String,
    /// `A`, `AAAA`, `CNAME`, `NS`, `TXT` or another type.
    pub r#type: String,
    /// What tells it from others of the same name and type; null where it is the only one.
    pub set_identifier: Option<String>,
    /// How many seconds an answer may be kept; null for aliases.
    pub ttl: Option<i64>,
    /// The resource of AWS's that it is another name for; null where it has values of its own.
    pub alias_target: Option<AliasTarget>,
    /// Where it leads, for `A`, `AAAA`, `CNAME` and `NS`; names without the dot at their end. Those of other types are not
    /// kept.
    pub values: Vec<String>,
    /// Whether a text record says who may send mail for the domain.
    pub spf: bool,
    /// Whether a text record says what is done with mail that is not from the domain.
    pub dmarc: bool,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AliasTarget {
    /// The name of the resource, without the dot at its end. That of a load balancer may have `dualstack.` before it.
    pub dns_name: String,
    /// The zone of that name: of the service's own, or of this account's.
    pub hosted_zone_id: Option<String>,
    /// Whether the resource must be well to be named in answers.
    pub evaluate_target_health: Option<bool>,
}

const LIST: &str = "route53:ListResourceRecordSets";

/// The biggest page that AWS gives.
const PAGE: u32 = 300;
/// The most that is kept of one zone; few in tests, so that they can go over it.
const MOST: usize = if cfg!(test) { 5 } else { 10_000 };

impl Kind for Route53Record {
    const NAME: &'static str = "route53_record";
    const CLOUDFORMATION: &'static str = "AWS::Route53::RecordSet";
    const SCOPE: Scope = Scope::Global;
    const ACTIONS: &'static [Action] = &[Action::page(ZONES), Action::page(LIST)];

    fn sample() -> Found<Self> {
        Found {
            id: "plimsoll:route53_record:111122223333:global:Z1D633PJN98FT9/www.example.com/A".into(),
            name: Some("www.example.com".into()),
            tags: Reading::Known(None),
            fields: Self {
                zone_arn: "arn:aws:route53:::hostedzone/Z1D633PJN98FT9".into(),
                private_zone: Some(false),
                record_name: "www.example.com".into(),
                r#type: "A".into(),
                set_identifier: None,
                ttl: None,
                alias_target: Some(AliasTarget {
                    dns_name: "shop-1234567890.eu-central-1.elb.amazonaws.com".into(),
                    hosted_zone_id: Some("Z215JYRZR1TBD5".into()),
                    evaluate_target_health: Some(true),
                }),
                values: vec![],
                spf: false,
                dmarc: false,
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let zones = place.once(|| Zones::list(place)).await?;
        // Zones are read side by side; each puts its records itself.
        out.each(zones.all.clone(), |zone| async move {
            records(place, &zone, out).await?;
            Ok(None::<Found<Self>>)
        })
        .await;
        zones.rest.clone()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    resource_record_sets: List<Listed>,
    is_truncated: Option<bool>,
    next_record_name: Option<String>,
    next_record_type: Option<String>,
    next_record_identifier: Option<String>,
}

/// Where the next page begins: name, type, and an identifier where several have both.
type Next = (String, String, Option<String>);

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    name: String,
    #[serde(rename = "Type")]
    kind: String,
    set_identifier: Option<String>,
    #[serde(rename = "TTL")]
    ttl: Option<i64>,
    alias_target: Option<ListedAlias>,
    #[serde(default)]
    resource_records: List<Record>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListedAlias {
    #[serde(rename = "DNSName")]
    dns_name: String,
    hosted_zone_id: Option<String>,
    evaluate_target_health: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Record {
    #[serde(default)]
    value: String,
}

/// All records of a zone, to the bound. A zone that has gone since it was listed has none.
async fn records(place: &Place, zone: &Zone, out: &Sink) -> Result<(), Unread> {
    let (mut kept, mut next) = (0, None);
    loop {
        let Some(page) = page(place, zone, next.as_ref()).await? else { return Ok(()) };
        let following = page.next();
        for listed in page.resource_record_sets.0 {
            if kept == MOST {
                return Err(too_many(zone));
            }
            kept += 1;
            out.push(found(place, zone, listed)).await;
        }
        if following.is_none() {
            return Ok(());
        }
        // A server that sends the same page for ever would never be left.
        if following == next {
            let detail = Some("the same page again and again".to_owned());
            return Err(Unread { detail, ..Unread::new(LIST, Reason::Unparseable) });
        }
        next = following;
    }
}

async fn page(place: &Place, zone: &Zone, next: Option<&Next>) -> Result<Option<Page>, Unread> {
    let path = format!("{}/rrset", zone.path());
    let mut call = place.call(&ROUTE53, "ListResourceRecordSets").get(path).set("maxitems", PAGE);
    if let Some((name, kind, identifier)) = next {
        call = call.set("name", name.as_str()).set("type", kind.as_str());
        if let Some(identifier) = identifier {
            call = call.set("identifier", identifier.as_str());
        }
    }
    call.judge().await
}

impl Page {
    fn next(&self) -> Option<Next> {
        let truncated = self.is_truncated == Some(true);
        let next = self.next_record_name.clone().zip(self.next_record_type.clone()).filter(|_| truncated);
        next.map(|(name, kind)| (name, kind, self.next_record_identifier.clone()))
    }
}

fn too_many(zone: &Zone) -> Unread {
    let detail = format!("zone {} holds more than the {MOST} records that are read of one", zone.id());
    Unread { detail: Some(detail), ..Unread::new(LIST, Reason::TooLarge) }
}

fn found(place: &Place, zone: &Zone, listed: Listed) -> Found<Route53Record> {
    let record_name = plain(&listed.name);
    let identifier = listed.set_identifier.as_ref().map(|identifier| format!("/{identifier}")).unwrap_or_default();
    let made_up = format!("{}/{record_name}/{}{identifier}", zone.id(), listed.kind);
    let values: Vec<String> = listed.resource_records.0.into_iter().map(|record| record.value).collect();
    let says = |start: &str| listed.kind == "TXT" && values.iter().any(|value| is(value, start));
    let (spf, dmarc) = (says("v=spf1"), says("v=DMARC1"));
    let alias = |alias: ListedAlias| AliasTarget {
        dns_name: plain(&alias.dns_name),
        hosted_zone_id: alias.hosted_zone_id,
        evaluate_target_health: alias.evaluate_target_health,
    };
    let fields = Route53Record {
        zone_arn: zone.arn(place),
        private_zone: zone.is_private(),
        record_name: record_name.clone(),
        set_identifier: listed.set_identifier,
        ttl: listed.ttl,
        alias_target: listed.alias_target.map(alias),
        values: if ["A", "AAAA", "CNAME", "NS"].contains(&listed.kind.as_str()) {
            sorted(values.iter().map(|value| plain(value)))
        } else {
            vec![]
        },
        r#type: listed.kind,
        spf,
        dmarc,
    };
    let id = place.made_up_id(Route53Record::NAME, &made_up);
    Found { id, name: Some(record_name), tags: Reading::Known(None), fields }
}

/// Text stands in quotes, and what it is for is said first.
fn is(value: &str, start: &str) -> bool {
    let text = value.trim().trim_start_matches('"').trim_start();
    text.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start))
}

#[cfg(test)]
mod tests {
    use super::super::route53_reply::canned::{GONE, LISTING, zone, zones};
    use super::*;
    use crate::collect::canned::Canned;

    const RECORDS: &str = "GET /2013-04-01/hostedzone/Z1/rrset";

    fn listed() -> Canned {
        Canned::default().reply(LISTING, &zones(&zone("Z1", false), ""))
    }

    fn page(records: &str, next: &str) -> String {
        let truncated = !next.is_empty();
        format!(
            "<ListResourceRecordSetsResponse><ResourceRecordSets>{records}</ResourceRecordSets>\
             <IsTruncated>{truncated}</IsTruncated>{next}<MaxItems>300</MaxItems></ListResourceRecordSetsResponse>"
        )
    }

    fn record(name: &str, kind: &str, rest: &str) -> String {
        format!("<ResourceRecordSet><Name>{name}</Name><Type>{kind}</Type>{rest}</ResourceRecordSet>")
    }

    fn values(values: &[&str]) -> String {
        let of = |value: &&str| format!("<ResourceRecord><Value>{value}</Value></ResourceRecord>");
        format!("<TTL>60</TTL><ResourceRecords>{}</ResourceRecords>", values.iter().map(of).collect::<String>())
    }

    #[test]
    fn records_of_all_pages_are_read_and_texts_are_not_kept() {
        let next = "<NextRecordName>b.</NextRecordName><NextRecordType>A</NextRecordType>";
        let alias = "<AliasTarget><HostedZoneId>Z2FDTNDATAQYW2</HostedZoneId><DNSName>d1.cloudfront.net.</DNSName>\
            <EvaluateTargetHealth>false</EvaluateTargetHealth></AliasTarget>";
        let texts = values(&["\"token=hunter2\"", "\"v=spf1 -all\""]);
        let first = record("\\052.example.com.", "A", &values(&["198.51.100.2", "198.51.100.1"]));
        let read = listed()
            .reply(RECORDS, &page(&(first + &record("example.com.", "TXT", &texts)), next))
            .reply(RECORDS, &page(&record("www.example.com.", "A", alias), ""))
            .read::<Route53Record>();
        assert_eq!(read.gaps, []);
        let [star, text, www] = read.resources.as_slice() else { panic!("three records") };
        assert_eq!(&*star.id, "plimsoll:route53_record:111122223333:global:Z1/*.example.com/A");
        assert_eq!(serde_json::to_string(star.at("values")).unwrap(), r#"["198.51.100.1","198.51.100.2"]"#);
        assert_eq!((text.at("spf").as_bool(), text.at("dmarc").as_bool()), (Some(true), Some(false)));
        assert!(!serde_json::to_string(text).unwrap().contains("hunter2"));
        assert_eq!(www.at("alias_target.dns_name").as_str(), Some("d1.cloudfront.net"));
        assert_eq!(read.asked.len(), 3);
    }

    #[test]
    fn a_zone_that_is_too_large_is_cut_and_a_gap() {
        let records: String = (0..=MOST).map(|at| record(&format!("r{at}."), "A", "")).collect();
        let read = listed().reply(RECORDS, &page(&records, "")).read::<Route53Record>();
        assert_eq!(read.gaps[0].reason, Reason::TooLarge);
        assert_eq!((read.gaps.len(), read.resources.len()), (1, MOST));
    }

    #[test]
    fn what_is_denied_is_a_gap_and_what_is_gone_is_gone() {
        let denied = listed().read::<Route53Record>();
        assert_eq!((denied.gaps[0].action.as_str(), denied.gaps[0].reason), (LIST, Reason::AccessDenied));
        let gone = listed().status(RECORDS, 404, GONE).read::<Route53Record>();
        assert!(gone.resources.is_empty() && gone.gaps.is_empty());
    }
}
