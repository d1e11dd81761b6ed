//! Edits of the entries of a note's logs.

use automerge::transaction::Transactable;
use automerge::{ObjId, ObjType, ReadDoc};

use crate::doc::edit::{EditError, EntryDraft};
use crate::doc::note::write::Writer;
use crate::doc::splice;
use crate::doc::view::Value;
use crate::doc::{check, read, schema};
use crate::limits;

impl Writer<'_, '_> {
    /// The map of an entry.
    pub(super) fn entry(&self, id: &str) -> Result<ObjId, EditError> {
        read::map(self.tx, &self.roots.entries, id)
            .ok_or_else(|| EditError::NoSuchEntry(id.to_owned()))
    }

    pub(super) fn add_entry(&mut self, draft: &EntryDraft) -> Result<(), EditError> {
        check::key("the field's id", &draft.field)?;
        for option in [&draft.who, &draft.mode].into_iter().flatten() {
            check::key("the option's id", option)?;
        }
        for tag in &draft.tags {
            check::key("the tag", tag)?;
        }
        let length = splice::units(&draft.text);
        check::length("the entry", length, limits::TEXT_UNITS)?;
        let id = self.fresh_id(draft.at);
        self.fill_entry(id, draft).map_err(EditError::internal)
    }

    fn fill_entry(
        &mut self,
        id: String,
        draft: &EntryDraft,
    ) -> Result<(), automerge::AutomergeError> {
        let entry = self.tx.put_object(&self.roots.entries, id, ObjType::Map)?;
        self.tx.put(&entry, schema::FIELD, draft.field.as_str())?;
        self.tx.put(&entry, schema::AT, draft.at.0)?;
        if let Some(elapsed) = draft.elapsed_ms {
            self.tx.put(&entry, schema::ELAPSED, elapsed)?;
        }
        for (key, option) in [(schema::WHO, &draft.who), (schema::MODE, &draft.mode)] {
            if let Some(option) = option {
                self.tx.put(&entry, key, option.as_str())?;
            }
        }
        let text = self.tx.put_object(&entry, schema::TEXT, ObjType::Text)?;
        self.tx.splice_text(&text, 0, 0, &draft.text)?;
        let tags = self.tx.put_object(&entry, schema::TAGS, ObjType::Map)?;
        for tag in &draft.tags {
            self.tx.put(&tags, tag.as_str(), true)?;
        }
        Ok(())
    }

    pub(super) fn entry_text(&mut self, id: &str, new: &str) -> Result<(), EditError> {
        let entry = self.entry(id)?;
        let text = read::object(self.tx, &entry, schema::TEXT, ObjType::Text)
            .ok_or_else(|| EditError::NoSuchEntry(id.to_owned()))?;
        let old = self.tx.text(&text).map_err(EditError::internal)?;
        let Some(splice) = splice::between(&old, new) else {
            return Ok(());
        };
        self.splice("the entry", &text, splice::units(&old), &splice)
    }

    pub(super) fn entry_register(
        &mut self,
        id: &str,
        key: &str,
        option: &str,
    ) -> Result<(), EditError> {
        check::key("the option's id", option)?;
        let entry = self.entry(id)?;
        self.put_register(&entry, key, Some(&Value::Text(option.to_owned())))
    }

    pub(super) fn entry_tag(&mut self, id: &str, tag: &str, on: bool) -> Result<(), EditError> {
        check::key("the tag", tag)?;
        let entry = self.entry(id)?;
        let tags = read::map(self.tx, &entry, schema::TAGS)
            .ok_or_else(|| EditError::NoSuchEntry(id.to_owned()))?;
        self.put_flag(&tags, tag, on)
    }

    pub(super) fn entry_deleted(&mut self, id: &str, deleted: bool) -> Result<(), EditError> {
        let entry = self.entry(id)?;
        if read::at(self.tx, &entry, schema::DELETED).is_set_by_all() == deleted {
            return Ok(());
        }
        self.tx
            .put(&entry, schema::DELETED, deleted)
            .map_err(EditError::internal)
    }
}
