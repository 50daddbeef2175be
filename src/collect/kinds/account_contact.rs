//! Whom AWS can reach about an account. Only whether each contact is set is kept, never who it is.
//!
//! - A contact that was never set is a `ResourceNotFoundException`.
//!   <https://docs.aws.amazon.com/accounts/latest/reference/API_GetAlternateContact.html>
//! - Every account has a primary contact. <https://docs.aws.amazon.com/accounts/latest/reference/API_GetContactInformation.html>

use super::kind::{Found, Kind};
use crate::collect::aws::service::ACCOUNT;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::IgnoredAny;

/// Which contacts an account has. Not who they are.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AccountContact {
    /// There is somebody for bills.
    pub billing: Reading<bool>,
    /// There is somebody for operations.
    pub operations: Reading<bool>,
    /// There is somebody for security.
    pub security: Reading<bool>,
    /// There is a primary contact. AWS asks for one, so that it is true wherever it could be read.
    pub primary: Reading<bool>,
}

const ALTERNATE: &str = "account:GetAlternateContact";
const PRIMARY: &str = "account:GetContactInformation";

impl Kind for AccountContact {
    const NAME: &'static str = "account_contact";
    const CLOUDFORMATION: &'static str = "AWS::::Account";
    const SCOPE: Scope = Scope::Account;
    const ACTIONS: &'static [Action] = &[Action::page(ALTERNATE), Action::page(PRIMARY)];

    fn sample() -> Found<Self> {
        Found {
            id: "plimsoll:account_contact:111122223333:global:settings".into(),
            name: Some("111122223333".into()),
            tags: Reading::Known(None),
            fields: Self {
                billing: Reading::Known(true),
                operations: Reading::Known(true),
                security: Reading::Known(true),
                primary: Reading::Known(true),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let (billing, operations, security, primary) = tokio::join!(
            alternate(place, "BILLING"),
            alternate(place, "OPERATIONS"),
            alternate(place, "SECURITY"),
            place.call(&ACCOUNT, "GetContactInformation").post("/getContactInformation").judge::<IgnoredAny>(),
        );
        let primary = primary.map(|contact| contact.is_some()).into();
        let fields = Self { billing, operations, security, primary };
        let id = place.made_up_id(Self::NAME, "settings");
        let name = Some(place.account().to_string());
        out.push(Found { id, name, tags: Reading::Known(None), fields }).await;
        Ok(())
    }
}

/// The reply is not looked into: it is about a person.
async fn alternate(place: &Place, kind: &str) -> Reading<bool> {
    let call = place.call(&ACCOUNT, "GetAlternateContact").post("/getAlternateContact");
    let contact = call.set("AlternateContactType", kind).judge::<IgnoredAny>().await;
    contact.map(|contact| contact.is_some()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const CONTACT: &str = r#"{"AlternateContact": {"AlternateContactType": "SECURITY", "EmailAddress": "jane@example.com",
        "Name": "Jane Roe", "PhoneNumber": "+49 30 123456", "Title": "CISO"}}"#;

    #[test]
    fn that_there_is_a_contact_is_kept_and_not_who() {
        let primary = r#"{"ContactInformation": {"FullName": "Jane Roe", "AddressLine1": "1 Street", "City": "Berlin",
            "PostalCode": "10115", "CountryCode": "DE", "PhoneNumber": "+49 30 123456"}}"#;
        let read = Canned::default()
            .reply("POST /getAlternateContact", CONTACT)
            .reply("POST /getContactInformation", primary)
            .read::<AccountContact>();
        let [contact] = read.resources.as_slice() else { panic!("one account") };
        assert!(contact.unread().is_empty() && read.gaps.is_empty());
        assert_eq!(contact.at("security").as_bool(), Some(true));
        let written = serde_json::to_string(contact).unwrap();
        assert!(["Jane", "jane", "Street", "123456"].iter().all(|word| !written.contains(word)), "{written}");
    }

    #[test]
    fn never_set_is_false_and_denied_is_unread() {
        let none = r#"{"__type": "ResourceNotFoundException", "message": "no contact"}"#;
        let read = Canned::default().status("POST /getAlternateContact", 404, none).read::<AccountContact>();
        assert_eq!(read.resources[0].at("security").as_bool(), Some(false));
        let unread: Vec<&str> = read.resources[0].unread().iter().map(|unread| unread.action.as_str()).collect();
        assert_eq!(unread, [PRIMARY]);
    }
}
