//! From where a resource can be touched at all. Controls name it too, so that the type lives on their floor.

pub use crate::control::Exposure;

use super::{Access, PolicyFacts, Reach, Span};
use crate::snapshot::{Resource, Value};
use std::sync::Arc;

/// From what is known of the resource.
pub(super) fn of(
    resource: &Resource,
    policy: Option<&Span<PolicyFacts>>,
    reach: Option<&Span<Reach>>,
) -> Span<Exposure> {
    if let Some(reach) = reach {
        return by_reach(resource, reach);
    }
    match &*resource.kind {
        "iam_user" => of_user(resource),
        // The console and the API of an account are on the internet.
        "iam_account" => Span::known(Exposure::InternetWithAuth, "an account's sign-in page is on the internet"),
        // Its policy speaks of those inside of the network that it stands in.
        "ec2_vpc_endpoint" => Span::known(Exposure::Internal, "only its own network can use it"),
        "ec2_snapshot" => shared(resource.at("public"), &[resource.at("shared_accounts")]),
        "ec2_image" => shared(
            resource.at("public"),
            &["launch_permissions.accounts", "launch_permissions.organizations"].map(|path| resource.at(path)),
        ),
        "s3_access_point" if resource.at("network_origin").as_str() == Some("VPC") => {
            Span::known(Exposure::Internal, "it answers one network only")
        }
        _ => match policy {
            Some(policy) => by_policy(resource, policy),
            None => Span::known(Exposure::Internal, "nothing opens it"),
        },
    }
}

fn by_reach(resource: &Resource, reach: &Span<Reach>) -> Span<Exposure> {
    let loose = reach.because.iter().any(|why| why == super::reach::UNUSED);
    let of = |reach: &Reach| {
        if reach.internet {
            return Exposure::InternetOpen;
        }
        match (&*resource.kind, resource.at("state").as_str(), resource.at("status").as_str()) {
            ("ec2_instance", Some(state), _) if super::reach::RESTING.contains(&state) => Exposure::Isolated,
            ("ec2_network_interface", _, Some("available")) => Exposure::Isolated,
            ("ec2_security_group", _, _) if loose => Exposure::Isolated,
            _ => Exposure::Internal,
        }
    };
    Span { low: of(&reach.low), high: of(&reach.high), because: reach.because.clone(), unread: reach.unread.clone() }
}

fn by_policy(resource: &Resource, policy: &Span<PolicyFacts>) -> Span<Exposure> {
    let of = |facts: &PolicyFacts| match facts.access {
        Access::Public => from_anywhere(resource),
        Access::CrossAccount | Access::OrgOnly => Exposure::CrossAccount,
        Access::None | Access::SameAccount | Access::ServiceOnly => Exposure::Internal,
    };
    Span {
        low: of(&policy.low),
        high: of(&policy.high),
        because: policy.because.clone(),
        unread: policy.unread.clone(),
    }
}

/// From where everybody comes whom a policy lets in.
fn from_anywhere(resource: &Resource) -> Exposure {
    let is = |field: &str, value: bool| resource.at(field).as_bool() == Some(value);
    let private = || resource.at("endpoint_types").items().iter().any(|kind| kind.as_str() == Some("PRIVATE"));
    match &*resource.kind {
        // A mount target has an address of its network, and no other.
        "efs_file_system" => Exposure::CrossAccount,
        // Endpoints of any account reach it, and the internet does not.
        "apigateway_rest_api" | "apigateway_domain" if private() => Exposure::CrossAccount,
        // Fine-grained access asks everybody to sign in.
        "opensearch_domain" if is("advanced_security_enabled", true) && is("anonymous_auth_enabled", false) => {
            Exposure::InternetWithAuth
        }
        _ => Exposure::InternetOpen,
    }
}

fn of_user(user: &Resource) -> Span<Exposure> {
    let doors = [user.at("console_access"), user.at("has_active_access_key")];
    if doors.iter().any(|door| door.as_bool() == Some(true)) {
        return Span::known(Exposure::InternetWithAuth, "it can sign in, or has an access key");
    }
    match doors.iter().find_map(|door| door.as_unread()) {
        Some(unread) => Span::between(Exposure::Isolated, Exposure::InternetWithAuth, Arc::clone(unread)),
        None => Span::known(Exposure::Isolated, "it can neither sign in nor has it a key"),
    }
}

/// What anybody with an AWS account may copy is open: an account costs nothing.
fn shared(public: &Value, others: &[&Value]) -> Span<Exposure> {
    if public.as_bool() == Some(true) {
        return Span::known(Exposure::InternetOpen, "it is shared with everybody");
    }
    let with: Vec<&str> = others.iter().flat_map(|others| others.items()).filter_map(Value::as_str).collect();
    let known = if with.is_empty() { Exposure::Internal } else { Exposure::CrossAccount };
    if let Some(unread) = public.as_unread() {
        return Span::between(known, Exposure::InternetOpen, Arc::clone(unread));
    }
    match others.iter().find_map(|others| others.unread_within()) {
        Some(unread) if with.is_empty() => Span::between(known, Exposure::CrossAccount, Arc::clone(unread)),
        _ if with.is_empty() => Span::known(known, "it is not shared"),
        _ => Span::known(known, format!("it is shared with {}", with.join(", "))),
    }
}
