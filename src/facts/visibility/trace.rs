//! The traces that there are, and what a resource leaves of them.

use crate::facts::Span;
use crate::snapshot::Value;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A trace, and the field by which a check asks for it: one list of both.
macro_rules! traces {
    ($($(#[doc = $doc:literal])+ $Trace:ident => $field:ident,)*) => {
        /// What a resource may leave behind.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Trace {
            $($(#[doc = $doc])+ $Trace,)*
        }

        impl Trace {
            pub const ALL: &'static [Self] = &[$(Self::$Trace),*];

            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$Trace => stringify!($field),)*
                }
            }
        }

        /// What a check can name under `facts.visibility`. Any of it may be unread.
        #[derive(Serialize, JsonSchema)]
        pub struct Named {
            /// How much is left: nothing, a part, or all that resources of its kind can leave.
            level: Level,
            /// The traces that are not left, sorted. Unread where any of them is.
            gaps: Vec<Trace>,
            $($(#[doc = $doc])+ $field: Option<bool>,)*
        }
    };
}

traces! {
    /// A trail records what is done to it, reads and writes; null where none could.
    ApiActivity => api_activity,
    /// AWS Config records how it is set up; null where it records a choice of types, or the resource lives in no region.
    ConfigurationHistory => configuration_history,
    /// A trail records what is done inside of it: to the objects of a bucket, the items of a table, or each call of a
    /// function; null for other kinds.
    DataEvents => data_events,
    /// Flow logs record the traffic, let in and refused; null for kinds that are no part of a network.
    FlowLogs => flow_logs,
    /// Each request is logged; null for kinds without a log of requests.
    AccessLogs => access_logs,
    /// The output of all containers goes to a log; null for other kinds.
    ContainerLogs => container_logs,
    /// Container Insights gathers what a cluster does; null for other kinds.
    ContainerInsights => container_insights,
    /// The control plane of a cluster logs its API, what is done through it and who signs in; null for other kinds.
    ControlPlaneLogs => control_plane_logs,
    /// The log group that a function writes to is there; null for other kinds.
    FunctionLogs => function_logs,
    /// A database logs who does what, where its engine can; null for other kinds.
    DatabaseLogs => database_logs,
    /// The queries of a public zone are logged; null for other kinds.
    QueryLogs => query_logs,
    /// A firewall logs what it sees; null for other kinds.
    FirewallLogs => firewall_logs,
    /// Runs are logged: of state machines, builds, jobs, models; null for other kinds.
    RunLogs => run_logs,
    /// GuardDuty watches over it, with the protection that its kind needs; null for kinds that it does not know.
    ThreatDetection => threat_detection,
}

/// How much of what could be recorded is recorded. In rising order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Nothing.
    None,
    /// Some, and not all.
    Partial,
    /// All.
    Full,
}

/// The traces that a resource's kind can leave, each with whether it is left. Others are no matter of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Visibility(BTreeMap<Trace, Span<bool>>);

impl FromIterator<(Trace, Span<bool>)> for Visibility {
    fn from_iter<I: IntoIterator<Item = (Trace, Span<bool>)>>(traces: I) -> Self {
        Self(traces.into_iter().collect())
    }
}

impl Visibility {
    pub fn trace(&self, trace: Trace) -> Option<&Span<bool>> {
        self.0.get(&trace)
    }

    /// Known as soon as one trace is left and another is not, whatever is unread.
    pub fn level(&self) -> Span<Level> {
        let level = |of: fn(&Span<bool>) -> bool| match self.0.values().filter(|trace| of(trace)).count() {
            0 => Level::None,
            left if left == self.0.len() => Level::Full,
            _ => Level::Partial,
        };
        let (low, high) = (level(|trace| trace.low), level(|trace| trace.high));
        let unread = self.0.values().find_map(|trace| trace.unread.clone()).filter(|_| low != high);
        let because = self.0.values().filter(|trace| !trace.low).flat_map(|trace| trace.because.clone());
        Span { low, high, because: because.collect(), unread }
    }

    /// The traces that are not left, or may not be.
    pub fn gaps(&self) -> Span<Vec<Trace>> {
        let gaps = |of: fn(&Span<bool>) -> bool| -> Vec<Trace> {
            self.0.iter().filter(|(_, span)| !of(span)).map(|(trace, _)| *trace).collect()
        };
        let level = self.level();
        let unread = self.0.values().find_map(|trace| trace.unread.clone());
        Span { low: gaps(|span| span.low), high: gaps(|span| span.high), because: level.because, unread }
    }

    /// As a check sees it: each trace by itself, so that only what it asks for can keep it from an answer.
    pub(in crate::facts) fn to_value(&self) -> Value {
        let summary = [("level", self.level().to_value()), ("gaps", self.gaps().to_value())];
        let traces = Trace::ALL.iter().map(|trace| {
            let value = match self.trace(*trace) {
                Some(Span { unread: Some(unread), .. }) => Value::Unread(Arc::clone(unread)),
                Some(span) => Value::Bool(span.low),
                None => Value::Null,
            };
            (trace.as_str(), value)
        });
        Value::Object(summary.into_iter().chain(traces).map(|(name, value)| (name.into(), value)).collect())
    }
}
