//! Conditions.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use super::context::Context;
use super::document::Condition;
use super::text::{Piece, filled, fits, fits_arn, pattern, plain};
use chrono::{DateTime, NaiveDate};
use ipnet::IpNet;
use std::net::IpAddr;

/// How the values of a key are taken together.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>
enum Set {
    /// No word before the operator.
    One,
    ForAllValues,
    ForAnyValue,
}

/// Chosen: names of operators are read without regard to case, and one that AWS does not know holds never.
pub fn holds(condition: &Condition, context: &Context, variables: bool) -> bool {
    let name = condition.operator.to_lowercase();
    let (set, name) = match name.split_once(':') {
        None => (Set::One, name.as_str()),
        Some(("forallvalues", rest)) => (Set::ForAllValues, rest),
        Some(("foranyvalue", rest)) => (Set::ForAnyValue, rest),
        Some(_) => return false,
    };
    let values = context.get(&condition.key.to_lowercase());
    if name == "null" {
        return matches!(set, Set::One) && null_holds(condition, values.is_some());
    }
    let (name, if_exists) = name.strip_suffix("ifexists").map_or((name, false), |name| (name, true));
    let Some((name, negated)) = positive(name) else { return false };
    // Several values in a policy: one of them must fit, or none of them for a negated operator.
    let fits_one =
        |value: &String| condition.values.iter().any(|wanted| fits_value(name, wanted, value, context, variables));
    match (set, values) {
        // A key that is not there fits nothing, which is what a negated operator asks for.
        (Set::One, None) => if_exists || negated,
        // Chosen: several values without a word before the operator are as if each were asked, and one yes is enough.
        (Set::One, Some(values)) => values.iter().any(fits_one) != negated,
        (Set::ForAllValues, None) => true,
        // An empty text is no value, too.
        (Set::ForAllValues, Some(values)) if values.iter().all(String::is_empty) => true,
        (Set::ForAllValues, Some(values)) => values.iter().all(|value| fits_one(value) != negated),
        // Of no values there is none that fits, nor one that does not.
        (Set::ForAnyValue, None) => if_exists,
        (Set::ForAnyValue, Some(values)) => values.iter().any(|value| fits_one(value) != negated),
    }
}

/// `true`: the key is not there; `false`: it is.
fn null_holds(condition: &Condition, exists: bool) -> bool {
    condition.values.iter().any(|wanted| match wanted.to_lowercase().as_str() {
        "true" => !exists,
        "false" => exists,
        _ => false,
    })
}

/// An operator's name without its not, and whether it had one. None for what is no operator.
fn positive(name: &str) -> Option<(&str, bool)> {
    Some(match name {
        "stringnotequals" => ("stringequals", true),
        "stringnotequalsignorecase" => ("stringequalsignorecase", true),
        "stringnotlike" => ("stringlike", true),
        "numericnotequals" => ("numericequals", true),
        "datenotequals" => ("dateequals", true),
        "notipaddress" => ("ipaddress", true),
        "arnnotequals" | "arnnotlike" => ("arnlike", true),
        "arnequals" | "arnlike" => ("arnlike", false),
        "stringequals" | "stringequalsignorecase" | "stringlike" | "bool" | "binaryequals" | "ipaddress" => {
            (name, false)
        }
        "numericequals"
        | "numericlessthan"
        | "numericlessthanequals"
        | "numericgreaterthan"
        | "numericgreaterthanequals"
        | "dateequals"
        | "datelessthan"
        | "datelessthanequals"
        | "dategreaterthan"
        | "dategreaterthanequals" => (name, false),
        _ => return None,
    })
}

/// Whether one value of the request fits one of the policy. What cannot be read fits nothing.
fn fits_value(name: &str, wanted: &str, value: &str, context: &Context, variables: bool) -> bool {
    match name {
        "stringequals" => text(wanted, plain, context, variables).is_some_and(|wanted| fits(&wanted, value)),
        "stringequalsignorecase" => {
            text(wanted, plain, context, variables).is_some_and(|wanted| fits(&lower(&wanted), &value.to_lowercase()))
        }
        "stringlike" => text(wanted, pattern, context, variables).is_some_and(|wanted| fits(&wanted, value)),
        "arnlike" => text(wanted, pattern, context, variables).is_some_and(|wanted| fits_arn(&wanted, value)),
        "bool" => truth(wanted).is_some_and(|wanted| truth(value) == Some(wanted)),
        "binaryequals" => bytes(wanted).is_some_and(|wanted| bytes(value) == Some(wanted)),
        "ipaddress" => network(wanted).is_some_and(|range| address_in(value, range)),
        _ => match name.strip_prefix("numeric") {
            Some(how) => compare(how, value.parse::<f64>().ok(), wanted.parse::<f64>().ok()),
            None => compare(name.strip_prefix("date").unwrap_or_default(), moment(value), moment(wanted)),
        },
    }
}

/// Only operators on strings and ARNs know variables. Of `Bool` one page says that it does, another that it does not.
/// Chosen: it does not.
fn text(wanted: &str, read: fn(&str) -> Vec<Piece>, context: &Context, variables: bool) -> Option<Vec<Piece>> {
    if variables { filled(wanted, context, read) } else { Some(read(wanted)) }
}

fn lower(pieces: &[Piece]) -> Vec<Piece> {
    let mut lower = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Char(letter) => lower.extend(letter.to_lowercase().map(Piece::Char)),
            other => lower.push(*other),
        }
    }
    lower
}

fn truth(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

fn compare<T: PartialOrd>(how: &str, value: Option<T>, wanted: Option<T>) -> bool {
    let (Some(value), Some(wanted)) = (value, wanted) else { return false };
    match how {
        "equals" => value == wanted,
        "lessthan" => value < wanted,
        "lessthanequals" => value <= wanted,
        "greaterthan" => value > wanted,
        "greaterthanequals" => value >= wanted,
        _ => false,
    }
}

/// ISO 8601 as the W3C has it, or seconds since 1970. Chosen: four digits are a year.
fn moment(text: &str) -> Option<f64> {
    let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0);
    let seconds = |millis: i64| millis as f64 / 1000.0;
    if text.len() == 4 && text.chars().all(|letter| letter.is_ascii_digit()) {
        return day(&format!("{text}-01-01")).map(|time| seconds(time.and_utc().timestamp_millis()));
    }
    if let Ok(epoch) = text.parse::<f64>() {
        return Some(epoch);
    }
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(seconds(time.timestamp_millis()));
    }
    // Without seconds.
    if let Ok(time) = DateTime::parse_from_str(&text.replace('Z', "+00:00"), "%Y-%m-%dT%H:%M%:z") {
        return Some(seconds(time.timestamp_millis()));
    }
    let day = day(text).or_else(|| day(&format!("{text}-01")))?;
    Some(seconds(day.and_utc().timestamp_millis()))
}

/// A range, or one address. AWS says that an address without a prefix is a /32; of IPv6, chosen, it is a /128.
fn network(text: &str) -> Option<IpNet> {
    text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

/// An address of one version is in no range of the other.
fn address_in(value: &str, range: IpNet) -> bool {
    value.parse::<IpAddr>().is_ok_and(|address| range.contains(&address))
}

/// What a text in base64 stands for.
fn bytes(text: &str) -> Option<Vec<u8>> {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_usize, 0);
    for letter in text.trim_end_matches('=').chars() {
        held = held << 6 | LETTERS.find(letter)?;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 0xff).try_into().ok()?);
            held &= (1 << bits) - 1;
        }
    }
    Some(bytes)
}
