//! Values that wake nobody, held by their owner.

use std::marker::PhantomData;

use leptos::prelude::{LocalStorage, ReadValue as _, StoredValue as Inner, WriteValue as _};

use super::held::{Held, handle, typed, typed_mut};

/// A value that must not leave this thread.
pub type LocalValue<T> = Inner<T, LocalStorage>;

/// A value that lives as long as its owner, and of which nobody is told.
pub struct StoredValue<T> {
    inner: Inner<Held>,
    kind: PhantomData<fn() -> T>,
}

handle!(StoredValue);

impl<T: Send + Sync + 'static> StoredValue<T> {
    /// Lives as long as the owner that it is made in.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self {
            inner: Inner::new(Box::new(value)),
            kind: PhantomData,
        }
    }

    /// Reads in place.
    pub fn with_value<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(typed(&**self.inner.read_value()))
    }

    /// A copy.
    #[must_use]
    pub fn get_value(&self) -> T
    where
        T: Clone,
    {
        self.with_value(T::clone)
    }

    /// Does nothing once its owner is gone.
    pub fn set_value(&self, value: T) {
        self.try_set_value(value);
    }

    /// Gives the value back when its owner is gone.
    pub fn try_set_value(&self, value: T) -> Option<T> {
        let Some(mut held) = self.inner.try_write_value() else {
            return Some(value);
        };
        *typed_mut(&mut **held) = value;
        None
    }

    /// Changes in place. Does nothing once its owner is gone.
    pub fn update_value(&self, change: impl FnOnce(&mut T)) {
        self.try_update_value(change);
    }

    /// The same, with what `change` gives; `None` once its owner is gone.
    pub fn try_update_value<R>(&self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        let mut held = self.inner.try_write_value()?;
        Some(change(typed_mut(&mut **held)))
    }
}
