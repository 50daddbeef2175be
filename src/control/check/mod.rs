//! The only place that knows CEL: compiling a check, and running it on a scene.
//!
//! CEL absorbs an error wherever the other side decides, as in `false && error`. An unread field answers with an error,
//! and so a verdict is unknown just where the unread field matters, and the error says which gap it was.

mod functions;
mod mutant;
mod paths;
mod scene;
mod syntax;
mod trace;
mod value;

pub use functions::function_reference;
pub use mutant::Mutant;
pub use paths::{Path, Root};
pub use scene::{Scene, World};
pub use trace::Term;

use crate::snapshot::{Unread, Value};
use crate::yaml::{Mistake, Source, Spanned};
use cel::common::types::{CelBool, CelList, CelString};
use cel::parser::PrattParser;
use cel::{Context, Env, IdedExpr};
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock, OnceLock};

/// An expression, compiled when it is first needed: a list of controls needs none, and a scan of a few kinds a few.
#[derive(Debug)]
pub struct Check {
    pub source: String,
    compiled: OnceLock<Result<Compiled, CompileError>>,
}

#[derive(Debug)]
struct Compiled {
    expression: IdedExpr,
    paths: Vec<Path>,
    /// Those whose values are evidence, as they are written.
    evidence: Vec<(Arc<str>, Path)>,
}

/// What a check says of a scene.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    True,
    False,
    /// Something that decides could not be read.
    Unread(Unread),
    /// The expression does not fit the data: a fault of the control.
    Broken(String),
}

/// The longest expression that is compiled: the parser recurses.
const LONGEST: usize = 8 << 10;

static ENV: LazyLock<Arc<Env>> = LazyLock::new(|| Arc::new(functions::env()));

impl Check {
    /// Compiles an expression; the error is for the person who wrote it, with the place in the source if it is known.
    pub fn compile(source: &str) -> Result<Self, CompileError> {
        let compiled = Compiled::of(source)?;
        Ok(Self { source: source.to_owned(), compiled: OnceLock::from(Ok(compiled)) })
    }

    /// An expression that is known to compile.
    pub(super) fn known(source: &str) -> Self {
        Self { source: source.to_owned(), compiled: OnceLock::new() }
    }

    fn compiled(&self) -> Result<&Compiled, &CompileError> {
        self.compiled.get_or_init(|| Compiled::known(&self.source)).as_ref()
    }

    /// What it names, in the order of the alphabet.
    pub fn paths(&self) -> &[Path] {
        self.compiled().map(|compiled| compiled.paths.as_slice()).unwrap_or_default()
    }

    /// The kinds that it names, of its account and region or in look-ups; one may come twice.
    pub fn kinds(&self) -> impl Iterator<Item = String> {
        let roots = [Root::Account, Root::Region, Root::Kinds, Root::By];
        let named = self.paths().iter().filter(move |path| roots.contains(&path.root));
        named.filter_map(|path| path.names.first().cloned())
    }

    /// Names of functions and operators that it calls.
    pub fn functions(&self) -> Vec<String> {
        let Ok(Compiled { expression, .. }) = self.compiled() else { return vec![] };
        let mut names: Vec<String> = expression.references().functions().into_iter().map(str::to_owned).collect();
        names.sort();
        names
    }

    pub fn run(&self, scene: &Scene<'_>) -> Outcome {
        let compiled = match self.compiled() {
            Ok(compiled) => compiled,
            Err(error) => return Outcome::Broken(error.message.clone()),
        };
        let mut context = Context::with_env(Arc::clone(&ENV));
        context.set_variable_resolver(scene);
        match cel::Value::resolve_val(&compiled.expression, &context) {
            Ok(value) => match value.downcast_ref::<CelBool>().map(|b| *b.inner()) {
                Some(true) => Outcome::True,
                Some(false) => Outcome::False,
                None => Outcome::Broken("the expression gives no true or false".into()),
            },
            Err(error) => value::unread_of(&error).map_or_else(|| Outcome::Broken(error.to_string()), Outcome::Unread),
        }
    }

    /// For an expression that gives a list of texts: what it gives, sorted; none where it gives something else, or needs
    /// what is unread.
    pub fn texts(&self, scene: &Scene<'_>) -> Option<BTreeSet<String>> {
        let mut context = Context::with_env(Arc::clone(&ENV));
        context.set_variable_resolver(scene);
        let value = cel::Value::resolve_val(&self.compiled().ok()?.expression, &context).ok()?;
        let list = value.downcast_ref::<CelList>()?;
        list.iter().map(|item| item.downcast_ref::<CelString>().map(|text| text.inner().to_owned())).collect()
    }

