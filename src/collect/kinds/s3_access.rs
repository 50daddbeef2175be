//! Who may read and write, beside the policy: the block on public access, of a bucket or of an account, and the access
//! control list.

use aws_sdk_s3::operation::get_bucket_acl::GetBucketAclOutput;
use aws_sdk_s3::types;
use schemars::JsonSchema;
use serde::Serialize;

/// The four switches against public access. What was left out when they were set is off.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PublicAccessBlock {
    /// New public ACLs are refused.
    pub block_public_acls: bool,
    /// Public ACLs, also those that are already there, have no effect.
    pub ignore_public_acls: bool,
    /// New public policies are refused.
    pub block_public_policy: bool,
    /// A public policy lets in nobody but the account itself and AWS services.
    pub restrict_public_buckets: bool,
}

impl PublicAccessBlock {
    pub const FULL: Self = Self {
        block_public_acls: true,
        ignore_public_acls: true,
        block_public_policy: true,
        restrict_public_buckets: true,
    };

    pub fn of_bucket(block: &types::PublicAccessBlockConfiguration) -> Self {
        Self {
            block_public_acls: block.block_public_acls().unwrap_or(false),
            ignore_public_acls: block.ignore_public_acls().unwrap_or(false),
            block_public_policy: block.block_public_policy().unwrap_or(false),
            restrict_public_buckets: block.restrict_public_buckets().unwrap_or(false),
        }
    }

    pub fn of_control(block: &aws_sdk_s3control::types::PublicAccessBlockConfiguration) -> Self {
        Self {
            block_public_acls: block.block_public_acls().unwrap_or(false),
            ignore_public_acls: block.ignore_public_acls().unwrap_or(false),
            block_public_policy: block.block_public_policy().unwrap_or(false),
            restrict_public_buckets: block.restrict_public_buckets().unwrap_or(false),
        }
    }
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Acl {
    /// The canonical user id of the owner.
    pub owner_id: Option<String>,
    /// Who may do what.
    pub grants: Vec<Grant>,
}

/// Who may do what, by an access control list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Grant {
    /// `CanonicalUser`, `Group` or `AmazonCustomerByEmail`.
    pub grantee_type: Option<String>,
    /// The canonical user id; for a group its URI, such as `http://acs.amazonaws.com/groups/global/AllUsers`; of an
    /// e-mail address the domain.
    pub grantee: Option<String>,
    /// `READ`, `WRITE`, `READ_ACP`, `WRITE_ACP` or `FULL_CONTROL`.
    pub permission: Option<String>,
}

impl Acl {
    pub fn of(reply: &GetBucketAclOutput) -> Self {
        let mut grants: Vec<Grant> = reply.grants().iter().map(Grant::of).collect();
        grants.sort();
        Self { owner_id: reply.owner().and_then(|owner| owner.id()).map(str::to_owned), grants }
    }

    /// What a new bucket has: everything to its owner, nothing to others.
    pub fn sample() -> Self {
        let owner = "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a";
        Self {
            owner_id: Some(owner.into()),
            grants: vec![Grant {
                grantee_type: Some("CanonicalUser".into()),
                grantee: Some(owner.into()),
                permission: Some("FULL_CONTROL".into()),
            }],
        }
    }
}

impl Grant {
    fn of(grant: &types::Grant) -> Self {
        let grantee = grant.grantee();
        // An address says more about a person than a finding needs.
        let domain = || grantee?.email_address()?.split_once('@').map(|(_, domain)| domain);
        let named = grantee.and_then(|grantee| grantee.uri().or_else(|| grantee.id())).or_else(domain);
        Self {
            grantee_type: grantee.map(|grantee| grantee.r#type().as_str().to_owned()),
            grantee: named.map(str::to_owned),
            permission: grant.permission().map(|permission| permission.as_str().to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_s3::types::{Grantee, Permission, Type};

    #[test]
    fn of_an_address_only_the_domain_is_kept() {
        let person = Grantee::builder().r#type(Type::AmazonCustomerByEmail).email_address("ann@example.com").build();
        let group =
            Grantee::builder().r#type(Type::Group).uri("http://acs.amazonaws.com/groups/global/AllUsers").build();
        let grant = |to: Grantee| types::Grant::builder().grantee(to).permission(Permission::Read).build();
        let reply = GetBucketAclOutput::builder().grants(grant(group.unwrap())).grants(grant(person.unwrap())).build();
        let acl = Acl::of(&reply);
        let named: Vec<_> = acl.grants.iter().filter_map(|grant| grant.grantee.as_deref()).collect();
        assert_eq!(named, ["example.com", "http://acs.amazonaws.com/groups/global/AllUsers"]);
    }

    #[test]
    fn a_switch_that_was_left_out_is_off() {
        let block = types::PublicAccessBlockConfiguration::builder().block_public_acls(true).build();
        let block = PublicAccessBlock::of_bucket(&block);
        assert!(block.block_public_acls && !block.restrict_public_buckets);
    }
}
