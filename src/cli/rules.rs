//! From options and configuration to the rules of a run.

use super::args::RuleArgs;
use super::config::Config;
use super::{CliError, files, params};
use crate::control::{self, ControlFile, ControlSet, Known, Selection};
use crate::evaluate::Waivers;
use crate::facts;
use crate::framework::{self, Attestations, Framework, FrameworkFile};
use crate::scan::Rules;
use crate::snapshot::KindInfo;
use crate::yaml::{Broken, Mistake, Source};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// All that is known before a snapshot is: every control and framework, built in or one's own.
pub(super) struct RuleBook {
    pub config: Config,
    pub control_files: Vec<ControlFile>,
    pub frameworks: Vec<Framework>,
    framework_files: Vec<FrameworkFile>,
    own_controls: usize,
    own_frameworks: usize,
    waivers: Waivers,
    pub attestations: Attestations,
}

impl RuleBook {
    /// What is inside of the binary, and nothing of the user's.
    pub(super) fn built_in() -> Result<Self, CliError> {
        Self::with(Config::default(), &RuleArgs::default())
    }

    /// Reads everything, and says all mistakes at once.
    pub(super) fn read(args: &RuleArgs) -> Result<Self, CliError> {
        Self::with(Config::read(args.config.as_deref())?, args)
    }

    pub(super) fn with(config: Config, args: &RuleArgs) -> Result<Self, CliError> {
        let mut control_files = control::built_in();
        let built_in = control_files.len();
        for folder in config.controls.iter().chain(&args.controls) {
            control_files.extend(files::controls(folder)?);
        }
        let mut framework_files = framework::built_in();
        let built_in_frameworks = framework_files.len();
        for folder in config.frameworks.iter().chain(&args.frameworks) {
            framework_files.extend(files::frameworks(folder)?);
        }
        let named = |given: &Option<PathBuf>, configured: &Option<PathBuf>| {
            given.as_ref().or(configured.as_ref()).map(|path| files::read_source(path)).transpose()
        };
        let waivers = named(&args.waivers, &config.waivers)?;
        let attestations = named(&args.attestations, &config.attestations)?;
        let mut mistakes = Vec::new();
        let frameworks = kept(framework::load(&framework_files), &mut mistakes);
        let waivers = kept(waivers.as_ref().map_or_else(|| Ok(Waivers::default()), Waivers::parse), &mut mistakes);
        let read = |source: &Source| Attestations::parse(source, &frameworks);
        // Without frameworks, an attestation would be told that there are none.
        let source = attestations.as_ref().filter(|_| !frameworks.is_empty());
        let attestations = kept(source.map_or_else(|| Ok(Attestations::default()), read), &mut mistakes);
        let own_controls = control_files.len() - built_in;
        let own_frameworks = framework_files.len() - built_in_frameworks;
        let book = Self {
            config,
            control_files,
            frameworks,
            framework_files,
            own_controls,
            own_frameworks,
            waivers,
            attestations,
        };
        mistakes.extend(book.own_mistakes());
        mistakes.extend(book.config.rule_mistakes());
        Broken::check("file", mistakes)?;
        Ok(book)
    }

    /// The controls alone, for commands that need nothing else: frameworks take longer to read than controls.
    pub(super) fn read_controls(args: &RuleArgs) -> Result<ControlSet, CliError> {
        Self::controls_with(args, vec![]).map(|(controls, _)| controls)
    }

    /// The controls alone, with some files in the place of whatever else has their ids.
    pub(super) fn controls_with(
        args: &RuleArgs,
        own: Vec<ControlFile>,
    ) -> Result<(ControlSet, Vec<ControlFile>), CliError> {
        let config = Config::read(args.config.as_deref())?;
        let mut all = control::built_in();
        for folder in config.controls.iter().chain(&args.controls) {
            all.extend(files::controls(folder)?);
        }
        all.retain(|file| !own.iter().any(|other| other.id == file.id));
        all.extend(own);
        Ok((params::load(&all, &config)?, all))
    }

    /// Controls and frameworks of one's own are judged before they are used; the built-in ones were judged when they
    /// were built in.
    fn own_mistakes(&self) -> Vec<Mistake> {
        let own = &self.control_files[self.control_files.len() - self.own_controls..];
        let mut mistakes = Vec::new();
        kept(control::load(own, &BTreeMap::new()), &mut mistakes);
        // Without its frameworks, a control would be told that there are none.
        if self.own_controls > 0 && !self.frameworks.is_empty() {
            mistakes.extend(self.lint(own, &crate::collect::kinds()));
        }
        // A pattern of one's own that fits nothing would be a requirement that nobody ever looks at.
        if self.own_frameworks > 0 && !self.frameworks.is_empty() && mistakes.is_empty() {
            let own = &self.framework_files[self.framework_files.len() - self.own_frameworks..];
            mistakes
                .extend(self.controls().map(|all| framework::lint(own, &self.frameworks, &all)).unwrap_or_default());
        }
        mistakes
    }

    /// What is wrong with some controls.
    pub(super) fn lint(&self, files: &[ControlFile], kinds: &[KindInfo]) -> Vec<Mistake> {
        let (requirements, facts) = (framework::known(&self.frameworks), facts::fields());
        let known = Known { kinds, facts: &facts, requirements: &requirements, controls: &self.control_files };
        control::lint(files, &known)
    }

    /// What is wrong with the frameworks, seen with all controls.
    pub(super) fn lint_frameworks(&self) -> Result<Vec<Mistake>, CliError> {
        Ok(framework::lint(&self.framework_files, &self.frameworks, &self.controls()?))
    }

    /// All controls.
    pub(super) fn controls(&self) -> Result<ControlSet, CliError> {
        params::load(&self.control_files, &self.config)
    }

    /// The rules of a run: the chosen controls, and of the frameworks the chosen parts, or all.
    pub(super) fn choose(self, selection: &Selection, chosen: &[String]) -> Result<Rules, CliError> {
        let picks = framework::pick(chosen, &self.frameworks)
            .map_err(|error| CliError::input(error.to_string(), "`plimsoll frameworks list` shows all"))?;
        let all = self.controls()?;
        let mut controls = all.select(selection).map_err(|(message, help)| CliError::input(message, help))?;
        if !picks.is_empty() {
            let serving = framework::serving(&self.frameworks, &picks, &controls);
            controls.retain(|control| serving.contains(&control.id));
        }
        let Self { frameworks, waivers, attestations, config, .. } = self;
        let classification = config.classification;
        Ok(Rules { controls, frameworks, picks, waivers, attestations, classification })
    }
}

/// What was read; or nothing, and the mistakes beside those of other files.
fn kept<T: Default>(read: Result<T, Broken>, mistakes: &mut Vec<Mistake>) -> T {
    read.unwrap_or_else(|broken| {
        mistakes.extend(broken.mistakes);
        T::default()
    })
}
