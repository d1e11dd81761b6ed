//! Values set when something happens.

use super::{NodeId, Origin};
use crate::xpath::Expression;

/// What is set, when and where.
#[derive(Clone, Debug)]
pub struct Action {
    pub kind: ActionKind,
    pub events: Vec<Event>,
    /// The node that is set; inside a repeat, its instance nearest to the one where the
    /// event happens.
    pub target: NodeId,
    pub origin: Origin,
}

#[derive(Clone, Debug)]
pub enum ActionKind {
    /// `<setvalue ref value>`
    SetValue(Expression),
    /// `<setvalue ref>text</setvalue>`: the text as it stands, possibly empty.
    SetText(String),
    /// `<odk:setgeopoint ref>`: the place of the device.
    SetGeopoint,
    /// `<odk:recordaudio ref>`
    RecordAudio,
}

/// When an action runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A new record begins.
    FirstLoad,
    /// Any record is opened.
    Load,
    /// An instance of this repeat is added, after the record has begun.
    NewRepeat(NodeId),
    /// The answer of this node changes.
    ValueChanged(NodeId),
}
