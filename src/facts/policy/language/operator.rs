//! Operators of conditions.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

/// Such as `ForAnyValue:StringNotLikeIfExists`, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operator {
    pub test: Test,
    /// Whether it asks for what does not match. A key that is not there does not.
    pub negated: bool,
    pub quantifier: Option<Quantifier>,
    /// Whether it holds where the key is not there.
    pub if_exists: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    String,
    StringIgnoreCase,
    StringLike,
    Number(Compare),
    Date(Compare),
    Bool,
    Binary,
    Address,
    /// `ArnEquals` and `ArnLike` are the same.
    Arn,
    /// Whether the key is not there.
    Null,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// For keys of several values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// Holds where there is no value.
    All,
    /// Holds only where there is one.
    Any,
}

impl Operator {
    /// None for what AWS does not document. Case does not matter.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        let (quantifier, rest) = match text.split_once(':') {
            Some(("forallvalues", rest)) => (Some(Quantifier::All), rest),
            Some(("foranyvalue", rest)) => (Some(Quantifier::Any), rest),
            Some(_) => return None,
            None => (None, text.as_str()),
        };
        let (name, if_exists) = rest.strip_suffix("ifexists").map_or((rest, false), |name| (name, true));
        let (test, negated) = test(name)?;
        let bare = quantifier.is_none() && !if_exists;
        (test != Test::Null || bare).then_some(Self { test, negated, quantifier, if_exists })
    }
}

fn test(name: &str) -> Option<(Test, bool)> {
    Some(match name {
        "stringequals" => (Test::String, false),
        "stringnotequals" => (Test::String, true),
        "stringequalsignorecase" => (Test::StringIgnoreCase, false),
        "stringnotequalsignorecase" => (Test::StringIgnoreCase, true),
        "stringlike" => (Test::StringLike, false),
        "stringnotlike" => (Test::StringLike, true),
        "bool" => (Test::Bool, false),
        "binaryequals" => (Test::Binary, false),
        "ipaddress" => (Test::Address, false),
        "notipaddress" => (Test::Address, true),
        "arnequals" | "arnlike" => (Test::Arn, false),
        "arnnotequals" | "arnnotlike" => (Test::Arn, true),
        "null" => (Test::Null, false),
        _ => {
            return name.strip_prefix("numeric").map_or_else(
                || name.strip_prefix("date").and_then(|how| compare(how, Test::Date)),
                |how| compare(how, Test::Number),
            );
        }
    })
}

fn compare(how: &str, test: fn(Compare) -> Test) -> Option<(Test, bool)> {
    let (compare, negated) = match how {
        "equals" => (Compare::Equal, false),
        "notequals" => (Compare::Equal, true),
        "lessthan" => (Compare::Less, false),
        "lessthanequals" => (Compare::LessOrEqual, false),
        "greaterthan" => (Compare::Greater, false),
        "greaterthanequals" => (Compare::GreaterOrEqual, false),
        _ => return None,
    };
    Some((test(compare), negated))
}
