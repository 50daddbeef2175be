//! Values of a snapshot as CEL sees them, lent and not copied.

use super::scene::World;
use crate::snapshot::{Object, Reason, Resource, Unread, Value};
use cel::ExecutionError;
use cel::common::traits::{Container, Indexer, Iterable, Iterator, Sizer};
use cel::common::types::{CelBool, CelDouble, CelInt, CelList, CelNull, CelString, MAP_TYPE, Type};
use cel::common::value::{CowVal, Val};
use std::sync::OnceLock;

/// The name under which an unread field's error travels through CEL.
const UNREAD: &str = "$unread";

/// The error with which an unread field answers.
fn unread_error(unread: &Unread) -> ExecutionError {
    let message = serde_json::to_string(unread).unwrap_or_default();
    ExecutionError::FunctionError { function: UNREAD.to_owned(), message }
}

/// The gap behind an error, if a gap it was.
pub(super) fn unread_of(error: &ExecutionError) -> Option<Unread> {
    match error {
        ExecutionError::FunctionError { function, message } if function == UNREAD => serde_json::from_str(message).ok(),
        _ => None,
    }
}

/// A value of the snapshot, or the error of what is unread.
pub(super) fn lend<'b, 'v>(value: &'v Value) -> Result<CowVal<'b, 'v>, ExecutionError> {
    own(value).map(CowVal::Owned)
}

fn own<'v>(value: &'v Value) -> Result<Box<dyn Val + 'v>, ExecutionError> {
    Ok(match value {
        Value::Null => Box::new(CelNull),
        Value::Bool(b) => Box::new(CelBool::from(*b)),
        Value::Int(n) => Box::new(CelInt::from(*n)),
        Value::Float(n) => Box::new(CelDouble::from(*n)),
        Value::Str(text) => Box::new(CelString::from(&**text)),
        Value::List(items) => Box::new(CelList::from(items.iter().map(own).collect::<Result<Vec<_>, _>>()?)),
        Value::Object(object) => Box::new(OfObject::new(object)),
        Value::Unread(unread) => return Err(unread_error(unread)),
    })
}

/// The value at the end of a path within another, where all of the way is there and read.
pub(super) fn at<'v>(value: &'v Value, path: &str) -> Option<Box<dyn Val + 'v>> {
    let mut steps = path.split('.').filter(|name| !name.is_empty());
    own(steps.try_fold(value, |here, name| here.as_object()?.get(name))?).ok()
}

fn resources<'v>(found: Result<Vec<&'v Resource>, Unread>) -> Result<Box<dyn Val + 'v>, ExecutionError> {
    let found = found.map_err(|unread| unread_error(&unread))?;
    let items: Vec<Box<dyn Val + 'v>> = found.into_iter().map(|r| Box::new(OfResource(r)) as _).collect();
    Ok(Box::new(CelList::from(items)))
}

/// A value in a few words, for a person.
pub(super) fn plain(value: &dyn Val) -> String {
    if let Some(text) = value.downcast_ref::<CelString>() {
        return format!("'{}'", text.inner());
    }
    if let Some(list) = value.downcast_ref::<CelList>() {
        return format!("[{}]", list.inner().iter().map(|item| plain(&**item)).collect::<Vec<_>>().join(", "));
    }
    let bool = value.downcast_ref::<CelBool>().map(|value| value.inner().to_string());
    let int = || value.downcast_ref::<CelInt>().map(|value| value.inner().to_string());
    let double = || value.downcast_ref::<CelDouble>().map(|value| value.inner().to_string());
    let null = || value.downcast_ref::<CelNull>().map(|_| "null".to_owned());
    bool.or_else(int).or_else(double).or_else(null).unwrap_or_else(|| format!("a {}", value.get_type().name()))
}

/// The text of an index: `x['text']` and `x.text` come here alike.
fn key(index: &dyn Val) -> Result<&str, ExecutionError> {
    match index.downcast_ref::<CelString>() {
        Some(text) => Ok(text.inner()),
        None => Err(ExecutionError::UnexpectedType { got: index.get_type().name().to_owned(), want: "string".into() }),
    }
}

