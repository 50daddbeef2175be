//! What was decided: by options, by `line`, `fail_on` and `fail_on_new` of plimsoll.yaml, and by `gates:` there, of which
//! each is about an owner or an account.

use super::super::CliError;
use super::super::args::GateArgs;
use super::super::config::Config;
use crate::risk::Band;
use crate::snapshot::glob;
use crate::trend::Seen;
use crate::yaml::{Mistake, Source, Spanned};
use serde::Deserialize;

/// A line of `gates:`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GateRule {
    /// An owner, with `*` and `?`; the empty name is what nobody owns.
    pub owner: Option<String>,
    /// An account's id, with `*` and `?`.
    pub account: Option<String>,
    /// How much load each of them may carry.
    pub line: Option<f64>,
    pub fail_on: Option<Band>,
    pub fail_on_new: Option<Band>,
}

/// What may not be passed.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Bounds {
    pub line: Option<f64>,
    pub fail_on: Option<Band>,
    pub fail_on_new: Option<Band>,
}

/// Whom bounds are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Whom {
    Estate,
    Owner(String),
    Account(String),
}

/// All gates of a run.
#[derive(Debug, Clone, Default)]
pub struct Gates {
    pub(super) all: Vec<(Whom, Bounds)>,
    pub(super) strict: bool,
}

impl Gates {
    pub fn of(args: &GateArgs, config: &Config) -> Self {
        let estate = Bounds {
            line: args.line.or(config.limit()),
            fail_on: args.fail_on.map(Band::from).or(config.fail_on),
            fail_on_new: args.fail_on_new.map(Band::from).or(config.fail_on_new),
        };
        let others = config.gates.iter().filter_map(|gate| gate.value.whom().zip(Some(gate.value.bounds())));
        Self { all: std::iter::once((Whom::Estate, estate)).chain(others).collect(), strict: args.strict }
    }

    /// How much load the estate may carry.
    pub fn line(&self) -> Option<f64> {
        self.all.iter().find(|(whom, _)| *whom == Whom::Estate).and_then(|(_, bounds)| bounds.line)
    }

    /// Whether nothing can make the run end with another code than 0.
    pub fn are_open(&self) -> bool {
        !self.strict && self.all.iter().all(|(_, bounds)| *bounds == Bounds::default())
    }

    /// Whether something is to be told apart as new.
    pub fn ask_for_new(&self) -> bool {
        self.least_new().is_some()
    }

    /// The lowest band at which a new finding matters to any of them.
    pub(super) fn least_new(&self) -> Option<Band> {
        self.all.iter().filter_map(|(_, bounds)| bounds.fail_on_new).min()
    }

    /// Refuses what could not be judged, before an estate is read for it.
    pub fn check(&self, args: &GateArgs, notify: bool, has_history: bool) -> Result<(), CliError> {
        match (self.least_new(), &args.baseline) {
            (None, Some(_)) if !notify => {
                let help = "give --fail-on-new BAND, `fail_on_new:` in plimsoll.yaml, or --notify";
                Err(CliError::input("a baseline changes nothing where nobody asks for new findings", help))
            }
            (Some(_), None) if !has_history => Err(nothing_to_compare()),
            _ => Ok(()),
        }
    }
}

pub(super) fn nothing_to_compare() -> CliError {
    CliError::input(
        "findings can only be new against something",
        "give --history DIR or --baseline FILE beside --fail-on-new, or `history:` in plimsoll.yaml",
    )
}

impl Whom {
    pub fn is_about(&self, seen: &Seen) -> bool {
        match self {
            Self::Estate => true,
            Self::Owner(pattern) => glob(pattern, seen.owner.as_deref().unwrap_or_default()),
            Self::Account(pattern) => glob(pattern, &seen.account),
        }
    }
}

impl GateRule {
    fn whom(&self) -> Option<Whom> {
        let owner = self.owner.clone().map(Whom::Owner);
        owner.or_else(|| self.account.clone().map(Whom::Account))
    }

    fn bounds(&self) -> Bounds {
        Bounds { line: self.line, fail_on: self.fail_on, fail_on_new: self.fail_on_new }
    }

    /// What is wrong with some.
    pub fn lint(gates: &[Spanned<Self>], source: &Source) -> Vec<Mistake> {
        let mistake = |gate: &Spanned<Self>| {
            let (message, help) = gate.value.problem()?;
            Some(source.mistake_at(gate, message, "this").help(help))
        };
        gates.iter().filter_map(mistake).collect()
    }

    fn problem(&self) -> Option<(&'static str, &'static str)> {
        if self.owner.is_some() == self.account.is_some() {
            return Some((
                "a gate is about one owner or one account",
                "give `owner` or `account`; `line`, `fail_on` and `fail_on_new` outside of `gates` are about the estate",
            ));
        }
        if self.bounds() == Bounds::default() {
            return Some(("a gate without a bound never closes", "give `line`, `fail_on` or `fail_on_new`"));
        }
        if self.line.is_some_and(|line| !line.is_finite() || line < 0.0) {
            return Some(("`line` must be a number that is not negative", "such as `line: 500`"));
        }
        let id = |text: &String| text.len() <= 12 && text.bytes().all(|byte| b"*?0123456789".contains(&byte));
        if self.account.as_ref().is_some_and(|account| !id(account)) {
            return Some(("`account` is no account's id", "an id has twelve digits; `*` and `?` may stand for some"));
        }
        None
    }
}
