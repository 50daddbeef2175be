//! `plimsoll.yaml`: what a company has decided.

use super::CliError;
use super::channels::{self, Notify, Owner};
use super::gate::GateRule;
use super::history::HistorySettings;
use crate::facts::Classification;
use crate::risk::{Band, DueDays};
use crate::snapshot::Value;
use crate::trend::{FiscalYear, Terms};
use crate::yaml::{Broken, Mistake, Source, Spanned};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// All of it may be left out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Folders of controls of one's own.
    pub controls: Vec<PathBuf>,
    /// Folders of frameworks of one's own.
    pub frameworks: Vec<PathBuf>,
    /// A file of waivers.
    pub waivers: Option<PathBuf>,
    /// A file of attestations.
    pub attestations: Option<PathBuf>,
    /// Where snapshots are kept, and how many.
    pub history: HistorySettings,
    /// How much load the estate may carry.
    pub line: Option<Spanned<f64>>,
    /// Days until a finding is overdue, by band.
    pub due_days: DueDays,
    /// Exit with 1 if a finding is at or above this band.
    pub fail_on: Option<Band>,
    /// Exit with 1 if a finding is new, and at or above this band.
    pub fail_on_new: Option<Band>,
    /// Bounds for owners and accounts.
    pub gates: Vec<Spanned<GateRule>>,
    /// Who owns parts of the estate, and where they are told of news.
    pub owners: BTreeMap<String, Owner>,
    /// What is told, and where all others are told.
    pub notify: Notify,
    /// Parameters of controls, by control id.
    pub params: BTreeMap<String, Spanned<Value>>,
    /// What data, importance and owners are known by.
    pub classification: Classification,
    /// When the fiscal year starts.
    pub fiscal_year: FiscalYear,
    /// Days after which evidence is stale.
    pub stale_after_days: u32,
    /// The text of all this, to point into, without the addresses in it.
    #[serde(skip)]
    pub source: Option<Source>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            controls: vec![],
            frameworks: vec![],
            waivers: None,
            attestations: None,
            history: HistorySettings::default(),
            line: None,
            due_days: DueDays::default(),
            fail_on: None,
            fail_on_new: None,
            gates: vec![],
            owners: BTreeMap::new(),
            notify: Notify::default(),
            params: BTreeMap::new(),
            classification: Classification::default(),
            fiscal_year: FiscalYear::default(),
            stale_after_days: Terms::default().stale_after,
            source: None,
        }
    }
}

/// Where configuration is looked for if nobody says.
const DEFAULT: &str = "plimsoll.yaml";

/// The text is wrong where its addresses are, which are not shown.
const UNQUOTED: &str = "an address in it is not written as YAML wants it: put it in quotes";

impl Config {
    /// Reads the file that was named, or the default one where it exists. Paths in it start from its folder.
    pub fn read(named: Option<&Path>) -> Result<Self, CliError> {
        let path = match named {
            Some(path) => path.to_owned(),
            None if Path::new(DEFAULT).is_file() => PathBuf::from(DEFAULT),
            None => return Ok(Self::default()),
        };
        let written = super::read_source(&path)?;
        // Mistakes are shown with their lines, and an address in one of them is a secret.
        let source = channels::masked(&written);
        let mistakes = |_| {
            Broken::new(
                "configuration file",
                source.parse::<Self>().err().unwrap_or_else(|| vec![source.mistake(UNQUOTED)]),
            )
        };
        let mut config: Self = written.parse().map_err(mistakes)?;
        config.check(&source)?;
        config.root_at(path.parent().unwrap_or(Path::new("")));
        config.source = Some(source);
        Ok(config)
    }

    /// How much load the estate may carry.
    pub fn limit(&self) -> Option<f64> {
        self.line.as_ref().map(|line| line.value)
    }

    /// What is wrong with the rules of its classification.
    pub fn rule_mistakes(&self) -> Vec<Mistake> {
        let source = self.source.as_ref().filter(|_| !self.classification.rules.is_empty());
        source.map(|source| self.classification.lint(source, &crate::collect::kinds())).unwrap_or_default()
    }

    fn check(&self, source: &Source) -> Result<(), Broken> {
        let wrong = self.line.as_ref().filter(|line| !line.value.is_finite() || line.value < 0.0);
        let mistake = |line| source.mistake_at(line, "`line` must be a number that is not negative", "this");
        let wrong = wrong.map(mistake).into_iter().chain(GateRule::lint(&self.gates, source));
        let wrong = wrong.chain(channels::mistakes(&self.owners, &self.notify, source)).collect();
        Broken::check("configuration file", wrong)
    }

    fn root_at(&mut self, folder: &Path) {
        let paths =
            self.controls.iter_mut().chain(&mut self.frameworks).chain(&mut self.waivers).chain(&mut self.attestations);
        for path in paths {
            *path = folder.join(&*path);
        }
        if let Some(place) = &mut self.history.place {
            place.rooted_at(folder);
        }
    }
}
