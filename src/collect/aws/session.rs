//! Credentials, and the clients that are made from them.

use super::error;
use super::member::MemberRole;
use super::pace::{Meter, Pace, Paced};
use crate::snapshot::{AccountId, Reason, Region, Unread};
use aws_config::retry::RetryConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_smithy_http_client::tls::{self, rustls_provider::CryptoMode};
use aws_smithy_runtime::client::retries::{RetryPartition, TokenBucket};
use aws_smithy_runtime_api::client::http::{HttpClient, SharedHttpClient};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Whose eyes to look through. Empty fields leave the choice to the SDK's default chain.
#[derive(Debug, Clone, Default)]
pub struct Credentials {
    pub profile: Option<String>,
    pub role_arn: Option<String>,
    pub external_id: Option<String>,
    /// Another API server than AWS.
    pub endpoint_url: Option<String>,
}

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum SessionError {
    #[error("no AWS credentials were found")]
    #[diagnostic(help(
        "set AWS_PROFILE or --profile, run `aws sso login`, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; \
         to look around without an account: `plimsoll demo`"
    ))]
    NoCredentials,
    #[error("no AWS credentials were found in the profile `{0}`")]
    #[diagnostic(help(
        "`aws configure list-profiles` shows the profiles that there are; for one with SSO, `aws sso login --profile {0}`"
    ))]
    NoCredentialsIn(String),
    #[error("the AWS credentials have expired")]
    #[diagnostic(help("log in again (`aws sso login`, or whatever issued them) and repeat the command"))]
    Expired,
    #[error("AWS refused the credentials: {0}")]
    #[diagnostic(help("check the profile, the clock of this machine, and with --role-arn the role's trust policy"))]
    Refused(String),
    #[error("cannot reach {0}")]
    #[diagnostic(help("check the network, HTTPS_PROXY, and --endpoint-url or AWS_ENDPOINT_URL"))]
    Unreachable(String),
    #[error("the region to start from makes no sense: {0}")]
    #[diagnostic(help("set AWS_REGION, or `region` in the profile, to the name of a region"))]
    Home(String),
    #[error("the answer to sts:GetCallerIdentity makes no sense: {0}")]
    #[diagnostic(help("is --endpoint-url an AWS API?"))]
    Strange(String),
}

impl SessionError {
    fn in_profile(self, profile: Option<&str>) -> Self {
        match (self, profile) {
            (Self::NoCredentials, Some(profile)) => Self::NoCredentialsIn(profile.to_owned()),
            (error, _) => error,
        }
    }
}

/// One set of credentials in one account.
#[derive(Clone)]
pub struct Session {
    sdk: SdkConfig,
    meter: Meter,
    account: AccountId,
    partition: String,
    home: Region,
    /// Whether the API is AWS's own.
    endpoint_url: Option<String>,
    partitions: RetryPartitions,
    http: Paced,
}

/// A client for a service in a place: `client!(place, aws_sdk_ec2)`. Every call of it is counted and paced.
macro_rules! client {
    ($place:expr, $sdk:ident) => {
        $sdk::Client::from_conf(
            $sdk::config::Builder::from(&$place.sdk_config())
                .interceptor($place.session().meter())
                .retry_partition($place.session().retry_partition(stringify!($sdk), $place.region()))
                .build(),
        )
    };
}

impl Session {
    pub async fn connect(credentials: &Credentials, pace: Pace) -> Result<Self, SessionError> {
        let http = Paced::new(https(), pace);
        let base = base_config(credentials, http.clone()).await;
        let home = base.region().map_or("us-east-1", aws_config::Region::as_ref).to_owned();
        let home = Region::try_from(home).map_err(SessionError::Home)?;
        let sdk = match &credentials.role_arn {
            Some(role) => assume(&base, role, credentials.external_id.as_deref(), &home).await,
            None => base,
        };
        let meter = Meter::default();
        let identity = whoami(&sdk, &meter, &home).await;
        let (account, partition) = identity.map_err(|error| error.in_profile(credentials.profile.as_deref()))?;
        let endpoint_url = sdk.endpoint_url().map(str::to_owned);
        Ok(Self { sdk, meter, account, partition, home, endpoint_url, partitions: RetryPartitions::default(), http })
    }

    /// A session in another account, by a role of it. Its calls are counted with these, and have a pace of their own.
    pub async fn member(&self, account: &AccountId, role: &str, external_id: Option<&str>) -> Result<Self, Unread> {
        let role = format!("arn:{}:iam::{account}:role/{role}", self.partition);
        let role = MemberRole::assume(self.sts(), role, external_id).await?;
        let http = self.http.for_another_account();
        let credentials = aws_sdk_sts::config::SharedCredentialsProvider::new(role);
        let sdk = self.sdk.to_builder().credentials_provider(credentials).http_client(http.clone()).build();
        Ok(Self { sdk, account: account.clone(), partitions: RetryPartitions::default(), http, ..self.clone() })
    }

