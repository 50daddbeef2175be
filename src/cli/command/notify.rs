//! `--notify`: what is new or overdue, told to the channels of those whom it concerns. It never changes how a scan ends.

use super::super::channels::{Channel, Notify, Owner};
use super::super::config::Config;
use super::super::earlier::Comparison;
use super::super::{CliError, out, webhook};
use crate::report::{News, Notice, View};
use std::collections::{BTreeMap, BTreeSet};

/// Who is told.
pub(super) struct Channels {
    owners: BTreeMap<String, Owner>,
    notify: Notify,
}

impl Channels {
    pub(super) fn of(config: &Config) -> Self {
        Self { owners: config.owners.clone(), notify: config.notify.clone() }
    }

    /// Sends at most one message to each owner with a channel, and one to the channel of the others.
    pub(super) fn tell(&self, view: &View<'_>, compared: &Result<Option<Comparison<'_>>, CliError>) {
        let compared = match compared {
            Ok(Some(compared)) => Some(compared),
            Ok(None) => {
                out::note("only what is overdue is told: without a history nothing can be called new");
                None
            }
            Err(error) => {
                out::note(&format!("only what is overdue is told: {error}"));
                None
            }
        };
        let since = compared.and_then(|compared| compared.with.as_deref());
        let new = compared.filter(|_| since.is_some()).map(new).unwrap_or_default();
        let news = News { band: self.notify.band, since, new };
        for (name, owner) in &self.owners {
            if let Some(channel) = owner.channel() {
                let notice = Notice::of(view, &news, |of| of == Some(name.as_str()));
                let contact = owner.contact.as_deref();
                send(
                    &channel,
                    &format!("the channel of {name}"),
                    &Notice { owner: Some(name.as_str()), contact, ..notice },
                );
            }
        }
        let rest = Notice::of(view, &news, |owner| !self.has_channel(owner));
        match self.notify.channel() {
            Some(channel) => send(&channel, "the channel of `notify`", &rest),
            None if rest.is_empty() => {}
            None => out::note(&format!(
                "nobody was told of {}: `notify` in plimsoll.yaml has neither url_env nor url",
                rest.sentence()
            )),
        }
    }

    fn has_channel(&self, owner: Option<&str>) -> bool {
        owner.and_then(|name| self.owners.get(name)).is_some_and(|owner| owner.channel().is_some())
    }
}

/// What counts now and did not before: also what came into sight, and what is no longer waived.
fn new(compared: &Comparison<'_>) -> BTreeSet<String> {
    let fresh = &compared.fresh;
    let all = [&fresh.new, &fresh.unseen, &fresh.unwaived].into_iter().flatten();
    all.map(|(fingerprint, _)| (*fingerprint).to_owned()).collect()
}

/// The report is written already: what cannot be sent is a note.
fn send(channel: &Channel<'_>, whose: &str, notice: &Notice<'_>) {
    if notice.is_empty() {
        return;
    }
    let message = channel.format.message(notice).to_string();
    let sent = channel.address().and_then(|address| webhook::send(&address, message.as_bytes()));
    match sent {
        Ok(()) => out::note(&format!("{whose} was told of {}", notice.sentence())),
        Err(why) => out::note(&format!("{whose} could not be told of {}: {why}", notice.sentence())),
    }
}
