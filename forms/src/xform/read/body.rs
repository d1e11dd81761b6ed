//! The body: groups, repeats and controls.

use super::Reader;
use super::text::itext_id;
use super::xml::{self, Element};
use crate::limits::SHAPE_DEPTH;
use crate::xform::model::{
    Choice, Choices, Control, ControlKind, Group, Item, ItemLabel, Itemset, NodeId, RangeSpan,
    Repeat, RepeatView, ValueType,
};
use crate::xpath::Expression;

const CONTROL_ATTRIBUTES: &[&str] = &[
    "ref",
    "bind",
    "appearance",
    "start",
    "end",
    "step",
    "mediatype",
];

impl<'a> Reader<'a> {
    pub(super) fn items(
        &mut self,
        parent: Element<'a>,
        here: NodeId,
        repeat: Option<NodeId>,
        depth: usize,
    ) -> Vec<Item> {
        if depth > SHAPE_DEPTH {
            let message = format!("more than {SHAPE_DEPTH} groups inside one another");
            self.problem(xml::origin(parent), message);
            return Vec::new();
        }
        let mut items = Vec::new();
        for element in xml::elements(parent) {
            match element.tag_name().name() {
                "group" => items.push(self.group(element, here, repeat, depth)),
                "repeat" => items.extend(self.repeat(element, here, depth)),
                name => {
                    if let Some(kind) = ControlKind::named(name) {
                        items.extend(self.control(element, kind, here, repeat));
                    }
                }
            }
        }
        items.shrink_to_fit();
        items
    }

    fn group(
        &mut self,
        element: Element<'a>,
        here: NodeId,
        repeat: Option<NodeId>,
        depth: usize,
    ) -> Item {
        let node = self.node_of(element, here);
        let inside = node.unwrap_or(here);
        self.find_actions(element, inside, None, repeat);
        Item::Group(Group {
            node,
            label: self.label(element, "label"),
            hint: self.label(element, "hint"),
            appearance: xml::attribute(element, "appearance")
                .unwrap_or_default()
                .to_owned(),
            children: self.items(element, inside, repeat, depth + 1),
            origin: xml::origin(element),
        })
    }

    fn repeat(&mut self, element: Element<'a>, here: NodeId, depth: usize) -> Option<Item> {
        let origin = xml::origin(element);
        let Some(node) = self.node_of(element, here) else {
            self.problem(
                origin,
                "this <repeat> has no nodeset that leads to a node of the instance",
            );
            return None;
        };
        let count = self.expression(element, "count");
        let fixed = xml::attribute(element, "noAddRemove");
        let fixed = fixed.is_some_and(|value| value.trim().starts_with("true"));
        if let Some(found) = self.definition.shape.get_mut(node) {
            found.repeat = Some(Repeat {
                count,
                fixed,
                ..Repeat::default()
            });
        }
        self.find_actions(element, node, None, Some(node));
        Some(Item::Repeat(RepeatView {
            node,
            label: self.label(element, "label"),
            appearance: xml::attribute(element, "appearance")
                .unwrap_or_default()
                .to_owned(),
            children: self.items(element, node, Some(node), depth + 1),
            origin,
        }))
    }

    fn control(
        &mut self,
        element: Element<'a>,
        kind: ControlKind,
        here: NodeId,
        repeat: Option<NodeId>,
    ) -> Option<Item> {
        let origin = xml::origin(element);
        let name = element.tag_name().name();
        let Some(node) = self.node_of(element, here) else {
            let path =
                xml::attribute(element, "ref").or_else(|| xml::attribute(element, "nodeset"));
            if path.is_some() {
                self.definition.unplaced += 1;
            } else {
                let message =
                    format!("<{name}> does not say which node it asks for: it needs a ref");
                self.problem(origin, message);
            }
            return None;
        };
        self.find_actions(element, node, Some(node), repeat);
        let others = element
            .attributes()
            .filter(|a| !CONTROL_ATTRIBUTES.contains(&a.name()));
        let others = others.map(|a| (a.name().to_owned(), a.value().to_owned()));
        let mut attributes: Vec<(String, String)> = others.collect();
        attributes.extend(self.pixels(node));
        attributes.extend(ticks(element, kind));
        let range = if kind == ControlKind::Range {
            self.range(element)
        } else {
            None
        };
        Some(Item::Control(Control {
            kind,
            node,
            label: self.label(element, "label"),
            hint: self.label(element, "hint"),
            appearance: xml::attribute(element, "appearance")
                .unwrap_or_default()
                .to_owned(),
            choices: self.choices(element, kind, node),
            range,
            media_type: xml::attribute(element, "mediatype").map(str::to_owned),
            attributes,
            origin,
        }))
    }

