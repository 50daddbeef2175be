//! Managed prefix lists: ranges with a name, which rules and routes point to instead of a range.
//!
//! AWS keeps some itself, with the addresses of its own services. They are the same for everybody and are left out, so
//! that the entries, which take a call for each list, are read only for lists that somebody wrote.
//! <https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html>

use super::ec2_reply::{arn, id, sample_tags, sorted, text};
use super::kind::{Found, Kind};
use super::tags;
use crate::collect::aws::error::answer;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use aws_sdk_ec2::Client;
use aws_sdk_ec2::types as sdk;
use schemars::JsonSchema;
use serde::Serialize;

/// A prefix list that a customer keeps: an own one, or one that another account shares with this one.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ec2PrefixList {
    /// Such as `pl-0a1b2c3d4e5f60718`.
    pub prefix_list_id: String,
    /// The account that made it; another one where it is shared with this account.
    pub owner_id: Option<String>,
    /// `IPv4` or `IPv6`.
    pub address_family: Option<String>,
    /// Such as `create-complete` or `modify-complete`.
    pub state: Option<String>,
    /// The ranges in it.
    pub cidrs: Reading<Vec<String>>,
}

/// Both calls answer with at most so many items.
const PAGE: i32 = 100;

impl Kind for Ec2PrefixList {
    const NAME: &'static str = "ec2_prefix_list";
    const CLOUDFORMATION: &'static str = "AWS::EC2::PrefixList";
    const SCOPE: Scope = Scope::Regional;
    const ACTIONS: &'static [Action] =
        &[Action::page("ec2:DescribeManagedPrefixLists"), Action::each("ec2:GetManagedPrefixListEntries")];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:ec2:eu-central-1:111122223333:prefix-list/pl-0a1b2c3d4e5f60718".into(),
            name: Some("offices".into()),
            tags: sample_tags("offices"),
            fields: Self {
                prefix_list_id: "pl-0a1b2c3d4e5f60718".into(),
                owner_id: Some("111122223333".into()),
                address_family: Some("IPv4".into()),
                state: Some("create-complete".into()),
                cidrs: Reading::Known(vec!["203.0.113.0/28".into()]),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let ec2 = client!(place, aws_sdk_ec2);
        let mut pages = ec2.describe_managed_prefix_lists().into_paginator().page_size(PAGE).send();
        while let Some(page) = pages.next().await {
            let lists = answer(Self::ACTIONS[0].name, page)?.prefix_lists.unwrap_or_default();
            let own = lists.into_iter().filter(|list| list.owner_id() != Some("AWS"));
            out.each(own, |list| one(place, &ec2, list)).await;
        }
        Ok(())
    }
}

async fn one(
    place: &Place,
    ec2: &Client,
    list: sdk::ManagedPrefixList,
) -> Result<Option<Found<Ec2PrefixList>>, Unread> {
    let list_id = id(Ec2PrefixList::ACTIONS[0].name, list.prefix_list_id())?;
    Ok(Some(Found {
        id: arn(place, list.owner_id(), &format!("prefix-list/{list_id}")),
        name: text(list.prefix_list_name()).or_else(|| tags::ec2_name(list.tags())),
        tags: tags::ec2(list.tags()),
        fields: Ec2PrefixList {
            prefix_list_id: list_id.to_owned(),
            owner_id: text(list.owner_id()),
            address_family: text(list.address_family()),
            state: list.state().map(|state| state.as_str().to_owned()),
            cidrs: cidrs(ec2, list_id).await.into(),
        },
    }))
}

async fn cidrs(ec2: &Client, list_id: &str) -> Result<Vec<String>, Unread> {
    let request = ec2.get_managed_prefix_list_entries().prefix_list_id(list_id);
    let mut entries = request.into_paginator().page_size(PAGE).items().send();
    let mut cidrs = Vec::new();
    while let Some(entry) = entries.next().await {
        cidrs.extend(text(answer(Ec2PrefixList::ACTIONS[1].name, entry)?.cidr()));
    }
    Ok(sorted(cidrs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::canned::Canned;

    const LISTED: &str = "<DescribeManagedPrefixListsResponse><prefixListSet>\
        <item><prefixListId>pl-1</prefixListId><ownerId>111122223333</ownerId></item>\
        <item><prefixListId>pl-2</prefixListId><ownerId>AWS</ownerId></item>\
        </prefixListSet></DescribeManagedPrefixListsResponse>";

    #[test]
    fn lists_of_the_account_are_read_with_their_entries() {
        let entries = "<GetManagedPrefixListEntriesResponse><entrySet><item><cidr>10.1.0.0/16</cidr></item>\
            <item><cidr>10.0.0.0/16</cidr></item></entrySet></GetManagedPrefixListEntriesResponse>";
        let api = Canned::default().reply("DescribeManagedPrefixLists", LISTED);
        let read = api.reply("GetManagedPrefixListEntries", entries).read::<Ec2PrefixList>();
        assert_eq!(read.gaps, []);
        let [list] = read.resources.as_slice() else { panic!("one list, as the other is AWS's") };
        assert_eq!(serde_json::to_string(list.at("cidrs")).unwrap(), r#"["10.0.0.0/16","10.1.0.0/16"]"#);
    }

    #[test]
    fn what_has_gone_is_left_out_and_what_is_denied_is_unread() {
        let read = |code: &str| {
            let error = format!("<Response><Errors><Error><Code>{code}</Code></Error></Errors></Response>");
            let api = Canned::default().reply("DescribeManagedPrefixLists", LISTED);
            api.status("GetManagedPrefixListEntries", 400, &error).read::<Ec2PrefixList>()
        };
        let gone = read("InvalidPrefixListID.NotFound");
        assert!(gone.resources.is_empty() && gone.gaps.is_empty());
        let denied = read("UnauthorizedOperation");
        assert_eq!(denied.resources[0].unread()[0].action, Ec2PrefixList::ACTIONS[1].name);
    }
}