    /// The values of all that the expression names, for evidence.
    pub fn values(&self, scene: &Scene<'_>) -> Vec<(Arc<str>, Value)> {
        let named = self.compiled().map(|compiled| compiled.evidence.as_slice()).unwrap_or_default();
        named.iter().map(|(name, path)| (Arc::clone(name), scene.value(path))).collect()
    }
}

impl Compiled {
    fn of(source: &str) -> Result<Self, CompileError> {
        if source.len() > LONGEST || deepest(source) > 100 {
            return Err(CompileError {
                message: "the expression is too long or too deeply nested".into(),
                place: None,
            });
        }
        let program = ENV.compile(source).map_err(|errors| CompileError::of(source, &errors))?;
        Self::new(program.expression().clone())
    }

    /// The second parser of the library is nine times as fast. What it says of mistakes is for nobody: what does not
    /// compile is shown to the first.
    fn known(source: &str) -> Result<Self, CompileError> {
        PrattParser::default().parse(source).map_or_else(|_| Self::of(source), Self::new)
    }

    fn new(expression: IdedExpr) -> Result<Self, CompileError> {
        let paths::Named { paths, object_asked } = paths::named(&expression);
        if object_asked {
            let message = "an object that is written out can stand only on the right of == and !=".into();
            return Err(CompileError { message, place: None });
        }
        let evidence = paths.iter().filter(|path| path.is_evidence());
        let evidence = evidence.map(|path| (path.to_string().into(), path.clone())).collect();
        Ok(Self { expression, paths, evidence })
    }
}

