//! From options and configuration to the rules of a run.

use super::args::RuleArgs;
use super::config::Config;
use super::{CliError, files};
use crate::control::{self, ControlFile, ControlSet, Known, Selection};
use crate::evaluate::Waivers;
use crate::facts;
use crate::framework::{self, Framework, FrameworkFile, KnownRequirements};
use crate::scan::Rules;
use crate::snapshot::{KindInfo, Value};
use crate::yaml::{Broken, Mistake, nearest};
use std::collections::BTreeMap;

/// All that is known before a snapshot is: every control and framework, built in or one's own.
pub(super) struct RuleBook {
    pub config: Config,
    pub control_files: Vec<ControlFile>,
    pub frameworks: Vec<Framework>,
    framework_files: Vec<FrameworkFile>,
    own_controls: usize,
    waivers: Waivers,
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

    fn with(config: Config, args: &RuleArgs) -> Result<Self, CliError> {
        let mut control_files = control::built_in();
        let built_in = control_files.len();
        for folder in config.controls.iter().chain(&args.controls) {
            control_files.extend(files::controls(folder)?);
        }
        let mut framework_files = framework::built_in();
        for folder in config.frameworks.iter().chain(&args.frameworks) {
            framework_files.extend(files::frameworks(folder)?);
        }
        let frameworks = framework::load(&framework_files)?;
        let waivers = match args.waivers.as_ref().or(config.waivers.as_ref()) {
            Some(path) => Waivers::parse(&files::read_source(path)?)?,
            None => Waivers::default(),
        };
        let own_controls = control_files.len() - built_in;
        let book = Self { config, control_files, frameworks, framework_files, own_controls, waivers };
        book.lint_own()?;
        Ok(book)
    }

    /// The controls alone, for commands that need nothing else: frameworks take longer to read than controls.
    pub(super) fn read_controls(args: &RuleArgs) -> Result<ControlSet, CliError> {
        let config = Config::read(args.config.as_deref())?;
        let mut all = control::built_in();
        for folder in config.controls.iter().chain(&args.controls) {
            all.extend(files::controls(folder)?);
        }
        load(&all, &config.params)
    }

    /// Controls of one's own are judged before they are used; the built-in ones were judged when they were built in.
    fn lint_own(&self) -> Result<(), CliError> {
        if self.own_controls == 0 {
            return Ok(());
        }
        let own = &self.control_files[self.control_files.len() - self.own_controls..];
        Ok(Broken::check("control", self.lint(own, &crate::collect::kinds()))?)
    }

    /// What is wrong with some controls.
    pub(super) fn lint(&self, files: &[ControlFile], kinds: &[KindInfo]) -> Vec<Mistake> {
        let known = KnownRequirements::new(&self.frameworks);
        let facts = facts::fields();
        control::lint(files, &Known { kinds, facts: &facts, requirements: &known.ids, replaced: &known.withdrawn })
    }

    /// What is wrong with the frameworks, seen with all controls.
    pub(super) fn lint_frameworks(&self) -> Vec<Mistake> {
        let controls: Vec<&str> = self.control_files.iter().map(|file| file.id.as_str()).collect();
        framework::lint(&self.framework_files, &controls)
    }

    /// All controls.
    pub(super) fn controls(&self) -> Result<ControlSet, CliError> {
        load(&self.control_files, &self.config.params)
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
        let Self { frameworks, waivers, config, .. } = self;
        Ok(Rules { controls, frameworks, picks, waivers, classification: config.classification })
    }
}

/// All controls, with the user's own values for their parameters.
fn load(files: &[ControlFile], params: &BTreeMap<String, Value>) -> Result<ControlSet, CliError> {
    if !params.is_empty() {
        let plain = control::load(files, &BTreeMap::new())?;
        params.iter().try_for_each(|(id, values)| there_are(&plain, id, values))?;
    }
    Ok(control::load(files, params)?)
}

/// A value for a parameter that there is not would silently change nothing.
fn there_are(controls: &ControlSet, id: &str, values: &Value) -> Result<(), CliError> {
    let refuse = |message: String, name: &str, known: Vec<&str>| {
        let help = nearest(name, known.iter().copied()).map(|near| format!("did you mean `{near}`?"));
        let help = help.unwrap_or_else(|| format!("`plimsoll controls show {id}` shows its parameters"));
        CliError::input(format!("`params` of the configuration: {message}"), help)
    };
    let Some(control) = controls.get(id) else {
        let ids = controls.controls().iter().map(|control| control.id.as_str()).collect();
        return Err(refuse(format!("there is no control `{id}`"), id, ids));
    };
    let Some(values) = values.as_object() else {
        return Err(CliError::input(
            format!("`params` of the configuration: `{id}` needs its parameters by name"),
            format!("such as `{id}: {{name: value}}`"),
        ));
    };
    let known: Vec<&str> =
        control.params.as_object().into_iter().flat_map(|own| own.iter().map(|(name, _)| name)).collect();
    match values.iter().find(|(name, _)| !known.contains(name)) {
        Some((name, _)) => Err(refuse(format!("`{id}` has no parameter `{name}`"), name, known)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::Source;

    fn with(yaml: &str) -> Result<ControlSet, CliError> {
        let params = Source::new("params.yaml", yaml).parse::<BTreeMap<String, Value>>().unwrap();
        load(&control::built_in(), &params)
    }

    #[test]
    fn a_parameter_that_there_is_not_is_refused() {
        let set = with("iam/user-access-key-age: {days: 60}").unwrap();
        assert_eq!(set.get("iam/user-access-key-age").unwrap().params.at("days").as_int(), Some(60));
        for (yaml, message) in [
            ("iam/user-access-key-agee: {days: 60}", "there is no control `iam/user-access-key-agee`"),
            ("iam/user-access-key-age: {dayz: 60}", "has no parameter `dayz`"),
            ("iam/user-access-key-age: 60", "needs its parameters by name"),
        ] {
            let error = with(yaml).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
    }
}
