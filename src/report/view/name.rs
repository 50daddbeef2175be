//! Names of things as people say them.

/// `security group audit` for the kind `ec2_security_group`: the service goes without saying.
pub fn called(kind: &str, label: &str) -> String {
    let (_, kind) = kind.split_once('_').unwrap_or(("", kind));
    let words = kind.split('_').map(|word| if SHORT.contains(&word) { word.to_uppercase() } else { word.to_owned() });
    format!("{} {label}", words.collect::<Vec<_>>().join(" "))
}

/// Words that are written in capitals.
const SHORT: [&str; 6] = ["acl", "ip", "nat", "oidc", "saml", "vpc"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_become_words() {
        assert_eq!(called("ec2_security_group", "audit"), "security group audit");
        assert_eq!(called("ec2_network_acl", "acl-1"), "network ACL acl-1");
        assert_eq!(called("odd", "x"), "odd x");
    }
}
