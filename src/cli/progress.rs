//! How a collection goes on, drawn on stderr. Nothing is drawn where nobody looks.

use crate::collect::Progress;
use crate::snapshot::Region;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

pub struct Bar {
    bar: ProgressBar,
    resources: AtomicU64,
}

impl Bar {
    pub fn new() -> Self {
        let quiet = super::out::is_quiet();
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(8) };
        let bar = ProgressBar::with_draw_target(None, target);
        let style = ProgressStyle::with_template("{spinner} [{bar:30}] {pos}/{len} {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { bar, resources: AtomicU64::new(0) }
    }
}

impl Progress for Bar {
    fn planned(&self, places: u64) {
        self.bar.inc_length(places);
    }

    fn resource(&self) {
        self.resources.fetch_add(1, Ordering::Relaxed);
    }

    fn finished(&self, kind: &str, region: &Region) {
        self.bar.inc(1);
        let resources = self.resources.load(Ordering::Relaxed);
        self.bar.set_message(format!("{resources} resources, last {kind} in {region}"));
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
