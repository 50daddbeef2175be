//! What can be looked at.

/// Each is a page; and a line of another page that leads to it. Numbers are places in the view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Start,
    Fixes,
    Fix(usize),
    Findings,
    Finding(usize),
    Paths,
    Path(usize),
    Frameworks,
    Framework(usize),
    /// Of a framework, a requirement.
    Requirement(usize, usize),
    BlindSpots,
    BlindSpot(usize),
}

impl Place {
    /// The pages from which all others are reached, in the order of their numbers on the keyboard.
    pub(super) const TABS: [Self; 6] =
        [Self::Start, Self::Fixes, Self::Findings, Self::Paths, Self::Frameworks, Self::BlindSpots];

    /// What a tab is called; pages that are no tab are called after what they show.
    pub(super) fn tab(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Fixes | Self::Fix(_) => "fixes",
            Self::Findings | Self::Finding(_) => "findings",
            Self::Paths | Self::Path(_) => "paths",
            Self::Frameworks | Self::Framework(_) | Self::Requirement(..) => "frameworks",
            Self::BlindSpots | Self::BlindSpot(_) => "blind spots",
        }
    }
}
