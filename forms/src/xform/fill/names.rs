//! Names as numbers.

use std::collections::BTreeMap;

use crate::xpath::code::Sym;

#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    known: BTreeMap<String, Sym>,
    spelled: Vec<String>,
}

impl Names {
    pub(super) fn intern(&mut self, name: &str) -> Sym {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        let sym = Sym(u32::try_from(self.spelled.len()).unwrap_or(u32::MAX));
        self.known.insert(name.to_owned(), sym);
        self.spelled.push(name.to_owned());
        sym
    }

    /// The number of a name, if it occurs anywhere.
    pub(super) fn find(&self, name: &str) -> Sym {
        self.known.get(name).copied().unwrap_or(Sym::NOWHERE)
    }

    pub(super) fn spelled(&self, name: Sym) -> &str {
        self.spelled.get(name.0 as usize).map_or("", String::as_str)
    }
}
