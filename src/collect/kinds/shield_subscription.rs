//! Whether an account pays for Shield Advanced, which protects what it is told to from being flooded, and brings people who
//! help. Without it there is the standard protection that everybody has.
//!
//! <https://docs.aws.amazon.com/waf/latest/DDOSAPIReference/API_GetSubscriptionState.html>

use super::kind::{Found, Kind};
use crate::collect::aws::service::SHIELD;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An account's subscription to Shield Advanced.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ShieldSubscription {
    /// `ACTIVE` where the account pays for it, `INACTIVE` where it does not.
    pub state: Reading<String>,
}

const STATE: &str = "shield:GetSubscriptionState";

impl Kind for ShieldSubscription {
    const NAME: &'static str = "shield_subscription";
    const CLOUDFORMATION: &'static str = "AWS::::Account";
    const SCOPE: Scope = Scope::Account;
    const ACTIONS: &'static [Action] = &[Action::page(STATE)];

    fn sample() -> Found<Self> {
        Found {
            id: "plimsoll:shield_subscription:111122223333:global:settings".into(),
            name: None,
            tags: Reading::Known(None),
            fields: Self { state: Reading::Known("ACTIVE".into()) },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let reply = place.call(&SHIELD, "GetSubscriptionState").answer::<Subscription>().await;
        let fields = Self { state: reply.map(|reply| reply.subscription_state).into() };
        let id = place.made_up_id(Self::NAME, "settings");
        out.push(Found { id, name: None, tags: Reading::Known(None), fields }).await;
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Subscription {
    subscription_state: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    #[test]
    fn a_subscription_that_there_is_not_is_seen() {
        let reply = r#"{"SubscriptionState": "INACTIVE"}"#;
        let read = Canned::default().reply("GetSubscriptionState", reply).read::<ShieldSubscription>();
        assert_eq!(read.resources[0].at("state").as_str(), Some("INACTIVE"));
        assert_eq!(&*read.resources[0].id, "plimsoll:shield_subscription:111122223333:global:settings");
    }

    #[test]
    fn what_is_denied_is_unread() {
        let read = Canned::default().read::<ShieldSubscription>();
        assert_eq!(read.resources[0].unread()[0].action, STATE);
    }
}
