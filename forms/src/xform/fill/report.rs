//! The state of every value of a record.

use super::Filling;

/// What is known about one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeState {
    /// With the position of each repeat: `/data/house[2]/age`.
    pub path: String,
    pub relevant: bool,
    pub required: bool,
    pub readonly: bool,
    pub valid: bool,
    /// Empty when it is not relevant.
    pub value: String,
}

impl Filling<'_> {
    /// Every value in document order.
    #[must_use]
    pub fn states(&self) -> Vec<NodeState> {
        let mut all = Vec::new();
        let mut open = vec![(self.root, String::new(), false)];
        while let Some((id, above, locked)) = open.pop() {
            let Some(live) = self.lives.get(id) else {
                continue;
            };
            let Some(node) = self.plan.definition.shape.get(live.shape) else {
                continue;
            };
            let place = if node.repeat.is_some() {
                self.place(id)
            } else {
                String::new()
            };
            let path = format!("{above}/{}{place}", node.name);
            let readonly = locked || live.readonly;
            if live.slots.is_empty() {
                let value = live.text();
                let missing = live.required && value.is_empty();
                all.push(NodeState {
                    relevant: live.relevant,
                    required: live.required,
                    readonly,
                    valid: !missing && (value.is_empty() || live.holds),
                    value: value.to_owned(),
                    path,
                });
                continue;
            }
            let first = open.len();
            open.extend(
                self.lives
                    .children(id)
                    .map(|child| (child, path.clone(), readonly)),
            );
            if let Some(added) = open.get_mut(first..) {
                added.reverse();
            }
        }
        all
    }

    pub(super) fn place(&self, id: u32) -> String {
        let live = self.lives.get(id);
        let slot = live.and_then(|live| self.plan.outlines.get(live.shape));
        let parent = live.and_then(|live| live.parent);
        let siblings = parent
            .zip(slot)
            .map(|(parent, slot)| self.lives.slot(parent, slot.slot));
        let at = siblings.and_then(|all| all.iter().position(|other| *other == id));
        format!("[{}]", at.unwrap_or_default() + 1)
    }
}
