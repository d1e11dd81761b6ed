//! The texts that cells of a workbook share.

use super::grid::Room;
use super::xml::{Event, Reader};
use crate::sheet::fault::Fault;

/// All shared texts, in their order.
pub(super) fn read(xml: &str, room: &mut Room) -> Result<Vec<Box<str>>, Fault> {
    let mut reader = Reader::new(xml);
    let mut all = Vec::new();
    let mut text = String::new();
    while let Some(event) = reader.event()? {
        match event {
            Event::Text(piece) if is_text(&reader, "si") => text.push_str(&piece),
            Event::Close("si") => {
                room.take(&text)?;
                all.push(std::mem::take(&mut text).into_boxed_str());
            }
            _ => {}
        }
    }
    Ok(all)
}

/// Whether the reader is in a text of an item, or in a piece of one that looks otherwise;
/// how it is spoken is left out.
pub(super) fn is_text(reader: &Reader<'_>, item: &str) -> bool {
    reader.is_in(&[item, "t"]) || reader.is_in(&[item, "r", "t"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_put_together() -> Result<(), Fault> {
        let xml = "<sst><si><t>a</t></si><si><r><t>b</t></r><r><t xml:space=\"preserve\"> c</t></r>\
                   <rPh><t>x</t></rPh></si><si/></sst>";
        let read = read(xml, &mut Room::default())?;
        assert_eq!(
            read.iter().map(AsRef::as_ref).collect::<Vec<&str>>(),
            ["a", "b c", ""]
        );
        Ok(())
    }
}
