//! Texts with wildcards and variables: action names, ARNs, and the values of conditions.
//!
//! - `*` is any text, over colons and slashes too, and `?` any one character.
//!   <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
//! - `${aws:username}` stands for what the request brings, `${aws:username, 'x'}` for `x` where it brings nothing, and
//!   `${*}` for the character itself. Only the version of 2012 knows them.
//!   <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use super::{Answer, Context, Presence};

/// How a text is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Syntax {
    /// Whether `*` and `?` mean more than themselves.
    pub wildcards: bool,
    /// Whether variables are known.
    pub variables: bool,
    /// Whether ASCII case matters.
    pub exact_case: bool,
}

#[derive(Debug, Clone)]
pub struct Pattern<'a> {
    text: &'a str,
    exact_case: bool,
    shape: Shape<'a>,
}

#[derive(Debug, Clone)]
enum Shape<'a> {
    /// Nothing but stars.
    Any,
    /// Means itself.
    Literal,
    /// Tokens, and the variables that their holes stand for, in order.
    Tokens(Box<[Token]>, Box<[Variable<'a>]>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    Char(char),
    One,
    Many,
    /// A variable.
    Hole,
}

#[derive(Debug, Clone, Copy)]
struct Variable<'a> {
    key: &'a str,
    default: Option<&'a str>,
}

/// Pairs of characters above which two texts are not compared one by one.
const MOST_PAIRS: usize = 1 << 22;

/// Whether one of the actions that a policy names, with wildcards, is among some.
pub fn names_one(patterns: &[String], actions: &[&str]) -> bool {
    let syntax = Syntax { wildcards: true, variables: false, exact_case: false };
    let fits = |text: &String| {
        let pattern = Pattern::new(text, syntax);
        actions.iter().any(|action| pattern.answer(action, &Context::unknown()) == Answer::Yes)
    };
    patterns.iter().any(fits)
}

impl<'a> Pattern<'a> {
    pub fn new(text: &'a str, syntax: Syntax) -> Self {
        let wild = syntax.wildcards && text.contains(['*', '?']);
        let shape = if !(wild || syntax.variables && text.contains("${")) {
            Shape::Literal
        } else if syntax.wildcards && text.bytes().all(|byte| byte == b'*') {
            Shape::Any
        } else {
            let (tokens, variables) = tokens(text, syntax);
            Shape::Tokens(tokens.into(), variables.into())
        };
        Self { text, exact_case: syntax.exact_case, shape }
    }

    /// As it is written.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Whether it fits anything at all.
    pub fn is_any(&self) -> bool {
        matches!(self.shape, Shape::Any)
    }

    /// Whether it fits one text only, whoever asks.
    pub fn is_fixed(&self) -> bool {
        match &self.shape {
            Shape::Any => false,
            Shape::Literal => true,
            Shape::Tokens(tokens, _) => tokens.iter().all(|token| matches!(token, Token::Char(_))),
        }
    }

    /// Whether a text fits, where variables get what the request brings.
    pub fn answer(&self, text: &str, context: &Context<'_>) -> Answer {
        match &self.shape {
            Shape::Any => Answer::Yes,
            Shape::Literal => self.same(text).into(),
            Shape::Tokens(tokens, variables) if variables.is_empty() => self.run(tokens, text),
            Shape::Tokens(..) => match self.filled(context) {
                Filled::Known(tokens) => self.run(&tokens, text),
                Filled::Nothing => Answer::No,
                Filled::Unknown(tokens) => self.run(&tokens, text).and(Answer::Maybe),
            },
        }
    }

    /// Whether a text fits, whatever variables stand for.
    pub fn may_fit(&self, text: &str) -> bool {
        self.answer(text, &Context::unknown()) != Answer::No
    }

    /// Whether some text fits both. Yes where it would take too long to find out.
    pub fn overlaps(&self, other: &Pattern<'_>) -> bool {
        match (&self.shape, &other.shape) {
            (Shape::Any, _) | (_, Shape::Any) => true,
            (_, Shape::Literal) => self.may_fit(other.text),
            (Shape::Literal, _) => other.may_fit(self.text),
            _ => overlap(&self.tokens(), &other.tokens(), self.exact_case && other.exact_case),
        }
    }

    /// Whether all that fits the other fits this one. No where it is not certain.
    pub fn covers(&self, other: &Pattern<'_>) -> bool {
        match (&self.shape, &other.shape) {
            (Shape::Any, _) => true,
            (_, Shape::Any) => false,
            _ if self.text == other.text && self.exact_case == other.exact_case => true,
            (Shape::Tokens(own, variables), _) if variables.is_empty() => {
                let inner = other.tokens();
                few(own, &inner) && fits(own, &inner, |a, b| covers(a, *b, self.exact_case))
            }
            (Shape::Tokens(..), _) => false,
            (Shape::Literal, Shape::Literal) => self.same(other.text),
            (Shape::Literal, Shape::Tokens(..)) => false,
        }
    }

    /// Its tokens once variables are filled in, each unknown one as any text. None where one of them has no value.
    pub(super) fn filled_tokens(&self, context: &Context<'_>) -> Option<(Vec<Token>, Answer)> {
        match self.filled(context) {
            Filled::Known(tokens) => Some((tokens, Answer::Yes)),
            Filled::Unknown(tokens) => Some((tokens, Answer::Maybe)),
            Filled::Nothing => None,
        }
    }