/// What all values of ours have in common: they are maps that are indexed by text.
macro_rules! indexed {
    ($name:ident, $this:ident, $key:ident => $get:expr, { $($more:tt)* }) => {
        impl<'a> Val for $name<'a> {
            fn get_type(&self) -> &Type {
                <Self as Val>::cel_type()
            }

            fn cel_type() -> &'static Type {
                &MAP_TYPE
            }

            fn as_indexer<'b, 'v>(&'b self) -> Option<&'b (dyn Indexer + 'v)>
            where
                Self: 'v,
            {
                Some(self)
            }

            fn clone_as_boxed<'v>(&self) -> Box<dyn Val + 'v>
            where
                Self: 'v,
            {
                Box::new(self.clone())
            }

            $($more)*
        }

        impl<'a> Indexer for $name<'a> {
            fn get<'b, 'v>(&'b self, index: &dyn Val) -> Result<CowVal<'b, 'v>, ExecutionError>
            where
                Self: 'v,
            {
                let ($this, $key) = (self, key(index)?);
                let value: Result<Box<dyn Val + 'a>, ExecutionError> = $get;
                value.map(CowVal::Owned)
            }

            fn steal<'v>(self: Box<Self>, index: &dyn Val) -> Result<Box<dyn Val + 'v>, ExecutionError>
            where
                Self: 'v,
            {
                let ($this, $key) = (*self, key(index)?);
                let value: Result<Box<dyn Val + 'a>, ExecutionError> = $get;
                value.map(|value| value as Box<dyn Val + 'v>)
            }
        }
    };
}

/// A resource: what all have, and the kind's fields.
#[derive(Debug, Clone, Copy)]
pub(super) struct OfResource<'a>(pub &'a Resource);

indexed!(OfResource, this, key => this.0.lend(key), {
    fn equals(&self, other: &dyn Val) -> bool {
        // Only identity can be told through the trait: the same resource has the same id.
        let id = CelString::from("id");
        other.as_indexer().and_then(|other| other.get(&id).ok()).is_some_and(|other| {
            other.downcast_ref::<CelString>().is_some_and(|other| other.inner() == &*self.0.id)
        })
    }
});

impl<'a> OfResource<'a> {
    /// The value at the end of a path within it, where all of the way is there and read.
    pub(super) fn at(self, path: &str) -> Option<Box<dyn Val + 'a>> {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        match first {
            "" => Some(Box::new(self)),
            _ if rest.is_empty() => self.0.lend(first).ok(),
            "tags" => at(&self.0.tags, rest),
            _ if Resource::COMMON.contains(&first) => None,
            _ => at(self.0.fields.get(first)?, rest),
        }
    }
}

/// Resources answer with fields of their own; what a snapshot of an older version lacks is unread, and not null.
trait Lend {
    fn lend(&self, name: &str) -> Result<Box<dyn Val + '_>, ExecutionError>;
}

/// What a resource's file does not hold.
pub(super) fn missing(resource: &Resource, name: &str) -> Unread {
    Unread::new(format!("{}.{name}", resource.kind), Reason::NotCollected)
}

impl Lend for Resource {
    fn lend(&self, name: &str) -> Result<Box<dyn Val + '_>, ExecutionError> {
        let text = |text: &str| -> Box<dyn Val + '_> { Box::new(CelString::from(text.to_owned())) };
        Ok(match name {
            "id" => Box::new(CelString::from(&*self.id)),
            "arn" => self.arn().map_or_else(|| Box::new(CelNull) as _, |arn| Box::new(CelString::from(arn)) as _),
            "name" => {
                self.name.as_deref().map_or_else(|| Box::new(CelNull) as _, |name| Box::new(CelString::from(name)) as _)
            }
            "account" => Box::new(CelString::from(self.account.as_str())),
            "region" => Box::new(CelString::from(self.region.as_str())),
            "kind" => text(&self.kind),
            "tags" => own(&self.tags)?,
            _ => match self.fields.get(name) {
                Some(value) => own(value)?,
                None => return Err(unread_error(&missing(self, name))),
            },
        })
    }
}

/// An object of a snapshot. Its names are made ready for iteration when somebody iterates.
#[derive(Debug, Clone)]
pub(super) struct OfObject<'a> {
    object: &'a Object,
    names: OnceLock<Vec<CelString<'a>>>,
}

impl<'a> OfObject<'a> {
    fn new(object: &'a Object) -> Self {
        Self { object, names: OnceLock::new() }
    }

    fn names(&self) -> &[CelString<'a>] {
        self.names.get_or_init(|| self.object.iter().map(|(name, _)| CelString::from(name)).collect())
    }
}

