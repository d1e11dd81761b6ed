//! Kinds, roles and visibility: rows on the server, never CRDT data.

use std::fmt;

use crate::ids::PersonId;

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DocKind {
    /// Venues, stops, team and forms of a visit; one to a space.
    Visit,
    /// A form filled at a stop.
    Note,
}

/// Who may read a document, beside its author.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Visibility {
    /// Only the author's devices.
    Private,
    /// The visit team: observers and facilitators of the space. They may also write.
    Team,
    /// Every member of the space, the host included.
    Space,
}

/// What a person is in a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Visits classrooms and writes notes.
    Observer,
    /// Prepares the visit; may change the visit document.
    Facilitator,
    /// The visited school: sees only what was shared with it.
    Host,
}

/// The row that decides who reads and writes a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DocMeta {
    /// What it is.
    pub kind: DocKind,
    /// Who wrote it first.
    pub owner: PersonId,
    /// Who else may read it.
    pub visibility: Visibility,
}

impl DocMeta {
    /// Whether `person`, who has `role` in the document's space, may read it.
    #[must_use]
    pub fn readable_by(&self, person: PersonId, role: Role) -> bool {
        match self.visibility {
            Visibility::Private => self.owner == person,
            Visibility::Team => self.owner == person || role.is_team(),
            Visibility::Space => true,
        }
    }

    /// Whether `person`, who has `role` in the document's space, may change it.
    #[must_use]
    pub fn writable_by(&self, person: PersonId, role: Role) -> bool {
        match self.kind {
            DocKind::Visit => role == Role::Facilitator,
            DocKind::Note => {
                self.owner == person || (self.visibility >= Visibility::Team && role.is_team())
            }
        }
    }
}

impl Role {
    /// Whether this role belongs to the visit team.
    #[must_use]
    pub const fn is_team(self) -> bool {
        matches!(self, Self::Observer | Self::Facilitator)
    }
}

macro_rules! coded {
    ($name:ident { $($variant:ident = $code:literal $text:literal),+ $(,)? }) => {
        impl $name {
            /// The number on the wire and in stored rows.
            #[must_use]
            pub const fn code(self) -> u8 {
                match self { $(Self::$variant => $code),+ }
            }

            /// Reads the number; `None` for one that this build does not know.
            #[must_use]
            pub const fn from_code(code: u8) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }

            /// Reads the word used in files and on the command line.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($text => Some(Self::$variant),)+ _ => None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$variant => $text),+ })
            }
        }
    };
}

coded!(DocKind { Visit = 1 "visit", Note = 2 "note" });
coded!(Visibility { Private = 0 "private", Team = 1 "team", Space = 3 "space" });
coded!(Role { Observer = 1 "observer", Facilitator = 2 "facilitator", Host = 3 "host" });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_and_writing_follow_owner_visibility_and_role() {
        let me = PersonId::from_bytes([1; 16]);
        let other = PersonId::from_bytes([2; 16]);
        let note = |visibility| DocMeta {
            kind: DocKind::Note,
            owner: me,
            visibility,
        };
        let cases = [
            (Visibility::Private, me, Role::Observer, true, true),
            (Visibility::Private, other, Role::Observer, false, false),
            (Visibility::Private, other, Role::Facilitator, false, false),
            (Visibility::Team, other, Role::Observer, true, true),
            (Visibility::Team, other, Role::Host, false, false),
            (Visibility::Space, other, Role::Host, true, false),
        ];
        for (visibility, person, role, read, write) in cases {
            let meta = note(visibility);
            assert_eq!(
                meta.readable_by(person, role),
                read,
                "{visibility} {role} read"
            );
            assert_eq!(
                meta.writable_by(person, role),
                write,
                "{visibility} {role} write"
            );
        }
    }

    #[test]
    fn only_facilitators_change_a_visit() {
        let owner = PersonId::from_bytes([1; 16]);
        let visit = DocMeta {
            kind: DocKind::Visit,
            owner,
            visibility: Visibility::Space,
        };
        assert!(visit.readable_by(PersonId::from_bytes([2; 16]), Role::Host));
        assert!(!visit.writable_by(owner, Role::Observer));
        assert!(visit.writable_by(owner, Role::Facilitator));
    }

    #[test]
    fn codes_and_words_come_back() {
        for role in [Role::Observer, Role::Facilitator, Role::Host] {
            assert_eq!(Role::from_code(role.code()), Some(role));
            assert_eq!(Role::from_word(&role.to_string()), Some(role));
        }
        assert_eq!(Visibility::from_code(9), None);
    }
}
