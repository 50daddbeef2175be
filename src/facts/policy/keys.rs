//! The condition keys that say who comes, and those that are often taken for it.
//!
//! The only list of them: `docs/policies.md` is made of it.

/// What a key speaks of, which is how its values are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// Account ids.
    Account,
    /// ARNs, which hold an account id.
    Arn,
    /// Organisations, by their ids or by paths that begin with one.
    Organization,
    /// A unique id of a principal, such as `AROA...:*`.
    PrincipalId,
    /// VPCs and VPC endpoints, which have an owner that is not named.
    Vpc,
    /// IP addresses.
    Address,
    /// Names of services.
    Service,
    /// Whether a service asks.
    IsService,
    /// Whether it comes by a network of the owner's.
    IsInside,
    /// Where what is asked for will be sent.
    Destination,
    /// A secret or an id that only the right customer of a service has.
    Token,
    /// A KMS key that the caller must be allowed to use.
    KmsKey,
    /// Nothing that a stranger could not bring as well.
    Nothing,
}

/// What it narrows where its values are fixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Narrows {
    /// Who asks.
    Principal,
    /// On whose behalf a service asks. Nobody else brings such a key.
    Source,
    /// On whose behalf a service asks, but anybody else may bring what it wants.
    SourceOfServices,
    /// To services, whomever they act for.
    ToServices,
    /// From where.
    Network,
    Nothing,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    /// As AWS writes it. One that ends with a colon or a slash stands for all that begin with it.
    pub name: &'static str,
    pub subject: Subject,
    pub narrows: Narrows,
    /// Whether every request brings it.
    pub always: bool,
    pub why: &'static str,
}

/// Where AWS describes the keys of all services, and those of single ones.
pub(super) const SOURCES: &[&str] = &[
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
    "https://docs.aws.amazon.com/efs/latest/ug/access-control-block-public-access.html",
    "https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html",
    "https://docs.aws.amazon.com/sns/latest/dg/sns-using-identity-based-policies.html",
    "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
];

const fn key(name: &'static str, subject: Subject, narrows: Narrows, why: &'static str) -> Key {
    Key { name, subject, narrows, always: false, why }
}

const fn always(name: &'static str, subject: Subject, narrows: Narrows, why: &'static str) -> Key {
    Key { name, subject, narrows, always: true, why }
}

