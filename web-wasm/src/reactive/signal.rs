//! Signals that are set.

use std::marker::PhantomData;

use leptos::prelude::{
    ArcRwSignal as Shared, ReadUntracked as _, RwSignal as Inner, Track as _,
    UntrackableGuard as _, Write as _,
};
use leptos::reactive::traits::Read as _;

use super::held::{Held, handle, typed, typed_mut};

/// A value that wakes who reads it when it is set.
pub struct RwSignal<T> {
    pub(super) inner: Inner<Held>,
    kind: PhantomData<fn() -> T>,
}

handle!(RwSignal);

/// The same signal, not the same value.
impl<T> PartialEq for RwSignal<T> {
    fn eq(&self, other: &Self) -> bool {
        self.inner == other.inner
    }
}

impl<T> Eq for RwSignal<T> {}

impl<T: Send + Sync + 'static> RwSignal<T> {
    /// Lives as long as the owner that it is made in.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self::of(Inner::new(Box::new(value)))
    }

    const fn of(inner: Inner<Held>) -> Self {
        Self {
            inner,
            kind: PhantomData,
        }
    }

    /// Wakes the reader when the value is set, without reading it.
    pub fn track(&self) {
        self.inner.track();
    }

    /// Reads in place, and follows.
    pub fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(typed(&**self.inner.read()))
    }

    /// Reads in place, and does not follow.
    pub fn with_untracked<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(typed(&**self.inner.read_untracked()))
    }

    /// The same; `None` once its owner is gone.
    pub fn try_with_untracked<R>(&self, read: impl FnOnce(&T) -> R) -> Option<R> {
        let held = self.inner.try_read_untracked()?;
        Some(read(typed(&**held)))
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

    /// Sets, and wakes whoever follows. Does nothing once its owner is gone.
    pub fn set(&self, value: T) {
        self.try_set(value);
    }

    /// The same; gives the value back when its owner is gone.
    pub fn try_set(&self, value: T) -> Option<T> {
        let Some(mut held) = self.inner.try_write() else {
            return Some(value);
        };
        *typed_mut(&mut **held) = value;
        None
    }

    /// Changes in place, and wakes whoever follows. Does nothing once its owner is gone.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        self.try_update(change);
    }

    /// The same, with what `change` gives; `None` once its owner is gone.
    pub fn try_update<R>(&self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        let mut held = self.inner.try_write()?;
        Some(change(typed_mut(&mut **held)))
    }

    /// Changes in place, and wakes nobody.
    pub fn update_untracked(&self, change: impl FnOnce(&mut T)) {
        if let Some(mut held) = self.inner.try_write() {
            held.untrack();
            change(typed_mut(&mut **held));
        }
    }
}

/// A signal that lives as long as one of its clones.
pub struct ArcRwSignal<T> {
    inner: Shared<Held>,
    kind: PhantomData<fn() -> T>,
}

impl<T: Send + Sync + 'static> ArcRwSignal<T> {
    /// Starts with `value`.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self {
            inner: Shared::new(Box::new(value)),
            kind: PhantomData,
        }
    }

    /// Reads in place, and follows.
    pub fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(typed(&**self.inner.read()))
    }

    /// Reads in place, and does not follow.
    pub fn with_untracked<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(typed(&**self.inner.read_untracked()))
    }

    /// A copy, followed.
    #[must_use]
    pub fn get(&self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// Sets, and wakes whoever follows.
    pub fn set(&self, value: T) {
        *typed_mut(&mut **self.inner.write()) = value;
    }
}

impl<T> Clone for ArcRwSignal<T> {
    fn clone(&self) -> Self {
        Self {
            inner: self.inner.clone(),
            kind: PhantomData,
        }
    }
}

impl<T> std::fmt::Debug for ArcRwSignal<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ArcRwSignal").finish_non_exhaustive()
    }
}
