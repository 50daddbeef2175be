//! What runs without machines: functions, containers, builds, and what they send to each other.

use crate::estate::{DATA, Estate, FRANKFURT, PROD, Quarter, SANDBOX, Thing, arn, tags};
use crate::network::Place;
use serde_json::{Value as Json, json};

pub fn add(estate: &mut Estate) {
    functions(estate);
    messages(estate);
    runners(estate);
}

/// Built when the company moved in, and left alone.
const BUILT: &str = "2024-09-17T09:00:00Z";

/// The role of an account's programs, as services name it.
fn role(account: &str, name: &str) -> Json {
    json!(arn("iam", "", account, &format!("role/{name}")))
}

fn add_one(estate: &mut Estate, kind: &str, account: &str, path: (&str, &str, &str), team: &str, fields: Json) {
    let (service, before, name) = path;
    let id = arn(service, FRANKFURT, account, &format!("{before}{name}"));
    estate.add(Thing { kind, account, region: FRANKFURT, id, name, tags: tags(team, account), fields });
}

/// Whom a resource lets in to do one thing.
fn lets_in(service: &str, action: &str, resource: &str, conditions: Json) -> Json {
    json!({"version": "2012-10-17", "statements": [{"sid": null, "effect": "Allow",
        "principals": [{"type": "Service", "id": service}], "not_principals": [], "actions": [action],
        "not_actions": [], "resources": [resource], "not_resources": [], "conditions": conditions}]})
}

fn functions(estate: &mut Estate) {
    // Any bucket of the world could set it off, until the habits came.
    let own = json!([{"operator": "StringEquals", "key": "aws:sourceaccount", "values": [PROD]}]);
    let conditions = if estate.quarter >= Quarter::Habits { own } else { json!([]) };
    let name = "thumbnails";
    let id = arn("lambda", FRANKFURT, PROD, &format!("function:{name}"));
    let policy = lets_in("s3.amazonaws.com", "lambda:InvokeFunction", &id, conditions);
    let fields = json!({"role": role(PROD, "automation"), "policy": policy, "urls": [], "vpc_config": null, "last_modified": BUILT});
    add_one(estate, "lambda_function", PROD, ("lambda", "function:", name), "shop", fields);
    // Nobody has looked at what was built in a weekend since.
    let fields = json!({"role": role(SANDBOX, "hackathon-2024"), "policy": null, "urls": [], "vpc_config": null, "last_modified": BUILT});
    add_one(estate, "lambda_function", SANDBOX, ("lambda", "function:", "chat-bot"), "shop", fields);
}

fn messages(estate: &mut Estate) {
    let own = || json!([{"operator": "StringEquals", "key": "aws:sourceaccount", "values": [PROD]}]);
    let topic = arn("sns", FRANKFURT, PROD, "alarms");
    let policy = lets_in("cloudwatch.amazonaws.com", "sns:Publish", &topic, own());
    add_one(estate, "sns_topic", PROD, ("sns", "", "alarms"), "platform", json!({"policy": policy}));
    let queue = arn("sqs", FRANKFURT, PROD, "orders");
    let policy = lets_in("sns.amazonaws.com", "sqs:SendMessage", &queue, own());
    add_one(estate, "sqs_queue", PROD, ("sqs", "", "orders"), "shop", json!({"policy": policy}));
    for (account, team) in [(PROD, "billing"), (DATA, "data")] {
        let root = json!({"version": "2012-10-17", "statements": [{"sid": null, "effect": "Allow",
            "principals": [{"type": "AWS", "id": arn("iam", "", account, "root")}], "not_principals": [],
            "actions": ["kms:*"], "not_actions": [], "resources": ["*"], "not_resources": [], "conditions": []}]});
        add_one(
            estate,
            "kms_key",
            account,
            ("kms", "key/", &format!("{team}-books")),
            team,
            json!({"policy": root, "created_at": BUILT}),
        );
    }
}

fn runners(estate: &mut Estate) {
    let (shared, builds) = (|account| role(account, "automation"), role(PROD, "builds"));
    let app = json!({"instance_role_arn": shared(PROD), "created_at": BUILT});
    add_one(estate, "apprunner_service", PROD, ("apprunner", "service/", "quotes"), "shop", app);
    let stack = json!({"role_arn": null, "created_at": BUILT, "last_updated_at": BUILT, "drift_checked_at": BUILT});
    add_one(estate, "cloudformation_stack", PROD, ("cloudformation", "stack/", "shop"), "platform", stack);
    let project = json!({"service_role": builds, "vpc_config": null, "created_at": BUILT, "last_modified_at": BUILT});
    add_one(estate, "codebuild_project", PROD, ("codebuild", "project/", "shop"), "shop", project);
    let task = json!({"task_role_arn": shared(PROD), "registered_at": BUILT});
    add_one(estate, "ecs_task_definition", PROD, ("ecs", "task-definition/", "checkout:7"), "shop", task);
    let flow = json!({"role_arn": builds, "creation_date": BUILT});
    add_one(estate, "stepfunctions_state_machine", PROD, ("states", "stateMachine:", "billing"), "billing", flow);
    let lake = Place { account: DATA, region: FRANKFURT };
    let notebook = json!({"role_arn": shared(DATA), "subnet_id": lake.id("subnet", "private-a"),
        "security_groups": [lake.id("sg", "app")], "created_at": BUILT, "modified_at": BUILT});
    add_one(estate, "sagemaker_notebook", DATA, ("sagemaker", "notebook-instance/", "churn"), "data", notebook);
}
