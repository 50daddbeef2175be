//! Patterns, and variables in them.

use super::context::Context;

/// A part of a pattern. What a variable stands for is plain text: a star in it is a star.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    Char(char),
    /// `?`
    One,
    /// `*`
    Many,
}

/// A text as a pattern.
pub fn pattern(text: &str) -> Vec<Piece> {
    let piece = |letter| match letter {
        '*' => Piece::Many,
        '?' => Piece::One,
        other => Piece::Char(other),
    };
    text.chars().map(piece).collect()
}

/// A text as nothing but itself.
pub fn plain(text: &str) -> Vec<Piece> {
    text.chars().map(Piece::Char).collect()
}

/// A text with its variables filled in; none where a variable has no value. What is between variables is read by `read`.
/// Chosen: what has no closing brace is plain text.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>
pub fn filled(text: &str, context: &Context, read: fn(&str) -> Vec<Piece>) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let Some(length) = rest[start..].find('}') else { break };
        pieces.extend(read(&rest[..start]));
        pieces.extend(plain(&value(&rest[start + 2..start + length], context)?));
        rest = &rest[start + length + 1..];
    }
    pieces.extend(read(rest));
    Some(pieces)
}

/// What stands between `${` and `}`: a key, a key with a default, or one of three letters that mean themselves.
/// Chosen: a key of several values gives none, not even the default.
fn value(inside: &str, context: &Context) -> Option<String> {
    if inside == "*" || inside == "?" || inside == "$" {
        return Some(inside.to_owned());
    }
    let (key, default) = match inside.split_once(',') {
        None => (inside, None),
        Some((key, default)) => (key, default.trim().strip_prefix('\'').and_then(|text| text.strip_suffix('\''))),
    };
    match context.get(&key.trim().to_lowercase()).map(Vec::as_slice) {
        Some([one]) => Some(one.clone()),
        Some(_) => None,
        None => default.map(str::to_owned),
    }
}

/// Whether a text fits a pattern as a whole: after each piece, the places up to which the text can be used up.
pub fn fits(pattern: &[Piece], text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let mut places = vec![0];
    for piece in pattern {
        let mut next = Vec::new();
        for place in places {
            match piece {
                Piece::Char(letter) if text.get(place) == Some(letter) => next.push(place + 1),
                Piece::One if place < text.len() => next.push(place + 1),
                Piece::Many => next.extend(place..=text.len()),
                Piece::Char(_) | Piece::One => {}
            }
        }
        next.sort_unstable();
        next.dedup();
        places = next;
    }
    places.contains(&text.len())
}

/// A pattern of an ARN fits part by part: six parts, of which the last may hold colons. Chosen: a lone `*` fits
/// everything, any other pattern of fewer parts nothing.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN>
pub fn fits_arn(pattern: &[Piece], arn: &str) -> bool {
    if pattern == [Piece::Many] {
        return true;
    }
    let wanted: Vec<&[Piece]> = pattern.splitn(6, |piece| *piece == Piece::Char(':')).collect();
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    wanted.len() == 6 && parts.len() == 6 && wanted.iter().zip(parts).all(|(wanted, part)| fits(wanted, part))
}
