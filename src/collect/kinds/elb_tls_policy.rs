//! How a classic load balancer encrypts. A policy is a list of the protocols and ciphers that are on; where AWS made the
//! list, its name there is said too.
//!
//! <https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-ssl-security-policy.html>

use super::sorted::sorted;
use crate::collect::aws::call::List;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct TlsPolicy {
    /// Its name here.
    pub policy_name: String,
    /// The policy of AWS's that it follows; null where somebody made a list of their own.
    pub reference_security_policy: Option<String>,
    /// The versions that it agrees to, such as `TLSv1.2`.
    pub protocols: Vec<String>,
    /// The ciphers that it agrees to.
    pub ciphers: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Policies {
    #[serde(default)]
    policy_descriptions: List<Policy>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Policy {
    policy_name: String,
    policy_type_name: Option<String>,
    #[serde(default)]
    policy_attribute_descriptions: List<Attribute>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attribute {
    attribute_name: String,
    attribute_value: Option<String>,
}

/// A protocol or a cipher is an attribute whose value is `true`.
pub fn tls_policies(all: Policies) -> Vec<TlsPolicy> {
    let is_of_tls = |policy: &Policy| policy.policy_type_name.as_deref() == Some("SSLNegotiationPolicyType");
    all.policy_descriptions.0.into_iter().filter(is_of_tls).map(tls_policy).collect()
}

fn tls_policy(policy: Policy) -> TlsPolicy {
    let mut reference_security_policy = None;
    let (mut protocols, mut ciphers) = (vec![], vec![]);
    for attribute in policy.policy_attribute_descriptions.0 {
        let value = attribute.attribute_value.unwrap_or_default();
        let name = attribute.attribute_name;
        match name.strip_prefix("Protocol-") {
            _ if name == "Reference-Security-Policy" => {
                reference_security_policy = Some(value).filter(|value| !value.is_empty());
            }
            _ if value != "true" || name == "Server-Defined-Cipher-Order" => {}
            Some(protocol) => protocols.push(protocol.to_owned()),
            None => ciphers.push(name),
        }
    }
    TlsPolicy {
        policy_name: policy.policy_name,
        reference_security_policy,
        protocols: sorted(protocols),
        ciphers: sorted(ciphers),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_is_told_apart() {
        let attribute =
            |name: &str, value: &str| Attribute { attribute_name: name.into(), attribute_value: Some(value.into()) };
        let policy = |kind: &str, attributes| Policy {
            policy_name: kind.into(),
            policy_type_name: Some(kind.into()),
            policy_attribute_descriptions: List(attributes),
        };
        let on = vec![
            attribute("Protocol-TLSv1.2", "true"),
            attribute("Protocol-TLSv1", "false"),
            attribute("Server-Defined-Cipher-Order", "true"),
            attribute("AES256-SHA", "true"),
            attribute("AES128-SHA", "true"),
            attribute("DES-CBC3-SHA", "false"),
            attribute("Reference-Security-Policy", "ELBSecurityPolicy-TLS-1-2-2017-01"),
        ];
        let all = vec![policy("LBCookieStickinessPolicyType", vec![]), policy("SSLNegotiationPolicyType", on)];
        let [tls] = &tls_policies(Policies { policy_descriptions: List(all) })[..] else { panic!("one policy") };
        assert_eq!(tls.protocols, ["TLSv1.2"]);
        assert_eq!(tls.ciphers, ["AES128-SHA", "AES256-SHA"]);
        assert_eq!(tls.reference_security_policy.as_deref(), Some("ELBSecurityPolicy-TLS-1-2-2017-01"));
    }
}