    fn tokens(&self) -> Vec<Token> {
        match &self.shape {
            Shape::Any => vec![Token::Many],
            Shape::Literal => self.text.chars().map(Token::Char).collect(),
            Shape::Tokens(tokens, _) => {
                tokens.iter().map(|token| if *token == Token::Hole { Token::Many } else { *token }).collect()
            }
        }
    }

    fn same(&self, text: &str) -> bool {
        if self.exact_case { self.text == text } else { self.text.eq_ignore_ascii_case(text) }
    }

    fn run(&self, tokens: &[Token], text: &str) -> Answer {
        fits_text(tokens, text, self.exact_case)
    }

    fn filled(&self, context: &Context<'_>) -> Filled {
        let Shape::Tokens(tokens, variables) = &self.shape else { return Filled::Known(self.tokens()) };
        let mut filled = Vec::with_capacity(tokens.len());
        let mut variables = variables.iter();
        let mut unknown = false;
        for token in tokens {
            if *token != Token::Hole {
                filled.push(*token);
                continue;
            }
            let Some(variable) = variables.next() else { return Filled::Nothing };
            match (context.presence(variable.key), variable.default) {
                (Presence::Values([one]), _) => filled.extend(one.chars().map(Token::Char)),
                (Presence::Absent, Some(default)) => filled.extend(default.chars().map(Token::Char)),
                (Presence::Absent | Presence::Values(_), _) => return Filled::Nothing,
                (Presence::Unknown, _) => {
                    unknown = true;
                    filled.push(Token::Many);
                }
            }
        }
        if unknown { Filled::Unknown(filled) } else { Filled::Known(filled) }
    }
}

enum Filled {
    Known(Vec<Token>),
    /// Some variable may be anything.
    Unknown(Vec<Token>),
    /// Some variable has no value, or several: nothing fits.
    Nothing,
}

fn tokens(text: &str, syntax: Syntax) -> (Vec<Token>, Vec<Variable<'_>>) {
    let (mut tokens, mut variables) = (Vec::new(), Vec::new());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if syntax.variables
            && let Some((inside, after)) = rest.strip_prefix("${").and_then(|rest| rest.split_once('}'))
        {
            rest = after;
            if let "*" | "?" | "$" = inside {
                tokens.extend(inside.chars().map(Token::Char));
                continue;
            }
            let (key, default) = inside
                .split_once(',')
                .map_or((inside, None), |(key, default)| (key, Some(default.trim().trim_matches('\''))));
            tokens.push(Token::Hole);
            variables.push(Variable { key: key.trim(), default });
            continue;
        }
        tokens.push(match c {
            '*' if syntax.wildcards => Token::Many,
            '?' if syntax.wildcards => Token::One,
            _ => Token::Char(c),
        });
        rest = &rest[c.len_utf8()..];
    }
    (tokens, variables)
}

/// Whether two lists can be compared in time proportional to the product of their lengths.
fn few<A, B>(a: &[A], b: &[B]) -> bool {
    a.len().saturating_mul(b.len()) <= MOST_PAIRS
}

/// Whether a text fits. Not known where it would take too long to find out.
pub(super) fn fits_text(tokens: &[Token], text: &str, exact_case: bool) -> Answer {
    if !few(tokens, text.as_bytes()) {
        return Answer::Maybe;
    }
    let fits_one = |token: Token, c: char| match token {
        Token::Char(own) => own == c || (!exact_case && own.eq_ignore_ascii_case(&c)),
        Token::One => true,
        Token::Many | Token::Hole => false,
    };
    if text.is_ascii() {
        return fits(tokens, text.as_bytes(), |token, byte| fits_one(token, char::from(*byte))).into();
    }
    let text: Vec<char> = text.chars().collect();
    fits(tokens, &text, |token, c| fits_one(token, *c)).into()
}

fn fits<T>(tokens: &[Token], items: &[T], fits_one: impl Fn(Token, &T) -> bool) -> bool {
    crate::snapshot::fits(tokens, items, |token| *token == Token::Many, |token, item| fits_one(*token, item))
}

/// Whether all that one token stands for is among what another one does.
fn covers(outer: Token, inner: Token, exact_case: bool) -> bool {
    match (outer, inner) {
        (Token::Char(a), Token::Char(b)) => a == b || (!exact_case && a.eq_ignore_ascii_case(&b)),
        (Token::One, Token::Char(_) | Token::One) => true,
        _ => false,
    }
}

/// Whether some text fits both: which pairs of places can be reached together, row by row.
fn overlap(a: &[Token], b: &[Token], exact_case: bool) -> bool {
    if !few(a, b) {
        return true;
    }
    let meet = |a: Token, b: Token| covers(a, b, exact_case) || covers(b, a, exact_case);
    let mut row = vec![false; b.len() + 1];
    row[0] = true;
    for i in 0..=a.len() {
        let mut next = vec![false; b.len() + 1];
        for j in 0..=b.len() {
            if !row[j] {
                continue;
            }
            let (own, other) = (a.get(i).copied(), b.get(j).copied());
            if own == Some(Token::Many) {
                next[j] = true;
            }
            if j < b.len() && (own == Some(Token::Many) || other == Some(Token::Many)) {
                row[j + 1] = true;
            }
            if own.is_some() && other == Some(Token::Many) {
                next[j] = true;
            }
            if let (Some(own), Some(other)) = (own, other)
                && meet(own, other)
            {
                next[j + 1] = true;
            }
        }
        if i == a.len() {
            return row[b.len()];
        }
        row = next;
    }
    false
}
