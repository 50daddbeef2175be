//! What is many by many must not become as many edges.

use super::estate::{Estate, allow};
use serde_json::json;

#[test]
fn edges_are_a_sum_and_no_product() {
    let (machines, roles, buckets) = (1500, 300, 400);
    let mut estate = Estate::new().group("sg-web", 22, "0.0.0.0/0").group("sg-app", 8080, "10.0.0.0/16");
    for number in 0..roles {
        estate = estate.role(&format!("r{number}"), &[allow(&["s3:GetObject"], &["*"])]);
    }
    for number in 0..machines {
        let address = format!("10.0.{}.{}", 1 + number % 2, number / 2 % 250);
        let (public, group) = if number % 3 == 0 { (Some("203.0.113.9"), "sg-web") } else { (None, "sg-app") };
        let role = format!("r{}", number % roles);
        estate = estate.machine(&format!("i-{number}"), public, (&address, group), Some(&role));
    }
    for number in 0..buckets {
        estate = estate.bucket(&format!("b{number}"), "restricted", json!(null));
    }
    estate.ask(|paths| {
        assert!(paths.graph.edge_count() < 10 * (machines + roles + buckets), "{}", paths.graph.edge_count());
        let all = paths.paths();
        assert_eq!(all.len(), buckets);
        let cuts = paths.cuts(&all[..20]);
        assert!(
            cuts.iter().all(|cut| cut.changes[0].text == "close security group sg-web to the internet"),
            "{cuts:?}"
        );
    });
}
