use super::*;
use crate::control::{self, ControlFile};
use crate::facts::{Classification, Deriver};
use crate::snapshot::{AccountId, Header, Reach, Region, Snapshot, Value};
use crate::yaml::Source;

const ACCOUNT: &str = "111122223333";
const OTHER: &str = "444455556666";
const DENIED: &str = r#"{"$unread":{"action":"k:GetX","reason":"access_denied"}}"#;
const GLOBAL: [&str; 4] = ["cloudtrail_trail", "s3_bucket", "iam_role", "cloudfront_distribution"];

fn place(account: &str, region: &str, kind: &str, id: &str, fields: &str) -> Resource {
    let name = id.rsplit(['/', ':']).next().unwrap();
    let fields = if fields.is_empty() { String::new() } else { format!(",{fields}") };
    let json = format!(
        r#"{{"kind":"{kind}","id":"{id}","name":"{name}","account":"{account}","region":"{region}","tags":{{}}{fields}}}"#
    );
    serde_json::from_str(&json).unwrap()
}

fn here(kind: &str, id: &str, fields: &str) -> Resource {
    let region = if ["iam_role", "cloudfront_distribution"].contains(&kind) { "global" } else { "eu-west-1" };
    place(ACCOUNT, region, kind, id, fields)
}

/// A trail of one account, at home in another region.
fn trail(selectors: &str, more: &str) -> Resource {
    let fields = format!(
        r#""home_region":"us-east-1","is_multi_region_trail":true,"include_global_service_events":true,{more}
        "selectors":{selectors}"#
    );
    place(ACCOUNT, "us-east-1", "cloudtrail_trail", "arn:aws:cloudtrail:us-east-1:111122223333:trail/all", &fields)
}

const RUNS: &str = r#""status":{"is_logging":true,"latest_delivery_error":null},"#;
const ALL: &str = r#"{"management_events":"All","event_selectors":[],"advanced_event_selectors":[]}"#;

/// What a check sees of the first of some resources, where of all kinds but these all was read.
fn seen(resources: Vec<Resource>, not_read: &[&str]) -> Value {
    let accounts = vec![AccountId::try_from(ACCOUNT).unwrap()];
    let regions = ["eu-west-1", "us-east-1"].map(|name| Region::try_from(name).unwrap()).to_vec();
    let mut header = Header::new("2026-06-30T12:00:00Z".parse().unwrap(), "x".into(), accounts, regions);
    let needed = BY_KIND.values().flatten().flat_map(|row| row.needs.iter().copied());
    for kind in needed.chain(BY_KIND.keys().copied()).filter(|kind| !not_read.contains(kind)) {
        let reach = if GLOBAL.contains(&kind) { Reach::Global } else { Reach::Regional };
        header.kinds.insert(kind.to_owned(), reach);
    }
    if resources.iter().any(|resource| resource.account.as_str() == OTHER) {
        header.accounts.push(AccountId::try_from(OTHER).unwrap());
    }
    let asked = resources[0].clone();
    let snapshot = Snapshot::of(header, resources);
    let (index, by) = (Index::new(&snapshot), Classification::default());
    Deriver::new(&index, &by).sheet(&asked).to_value().at("visibility").clone()
}

/// Yes, no, null (no matter), or unread.
fn told(value: &Value, field: &str) -> String {
    match value.at(field) {
        Value::Unread(_) => "unread".to_owned(),
        value => format!("{value:?}").trim_matches('"').to_owned(),
    }
}

/// One trace of one resource, with others around it.
fn trace(of: Resource, others: Vec<Resource>, field: &str) -> String {
    told(&seen([of].into_iter().chain(others).collect(), &[]), field)
}

fn queue() -> Resource {
    here("sqs_queue", "arn:aws:sqs:eu-west-1:111122223333:jobs", "")
}

fn bucket(fields: &str) -> Resource {
    here("s3_bucket", "arn:aws:s3:::lake", fields)
}

