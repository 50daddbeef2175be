//! How a collection goes on, told on stderr: drawn where somebody looks, and a line a minute where nobody does.

use super::out;
use crate::collect::Progress;
use crate::report::thousands;
use crate::snapshot::Region;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Faster than this, numbers only flicker.
const DRAWN_EVERY: Duration = Duration::from_millis(250);
/// The log of a long run stays short, and that of a short one empty.
const NOTED_EVERY: Duration = Duration::from_secs(60);
/// Before this, nobody can tell how long it takes.
const ESTIMATED_AFTER: Duration = Duration::from_secs(5);

pub struct Bar {
    bar: ProgressBar,
    count: Mutex<Count>,
    /// Somebody looks.
    drawn: bool,
}

/// What has been read.
struct Count {
    started: Instant,
    told: Instant,
    /// A listing is one kind in one account and region.
    planned: u64,
    done: u64,
    resources: u64,
    services: BTreeMap<String, u64>,
}

impl Bar {
    pub fn new() -> Self {
        let target = if out::is_quiet() { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(4) };
        let bar = ProgressBar::with_draw_target(None, target);
        let style = ProgressStyle::with_template("{spinner} [{bar:12}] {wide_msg}\n  {prefix}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
        bar.enable_steady_tick(DRAWN_EVERY);
        let now = Instant::now();
        let count = Count { started: now, told: now, planned: 0, done: 0, resources: 0, services: BTreeMap::new() };
        Self { bar, count: Mutex::new(count), drawn: std::io::stderr().is_terminal() }
    }

    fn count(&self) -> MutexGuard<'_, Count> {
        // Numbers on a screen are right enough, whatever befell who wrote them.
        self.count.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, count: &mut Count) {
        let every = if self.drawn { DRAWN_EVERY } else { NOTED_EVERY };
        if count.told.elapsed() < every {
            return;
        }
        count.told = Instant::now();
        let sentence = count.sentence(count.started.elapsed());
        if self.drawn {
            let columns = terminal_size::terminal_size_of(std::io::stderr()).map_or(80, |(width, _)| width.0);
            self.bar.set_message(sentence);
            self.bar.set_prefix(count.by_service(usize::from(columns).saturating_sub(3)));
        } else {
            out::note(&sentence);
        }
    }
}

impl Count {
    /// How far it is, and how long it may take.
    fn sentence(&self, elapsed: Duration) -> String {
        let done = format!("{} of {} listings", thousands(self.done), thousands(self.planned));
        let found = format!("{} resources", thousands(self.resources));
        [done, found].into_iter().chain(self.left(elapsed)).collect::<Vec<_>>().join(", ")
    }

    /// By how long a listing took until now; nothing before there were some.
    fn left(&self, elapsed: Duration) -> Option<String> {
        // One listing in twenty says something of the others.
        if elapsed < ESTIMATED_AFTER || self.done * 20 < self.planned || self.done == 0 {
            return None;
        }
        let left = elapsed.as_secs_f64() / self.done as f64 * self.planned.saturating_sub(self.done) as f64;
        Some(match left {
            left if left < 60.0 => "under a minute left".to_owned(),
            left => format!("about {} min left", thousands((left / 60.0).ceil() as u64)),
        })
    }

    /// What was found most of, as far as there is room.
    fn by_service(&self, room: usize) -> String {
        let mut services: Vec<(&str, u64)> = self.services.iter().map(|(name, n)| (name.as_str(), *n)).collect();
        services.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let mut out = String::new();
        for (name, n) in services {
            let part = format!("{}{name} {}", if out.is_empty() { "" } else { " · " }, thousands(n));
            if out.chars().count() + part.chars().count() > room {
                break;
            }
            out.push_str(&part);
        }
        out
    }
}

impl Progress for Bar {
    fn planned(&self, places: u64) {
        let mut count = self.count();
        count.planned += places;
        self.bar.set_length(count.planned);
    }

    fn resource(&self, kind: &str) {
        let service = kind.split('_').next().unwrap_or(kind);
        let mut count = self.count();
        count.resources += 1;
        match count.services.get_mut(service) {
            Some(n) => *n += 1,
            None => drop(count.services.insert(service.to_owned(), 1)),
        }
    }

    fn finished(&self, _: &str, _: &Region) {
        self.bar.inc(1);
        let mut count = self.count();
        count.done += 1;
        self.tell(&mut count);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(planned: u64, done: u64) -> Count {
        let services = [("ec2", 4120), ("iam", 830), ("s3", 830)].map(|(name, n)| (name.to_owned(), n)).into();
        let now = Instant::now();
        Count { started: now, told: now, planned, done, resources: 5780, services }
    }

    #[test]
    fn time_is_estimated_when_something_is_known_of_it() {
        let left = |planned, done, seconds| count(planned, done).left(Duration::from_secs(seconds));
        assert_eq!(left(1000, 500, 4), None);
        assert_eq!(left(1000, 40, 60), None);
        assert_eq!(left(1000, 0, 60), None);
        assert_eq!(left(1000, 100, 30).as_deref(), Some("about 5 min left"));
        assert_eq!(left(1000, 900, 300).as_deref(), Some("under a minute left"));
        let said = count(1224, 340).sentence(Duration::from_secs(60));
        assert_eq!(said, "340 of 1,224 listings, 5,780 resources, about 3 min left");
    }

    #[test]
    fn services_are_named_as_far_as_there_is_room() {
        assert_eq!(count(1, 1).by_service(80), "ec2 4,120 · iam 830 · s3 830");
        assert_eq!(count(1, 1).by_service(20), "ec2 4,120 · iam 830");
        assert_eq!(count(1, 1).by_service(3), "");
    }
}