    /// The size of photos: it stands at the bind and belongs to the question.
    fn pixels(&mut self, node: NodeId) -> Option<(String, String)> {
        let bind = &mut self.definition.shape.get_mut(node)?.bind;
        let at = bind
            .others
            .iter()
            .position(|(name, _)| name == "max-pixels")?;
        Some(bind.others.remove(at))
    }

    fn range(&mut self, element: Element<'a>) -> Option<RangeSpan> {
        let mut number = |name: &str| {
            let value = xml::attribute(element, name).unwrap_or_default().trim();
            if value.parse::<f64>().is_ok_and(f64::is_finite) {
                return Some(value.to_owned());
            }
            let message = match value {
                "" => format!("a range needs a number for {name}"),
                other => format!("{name} of a range must be a number, not \"{other}\""),
            };
            self.problem(xml::origin(element), message);
            None
        };
        let (start, end, step) = (number("start"), number("end"), number("step"));
        Some(RangeSpan {
            start: start?,
            end: end?,
            step: step?,
        })
    }

    fn choices(&mut self, element: Element<'a>, kind: ControlKind, node: NodeId) -> Choices {
        let asks = matches!(
            kind,
            ControlKind::SelectOne | ControlKind::SelectMultiple | ControlKind::Rank
        );
        let value = self.definition.shape.get(node).map(|node| node.bind.value);
        let place = matches!(
            value,
            Some(ValueType::Geopoint | ValueType::Geotrace | ValueType::Geoshape)
        );
        let itemset = xml::child(element, "itemset");
        let picks = place && kind == ControlKind::Input && itemset.is_some();
        if !asks && !picks {
            return Choices::None;
        }
        if let Some(itemset) = itemset {
            return self
                .itemset(itemset)
                .map_or(Choices::None, Choices::Itemset);
        }
        let mut all = Vec::new();
        self.inline(element, &mut all, 0);
        Choices::Inline(all)
    }

    /// `<item>`s, also those inside `<choices>`.
    fn inline(&mut self, element: Element<'a>, into: &mut Vec<Choice>, depth: usize) {
        for item in xml::elements(element) {
            if xml::is(item, "choices") && depth < SHAPE_DEPTH {
                self.inline(item, into, depth + 1);
            } else if xml::is(item, "item") {
                let value = xml::child(item, "value")
                    .map(xml::all_text)
                    .unwrap_or_default();
                let label = self.label(item, "label");
                into.push(Choice { value, label });
            }
        }
    }

    fn itemset(&mut self, element: Element<'a>) -> Option<Itemset> {
        let nodeset = self.expression(element, "nodeset");
        if nodeset.is_none() && xml::attribute(element, "nodeset").is_none() {
            self.problem(
                xml::origin(element),
                "an <itemset> needs a nodeset that leads to its items",
            );
        }
        let value = xml::child(element, "value").and_then(|value| self.expression(value, "ref"));
        let label = xml::child(element, "label").and_then(|label| self.expression(label, "ref"));
        let label = label.map(|label| match itext_id(&label) {
            Some(_) => {
                let inner = inside_itext(label.source());
                let id = Expression::parse(inner, label.origin());
                id.map_or(ItemLabel::Value(label), ItemLabel::Itext)
            }
            None => ItemLabel::Value(label),
        });
        let nodeset = nodeset?;
        let origin = nodeset.origin();
        let value = value.or_else(|| Expression::parse("name", origin).ok())?;
        Some(Itemset {
            nodeset,
            value,
            label,
        })
    }
}

/// The list with the labels of a range's ticks.
fn ticks(element: Element<'_>, kind: ControlKind) -> Option<(String, String)> {
    let itemset = xml::child(element, "itemset").filter(|_| kind == ControlKind::Range)?;
    let nodeset = xml::attribute(itemset, "nodeset")?;
    let list = nodeset.strip_prefix("instance('")?;
    let (list, _) = list.split_once('\'')?;
    Some(("tick-labelset".to_owned(), list.to_owned()))
}

/// `jr:itext(itextId)` → `itextId`
fn inside_itext(source: &str) -> &str {
    let start = source.find('(').map_or(0, |at| at + 1);
    let end = source.rfind(')').unwrap_or(source.len());
    source.get(start..end).unwrap_or_default()
}