indexed!(OfObject, this, key => match this.object.get(key) {
    Some(value) => own(value),
    None => Err(ExecutionError::no_such_key(key)),
}, {
    fn equals(&self, other: &dyn Val) -> bool {
        let size = other.as_sizer().map(Sizer::size);
        size.is_some_and(|size| *size.inner() == *self.size().inner())
            && other.as_indexer().is_some_and(|other| self.names().iter().all(|name| same_at(self, other, name)))
    }

    fn as_container(&self) -> Option<&dyn Container> {
        Some(self)
    }

    fn as_sizer(&self) -> Option<&dyn Sizer> {
        Some(self)
    }

    fn as_iterable<'b, 'v>(&'b self) -> Option<&'b (dyn Iterable + 'v)>
    where
        Self: 'v,
    {
        Some(self)
    }
});

/// Whether two objects hold the same under a name. What is unread is like nothing, not even itself.
fn same_at(one: &dyn Indexer, other: &dyn Indexer, name: &CelString<'_>) -> bool {
    match (one.get(name), other.get(name)) {
        (Ok(one), Ok(other)) => one.equals(&*other),
        _ => false,
    }
}

impl Container for OfObject<'_> {
    fn contains(&self, value: &dyn Val) -> Result<bool, ExecutionError> {
        Ok(self.object.get(key(value)?).is_some())
    }
}

impl Sizer for OfObject<'_> {
    fn size(&self) -> CelInt {
        CelInt::from(i64::try_from(self.object.len()).unwrap_or(i64::MAX))
    }
}

impl Iterable for OfObject<'_> {
    fn iter<'b, 'v>(&'b self) -> Box<dyn Iterator<'b, 'v> + 'b>
    where
        Self: 'v,
    {
        Box::new(Names(self.names().iter()))
    }
}

struct Names<'b, 'a>(std::slice::Iter<'b, CelString<'a>>);

impl<'b, 'a: 'v, 'v> Iterator<'b, 'v> for Names<'b, 'a> {
    fn next(&mut self) -> Option<&'b (dyn Val + 'v)> {
        self.0.next().map(|name| name as &(dyn Val + 'v))
    }
}

/// `facts`: each made when somebody looks at it.
#[derive(Clone, Copy)]
pub(super) struct Facts<'a>(pub &'a dyn World);

indexed!(Facts, this, key => match this.0.fact(key) {
    Some(fact) => own(fact),
    None => Err(ExecutionError::no_such_key(key)),
}, {});

/// `account` and `region`: their name, and the kinds that there is one of in them.
#[derive(Clone, Copy)]
pub(super) struct Settings<'a> {
    pub world: &'a dyn World,
    /// What the account's or region's own name is called.
    pub name: &'static str,
    pub value: &'a str,
}

indexed!(Settings, this, key => if key == this.name {
    Ok(Box::new(CelString::from(this.value)))
} else {
    match this.world.setting(key) {
        Ok(resource) => Ok(Box::new(OfResource(resource))),
        Err(unread) => Err(unread_error(&unread)),
    }
}, {});

/// `kinds.<kind>`: all of them in the same account and region.
#[derive(Clone, Copy)]
pub(super) struct Kinds<'a>(pub &'a dyn World);

indexed!(Kinds, this, key => resources(this.0.all(key)), {});

/// `by.<kind>.<field>[key]`: those whose field equals the key.
#[derive(Clone, Copy)]
pub(super) struct By<'a>(pub &'a dyn World);

indexed!(By, this, key => Ok(Box::new(ByKind { world: this.0, kind: key.to_owned() })), {});

#[derive(Clone)]
pub(super) struct ByKind<'a> {
    world: &'a dyn World,
    kind: String,
}

indexed!(ByKind, this, key => Ok(Box::new(ByField::new(this.world, &this.kind, key))), {});

#[derive(Clone)]
pub(super) struct ByField<'a> {
    world: &'a dyn World,
    kind: String,
    field: String,
}

impl<'a> ByField<'a> {
    pub(super) fn new(world: &'a dyn World, kind: &str, field: &str) -> Self {
        Self { world, kind: kind.to_owned(), field: field.to_owned() }
    }
}

indexed!(ByField, this, key => resources(this.world.where_field(&this.kind, &this.field, key)), {});

macro_rules! debug_as_name {
    ($($name:ident),*) => {$(
        impl std::fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )*};
}

debug_as_name!(Facts, Settings, Kinds, By, ByKind, ByField);
