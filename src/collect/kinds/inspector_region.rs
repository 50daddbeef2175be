//! Inspector in a region: what it scans for vulnerabilities.
//!
//! Each thing that can be scanned is switched on for itself. What a region does not have is left out of the answer.
//! <https://docs.aws.amazon.com/inspector/v2/APIReference/API_BatchGetAccountStatus.html>

use super::kind::{Found, Kind};
use crate::collect::aws::service::INSPECTOR;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Reason, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A region's scanning for vulnerabilities, by what is scanned.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct InspectorRegion {
    /// Something is scanned.
    pub enabled: Reading<bool>,
    /// What is scanned; null where Inspector does not know the account.
    pub scanning: Reading<Option<Scanning>>,
}

/// `ENABLED`, `DISABLED`, `SUSPENDED`, or a state between two of them; null where the region cannot.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Scanning {
    /// The account as a whole.
    pub account: Option<String>,
    /// Instances.
    pub ec2: Option<String>,
    /// Container images.
    pub ecr: Option<String>,
    /// Packages that functions use.
    pub lambda: Option<String>,
    /// The code of functions.
    pub lambda_code: Option<String>,
    /// Repositories of code outside of AWS.
    pub code_repository: Option<String>,
}

const STATUS: &str = "inspector2:BatchGetAccountStatus";

impl Kind for InspectorRegion {
    const NAME: &'static str = "inspector_region";
    const CLOUDFORMATION: &'static str = "AWS::::Account";
    const SCOPE: Scope = Scope::Region;
    const ACTIONS: &'static [Action] = &[Action::page(STATUS)];

    fn sample() -> Found<Self> {
        let enabled = || Some("ENABLED".to_owned());
        Found {
            id: "plimsoll:inspector_region:111122223333:eu-central-1:settings".into(),
            name: Some("eu-central-1".into()),
            tags: Reading::Known(None),
            fields: Self {
                enabled: Reading::Known(true),
                scanning: Reading::Known(Some(Scanning {
                    account: enabled(),
                    ec2: enabled(),
                    ecr: enabled(),
                    lambda: enabled(),
                    lambda_code: enabled(),
                    code_repository: enabled(),
                })),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let scanning = scanning(place).await;
        let enabled = |scanning: &Option<Scanning>| scanning.as_ref().is_some_and(Scanning::any);
        let fields =
            Self { enabled: scanning.as_ref().map(enabled).map_err(Clone::clone).into(), scanning: scanning.into() };
        let id = place.made_up_id(Self::NAME, "settings");
        let name = Some(place.region().to_string());
        out.push(Found { id, name, tags: Reading::Known(None), fields }).await;
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Statuses {
    #[serde(default)]
    accounts: Vec<OfAccount>,
    #[serde(default)]
    failed_accounts: Vec<Failed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OfAccount {
    #[serde(default)]
    state: State,
    #[serde(default)]
    resource_state: Resources,
}

#[derive(Default, Deserialize)]
struct State {
    status: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Resources {
    ec2: State,
    ecr: State,
    lambda: State,
    lambda_code: State,
    code_repository: State,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Failed {
    error_code: Option<String>,
}

impl Scanning {
    fn any(&self) -> bool {
        let all = [&self.ec2, &self.ecr, &self.lambda, &self.lambda_code, &self.code_repository];
        all.iter().any(|state| state.as_deref() == Some("ENABLED"))
    }
}

impl From<OfAccount> for Scanning {
    fn from(OfAccount { state, resource_state: resources }: OfAccount) -> Self {
        Self {
            account: state.status,
            ec2: resources.ec2.status,
            ecr: resources.ecr.status,
            lambda: resources.lambda.status,
            lambda_code: resources.lambda_code.status,
            code_repository: resources.code_repository.status,
        }
    }
}

/// One account is asked for, so that one is answered for, or failed.
async fn scanning(place: &Place) -> Result<Option<Scanning>, Unread> {
    let call = place.call(&INSPECTOR, "BatchGetAccountStatus").post("/status/batch/get");
    let call = call.set("accountIds", vec![place.account().to_string()]);
    let Some(reply) = call.judge::<Statuses>().await? else { return Ok(None) };
    if let Some(account) = reply.accounts.into_iter().next() {
        return Ok(Some(account.into()));
    }
    let failure = reply.failed_accounts.into_iter().next().and_then(|failed| failed.error_code);
    let reason = match failure.as_deref() {
        Some("RESOURCE_NOT_FOUND") => return Ok(None),
        Some("ACCESS_DENIED") => Reason::AccessDenied,
        Some(_) => Reason::Error,
        None => Reason::Unparseable,
    };
    Err(Unread { detail: failure, ..Unread::new(STATUS, reason) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const ASK: &str = "POST /status/batch/get";

    #[test]
    fn each_thing_is_switched_on_for_itself() {
        let state =
            |status: &str| format!(r#"{{"status": "{status}", "errorCode": "ALREADY_ENABLED", "errorMessage": ""}}"#);
        let (on, off) = (state("ENABLED"), state("DISABLED"));
        let answer = format!(
            r#"{{"accounts": [{{"accountId": "111122223333", "state": {on},
                "resourceState": {{"ec2": {on}, "ecr": {off}, "lambda": {off}}}}}], "failedAccounts": []}}"#
        );
        let read = Canned::default().reply(ASK, &answer).read::<InspectorRegion>();
        let [region] = read.resources.as_slice() else { panic!("one region") };
        assert!(region.unread().is_empty() && read.gaps.is_empty());
        assert_eq!(region.at("enabled").as_bool(), Some(true));
        assert_eq!(region.at("scanning.ecr").as_str(), Some("DISABLED"));
        assert!(region.at("scanning.lambda_code").is_null());
        let answer = answer.replace("ENABLED\", \"error", "DISABLED\", \"error");
        let read = Canned::default().reply(ASK, &answer).read::<InspectorRegion>();
        assert_eq!(read.resources[0].at("enabled").as_bool(), Some(false));
    }

    #[test]
    fn an_account_that_failed_is_unread() {
        let failed = |code: &str| {
            let answer = format!(
                r#"{{"accounts": [], "failedAccounts": [{{"accountId": "111122223333", "errorCode": "{code}",
                    "errorMessage": "x"}}]}}"#
            );
            let read = Canned::default().reply(ASK, &answer).read::<InspectorRegion>();
            read.resources[0].unread().first().map(|unread| unread.reason)
        };
        assert_eq!(failed("ACCESS_DENIED"), Some(Reason::AccessDenied));
        assert_eq!(failed("INTERNAL_ERROR"), Some(Reason::Error));
        assert_eq!(failed("RESOURCE_NOT_FOUND"), None);
        let denied = Canned::default().read::<InspectorRegion>();
        assert_eq!(denied.resources[0].unread().len(), 2);
        let empty = Canned::default().reply(ASK, r#"{"accounts": []}"#).read::<InspectorRegion>();
        assert_eq!(empty.resources[0].unread()[0].reason, Reason::Unparseable);
    }
}
