//! Lengths that AWS documents and no model of its API holds; the shape is tested by botocore's model, in
//! tests/integration.

use super::field::units;
use super::*;
use crate::evaluate::Verdict;
use crate::report::sample::Estate;

fn written(estate: &Estate) -> Vec<Json> {
    let mut out = Vec::new();
    write(&estate.view(), &mut out, Style::default()).unwrap();
    let request: Json = serde_json::from_slice(&out).unwrap();
    request["Findings"].as_array().unwrap().clone()
}

/// <https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html>, by the names of fields.
const LENGTHS: [(&str, usize); 12] = [
    ("Id", 512),
    ("ProductArn", 2048),
    ("GeneratorId", 512),
    ("Title", 256),
    ("Description", 1024),
    ("Text", 512),
    ("Url", 2048),
    ("ReasonCode", 128),
    ("RelatedRequirements", 64),
    ("ProductFields", 2048),
    ("Tags", 256),
    ("ProductName", 128),
];

fn expect_bounded(name: &str, json: &Json) {
    match json {
        Json::String(text) => {
            let most = LENGTHS.iter().find(|(known, _)| *known == name).map_or(1024, |(_, most)| *most);
            assert!(units(text) <= most && !text.trim().is_empty(), "{name}: {text}");
        }
        Json::Array(items) => {
            assert!(items.len() <= 32, "{name}");
            items.iter().for_each(|item| expect_bounded(name, item));
        }
        Json::Object(members) => {
            let whole = ["ProductFields", "Tags"].contains(&name);
            assert!(!whole || members.len() <= 50 && members.keys().all(|key| units(key) <= 128 && !key.is_empty()));
            members.iter().for_each(|(key, value)| expect_bounded(if whole { name } else { key }, value));
        }
        _ => {}
    }
}

#[test]
fn lengths_are_those_that_aws_documents() {
    let mut estates = vec![Estate::hostile(), Estate::crowded(), Estate::attested(), Estate::blind(), Estate::empty()];
    let mut mapped = Estate::small();
    mapped.map_much(70);
    estates.push(mapped);
    for estate in &estates {
        for finding in written(estate) {
            expect_bounded("", &finding);
            assert!(finding.to_string().len() < 240_000, "AWS takes 240 KB");
        }
    }
    let cut = |finding: &Json| finding["ProductFields"]["plimsoll/cut"].as_str().map(str::to_owned);
    assert!(written(&estates[0]).iter().any(|one| cut(one).is_some_and(|cut| cut.contains("Resources.Id"))));
    assert_eq!(cut(&written(&estates[5])[0]).as_deref(), Some("RelatedRequirements"));
}

#[test]
fn workflow_is_said_of_what_is_waived_and_of_nothing_else() {
    let mut estate = Estate::small();
    estate.include = [Verdict::Pass, Verdict::Unknown, Verdict::Fail].into();
    let findings = written(&estate);
    let of = |finding: &Json| {
        let texts = [&finding["Compliance"]["Status"], &finding["Severity"]["Label"], &finding["Workflow"]["Status"]];
        texts.map(|text| text.as_str().unwrap_or_default().to_owned())
    };
    let told: Vec<_> = findings.iter().map(of).collect();
    assert_eq!(
        told,
        [
            ["FAILED", "HIGH", ""],
            ["WARNING", "INFORMATIONAL", ""],
            ["FAILED", "HIGH", "SUPPRESSED"],
            ["PASSED", "INFORMATIONAL", ""],
            ["WARNING", "INFORMATIONAL", ""],
            ["WARNING", "INFORMATIONAL", ""],
        ]
    );
    let first = &findings[0];
    assert_eq!(first["Severity"]["Normalized"], 75);
    assert_eq!(first["Id"], format!("plimsoll/{}", "00".repeat(16)));
    let product = "arn:aws:securityhub:eu-central-1:111122223333:product/111122223333/default";
    assert_eq!((&first["ProductArn"], &first["Resources"][0]["Type"]), (&product.into(), &"AwsS3Bucket".into()));
}

#[test]
fn what_lives_in_no_region_belongs_to_one() {
    assert_eq!((home("global", "aws"), home("global", "aws-cn")), ("us-east-1", "cn-north-1"));
    assert_eq!(home("eu-central-1", "aws"), "eu-central-1");
}