    fn sts(&self) -> aws_sdk_sts::Client {
        let config = aws_sdk_sts::config::Builder::from(&self.sdk)
            .interceptor(self.meter())
            .retry_partition(self.retry_partition("sts", &self.home));
        aws_sdk_sts::Client::from_conf(config.build())
    }

    /// The SDK's configuration, in the region of the credentials.
    pub fn sdk(&self) -> &SdkConfig {
        &self.sdk
    }

    /// What the retries of a service in a region share.
    pub fn retry_partition(&self, service: &str, region: &Region) -> RetryPartition {
        self.partitions.of(service, region)
    }

    pub fn account(&self) -> &AccountId {
        &self.account
    }

    pub fn partition(&self) -> &str {
        &self.partition
    }

    /// The region of the credentials' configuration.
    pub fn home(&self) -> &Region {
        &self.home
    }

    pub fn meter(&self) -> Meter {
        self.meter.clone()
    }

    pub fn calls(&self) -> BTreeMap<String, u64> {
        self.meter.calls()
    }

    /// How many resources of a kind are asked about one by one, in each region.
    pub fn ration(&self) -> usize {
        self.http.ration()
    }

    /// An API server other than AWS, where one was named. S3 is then asked with the bucket in the path.
    pub fn endpoint_url(&self) -> Option<&str> {
        self.endpoint_url.as_deref()
    }

    pub fn now(&self) -> DateTime<Utc> {
        chrono::DateTime::from(std::time::SystemTime::now())
    }

    pub async fn enabled_regions(&self) -> Result<Vec<Region>, Unread> {
        self.regions(false).await
    }

    /// The regions of the partition, also those that the account has not enabled.
    pub async fn all_regions(&self) -> Result<Vec<Region>, Unread> {
        self.regions(true).await
    }

    async fn regions(&self, all: bool) -> Result<Vec<Region>, Unread> {
        const ACTION: &str = "ec2:DescribeRegions";
        let config = aws_sdk_ec2::config::Builder::from(&self.config_in(&self.home)).interceptor(self.meter());
        let ec2 = aws_sdk_ec2::Client::from_conf(config.build());
        let reply = error::answer(ACTION, ec2.describe_regions().all_regions(all).send().await)?;
        let names = reply.regions().iter().filter_map(|region| region.region_name());
        let mut regions: Vec<Region> = names.filter_map(|name| Region::try_from(name).ok()).collect();
        regions.sort();
        if regions.is_empty() { Err(Unread::new(ACTION, Reason::Unparseable)) } else { Ok(regions) }
    }

    /// The SDK's configuration for a region; what is global is asked in the home region, from where the SDK finds it.
    pub fn config_in(&self, region: &Region) -> SdkConfig {
        let region = if region.is_global() { &self.home } else { region };
        self.sdk.to_builder().region(aws_config::Region::new(region.as_str().to_owned())).build()
    }
}

/// The SDK lets the calls of a service share a budget of retries and a pace, by a name that all accounts have in common:
/// a storm in one would use up the retries of all, and what is not retried is lost. Here each service, region and session
/// has its own, and the number of attempts alone bounds the retries of a call.
#[derive(Clone, Default)]
struct RetryPartitions(Arc<Mutex<BTreeMap<String, RetryPartition>>>);

impl RetryPartitions {
    fn of(&self, service: &str, region: &Region) -> RetryPartition {
        let name = format!("{service}/{region}");
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || RetryPartition::custom(name.clone()).token_bucket(TokenBucket::unlimited()).build();
        known.entry(name.clone()).or_insert_with(new).clone()
    }
}

/// The caller's own credentials, without the role that is assumed for scanning, at no pace: for what is the caller's.
pub async fn own_config(credentials: &Credentials) -> SdkConfig {
    base_config(credentials, https()).await
}

fn https() -> SharedHttpClient {
    aws_smithy_http_client::Builder::new().tls_provider(tls::Provider::Rustls(CryptoMode::Ring)).build_https()
}

async fn base_config(credentials: &Credentials, http: impl HttpClient + 'static) -> SdkConfig {
    // A region that cannot be reached must cost seconds. Reads may be slow where the answer is large.
    let timeouts =
        TimeoutConfig::builder().connect_timeout(Duration::from_secs(4)).read_timeout(Duration::from_secs(60)).build();
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(http)
        .timeout_config(timeouts)
        .retry_config(retries())
        .app_name(app_name());
    if let Some(profile) = &credentials.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(url) = &credentials.endpoint_url {
        loader = loader.endpoint_url(url);
    }
    let config = loader.load().await;
    match config.region() {
        Some(_) => config,
        None => config.into_builder().region(aws_config::Region::from_static("us-east-1")).build(),
    }
}

