//! What the binding to a note needs of a record: nodes by number, and values put in
//! without anything happening because of it.

use super::Filling;
use super::codec;
use super::plan::{Decides, Offer, Plan};
use crate::xform::model::{Label, NodeId};
use crate::xpath::Function;
use crate::xpath::Node;
use crate::xpath::code::{Code, CodeStart};

/// Names that tools of sheets give to headings above a table of choices.
const HEADINGS: [&str; 2] = [
    "generated_table_list_label_",
    "reserved_name_for_field_list_labels_",
];

/// Whether a node was made for layout by the tools of sheets; it is never an answer.
#[must_use]
pub fn is_heading(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    HEADINGS.iter().any(|start| name.starts_with(start))
}

impl Plan {
    /// Whether a node's value follows from other values alone: a calculation that looks
    /// neither at clock, chance or device nor at its own value, and that no action sets.
    pub(in crate::xform) fn is_computed(&self, node: NodeId) -> bool {
        let tasks = self.tasks_of(node).iter();
        let mut tasks = tasks.filter_map(|task| self.task(*task));
        let Some(task) = tasks.find(|task| task.decides == Decides::Calculate) else {
            return false;
        };
        let itself = task.reads.iter().any(|read| read.node == node);
        let set = self.deeds.iter().any(|deed| deed.target == node);
        !itself && !set && !is_fickle(&task.code)
    }

    /// The place of a choice among all that its question ever offers: what it stands for
    /// in the form's own list. Choices from elsewhere have none.
    pub(in crate::xform) fn choice_place(&self, node: NodeId, value: &str) -> Option<usize> {
        match &self.questions.get(&node)?.offer {
            Offer::Free => None,
            Offer::Fixed(all) => all.iter().position(|(known, _)| known == value),
            Offer::Listed { list, .. } => {
                let list = *self.list_ids.get(list.as_ref()?)?;
                let data = &self.lists.get(list as usize)?.data;
                data.iter().position(|item| item.text == value)
            }
        }
    }

    /// Whether a question can never have this choice, whatever its filter says.
    pub(in crate::xform) fn lacks_choice(&self, node: NodeId, value: &str) -> bool {
        let closed = match self.questions.get(&node).map(|question| &question.offer) {
            None | Some(Offer::Free) => false,
            Some(Offer::Fixed(_)) => true,
            // A list without content is one of a file that is not here.
            Some(Offer::Listed { list, .. }) => {
                let list = list.as_ref().and_then(|list| self.list_ids.get(list));
                let list = list.and_then(|list| self.lists.get(*list as usize));
                list.is_some_and(|list| !list.data.is_empty())
            }
        };
        closed && self.choice_place(node, value).is_none()
    }
}

/// Whether an expression may give something else for the same record.
fn is_fickle(code: &Code) -> bool {
    let any = |all: &[Code]| all.iter().any(is_fickle);
    match code {
        Code::Call(function, args) => {
            let fickle = match function {
                Function::Now | Function::Today | Function::Random | Function::Uuid => true,
                Function::Once | Function::Property => true,
                Function::Randomize => args.len() < 2,
                _ => false,
            };
            fickle || any(args)
        }
        Code::Or(all) | Code::And(all) | Code::Union(all) => any(all),
        Code::Regex(inner, _) | Code::Negate(inner) => is_fickle(inner),
        Code::ChoiceName(first, second) => is_fickle(first) || is_fickle(second),
        Code::Compare(first, rest) => {
            is_fickle(first) || rest.iter().any(|(_, code)| is_fickle(code))
        }
        Code::Chain(first, rest) => {
            is_fickle(first) || rest.iter().any(|(_, code)| is_fickle(code))
        }
        Code::Path(path) => {
            let start = match &path.start {
                CodeStart::From(code, predicates) => is_fickle(code) || any(predicates),
                CodeStart::Root | CodeStart::Here => false,
            };
            start || path.steps.iter().any(|step| any(&step.predicates))
        }
        Code::Number(_) | Code::Text(_) | Code::Single(_) => false,
    }
}

