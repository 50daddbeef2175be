//! From where a resource can be touched at all. Controls name it too, so that the type lives on their floor.

pub use crate::control::Exposure;

mod sign_in;

use super::{Access, PolicyFacts, Reach, Span};
use crate::snapshot::{Resource, Value};
use std::sync::Arc;

/// From what is known of the resource.
pub(super) fn of(
    resource: &Resource,
    policy: Option<&Span<PolicyFacts>>,
    reach: Option<&Span<Reach>>,
) -> Span<Exposure> {
    let by_policy = || policy.map(|policy| by_policy(resource, policy));
    if let Some(reach) = reach {
        let network = by_reach(resource, reach, by_policy().as_ref());
        return match by_policy() {
            // Whom its policy lets in reaches it through the API of AWS, which asks who they are.
            Some(policy) if calls_by_api(resource, &reach.high) => network.or(policy),
            _ => network,
        };
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
        _ => by_policy().unwrap_or_else(|| Span::known(Exposure::Internal, "nothing opens it")),
    }
}

/// Whether its policy opens a way beside its own address: functions are called by the API of Lambda, and private APIs
/// by the endpoints of those whom their policy lets in.
fn calls_by_api(resource: &Resource, reach: &Reach) -> bool {
    match &*resource.kind {
        "lambda_function" => true,
        "apigateway_rest_api" => reach.live && !reach.internet,
        _ => false,
    }
}

/// What is reached at a port is open, whatever the software behind it asks for: nobody but that software stands before
/// it, and it must be without a flaw. Behind a load balancer that is no different, but for the other ports. It is
/// behind a sign-in where AWS itself asks for one before anything of the account's is touched.
fn by_reach(resource: &Resource, reach: &Span<Reach>, policy: Option<&Span<Exposure>>) -> Span<Exposure> {
    let signed = sign_in::of(resource, policy);
    let of = |reach: &Reach, met: Exposure| match reach {
        Reach { live: false, .. } => Exposure::Isolated,
        Reach { through, .. } if !through.is_empty() => Exposure::InternetOpen,
        Reach { internet: true, .. } => met,
        Reach { accounts, .. } if !accounts.is_empty() => Exposure::CrossAccount,
        _ => Exposure::Internal,
    };
    let (low, high) = (of(&reach.low, signed.low), of(&reach.high, signed.high));
    let asked = reach.high.internet && reach.high.through.is_empty();
    let before = signed.because.iter().filter(|_| asked).cloned();
    let unread = reach.unread.clone().or(signed.unread).filter(|_| low != high);
    Span { low, high, because: before.chain(reach.because.iter().cloned()).collect(), unread }
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