pub(super) const KEYS: &[Key] = &[
    always(
        "aws:PrincipalAccount",
        Subject::Account,
        Narrows::Principal,
        "the account of whoever asks; anonymous requests bring the word `anonymous`",
    ),
    key("aws:PrincipalArn", Subject::Arn, Narrows::Principal, "whoever asks; its account must be fixed"),
    key("aws:PrincipalOrgID", Subject::Organization, Narrows::Principal, "the organisation of whoever asks"),
    key(
        "aws:PrincipalOrgPaths",
        Subject::Organization,
        Narrows::Principal,
        "where in an organisation; the id of the organisation must be fixed",
    ),
    key(
        "aws:userid",
        Subject::PrincipalId,
        Narrows::Principal,
        "the unique id before the colon must be fixed; `*:name` is any role with a session of that name",
    ),
    key(
        "aws:FederatedProvider",
        Subject::Arn,
        Narrows::Principal,
        "a provider by its ARN belongs to an account; a public one by its name does not",
    ),
    always("kms:CallerAccount", Subject::Account, Narrows::Principal, "the account of whoever asks KMS"),
    key("ec2:SourceInstanceARN", Subject::Arn, Narrows::Principal, "the instance that has the credentials"),
    key("lambda:SourceFunctionArn", Subject::Arn, Narrows::Principal, "the function that has the credentials"),
    key(
        "s3:DataAccessPointAccount",
        Subject::Account,
        Narrows::Principal,
        "the account of the access point, which has a policy of its own",
    ),
    key(
        "s3:DataAccessPointArn",
        Subject::Arn,
        Narrows::Principal,
        "the access point; its name may vary if its account is fixed",
    ),
    key(
        "s3:x-amz-server-side-encryption-aws-kms-key-id",
        Subject::KmsKey,
        Narrows::Principal,
        "only those can write who may use the key",
    ),
    key(
        "sns:Endpoint",
        Subject::Destination,
        Narrows::Principal,
        "only for `sns:Subscribe`: messages go to that address and to no other",
    ),
    key("aws:SourceAccount", Subject::Account, Narrows::Source, "the account that a service acts for"),
    key(
        "aws:SourceArn",
        Subject::Arn,
        Narrows::Source,
        "the resource that a service acts for; where an ARN has no account, the rest of it must be fixed",
    ),
    key("aws:SourceOrgID", Subject::Organization, Narrows::Source, "the organisation that a service acts for"),
    key(
        "aws:SourceOrgPaths",
        Subject::Organization,
        Narrows::Source,
        "where in an organisation is what a service acts for",
    ),
    key(
        "aws:SourceOwner",
        Subject::Account,
        Narrows::Source,
        "the older name of the account, in the default policies of SNS",
    ),
    key(
        "kms:EncryptionContext:",
        Subject::Arn,
        Narrows::SourceOfServices,
        "a service says by it for which log group, trail or secret it needs the key; others may say anything",
    ),
    key("lambda:EventSourceToken", Subject::Token, Narrows::SourceOfServices, "the id of an Alexa skill"),
    key(
        "aws:PrincipalIsAWSService",
        Subject::IsService,
        Narrows::ToServices,
        "services themselves, whomever they act for",
    ),
    key("aws:PrincipalServiceName", Subject::Service, Narrows::ToServices, "a service, whomever it acts for"),
    key("aws:PrincipalServiceNamesList", Subject::Service, Narrows::ToServices, "a service, whomever it acts for"),
    key(
        "aws:SourceVpc",
        Subject::Vpc,
        Narrows::Network,
        "a network by its id, which does not say whose it is: it is taken for the account's own",
    ),
    key("aws:SourceVpce", Subject::Vpc, Narrows::Network, "a VPC endpoint by its id, likewise"),
    key("aws:SourceVpcArn", Subject::Arn, Narrows::Network, "a network with its account"),
    key("aws:VpceAccount", Subject::Account, Narrows::Network, "the account of the VPC endpoint"),
    key("aws:VpceOrgID", Subject::Organization, Narrows::Network, "the organisation of the VPC endpoint"),
    key("aws:VpceOrgPaths", Subject::Organization, Narrows::Network, "where in an organisation the VPC endpoint is"),
    key(
        "aws:Ec2InstanceSourceVpc",
        Subject::Vpc,
        Narrows::Network,
        "the network for whose instance the credentials were made",
    ),
    key(
        "aws:SourceIp",
        Subject::Address,
        Narrows::Network,
        "addresses; ranges wider than /8, or /32 of IPv6, are the world, and so are many that make up a quarter of it",
    ),
    always(
        "elasticfilesystem:AccessedViaMountTarget",
        Subject::IsInside,
        Narrows::Network,
        "a mount target is an address in a network of the account",
    ),
    key(
        "aws:VpcSourceIp",
        Subject::Nothing,
        Narrows::Nothing,
        "private addresses are the same in every network: it narrows only beside a key that names the network",
    ),
    key("aws:Ec2InstanceSourcePrivateIPv4", Subject::Nothing, Narrows::Nothing, "likewise"),
    always("aws:SecureTransport", Subject::Nothing, Narrows::Nothing, "anybody can use TLS"),
    always("aws:CurrentTime", Subject::Nothing, Narrows::Nothing, "anybody can wait"),
    always("aws:EpochTime", Subject::Nothing, Narrows::Nothing, "likewise"),
    key("aws:UserAgent", Subject::Nothing, Narrows::Nothing, "the caller writes it"),
    key("aws:Referer", Subject::Nothing, Narrows::Nothing, "the caller writes it"),
    key("aws:username", Subject::Nothing, Narrows::Nothing, "any account may have a user of that name"),
    key("aws:PrincipalType", Subject::Nothing, Narrows::Nothing, "any account has users and roles"),
    key("aws:PrincipalTag/", Subject::Nothing, Narrows::Nothing, "any account may tag its roles as it likes"),
    key("aws:SourceIdentity", Subject::Nothing, Narrows::Nothing, "whoever assumes a role sets it"),
    key(
        "aws:MultiFactorAuthPresent",
        Subject::Nothing,
        Narrows::Nothing,
        "anybody may have a second factor in an account of his own",
    ),
    key("aws:MultiFactorAuthAge", Subject::Nothing, Narrows::Nothing, "likewise"),
    key("aws:TokenIssueTime", Subject::Nothing, Narrows::Nothing, "anybody may get a session"),
    key("aws:CalledVia", Subject::Nothing, Narrows::Nothing, "anybody may call through that service"),
    key("aws:CalledViaFirst", Subject::Nothing, Narrows::Nothing, "likewise"),
    key("aws:CalledViaLast", Subject::Nothing, Narrows::Nothing, "likewise"),
    always("aws:ViaAWSService", Subject::Nothing, Narrows::Nothing, "anybody may call through a service"),
    key("aws:RequestTag/", Subject::Nothing, Narrows::Nothing, "the caller writes it"),
    key("aws:TagKeys", Subject::Nothing, Narrows::Nothing, "the caller writes it"),
    key("aws:ResourceTag/", Subject::Nothing, Narrows::Nothing, "speaks of the resource and not of who asks"),
    always("aws:ResourceAccount", Subject::Nothing, Narrows::Nothing, "speaks of the resource and not of who asks"),
    key("aws:ResourceOrgID", Subject::Nothing, Narrows::Nothing, "speaks of the resource and not of who asks"),
    key("aws:ResourceOrgPaths", Subject::Nothing, Narrows::Nothing, "speaks of the resource and not of who asks"),
    always("aws:RequestedRegion", Subject::Nothing, Narrows::Nothing, "the caller chooses it"),
    key(
        "kms:ViaService",
        Subject::Nothing,
        Narrows::Nothing,
        "anybody may call through that service; it narrows only beside `kms:CallerAccount`",
    ),
    key("kms:GrantIsForAWSResource", Subject::Nothing, Narrows::Nothing, "anybody may use such a service"),
    key(
        "lambda:FunctionUrlAuthType",
        Subject::Nothing,
        Narrows::Nothing,
        "`NONE` is the open door itself, and with `AWS_IAM` any account may come",
    ),
    key(
        "lambda:InvokedViaFunctionUrl",
        Subject::Nothing,
        Narrows::Nothing,
        "it says by which door one comes, and not who",
    ),
    key("sns:Protocol", Subject::Nothing, Narrows::Nothing, "anybody has an address of that sort"),
    key(
        "sts:ExternalId",
        Subject::Nothing,
        Narrows::Nothing,
        "a word that the caller brings; it guards against a confused deputy and not against a stranger who knows it",
    ),
    key("sts:RoleSessionName", Subject::Nothing, Narrows::Nothing, "the caller chooses it"),
    key("s3:ResourceAccount", Subject::Nothing, Narrows::Nothing, "speaks of the resource and not of who asks"),
    key("s3:x-amz-acl", Subject::Nothing, Narrows::Nothing, "the caller writes it"),
    key("s3:x-amz-server-side-encryption", Subject::Nothing, Narrows::Nothing, "the caller writes it"),
    key("s3:prefix", Subject::Nothing, Narrows::Nothing, "the caller chooses it"),
    key("s3:TlsVersion", Subject::Nothing, Narrows::Nothing, "anybody can use TLS"),
    key("s3:signatureversion", Subject::Nothing, Narrows::Nothing, "anybody with an AWS account can sign"),
    key("s3:authType", Subject::Nothing, Narrows::Nothing, "anybody with an AWS account can sign"),
    key(
        "elasticfilesystem:AccessPointArn",
        Subject::Nothing,
        Narrows::Nothing,
        "anybody who reaches the file system may come by its access point",
    ),
];

/// The key of this name, in any case. What is not in the table narrows nothing.
pub(super) fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| {
        if key.name.ends_with([':', '/']) {
            name.get(..key.name.len()).is_some_and(|start| start.eq_ignore_ascii_case(key.name))
        } else {
            key.name.eq_ignore_ascii_case(name)
        }
    })
}
