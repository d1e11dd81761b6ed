//! Elements by local name.

use crate::xform::model::Origin;

pub(super) type Element<'a> = roxmltree::Node<'a, 'a>;

pub(super) fn is(node: Element<'_>, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name
}

pub(super) fn children<'a>(
    element: Element<'a>,
    name: &'static str,
) -> impl Iterator<Item = Element<'a>> {
    element.children().filter(move |node| is(*node, name))
}

pub(super) fn child<'a>(element: Element<'a>, name: &'static str) -> Option<Element<'a>> {
    children(element, name).next()
}

pub(super) fn elements<'a>(element: Element<'a>) -> impl Iterator<Item = Element<'a>> {
    element.children().filter(roxmltree::Node::is_element)
}

pub(super) fn attribute_node<'a>(
    element: Element<'a>,
    name: &str,
) -> Option<roxmltree::Attribute<'a, 'a>> {
    element
        .attributes()
        .find(|attribute| attribute.name() == name)
}

pub(super) fn attribute<'a>(element: Element<'a>, name: &str) -> Option<&'a str> {
    attribute_node(element, name).map(|attribute| attribute.value())
}

/// An attribute without a namespace.
pub(super) fn plain_attribute<'a>(element: Element<'a>, name: &str) -> Option<&'a str> {
    let mut all = element.attributes();
    let found = all.find(|attribute| attribute.name() == name && attribute.namespace().is_none());
    found.map(|attribute| attribute.value())
}

/// All text inside, that of elements included.
pub(super) fn all_text(element: Element<'_>) -> String {
    element
        .descendants()
        .filter(roxmltree::Node::is_text)
        .filter_map(|node| node.text())
        .collect()
}

/// The text directly inside.
pub(super) fn own_text(element: Element<'_>) -> String {
    element
        .children()
        .filter(roxmltree::Node::is_text)
        .filter_map(|node| node.text())
        .collect()
}

pub(super) fn offset(byte: usize) -> Origin {
    Origin(u32::try_from(byte).unwrap_or(u32::MAX))
}

pub(super) fn origin(element: Element<'_>) -> Origin {
    offset(element.range().start)
}

/// Where a byte of a value stands in the text it was written as, where `&gt;` is one
/// character.
pub(super) fn written_offset(written: &str, byte: usize) -> usize {
    let mut read = 0;
    let mut at = 0;
    while read < byte {
        let rest = written.get(at..).unwrap_or_default();
        let Some(c) = rest.chars().next() else { break };
        let length = match rest.find(';') {
            Some(end) if c == '&' => end + 1,
            _ => c.len_utf8(),
        };
        at += length;
        read += if c == '&' { 1 } else { length };
    }
    at
}
