//! What a component takes that only reads: a value, a signal, a memo or a closure.

use std::marker::PhantomData;
use std::sync::Arc;

use leptos::prelude::{GetValue as _, StoredValue as Inner, untrack};

use super::held::{Held, handle, typed};
use super::{Memo, RwSignal};

type Derive = Arc<dyn Fn() -> Held + Send + Sync>;

/// Something that is read and followed, wherever it comes from.
pub struct Signal<T> {
    source: Source<T>,
    kind: PhantomData<fn() -> T>,
}

enum Source<T> {
    Set(RwSignal<T>),
    Computed(Memo<T>),
    Derived(Inner<Derive>),
}

impl<T> Clone for Source<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Source<T> {}

handle!(Signal);

impl<T: Send + Sync + 'static> Signal<T> {
    /// Runs `derive` at every read.
    #[must_use]
    pub fn derive(derive: impl Fn() -> T + Send + Sync + 'static) -> Self {
        let derive: Derive = Arc::new(move || Box::new(derive()));
        Self::of(Source::Derived(Inner::new(derive)))
    }

    const fn of(source: Source<T>) -> Self {
        Self {
            source,
            kind: PhantomData,
        }
    }

    /// Reads in place, and follows.
    pub fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        match self.source {
            Source::Set(signal) => signal.with(read),
            Source::Computed(memo) => memo.with(read),
            Source::Derived(derive) => read(typed(&*derive.get_value()())),
        }
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
        untrack(|| self.get())
    }
}

impl<T: Send + Sync + 'static> From<T> for Signal<T> {
    fn from(value: T) -> Self {
        Self::of(Source::Set(RwSignal::new(value)))
    }
}

impl<T> From<RwSignal<T>> for Signal<T> {
    fn from(signal: RwSignal<T>) -> Self {
        Self {
            source: Source::Set(signal),
            kind: PhantomData,
        }
    }
}

impl<T> From<Memo<T>> for Signal<T> {
    fn from(memo: Memo<T>) -> Self {
        Self {
            source: Source::Computed(memo),
            kind: PhantomData,
        }
    }
}
