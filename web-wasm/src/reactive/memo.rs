//! Values that are computed from signals.

use std::marker::PhantomData;

use leptos::prelude::{Memo as Inner, ReadUntracked as _, Track as _};
use leptos::reactive::traits::Read as _;

use super::held::{Computed, handle};

/// A value that is computed when something that it read has changed, and wakes who reads
/// it only when it is another.
pub struct Memo<T> {
    pub(super) inner: Inner<Computed>,
    kind: PhantomData<fn() -> T>,
}

handle!(Memo);

impl<T: Send + Sync + 'static> Memo<T> {
    /// `compute` gets the value before.
    #[must_use]
    pub fn new(compute: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self
    where
        T: PartialEq,
    {
        Self {
            inner: erased(Box::new(move |before| {
                Computed::new(compute(before.map(Computed::typed)))
            })),
            kind: PhantomData,
        }
    }

    /// Wakes the reader when the value is another, without reading it.
    pub fn track(&self) {
        self.inner.track();
    }

    /// Reads in place, and follows.
    pub fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(self.inner.read().typed())
    }

    /// Reads in place, and does not follow.
    pub fn with_untracked<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(self.inner.read_untracked().typed())
    }

    /// The same; `None` once its owner is gone.
    pub fn try_with_untracked<R>(&self, read: impl FnOnce(&T) -> R) -> Option<R> {
        Some(read(self.inner.try_read_untracked()?.typed()))
    }

    /// A copy, followed.
    #[must_use]
    pub fn get(&self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// A copy, not followed.
    #[must_use]
    pub fn get_untracked(&self) -> T
    where
        T: Clone,
    {
        self.with_untracked(T::clone)
    }

    /// The same; `None` once its owner is gone.
    #[must_use]
    pub fn try_get_untracked(&self) -> Option<T>
    where
        T: Clone,
    {
        self.try_with_untracked(T::clone)
    }
}

type Compute = Box<dyn Fn(Option<&Computed>) -> Computed + Send + Sync>;

/// Boxed, so that there is one memo for Leptos.
fn erased(compute: Compute) -> Inner<Computed> {
    Inner::new(compute)
}