#[test]
fn a_trail_counts_that_runs_delivers_and_records_both_reads_and_writes() {
    let of = |trail| trace(queue(), vec![trail], "api_activity");
    assert_eq!(of(trail(ALL, RUNS)), "true");
    assert_eq!(of(trail(ALL, r#""status":{"is_logging":false},"#)), "false");
    assert_eq!(of(trail(ALL, r#""status":{"is_logging":true,"latest_delivery_error":"NoSuchBucket"},"#)), "false");
    assert_eq!(of(trail(&ALL.replace("All", "WriteOnly"), RUNS)), "false");
    assert_eq!(of(trail(DENIED, RUNS)), "unread");
    assert_eq!(of(trail(ALL, &format!(r#""status":{DENIED},"#))), "unread");
    assert_eq!(trace(queue(), vec![], "api_activity"), "false");
    assert_eq!(told(&seen(vec![queue()], &["cloudtrail_trail"]), "api_activity"), "unread");
    // A trail of another region alone, and one that leaves out what has no region.
    let far = place(
        ACCOUNT,
        "us-east-1",
        "cloudtrail_trail",
        "arn:aws:cloudtrail:us-east-1:111122223333:trail/far",
        &format!(r#""home_region":"us-east-1","is_multi_region_trail":false,{RUNS}"selectors":{ALL}"#),
    );
    assert_eq!(trace(queue(), vec![far.clone()], "api_activity"), "false");
    let role = || here("iam_role", "arn:aws:iam::111122223333:role/r", "");
    assert_eq!(trace(role(), vec![far], "api_activity"), "false");
    assert_eq!(trace(role(), vec![trail(ALL, RUNS)], "api_activity"), "true");
    // What is surely recorded is recorded, whatever could not be read.
    let mut hidden = trail(DENIED, RUNS);
    hidden.id = "arn:aws:cloudtrail:us-east-1:111122223333:trail/hidden".into();
    assert_eq!(trace(queue(), vec![trail(ALL, RUNS), hidden], "api_activity"), "true");
}

#[test]
fn a_trail_of_the_organization_is_asked_where_it_belongs() {
    let of = |account: &str, status: &str, selectors: &str| {
        let fields = format!(
            r#""home_region":"us-east-1","is_multi_region_trail":true,"status":{status},"selectors":{selectors}"#
        );
        place(account, "us-east-1", "cloudtrail_trail", "arn:aws:cloudtrail:us-east-1:444455556666:trail/org", &fields)
    };
    let shadow = || of(ACCOUNT, "null", DENIED);
    assert_eq!(trace(queue(), vec![shadow()], "api_activity"), "unread");
    let home = of(OTHER, r#"{"is_logging":true,"latest_delivery_error":null}"#, ALL);
    assert_eq!(trace(queue(), vec![shadow(), home], "api_activity"), "true");
    assert_eq!(trace(queue(), vec![shadow(), of(OTHER, r#"{"is_logging":false}"#, ALL)], "api_activity"), "false");
}

#[test]
fn data_events_count_where_a_selector_takes_in_the_whole() {
    let older = |kind: &str, value: &str, access: &str| {
        format!(
            r#"{{"event_selectors":[{{"read_write_type":"{access}","data_resources":[{{"type":"{kind}","values":["{value}"]}}]}}],
                "advanced_event_selectors":[]}}"#
        )
    };
    let newer = |kind: &str, more: &str| {
        format!(
            r#"{{"event_selectors":[],"advanced_event_selectors":[{{"field_selectors":[
                {{"field":"eventCategory","equals":["Data"]}},{{"field":"resources.type","equals":["{kind}"]}}{more}]}}]}}"#
        )
    };
    let objects = "AWS::S3::Object";
    let of_bucket = |selectors: &str| trace(bucket(r#""logging":null"#), vec![trail(selectors, RUNS)], "data_events");
    for whole in ["arn:aws:s3", "arn:aws:s3:::", "arn:aws:s3:::lake/"] {
        assert_eq!(of_bucket(&older(objects, whole, "All")), "true", "{whole}");
        assert_eq!(of_bucket(&older(objects, whole, "ReadOnly")), "false", "{whole}");
    }
    for part in ["arn:aws:s3:::lake/raw/", "arn:aws:s3:::lake-2/", "arn:aws:s3:::lak", "arn:aws:lambda"] {
        assert_eq!(of_bucket(&older(objects, part, "All")), "false", "{part}");
    }
    assert_eq!(of_bucket(&newer(objects, "")), "true");
    assert_eq!(of_bucket(&newer("AWS::Lambda::Function", "")), "false");
    let arns = |list: &str, value: &str| format!(r#",{{"field":"resources.ARN","{list}":["{value}"]}}"#);
    for (list, value, expected) in [
        ("starts_with", "arn:aws:s3:::lake/", "true"),
        ("starts_with", "arn:aws:s3:::la", "true"),
        ("starts_with", "arn:aws:s3:::lake/raw/", "false"),
        ("not_starts_with", "arn:aws:s3:::other/", "true"),
        ("not_starts_with", "arn:aws:s3:::lake/", "false"),
        ("not_starts_with", "arn:aws:s3:::lake/raw/", "false"),
        ("not_ends_with", ".tmp", "false"),
        ("equals", "arn:aws:s3:::lake/", "false"),
    ] {
        assert_eq!(of_bucket(&newer(objects, &arns(list, value))), expected, "{list} {value}");
    }
    assert_eq!(of_bucket(&newer(objects, r#",{"field":"eventName","equals":["GetObject"]}"#)), "false");
    assert_eq!(of_bucket(&newer(objects, r#",{"field":"readOnly","equals":["false"]}"#)), "false");
    let arn = "arn:aws:lambda:eu-west-1:111122223333:function:f";
    let of_function = |selectors: &str| {
        trace(here("lambda_function", arn, r#""logging_config":null"#), vec![trail(selectors, RUNS)], "data_events")
    };
    assert_eq!(of_function(&older("AWS::Lambda::Function", "arn:aws:lambda", "All")), "true");
    assert_eq!(of_function(&older("AWS::Lambda::Function", arn, "All")), "true");
    assert_eq!(of_function(&older("AWS::Lambda::Function", &format!("{arn}2"), "All")), "false");
    assert_eq!(of_function(&newer("AWS::Lambda::Function", &arns("equals", arn))), "true");
    assert_eq!(of_function(&newer("AWS::Lambda::Function", &arns("not_ends_with", ":f"))), "false");
}

fn flow_log(of: &str, traffic: &str, more: &str) -> Resource {
    let id = format!("arn:aws:ec2:eu-west-1:111122223333:vpc-flow-log/{of}-{traffic}");
    here("ec2_flow_log", &id, &format!(r#""resource_id":"{of}","traffic_type":"{traffic}",{more}"#))
}

const WORKS: &str = r#""status":"ACTIVE","deliver_logs_status":"SUCCESS""#;

#[test]
fn flow_logs_add_up() {
    let vpc = |owner: &str| here("ec2_vpc", "v", &format!(r#""vpc_id":"vpc-1","owner_id":"{owner}""#));
    let subnet = |id: &str| here("ec2_subnet", id, &format!(r#""vpc_id":"vpc-1","subnet_id":"{id}","owner_id":null"#));
    let of = |others: Vec<Resource>| trace(vpc(ACCOUNT), others, "flow_logs");
    assert_eq!(of(vec![flow_log("vpc-1", "ALL", WORKS)]), "true");
    assert_eq!(of(vec![flow_log("vpc-1", "ACCEPT", WORKS), flow_log("vpc-1", "REJECT", WORKS)]), "true");
    assert_eq!(of(vec![flow_log("vpc-1", "REJECT", WORKS)]), "false");
    assert_eq!(of(vec![flow_log("vpc-2", "ALL", WORKS)]), "false");
    assert_eq!(of(vec![flow_log("vpc-1", "ALL", &WORKS.replace("SUCCESS", "FAILED"))]), "false");
    let hidden = format!(r#""status":"ACTIVE","deliver_logs_status":{DENIED}"#);
    assert_eq!(of(vec![flow_log("vpc-1", "ALL", &hidden)]), "unread");
    let logged = flow_log("s-1", "ALL", WORKS);
    assert_eq!(of(vec![subnet("s-1"), logged.clone()]), "true", "subnet by subnet");
    assert_eq!(of(vec![subnet("s-1"), subnet("s-2"), logged.clone()]), "false");
    assert_eq!(trace(vpc(OTHER), vec![], "flow_logs"), "unread", "another account's, which nobody read");
    assert_eq!(trace(subnet("s-1"), vec![logged.clone()], "flow_logs"), "true");
    let machine =
        || here("ec2_instance", "i", r#""vpc_id":"vpc-1","subnet_id":"s-1","network_interface_ids":["eni-1"]"#);
    assert_eq!(trace(machine(), vec![subnet("s-1"), logged], "flow_logs"), "true");
    assert_eq!(trace(machine(), vec![subnet("s-1"), flow_log("vpc-1", "ALL", WORKS)], "flow_logs"), "true");
    assert_eq!(trace(machine(), vec![subnet("s-1"), flow_log("eni-1", "ALL", WORKS)], "flow_logs"), "true");
    assert_eq!(trace(machine(), vec![subnet("s-1")], "flow_logs"), "false");
    assert_eq!(told(&seen(vec![machine()], &["ec2_flow_log"]), "flow_logs"), "unread");
}

/// A kind, its fields, and what they say of a trace.
const OF_ITSELF: &[(&str, &str, &str, &str)] = &[
    ("s3_bucket", r#""logging":null"#, "access_logs", "false"),
    ("s3_bucket", r#""logging":{"target_bucket":"logs"}"#, "access_logs", "true"),
    ("elbv2_load_balancer", r#""type":"gateway","attributes":{"access_logs_enabled":false}"#, "access_logs", "null"),
    ("elbv2_load_balancer", r#""type":"application","attributes":{"access_logs_enabled":true}"#, "access_logs", "true"),
    ("cloudfront_distribution", r#""logging":{"enabled":false},"log_deliveries":[{}]"#, "access_logs", "true"),
    ("cloudfront_distribution", r#""logging":{"enabled":false},"log_deliveries":[]"#, "access_logs", "false"),
    ("apigateway_rest_api", r#""stages":[]"#, "access_logs", "null"),
    (
        "apigateway_rest_api",
        r#""stages":[{"access_log_destination_arn":"x"},{"access_log_destination_arn":null}]"#,
        "access_logs",
        "false",
    ),
    ("apigatewayv2_api", r#""stages":[{"access_log_destination_arn":"x"}]"#, "access_logs", "true"),
    ("route53_zone", r#""private_zone":true,"query_log_group_arn":null"#, "query_logs", "null"),
    ("route53_zone", r#""private_zone":false,"query_log_group_arn":null"#, "query_logs", "false"),
    ("wafv2_web_acl", r#""logging":{"x":1}"#, "firewall_logs", "true"),
    ("eks_cluster", r#""logging_types":["api","audit","authenticator"]"#, "control_plane_logs", "true"),
    ("eks_cluster", r#""logging_types":["audit"]"#, "control_plane_logs", "false"),
    ("ecs_cluster", r#""container_insights":"enhanced""#, "container_insights", "true"),
    ("ecs_cluster", r#""container_insights":null"#, "container_insights", "false"),
    (
        "ecs_task_definition",
        r#""containers":[{"log_driver":"awslogs"},{"log_driver":null}]"#,
        "container_logs",
        "false",
    ),
    ("stepfunctions_state_machine", r#""logging":{"level":"ALL"}"#, "run_logs", "true"),
    ("stepfunctions_state_machine", r#""logging":{"level":"ERROR"}"#, "run_logs", "false"),
    ("stepfunctions_state_machine", r#""logging":null"#, "run_logs", "false"),
    ("codebuild_project", r#""logs":null"#, "run_logs", "true"),
    ("codebuild_project", r#""logs":{"cloud_watch_logs":{"status":"DISABLED"},"s3_logs":null}"#, "run_logs", "false"),
    ("rds_instance", r#""engine":"mysql","enabled_cloudwatch_logs_exports":["error"]"#, "database_logs", "false"),
    (
        "rds_instance",
        r#""engine":"postgres","enabled_cloudwatch_logs_exports":["postgresql"]"#,
        "database_logs",
        "true",
    ),
    ("rds_instance", r#""engine":"aurora-mysql","db_cluster_identifier":"c""#, "database_logs", "null"),
    ("rds_cluster", r#""engine":"docdb","enabled_cloudwatch_logs_exports":["audit"]"#, "database_logs", "true"),
    ("rds_cluster", r#""engine":"neptune","enabled_cloudwatch_logs_exports":[]"#, "database_logs", "false"),
    ("rds_cluster", r#""engine":"aurora-mysql","activity_stream_status":"started""#, "database_logs", "true"),
    ("opensearch_domain", r#""logs_enabled":["AUDIT_LOGS"]"#, "database_logs", "true"),
    ("redshift_cluster", r#""logging":null"#, "database_logs", "false"),
];

#[test]
fn what_a_resource_says_of_itself() {
    for (kind, fields, field, expected) in OF_ITSELF {
        assert_eq!(trace(here(kind, "arn:aws:x:::y", fields), vec![], field), *expected, "{kind} {fields}");
        let name = fields.split('"').nth(1).unwrap();
        if fields.matches(':').count() == 1 {
            let unread = format!(r#""{name}":{DENIED}"#);
            assert_eq!(trace(here(kind, "arn:aws:x:::y", &unread), vec![], field), "unread", "{kind} {name}");
        }
    }
}

#[test]
fn containers_and_functions_are_seen_through_what_they_point_at() {
    let service =
        || here("ecs_service", "arn:aws:ecs:eu-west-1:111122223333:service/web", r#""task_definition":"td:1""#);
    let revision =
        |driver: &str| here("ecs_task_definition", "td:1", &format!(r#""containers":[{{"log_driver":{driver}}}]"#));
    assert_eq!(trace(service(), vec![revision(r#""awslogs""#)], "container_logs"), "true");
    assert_eq!(trace(service(), vec![revision("null")], "container_logs"), "false");
    assert_eq!(trace(service(), vec![], "container_logs"), "unread");
    let function = |fields: &str| here("lambda_function", "arn:aws:lambda:eu-west-1:111122223333:function:f", fields);
    let group = |name: &str| {
        let mut group = here("logs_group", "g", r#""retention_in_days":30"#);
        group.name = Some(name.into());
        group
    };
    let own = r#""logging_config":{"log_group":"/own"}"#;
    assert_eq!(trace(function(own), vec![group("/own")], "function_logs"), "true");
    assert_eq!(trace(function(own), vec![group("/aws/lambda/f")], "function_logs"), "false");
    assert_eq!(trace(function(r#""logging_config":null"#), vec![group("/aws/lambda/f")], "function_logs"), "true");
    assert_eq!(told(&seen(vec![function(own)], &["logs_group"]), "function_logs"), "unread");
}

#[test]
fn guardduty_and_config_are_those_of_the_region() {
    let guardduty = |fields: &str| here("guardduty_region", "g", fields);
    let of = |on: &str| trace(bucket(""), vec![guardduty(on)], "threat_detection");
    let features = |status: &str| {
        format!(r#""enabled":true,"detector":{{"features":[{{"name":"S3_DATA_EVENTS","status":"{status}"}}]}}"#)
    };
    assert_eq!((of(&features("ENABLED")), of(&features("DISABLED"))), ("true".into(), "false".into()));
    assert_eq!(of(r#""enabled":false,"detector":null"#), "false");
    assert_eq!(of(&format!(r#""enabled":true,"detector":{DENIED}"#)), "unread");
    assert_eq!(of(&format!(r#""enabled":{DENIED},"detector":{DENIED}"#)), "unread");
    let mysql = here("rds_instance", "d", r#""engine":"mysql","enabled_cloudwatch_logs_exports":[]"#);
    assert_eq!(trace(mysql, vec![guardduty(&features("ENABLED"))], "threat_detection"), "null");
    let config = |fields: &str| trace(queue(), vec![here("config_region", "c", fields)], "configuration_history");
    assert_eq!(config(r#""recording":true,"recorder":{"records_all_regional_types":true}"#), "true");
    assert_eq!(config(r#""recording":true,"recorder":{"records_all_regional_types":false}"#), "null");
    assert_eq!(config(r#""recording":false,"recorder":null"#), "false");
    assert_eq!(config(&format!(r#""recording":{DENIED},"recorder":null"#)), "unread");
}

#[test]
fn the_level_is_known_as_soon_as_something_is_left_and_something_is_not() {
    let config = || here("config_region", "c", r#""recording":true,"recorder":{"records_all_regional_types":true}"#);
    let all = seen(vec![queue(), trail(ALL, RUNS), config()], &[]);
    assert_eq!(
        (told(&all, "level"), told(&all, "gaps"), told(&all, "flow_logs")),
        ("full".into(), "[]".into(), "null".into())
    );
    let none = seen(vec![queue(), here("config_region", "c", r#""recording":false"#)], &[]);
    assert_eq!(
        (&*told(&none, "level"), &*told(&none, "gaps")),
        ("none", r#"["api_activity","configuration_history"]"#)
    );
    let one = seen(vec![queue(), trail(ALL, RUNS)], &["config_region"]);
    assert_eq!(
        (told(&one, "level"), told(&one, "gaps"), told(&one, "api_activity")),
        ("unread".into(), "unread".into(), "true".into())
    );
    let part = seen(vec![bucket(r#""logging":{}"#), trail(ALL, RUNS)], &["config_region"]);
    assert_eq!((told(&part, "level"), told(&part, "gaps")), ("partial".into(), "unread".into()), "no data events");
    assert_eq!(seen(vec![here("ec2_key_pair", "k", "")], &[]), Value::Null);
}

#[test]
fn every_trace_is_the_matter_of_some_kind() {
    let shown: BTreeSet<Trace> = BY_KIND.values().flatten().map(|row| row.trace).collect();
    assert_eq!(shown.into_iter().collect::<Vec<_>>(), Trace::ALL);
    let fields = crate::facts::fields();
    for trace in Trace::ALL {
        assert!(fields.find(&["visibility", trace.as_str()]).is_some_and(|field| field.nullable), "{trace:?}");
    }
}

#[test]
fn only_controls_that_ask_make_trails_be_read_and_traces_be_looked_for() {
    let set = |check: &str| {
        let text = format!(
            "title: T\nresource: ec2_vpc\nseverity: low\ncheck: \"{check}\"\nwhy: Twenty letters and more, as asked.\n\
             risk: {{threat: tampering, exploit: hard}}\nfix: {{text: F, effort: days}}\n"
        );
        let files = [ControlFile::new("ec2/x", Source::new("x.yaml", text))];
        control::load(&files, &BTreeMap::new()).unwrap()
    };
    let vpc = here("ec2_vpc", "v", r#""vpc_id":"vpc-1","owner_id":null"#);
    let asked = |check: &str| {
        let (controls, by) = (set(check), Classification::default());
        let header = Header::new("2026-06-30T12:00:00Z".parse().unwrap(), "x".into(), vec![], vec![]);
        let snapshot = Snapshot::of(header, vec![vpc.clone()]);
        let index = Index::new(&snapshot);
        let derived = Deriver::new(&index, &by).asked_by(&controls).sheet(&vpc).visibility.is_some();
        let read = crate::facts::kinds_for(&controls, &by);
        assert_eq!(derived, read.contains("cloudtrail_trail") && read.contains("ec2_flow_log"), "{check}");
        derived
    };
    assert!(asked("facts.visibility.flow_logs == true"));
    assert!(asked("'flow_logs' in facts['visibility'].gaps"));
    assert!(asked("size(facts) > 3"));
    assert!(!asked("facts.exposure != 'internet_open'"));
    assert!(!asked("resource.state == 'visibility'"));
}
