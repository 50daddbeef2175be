//! `plimsoll.yaml`: what a company has decided.

use super::CliError;
use crate::facts::Classification;
use crate::risk::{Band, DueDays};
use crate::snapshot::Value;
use crate::trend::FiscalYear;
use crate::yaml::{Broken, Source};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// All of it may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Folders of controls of one's own.
    pub controls: Vec<PathBuf>,
    /// Folders of frameworks of one's own.
    pub frameworks: Vec<PathBuf>,
    /// A file of waivers.
    pub waivers: Option<PathBuf>,
    /// A folder of snapshots.
    pub history: Option<PathBuf>,
    /// How much load the estate may carry.
    pub line: Option<f64>,
    /// Days until a finding is overdue, by band.
    pub due_days: DueDays,
    /// Exit with 1 if a finding is at or above this band.
    pub fail_on: Option<Band>,
    /// Parameters of controls, by control id.
    pub params: BTreeMap<String, Value>,
    /// What data, importance and owners are known by.
    pub classification: Classification,
    /// When the fiscal year starts.
    pub fiscal_year: FiscalYear,
}

/// Where configuration is looked for if nobody says.
const DEFAULT: &str = "plimsoll.yaml";

impl Config {
    /// Reads the file that was named, or the default one where it exists. Paths in it start from its folder.
    pub fn read(named: Option<&Path>) -> Result<Self, CliError> {
        let path = match named {
            Some(path) => path.to_owned(),
            None if Path::new(DEFAULT).is_file() => PathBuf::from(DEFAULT),
            None => return Ok(Self::default()),
        };
        let source = super::read_source(&path)?;
        let mut config: Self = source.parse().map_err(|mistake| Broken::new("configuration file", vec![mistake]))?;
        config.check(&source)?;
        config.root_at(path.parent().unwrap_or(Path::new("")));
        Ok(config)
    }

    fn check(&self, source: &Source) -> Result<(), Broken> {
        let mut mistakes = Vec::new();
        if self.line.is_some_and(|line| !line.is_finite() || line < 0.0) {
            mistakes.push(source.mistake("`line` must be a number that is not negative"));
        }
        Broken::check("configuration file", mistakes)
    }

    fn root_at(&mut self, folder: &Path) {
        let paths = self.controls.iter_mut().chain(&mut self.frameworks).chain(&mut self.waivers);
        for path in paths.chain(&mut self.history) {
            *path = folder.join(&*path);
        }
    }
}