/// A throttled API slows us down and loses nothing, so that there are many attempts; AWS_MAX_ATTEMPTS overrides them, as
/// it does in every tool of AWS.
fn retries() -> RetryConfig {
    let asked = std::env::var("AWS_MAX_ATTEMPTS").ok().and_then(|attempts| attempts.parse().ok());
    RetryConfig::adaptive().with_max_attempts(asked.unwrap_or(8).clamp(1, 20)).with_max_backoff(Duration::from_secs(20))
}

/// Shown in CloudTrail as part of the user agent, so that the owners of an account can tell who asked.
fn app_name() -> aws_config::AppName {
    aws_config::AppName::new("plimsoll").unwrap_or_else(|_| unreachable!("letters only"))
}

async fn assume(base: &SdkConfig, role: &str, external_id: Option<&str>, home: &Region) -> SdkConfig {
    let mut provider = AssumeRoleProvider::builder(role)
        .session_name("plimsoll")
        .region(aws_config::Region::new(home.as_str().to_owned()))
        .configure(base);
    if let Some(id) = external_id {
        provider = provider.external_id(id);
    }
    let provider = aws_sdk_sts::config::SharedCredentialsProvider::new(provider.build().await);
    base.to_builder().credentials_provider(provider).build()
}

async fn whoami(sdk: &SdkConfig, meter: &Meter, home: &Region) -> Result<(AccountId, String), SessionError> {
    let config = aws_sdk_sts::config::Builder::from(sdk)
        .region(aws_config::Region::new(home.as_str().to_owned()))
        .interceptor(meter.clone());
    let sts = aws_sdk_sts::Client::from_conf(config.build());
    let reply = sts.get_caller_identity().send().await.map_err(|e| refusal(&e, sdk))?;
    let account = AccountId::try_from(reply.account().unwrap_or_default()).map_err(SessionError::Strange)?;
    let partition = reply.arn().and_then(|arn| arn.split(':').nth(1)).unwrap_or("aws").to_owned();
    Ok((account, partition))
}

type IdentityError = aws_sdk_sts::error::SdkError<aws_sdk_sts::operation::get_caller_identity::GetCallerIdentityError>;

fn refusal(error: &IdentityError, sdk: &SdkConfig) -> SessionError {
    let unread = error::unread("sts:GetCallerIdentity", error);
    let chain = chain(error);
    match unread.reason {
        Reason::CredentialsExpired if unread.detail.is_some() => SessionError::Expired,
        Reason::Timeout | Reason::Unreachable => {
            SessionError::Unreachable(sdk.endpoint_url().unwrap_or("the AWS API").to_owned())
        }
        _ if unread.detail.is_some() => SessionError::Refused(unread.detail.unwrap_or_default()),
        _ if chain.contains("expired") => SessionError::Expired,
        _ if chain.contains("AssumeRole") => SessionError::Refused(chain),
        Reason::CredentialsExpired => SessionError::NoCredentials,
        _ => SessionError::Strange(chain),
    }
}

/// The whole story of an error: the SDK hides the telling part at the bottom.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |e| e.source());
    let text = causes.map(ToString::to_string).collect::<Vec<_>>().join(": ");
    text.chars().filter(|c| !c.is_control()).take(400).collect()
}

#[cfg(test)]
impl Session {
    /// A session in an account of tests, with one attempt a call, over an HTTP client of theirs.
    pub fn of(http: SharedHttpClient) -> Self {
        let http = Paced::new(http, Pace { max_rps: 1000, gentle: false, ration: 500, stand_in: true });
        let credentials = aws_sdk_sts::config::Credentials::new("AKIDEXAMPLE", "secret", None, None, "tests");
        let sdk = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(aws_config::Region::from_static("eu-central-1"))
            .credentials_provider(aws_sdk_sts::config::SharedCredentialsProvider::new(credentials))
            .retry_config(RetryConfig::standard().with_max_attempts(1))
            .timeout_config(TimeoutConfig::builder().read_timeout(Duration::from_secs(5)).build())
            .http_client(http.clone())
            .build();
        Self {
            sdk,
            meter: Meter::default(),
            account: AccountId::try_from("111122223333").unwrap(),
            partition: "aws".to_owned(),
            home: Region::try_from("eu-central-1").unwrap(),
            endpoint_url: None,
            partitions: RetryPartitions::default(),
            http,
        }
    }
}
