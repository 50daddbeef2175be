//! `docs/policies.md`: the tables in words.

use super::deputy::WITHIN_THE_ACCOUNT;
use super::federated::PUBLIC;
use super::keys::{KEYS, Narrows, SOURCES};
use super::kinds::KINDS;
use std::fmt::Write;

const CLASSES: &str = "# Policies

Generated. How `facts.policy` judges the policies of resources, as one reads them from the account that owns the resource.

## Classes

The widest that any statement allows, from narrow to wide.

| class | who comes in |
|---|---|
| `none` | nobody: no policy, or one that allows nothing |
| `same_account` | principals of the account, or whoever is in a network of its own |
| `service_only` | AWS services; `unguarded_services` names those that come whomever they act for |
| `org_only` | principals of one organisation |
| `cross_account` | principals of other accounts, which `accounts` names where the policy does, or of fixed addresses |
| `public` | everybody, at least everybody with an AWS account; `public_actions` says to do what |

A statement for everybody (`*`, `{\"AWS\": \"*\"}`, or all but some by `NotPrincipal`) is public unless a condition of it, or a
denial to everybody that covers its actions and resources, narrows it. `grants` has each statement and principal with what
is left of it.

## What narrows

- A value must be fixed: without wildcards, and without variables other than `${aws:ResourceAccount}` and
  `${aws:ResourceOrgID}`. Of several values the widest counts.
- In a statement that allows, a negated operator narrows nothing. `IfExists` and `ForAllValues` hold where the key is not
  there: they narrow only for keys that every request brings, or beside `Null: false` on the same key.
- In a denial it is the negated operator that makes a fence: it holds without the key, with `IfExists` or not. Not so
  `ForAnyValue`, which wants a value to be there. Of several conditions each spares somebody.
- All conditions of a statement hold together, so that one that narrows is enough. Of several denials each must be passed.
- A service that comes among everybody, past a denial that spares services, is unguarded as one that is named: unless a
  condition or another denial asks on whose behalf it comes.
- An operator or key that is not known narrows nothing, and makes no fence. A document that the grammar does not know is
  unread, and may be anything.

";

/// The whole page.
pub fn policy_reference() -> String {
    let mut out = CLASSES.to_owned();
    for (title, narrows) in [
        ("Keys of whoever asks", Narrows::Principal),
        ("Keys of whom a service acts for", Narrows::Source),
        ("Keys of whom a service acts for, which others may bring as they like", Narrows::SourceOfServices),
        ("Keys that narrow to services", Narrows::ToServices),
        ("Keys of the network", Narrows::Network),
        ("Keys that narrow nothing", Narrows::Nothing),
    ] {
        let _ = writeln!(out, "### {title}\n\n| key | why |\n|---|---|");
        for key in KEYS.iter().filter(|key| key.narrows == narrows) {
            let more = if key.name.ends_with([':', '/']) { "..." } else { "" };
            let always = if key.always { "; every request brings it" } else { "" };
            let _ = writeln!(out, "| `{}{more}` | {}{always} |", key.name, key.why);
        }
        out.push('\n');
    }
    out.push_str("What is in no table narrows nothing. After:\n\n");
    let _ = SOURCES.iter().try_for_each(|source| writeln!(out, "- <{source}>"));
    kinds(&mut out);
    services(&mut out);
    out
}

fn kinds(out: &mut String) {
    out.push_str("\n## Kinds\n\n| kind | field | without one | |\n|---|---|---|---|\n");
    for kind in KINDS {
        let _ = writeln!(out, "| {} | `{}` | `{}` | {} |", kind.name, kind.field, kind.without.as_str(), kind.note);
    }
}

fn services(out: &mut String) {
    out.push_str(
        "\n## Services in trust policies\n\nA service that acts for its customers may be sent by another one of them, unless a \
         condition says on whose behalf it\nmay come. In a role's trust policy that is no matter for services that take on roles \
         only for things of the role's own\naccount, to which somebody of the account passed it:\n\n",
    );
    let _ = WITHIN_THE_ACCOUNT.iter().try_for_each(|service| writeln!(out, "- `{service}`"));
    out.push_str(
        "\n## Identity providers of everybody\n\nA role that trusts one of these is public unless a condition fixes the subject of \
         the token to its owner; with Cognito,\nunless it fixes the pool and asks for users who signed in.\n\n",
    );
    let _ = PUBLIC.iter().try_for_each(|provider| writeln!(out, "- `{provider}`"));
}