/// For `xform::record`. Nodes are named by their numbers, which stay theirs for as long
/// as the filling lives.
impl Filling<'_> {
    /// From now on what is shown follows from the answers alone, not from those before.
    pub(in crate::xform) fn forget_before(&mut self) {
        self.blank_count_keeps = false;
    }

    pub(in crate::xform) fn root(&self) -> u32 {
        self.root
    }

    /// The shape of a node that is there.
    pub(in crate::xform) fn shape_of(&self, id: u32) -> Option<NodeId> {
        let live = self.lives.get(id).filter(|live| !live.gone)?;
        Some(live.shape)
    }

    pub(in crate::xform) fn parent_of(&self, id: u32) -> Option<u32> {
        self.lives.get(id)?.parent
    }

    /// The instances of a child's shape below a node.
    pub(in crate::xform) fn instances(&self, parent: u32, child: NodeId) -> &[u32] {
        let slot = self.plan.outlines.get(child).map(|node| node.slot);
        slot.map_or(&[], |slot| self.lives.slot(parent, slot))
    }

    /// The answer as it is kept, whether it counts or not.
    pub(in crate::xform) fn kept(&self, id: u32) -> &str {
        self.lives.get(id).map_or("", |live| &live.raw)
    }

    pub(in crate::xform) fn is_relevant(&self, id: u32) -> bool {
        self.lives.get(id).is_some_and(|live| live.relevant)
    }

    /// Whether it or a group around it is read only.
    pub(in crate::xform) fn is_locked(&self, id: u32) -> bool {
        let lives = std::iter::successors(self.lives.get(id), |live| {
            live.parent.and_then(|parent| self.lives.get(parent))
        });
        lives.into_iter().any(|live| live.readonly)
    }

    /// What is wrong with a value that is there, in the words of the form.
    pub(in crate::xform) fn message_of(&self, id: u32) -> Option<String> {
        let live = self.lives.get(id)?;
        let bind = &self.plan.definition.shape.get(live.shape)?.bind;
        let label: &Label = if live.text().is_empty() {
            bind.required_message.as_ref()?
        } else {
            bind.constraint_message.as_ref()?
        };
        let message = self.label(label, Node::Live(id));
        (!message.is_empty()).then_some(message)
    }

    /// The node at a path, as steps find it.
    pub(in crate::xform) fn at_path(&self, path: &str) -> Option<u32> {
        self.find(path)
    }

    /// The path of a node, as states have it.
    pub(in crate::xform) fn path_of(&self, id: u32) -> String {
        let mut parts = Vec::new();
        let mut at = Some(id);
        while let Some(live) = at.and_then(|id| self.lives.get(id)) {
            let node = self.plan.definition.shape.get(live.shape);
            let name = node.map_or("", |node| node.name.as_str());
            let repeats = node.is_some_and(|node| node.repeat.is_some());
            let place = at.filter(|_| repeats).map(|id| self.place(id));
            parts.push(format!("{name}{}", place.unwrap_or_default()));
            at = live.parent;
        }
        parts.reverse();
        format!("/{}", parts.join("/"))
    }

    /// The text that would be kept for an answer.
    pub(in crate::xform) fn fitting(&self, shape: NodeId, text: &str) -> String {
        codec::kept(self.plan, shape, text)
    }

    /// Puts a text in as a node's answer; whether it was another before.
    pub(in crate::xform) fn put(&mut self, id: u32, text: &str) -> bool {
        let kept = self
            .lives
            .get(id)
            .map(|live| codec::kept(self.plan, live.shape, text));
        if kept.is_none_or(|kept| kept == self.kept(id)) {
            return false;
        }
        self.quietly(|filling| filling.keep(id, text));
        true
    }

    /// Adds an instance at the end of a repeat; `None` when the record is full.
    pub(in crate::xform) fn put_instance(&mut self, repeat: NodeId, parent: u32) -> Option<u32> {
        let added = self.quietly(|filling| filling.add(repeat, parent));
        self.pending.clear();
        let last = self.instances(parent, repeat).last().copied();
        last.filter(|_| added)
    }

    /// Takes an instance out of its repeat.
    pub(in crate::xform) fn drop_instance(&mut self, id: u32) {
        self.quietly(|filling| filling.take_away(id));
    }

    /// Puts the instances of a repeat in another order; they must be the same ones.
    pub(in crate::xform) fn reorder(&mut self, parent: u32, repeat: NodeId, order: &[u32]) {
        if self.instances(parent, repeat) == order {
            return;
        }
        let slot = self.plan.outlines.get(repeat).map(|node| node.slot);
        let slots = self.lives.get_mut(parent).map(|live| &mut live.slots);
        if let Some(slot) = slots
            .zip(slot)
            .and_then(|(slots, slot)| slots.get_mut(slot))
        {
            *slot = order.to_vec();
        }
        order.iter().for_each(|id| self.changed_quietly(*id));
    }

    /// Brings everything up to date without actions.
    pub(in crate::xform) fn settle_quietly(&mut self) {
        self.quietly(Self::settle);
    }

    /// Does something while changes bring no actions about.
    fn quietly<T>(&mut self, what: impl FnOnce(&mut Self) -> T) -> T {
        let begun = std::mem::replace(&mut self.begun, false);
        let done = what(self);
        self.begun = begun;
        done
    }
}
