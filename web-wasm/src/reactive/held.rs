//! The one type that all signals hold.

use std::any::Any;
use std::sync::Arc;

/// A value of a type that the handle knows.
pub(super) type Held = Box<dyn Any + Send + Sync>;

/// The value as the type that the handle was made with.
#[expect(
    clippy::expect_used,
    reason = "a handle's type is that of what it was made with"
)]
pub(super) fn typed<T: 'static>(held: &(dyn Any + Send + Sync)) -> &T {
    held.downcast_ref().expect("a handle holds its own type")
}

/// The same to write.
#[expect(
    clippy::expect_used,
    reason = "a handle's type is that of what it was made with"
)]
pub(super) fn typed_mut<T: 'static>(held: &mut (dyn Any + Send + Sync)) -> &mut T {
    held.downcast_mut().expect("a handle holds its own type")
}

/// A computed value, which can be compared with the one before.
#[derive(Clone)]
pub(super) struct Computed {
    value: Arc<dyn Any + Send + Sync>,
    is_same: fn(&Self, &Self) -> bool,
}

impl Computed {
    pub(super) fn new<T: PartialEq + Send + Sync + 'static>(value: T) -> Self {
        Self {
            value: Arc::new(value),
            is_same: |one, other| one.typed::<T>() == other.typed::<T>(),
        }
    }

    pub(super) fn typed<T: 'static>(&self) -> &T {
        typed(&*self.value)
    }
}

impl PartialEq for Computed {
    fn eq(&self, other: &Self) -> bool {
        (self.is_same)(self, other)
    }
}

/// What every handle is besides: copied freely, whatever it holds.
macro_rules! handle {
    ($name:ident) => {
        impl<T> Clone for $name<T> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T> Copy for $name<T> {}

        impl<T> std::fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    };
}

pub(super) use handle;