/// How deep brackets nest.
fn deepest(source: &str) -> usize {
    let mut depth = 0usize;
    let mut deepest = 0;
    for c in source.bytes() {
        match c {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// Why an expression does not compile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompileError {
    pub message: String,
    /// Offset into the expression, in bytes.
    pub place: Option<usize>,
}

impl CompileError {
    fn of(source: &str, errors: &cel::ParseErrors) -> Self {
        let Some(first) = errors.errors.first() else {
            return Self { message: errors.to_string(), place: None };
        };
        let (line, column) = first.pos;
        let line = usize::try_from(line).ok().and_then(|line| line.checked_sub(1));
        let column = usize::try_from(column).ok().and_then(|column| column.checked_sub(1));
        let before = |line: usize| source.split_inclusive('\n').take(line).map(str::len).sum::<usize>();
        let place = line.zip(column).map(|(line, column)| (before(line) + column).min(source.len()));
        Self { message: first.msg.clone(), place }
    }

    /// As a mistake in the file in which the expression stands.
    pub fn told(&self, source: &Source, expression: &Spanned<String>) -> Mistake {
        let message = format!("the expression is not CEL: {}", self.message);
        // A folded or quoted scalar moves its text, so that only the start of a plain one can be counted from.
        let plain = source.text.contains(expression.value.as_str());
        match self.place.filter(|_| plain) {
            Some(place) => source.mistake_in(expression, place, message),
            None => source.mistake_at(expression, message, "this expression"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::{Reason, Resource};
    use std::collections::BTreeMap;

    struct Nothing;

    impl World for Nothing {
        fn fact(&self, _: &str) -> Option<&Value> {
            None
        }
        fn all(&self, kind: &str) -> Result<Vec<&Resource>, Unread> {
            Err(Unread::new(kind, Reason::NotCollected))
        }
        fn where_field(&self, kind: &str, _: &str, _: &str) -> Result<Vec<&Resource>, Unread> {
            Err(Unread::new(kind, Reason::NotCollected))
        }
        fn setting(&self, kind: &str) -> Result<&Resource, Unread> {
            Err(Unread::new(kind, Reason::NotCollected))
        }
    }

    /// An estate of one kind, found by whatever it is called.
    struct Kind(Vec<Resource>);

    impl World for Kind {
        fn fact(&self, _: &str) -> Option<&Value> {
            None
        }
        fn all(&self, _: &str) -> Result<Vec<&Resource>, Unread> {
            Ok(self.0.iter().collect())
        }
        fn where_field(&self, _: &str, _: &str, key: &str) -> Result<Vec<&Resource>, Unread> {
            Ok(self.0.iter().filter(|one| one.label() == key).collect())
        }
        fn setting(&self, kind: &str) -> Result<&Resource, Unread> {
            self.0.first().ok_or_else(|| Unread::new(kind, Reason::NotCollected))
        }
    }

    fn run(check: &str) -> Outcome {
        on_stage(|scene| Check::compile(check).unwrap_or_else(|e| panic!("{check}: {e:?}")).run(scene))
    }

    pub(super) fn on_stage<T>(act: impl FnOnce(&Scene<'_>) -> T) -> T {
        let line = r#"{"kind":"k","id":"arn:aws:k:::x","name":"x","account":"111122223333","region":"eu-west-1",
            "tags":{"a":"1"}, "yes":true, "n":5, "none":null, "text":"abc", "list":["a","b"],
            "rules":[{"from":22,"cidr":"0.0.0.0/0"},{"from":80,"cidr":"10.0.0.0/8"}],
            "part":[{"x":1},{"x":{"$unread":{"action":"k:GetX","reason":"throttled"}}}],
            "same":{"a":"1"}, "dotted":{"a.b":"c"}, "lost":{"$unread":{"action":"k:GetLost","reason":"access_denied"}}}"#;
        let resource: Resource = serde_json::from_str(line).unwrap();
        let params: Value = serde_json::from_str(r#"{"ports":[22,3389],"max":10}"#).unwrap();
        let now = "2026-06-30T00:00:00Z".parse().unwrap();
        act(&Scene { resource: &resource, world: &Nothing, params: &params, now })
    }

    #[test]
    fn evidence_is_what_the_check_saw() {
        let check = "resource.dotted['a.b'] == 'c' && account.id != '' && region.name != '' && resource.newer == 1
            && resource.lost.x == 1 && account.iam_account.x == 1";
        let values = on_stage(|scene| Check::compile(check).unwrap().values(scene));
        let told: Vec<String> = values.iter().map(|(path, value)| format!("{path} {value:?}")).collect();
        assert_eq!(
            told,
            [
                r#"resource.dotted.a.b "c""#,
                r#"resource.lost.x {"$unread":{"action":"k:GetLost","reason":"access_denied"}}"#,
                r#"resource.newer {"$unread":{"action":"k.newer","reason":"not_collected"}}"#,
                r#"account.iam_account.x {"$unread":{"action":"iam_account","reason":"not_collected"}}"#,
            ],
            "what every finding says of its resource anyway is left out"
        );
    }

    #[test]
    fn both_parsers_read_the_rule_book_alike() {
        let controls = crate::control::load(&crate::control::built_in(), &BTreeMap::new()).unwrap();
        let all: Vec<&str> =
            controls.controls().iter().flat_map(|one| one.checks().map(|check| check.source.as_str())).collect();
        for source in &all {
            let quick = PrattParser::default().parse(source).unwrap();
            assert_eq!(quick, Compiled::of(source).unwrap().expression, "{source}");
        }
        assert!(all.len() > 1000);
    }

    #[test]
    fn fields_compare_as_cel_says() {
        for check in [
            "resource.yes && resource.n == 5 && resource.none == null && resource.text == 'abc'",
            "resource.n < params.max && 22 in params.ports && 'a' in resource.list",
            "resource.rules.exists(r, r.from in params.ports && cidr_is_world(r.cidr))",
            "resource.rules.all(r, r.from > 20) && size(resource.list) == 2 && resource.list.size() == 2",
            "resource.text.startsWith('a') && resource.text.matches('^[a-c]+$')",
            "resource.tags.a == '1' && resource.tags['a'] == '1' && 'a' in resource.tags && !has(resource.tags.b)",
            "resource.tags.exists(k, k == 'a') && resource.rules[0].from == 22",
            "resource.name == 'x' && resource.account == '111122223333' && resource.arn != null",
            "resource.rules.filter(r, r.from == 22).size() == 1 && resource.rules.map(r, r.from) == [22, 80]",
            "now > timestamp('2026-01-01T00:00:00Z') && account.id == '111122223333' && region.name == 'eu-west-1'",
            "age_days('2026-06-20T00:00:00Z', now) == 10",
            "resource.none == null ? true : resource.none.x == 1",
            "resource.same == resource.tags && resource.same == {'a': '1'}",
            "resource.same != resource.dotted && resource.same != {'a': '2'} && resource.same != {'b': '1'}",
            "resource.rules == [{'from': 22, 'cidr': '0.0.0.0/0'}, {'from': 80, 'cidr': '10.0.0.0/8'}]",
            "{'from': 22, 'cidr': '0.0.0.0/0'} in resource.rules && resource.same != null && resource.same != resource.text",
        ] {
            assert_eq!(run(check), Outcome::True, "{check}");
        }
    }

    /// Whatever can be done with a list can be done with what a look-up finds.
    #[test]
    fn what_is_looked_up_is_a_list() {
        let line = |name: &str| {
            let place = r#""account":"111122223333","region":"eu-west-1""#;
            serde_json::from_str(&format!(r#"{{"kind":"k","id":"arn:aws:k:::{name}","name":"{name}",{place}}}"#))
        };
        let world = Kind(["a", "b"].map(|name| line(name).unwrap()).into());
        on_stage(|scene| {
            let scene = Scene { world: &world, ..*scene };
            let of = |check: &str| Check::compile(check).unwrap_or_else(|e| panic!("{check}: {e:?}"));
            for check in [
                "by.k.name['a'][0].id == 'arn:aws:k:::a' && kinds.k[1].name == 'b' && account.k.name == 'a'",
                "kinds.k[0] in by.k.name['a'] && !(kinds.k[1] in by.k.name['a'])",
                "by.k.name['a'] + by.k.name['b'] == kinds.k && by.k.name['a'] != kinds.k",
                "by.k.name['c'] == [] && [] == by.k.name['c'] && [] != kinds.k",
                "size(kinds.k) == 2 && kinds.k.size() == 2 && kinds.k.all(one, one.name in resource.list)",
                "kinds.k.filter(one, one.name == 'b') == by.k.name['b']",
            ] {
                assert_eq!(of(check).run(&scene), Outcome::True, "{check}");
            }
            let ids = of("resource.list.map(name, by.k.name[name][0].id)").texts(&scene);
            assert_eq!(ids, Some(["arn:aws:k:::a", "arn:aws:k:::b"].map(str::to_owned).into()));
            assert!(matches!(of("by.k.name['c'][0].id == ''").run(&scene), Outcome::Broken(_)));
        });
    }

    #[test]
    fn unread_fields_make_a_verdict_unknown_just_where_they_matter() {
        let lost = Outcome::Unread(Unread::new("k:GetLost", Reason::AccessDenied));
        for check in [
            "resource.lost == 1",
            "resource.lost.deeper == 1",
            "!resource.lost",
            "resource.lost && resource.yes",
            "resource.yes && resource.lost",
            "resource.lost || !resource.yes",
            "resource.lost ? true : true",
            "has(resource.lost)",
            "has(resource.lost.x)",
            "resource.lost.exists(x, x == 1)",
            "size(resource.lost) == 0",
            "resource.lost in ['a']",
            "resource.lost == null",
            "resource.list.exists(x, x == 'z' || resource.lost)",
        ] {
            assert_eq!(run(check), lost, "{check}");
        }
        for (check, outcome) in [
            ("resource.lost || resource.yes", Outcome::True),
            ("resource.yes || resource.lost", Outcome::True),
            ("resource.lost && !resource.yes", Outcome::False),
            ("resource.yes ? true : resource.lost", Outcome::True),
            ("resource.part.exists(p, p.x == 1)", Outcome::True),
            ("resource.part.all(p, p.x == 2)", Outcome::False),
            ("resource.part.all(p, p.x == 1)", Outcome::Unread(Unread::new("k:GetX", Reason::Throttled))),
            ("resource.part.exists(p, p.x == 2)", Outcome::Unread(Unread::new("k:GetX", Reason::Throttled))),
            ("kinds.ec2_vpc.size() == 0", Outcome::Unread(Unread::new("ec2_vpc", Reason::NotCollected))),
            ("by.ec2_vpc.vpc_id['x'].size() == 0", Outcome::Unread(Unread::new("ec2_vpc", Reason::NotCollected))),
            ("account.iam_account.x == 1", Outcome::Unread(Unread::new("iam_account", Reason::NotCollected))),
        ] {
            assert_eq!(run(check), outcome, "{check}");
        }
    }

    #[test]
    fn a_field_that_the_snapshot_lacks_is_not_taken_for_null() {
        assert!(matches!(run("resource.newer == null"), Outcome::Unread(u) if u.reason == Reason::NotCollected));
    }

    #[test]
    fn faults_of_a_check_are_told_from_gaps() {
        assert!(matches!(run("resource.n"), Outcome::Broken(_)));
        assert!(matches!(run("resource.none.x == 1"), Outcome::Broken(_)));
        assert!(Check::compile("resource.n ==").is_err());
        assert!(Check::compile("resource.same in [{'a': 1}]").is_err());
        assert!(Check::compile("{'a': 1} == resource.same || [{}] != resource.rules").is_err());
        assert!(Check::compile(&"(".repeat(5000)).is_err());
    }
}
