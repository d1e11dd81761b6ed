//! The texts that cells of a workbook share.

use roxmltree::{Document, Node};

use super::xlsx::LocalName;

/// All shared texts, in their order.
pub(super) fn read(document: &Document<'_>) -> Vec<String> {
    let items = document
        .descendants()
        .filter(|node| node.has_tag_name_local("si"));
    items.map(text).collect()
}

/// A text in pieces of different looks; how it is spoken is left out.
pub(super) fn text(item: Node<'_, '_>) -> String {
    let mut out = String::new();
    for child in item.children() {
        if child.has_tag_name_local("t") {
            out.push_str(child.text().unwrap_or_default());
        } else if child.has_tag_name_local("r") {
            let pieces = child.children().filter(|node| node.has_tag_name_local("t"));
            out.extend(pieces.filter_map(|node| node.text()));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_put_together() -> Result<(), roxmltree::Error> {
        let xml = "<sst><si><t>a</t></si><si><r><t>b</t></r><r><t xml:space=\"preserve\"> c</t></r>\
                   <rPh><t>x</t></rPh></si><si/></sst>";
        assert_eq!(read(&Document::parse(xml)?), ["a", "b c", ""]);
        Ok(())
    }
}
