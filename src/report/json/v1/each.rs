//! Rows that become what is written while they are written: a long report takes no memory of its own.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::marker::PhantomData;

pub(super) struct Each<'a, R, T> {
    rows: &'a [R],
    written: PhantomData<fn() -> T>,
}

impl<'a, R, T: From<&'a R>> Each<'a, R, T> {
    pub(super) fn of(rows: &'a [R]) -> Self {
        Self { rows, written: PhantomData }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = T> {
        self.rows.iter().map(T::from)
    }
}

impl<'a, R, T: From<&'a R> + Serialize> Serialize for Each<'a, R, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<R, T: JsonSchema> JsonSchema for Each<'_, R, T> {
    fn schema_name() -> Cow<'static, str> {
        Vec::<T>::schema_name()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<T>::json_schema(generator)
    }
}
