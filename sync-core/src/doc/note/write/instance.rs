//! Edits of the instances of a note's repeats.

use automerge::transaction::Transactable;
use automerge::{AutomergeError, ObjId, ObjType, ReadDoc, ScalarValue};

use crate::doc::edit::{EditError, InstanceDraft};
use crate::doc::note::write::Writer;
use crate::doc::view::InstanceView;
use crate::doc::{check, read, schema};
use crate::limits;

impl Writer<'_, '_> {
    pub(super) fn add_instance(&mut self, draft: &InstanceDraft) -> Result<(), EditError> {
        let instances = self.container(&draft.id)?;
        judge(draft)?;
        if self.tx.length(&instances) >= limits::INSTANCES {
            return Err(EditError::TooManyInstances);
        }
        if !read::at(self.tx, &instances, &draft.id).is_empty() {
            return Err(EditError::Duplicate {
                what: "instance",
                id: draft.id.clone(),
            });
        }
        self.fill_instance(&instances, draft)
            .map_err(EditError::internal)
    }

    pub(super) fn instance_deleted(&mut self, id: &str, deleted: bool) -> Result<(), EditError> {
        let instances = self.container(id)?;
        let instance = read::map(self.tx, &instances, id)
            .ok_or_else(|| EditError::NoSuchInstance(id.to_owned()))?;
        if read::at(self.tx, &instance, schema::DELETED).is_set_by_all() == deleted {
            return Ok(());
        }
        self.tx
            .put(&instance, schema::DELETED, deleted)
            .map_err(EditError::internal)
    }

    fn container(&self, id: &str) -> Result<ObjId, EditError> {
        let instances = self.roots.instances.clone();
        instances.ok_or_else(|| EditError::NoSuchInstance(id.to_owned()))
    }

    fn fill_instance(
        &mut self,
        instances: &ObjId,
        draft: &InstanceDraft,
    ) -> Result<(), AutomergeError> {
        let order = self.next_order(draft);
        let id = draft.id.as_str();
        let instance = self.tx.put_object(instances, id, ObjType::Map)?;
        self.tx
            .put(&instance, schema::REPEAT, draft.repeat.as_str())?;
        self.tx
            .put(&instance, schema::PARENT, draft.parent.as_str())?;
        self.tx.put(&instance, schema::ORDER, order)?;
        let answers = &self.roots.answers;
        for key in &draft.texts {
            self.tx
                .put_object(answers, schema::flat(id, key), ObjType::Text)?;
        }
        for key in &draft.tallies {
            self.tx
                .put(answers, schema::flat(id, key), ScalarValue::counter(0))?;
        }
        for key in &draft.choices {
            self.tx
                .put_object(answers, schema::flat(id, key), ObjType::Map)?;
        }
        Ok(())
    }

    /// Behind every instance of the same repeat that is here, so that a clock that is
    /// behind puts nothing in front of what was there.
    fn next_order(&mut self, draft: &InstanceDraft) -> u64 {
        let before = self.instances;
        let at = (draft.repeat.clone(), draft.parent.clone());
        let next = self.orders.entry(at).or_insert_with(|| {
            let same =
                |part: &&InstanceView| part.repeat == draft.repeat && part.parent == draft.parent;
            let last = before.iter().filter(same).map(|part| part.order).max();
            last.map_or(0, |last| last.saturating_add(1))
        });
        let order = *next;
        *next = next.saturating_add(1);
        order
    }
}

fn judge(draft: &InstanceDraft) -> Result<(), EditError> {
    check::key("the instance's id", &draft.id)?;
    check::key("the repeat's key", &draft.repeat)?;
    check::key("the place of the instance", &draft.parent)?;
    let mut seen = std::collections::BTreeSet::new();
    for key in draft
        .texts
        .iter()
        .chain(&draft.tallies)
        .chain(&draft.choices)
    {
        check::key("the field's id", &schema::flat(&draft.id, key))?;
        if !seen.insert(key) {
            return Err(EditError::Duplicate {
                what: "field",
                id: key.clone(),
            });
        }
    }
    Ok(())
}
