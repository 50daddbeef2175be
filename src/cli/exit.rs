//! Exit codes, for scripts. They are part of the interface: a number never changes its meaning.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done, and nothing is over the line.
    Fine,
    /// A gate was passed: a load is over its line, or a finding, or a new one, is at or above a band; for `controls lint`
    /// and `controls test`: a control is not right; for `waivers check --strict`: a waiver wants attention.
    OverTheLine,
    /// The command could not run: bad input, no credentials, an unreachable API, a full disk, Ctrl-C.
    CouldNotRun,
    /// With `--strict`: something could not be read, so that the answer is incomplete. Being over the line goes first.
    Incomplete,
}

impl Exit {
    /// Number and meaning, for the reference.
    pub const ALL: [(Self, u8, &'static str); 4] = [
        (
            Self::Fine,
            0,
            "done; below each line, no finding at or above --fail-on, and no new one at or above --fail-on-new",
        ),
        (
            Self::OverTheLine,
            1,
            "over a line, or a finding at or above --fail-on, or a new one at or above --fail-on-new; a control is not right \
             (lint, test); a waiver wants attention (waivers check --strict)",
        ),
        (Self::CouldNotRun, 2, "could not run: bad input, no credentials, unreachable, disk full, interrupted"),
        (Self::Incomplete, 3, "with --strict: something could not be read"),
    ];

    pub fn code(self) -> u8 {
        Self::ALL.iter().find(|(exit, _, _)| *exit == self).map_or(2, |(_, code, _)| *code)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
