//! `owners:` and `notify:` in plimsoll.yaml: who is told what, and where.

use super::webhook::Address;
use crate::report::NoticeFormat;
use crate::risk::Band;
use crate::yaml::{Mistake, Source};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::env;

/// Somebody who owns a part of the estate.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Owner {
    /// Whom to ask.
    pub contact: Option<String>,
    /// The environment variable that holds the address of their channel.
    url_env: Option<String>,
    /// The address itself.
    url: Option<Address>,
    format: NoticeFormat,
}

/// What is told, and where those are told who have no channel of their own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Notify {
    /// From this band on.
    pub band: Band,
    url_env: Option<String>,
    url: Option<Address>,
    format: NoticeFormat,
}

impl Default for Notify {
    fn default() -> Self {
        Self { band: Band::High, url_env: None, url: None, format: NoticeFormat::default() }
    }
}

/// Where messages go. Addresses come from the environment only when something is to be sent.
#[derive(Debug, Clone, Copy)]
pub struct Channel<'a> {
    pub format: NoticeFormat,
    url_env: Option<&'a str>,
    url: Option<&'a Address>,
}

impl<'a> Channel<'a> {
    /// The address, or why there is none.
    pub fn address(&self) -> Result<Address, String> {
        match (self.url, self.url_env) {
            (Some(address), _) => Ok(address.clone()),
            (None, Some(name)) => {
                let text = env::var(name).map_err(|_| format!("the environment variable {name} is not set"))?;
                Address::parse(text).map_err(|why| format!("what the environment variable {name} holds {why}"))
            }
            (None, None) => Err("it has no address".to_owned()),
        }
    }

    fn of(url: Option<&'a Address>, url_env: Option<&'a str>, format: NoticeFormat) -> Option<Self> {
        (url.is_some() || url_env.is_some()).then_some(Self { format, url_env, url })
    }
}

impl Owner {
    pub fn channel(&self) -> Option<Channel<'_>> {
        Channel::of(self.url.as_ref(), self.url_env.as_deref(), self.format)
    }
}

impl Notify {
    pub fn channel(&self) -> Option<Channel<'_>> {
        Channel::of(self.url.as_ref(), self.url_env.as_deref(), self.format)
    }
}

/// What is wrong with the addresses. No mistake shows one.
pub fn mistakes(owners: &BTreeMap<String, Owner>, notify: &Notify, source: &Source) -> Vec<Mistake> {
    let owners = owners.iter().map(|(name, owner)| (format!("owners.{name}"), owner.url.as_ref(), &owner.url_env));
    let all = owners.chain([("notify".to_owned(), notify.url.as_ref(), &notify.url_env)]);
    let mut mistakes = Vec::new();
    for (place, url, url_env) in all {
        if let Some(Err(why)) = url.map(Address::check) {
            let mistake = source.mistake(format!("the url of `{place}` {why}"));
            mistakes.push(
                mistake.help("an address may be named by `url_env`, an environment variable, to keep it out of files"),
            );
        }
        let named = |name: &String| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if url_env.as_ref().is_some_and(|name| name.is_empty() || !named(name)) {
            let mistake = source.mistake(format!("the url_env of `{place}` is no name of an environment variable"));
            mistakes.push(mistake.help("an address itself belongs into `url`"));
        }
        if url.is_some() && url_env.is_some() {
            mistakes.push(source.mistake(format!("`{place}` has a url and a url_env")).help("give one of them"));
        }
    }
    mistakes
}

/// The text of a configuration without its addresses, sign for sign, so that mistakes can be shown with their line.
pub fn masked(source: &Source) -> Source {
    let mut out = String::with_capacity(source.text.len());
    for line in source.text.split_inclusive('\n') {
        mask(line, &mut out);
    }
    Source::new(source.name.clone(), out)
}

/// Takes out what follows `://` and `url:`, up to a blank or the end of the quotes.
fn mask(line: &str, out: &mut String) {
    let starts = [("://", 0), ("url:", 1)].into_iter().filter_map(|(sign, blanks)| {
        let rest = &line[line.find(sign)? + sign.len()..];
        let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        (blank >= blanks).then_some(line.len() - rest.len() + if blanks > 0 { blank } else { 0 })
    });
    let Some(start) = starts.min() else { return out.push_str(line) };
    let (before, rest) = line.split_at(start);
    out.push_str(before);
    let quote = rest.chars().next().filter(|c| ['"', '\''].contains(c));
    let quote = quote.or_else(|| before.chars().rev().find(|c| !c.is_ascii_alphanumeric() && *c != ':' && *c != '/'));
    let quote = quote.filter(|c| ['"', '\''].contains(c));
    let ends = |place: usize, c: char| match quote {
        Some(quote) => (c == quote && place > 0) || c == '\n',
        None => c.is_whitespace(),
    };
    let end = rest.char_indices().find(|(place, c)| ends(*place, *c)).map_or(rest.len(), |(place, _)| place);
    let (secret, rest) = rest.split_at(end);
    // Signs with which YAML ends a value stay, so that the lines still mean what they meant.
    out.extend(secret.chars().map(|c| if [',', '}', ']', '"', '\''].contains(&c) { c } else { 'x' }));
    mask(rest, out);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(text: &str) -> String {
        masked(&Source::new("x", text)).text.to_string()
    }

    #[test]
    fn addresses_are_masked_and_all_else_stays() {
        let text = "line: 3\nowners:\n  shop: {url: https://hooks.example/T0/secret, format: slack}\n  \
                    a: {url: \"https://x.example/a b secret\", contact: me} # https://y.example/secret\n  \
                    b:\n    url: hooks.example/secret\n    url_env: NAME\n  c: {url: 'secret'}\n";
        let masked = hidden(text);
        assert!(!masked.contains("secret") && !masked.contains("hooks"), "{masked}");
        assert_eq!(masked.chars().count(), text.chars().count());
        for kept in ["line: 3\n", ", format: slack}", "contact: me}", "url_env: NAME\n", "https://"] {
            assert!(masked.contains(kept), "{kept}: {masked}");
        }
    }

    #[test]
    fn no_mistake_shows_an_address() {
        let owners = BTreeMap::from([(
            "shop".to_owned(),
            Owner {
                url: serde_json::from_str("\"ftp://secret\"").unwrap(),
                url_env: Some("https://secret".into()),
                ..Owner::default()
            },
        )]);
        let found = mistakes(&owners, &Notify::default(), &Source::new("x", ""));
        assert_eq!(found.len(), 3);
        assert!(found.iter().all(|mistake| !format!("{mistake:?}{mistake}").contains("secret")));
    }
}
