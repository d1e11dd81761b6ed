//! Secondary instances: lists a form reads from.

use std::sync::Arc;

use super::Origin;

/// A secondary instance by its id.
#[derive(Clone, Debug)]
pub struct SecondaryInstance {
    pub id: String,
    pub source: Source,
    pub origin: Origin,
}

/// Where its nodes are.
#[derive(Clone, Debug)]
pub enum Source {
    /// In the form, or already read from beside it.
    Inline(Data),
    /// In another file: `jr://file/towns.xml`, `jr://file-csv/towns.csv`,
    /// `jr://instance/last-saved`.
    External(String),
}

/// A node of [`Data`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DataId(pub u32);

/// A read-only tree. The first node is its root element (`root`); a tree without nodes
/// is an instance without items. Clones share their nodes: a list may be long, and a form
/// that can be filled holds it twice.
#[derive(Clone, Debug, Default)]
pub struct Data {
    nodes: Arc<Vec<DataNode>>,
}

/// An element.
#[derive(Clone, Debug, Default)]
pub struct DataNode {
    /// Without prefix.
    pub name: String,
    /// Its own text; of a node with children, all of theirs is not included.
    pub text: String,
    pub parent: Option<DataId>,
    pub children: Vec<DataId>,
    pub attributes: Vec<(String, String)>,
}

impl Data {
    /// Adds an element as the last child of `parent`.
    pub fn add(&mut self, parent: Option<DataId>, name: &str, text: &str) -> DataId {
        let id = DataId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        Arc::make_mut(&mut self.nodes).push(DataNode {
            name: name.to_owned(),
            text: text.to_owned(),
            parent,
            ..DataNode::default()
        });
        if let Some(parent) = parent.and_then(|parent| self.get_mut(parent)) {
            parent.children.push(id);
        }
        id
    }

    /// `root/item` rows: one item for each row, one child for each cell.
    #[must_use]
    pub fn table<'a, R, C>(rows: R) -> Self
    where
        R: IntoIterator<Item = C>,
        C: IntoIterator<Item = (&'a str, &'a str)>,
    {
        let mut data = Self::default();
        let root = data.add(None, "root", "");
        for row in rows {
            let item = data.add(Some(root), "item", "");
            for (name, text) in row {
                data.add(Some(item), name, text);
            }
        }
        data
    }

    #[must_use]
    pub fn get(&self, id: DataId) -> Option<&DataNode> {
        self.nodes.get(id.0 as usize)
    }

    pub fn get_mut(&mut self, id: DataId) -> Option<&mut DataNode> {
        Arc::make_mut(&mut self.nodes).get_mut(id.0 as usize)
    }

    /// All nodes in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &DataNode> {
        self.nodes.iter()
    }

    #[must_use]
    pub fn root(&self) -> Option<DataId> {
        (!self.nodes.is_empty()).then_some(DataId(0))
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }
}
