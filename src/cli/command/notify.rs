//! `--notify`: what is new or overdue, told to the channels of those whom it concerns. It never changes how a scan ends.

use super::super::channels::{Channel, Notify, Owner};
use super::super::config::Config;
use super::super::{out, webhook};
use crate::evaluate::Keep;
use crate::report::{News, Notice, View};
use crate::scan::{Scan, scan};
use crate::snapshot::Snapshot;
use crate::trend::{What, diff};
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

    /// Sends at most one message to each owner with a channel, and one to the channel of the others. `before` is the last
    /// snapshot of the history, as it was before this one.
    pub(super) fn tell(&self, view: &View<'_>, judged: &Scan<'_>, before: Option<&Snapshot>) {
        let before = before.filter(|before| before.header.taken_at < judged.snapshot.header.taken_at);
        if before.is_none() {
            out::note(
                "there is no earlier snapshot in a history, so that nothing can be called new: only what is overdue is told",
            );
        }
        let new = before.map(|before| new(judged, before)).unwrap_or_default();
        let news = News { band: self.notify.band, since: before.map(|before| before.header.id.as_str()), new };
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

/// What counts now and did not before, by the same rules: also what came into sight, and what is no longer waived.
fn new(judged: &Scan<'_>, before: &Snapshot) -> BTreeSet<String> {
    let was = scan(before, judged.rules, Keep::Problems).picture();
    let changes = diff(&was, &judged.picture()).changes.into_iter();
    let new = changes.filter(|change| matches!(change.what, What::New | What::CameIntoSight | What::Unwaived));
    new.map(|change| change.fingerprint).collect()
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
