//! Small letters without the standard library's table of all scripts, which would be a
//! hundredth of the page.

/// A text in small letters, for the letters of the Latin, Greek and Cyrillic scripts.
/// Other letters stay as they are; most other scripts know no large ones.
#[must_use]
pub fn small_letters(text: &str) -> String {
    text.chars().map(small_letter).collect()
}

/// The small letter of a large one, by the blocks of the Unicode Standard (chapter 4.2).
pub(super) fn small_letter(letter: char) -> char {
    let code = u32::from(letter);
    let small = match code {
        0x41..=0x5A | 0xC0..=0xD6 | 0xD8..=0xDE => code + 32,
        0x391..=0x3A1 | 0x3A3..=0x3AB | 0x410..=0x42F => code + 32,
        0x400..=0x40F => code + 80,
        0x386 => code + 38,
        0x388..=0x38A => code + 37,
        0x38C => code + 64,
        0x38E..=0x38F => code + 63,
        // Large and small letters take turns, the large ones on even places …
        0x100..=0x12F | 0x132..=0x137 | 0x14A..=0x177 => code | 1,
        0x460..=0x481 | 0x48A..=0x4BF | 0x4D0..=0x52F => code | 1,
        0x1E00..=0x1E95 | 0x1EA0..=0x1EFF => code | 1,
        // … or on odd ones.
        0x139..=0x148 | 0x179..=0x17E | 0x4C1..=0x4CE => code + (code & 1),
        0x178 => 0xFF,
        _ => code,
    };
    char::from_u32(small).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::{small_letter, small_letters};

    #[test]
    fn letters_are_made_small_as_the_standard_library_does() {
        let scripts = [0..=0x17F, 0x370..=0x52F, 0x1E00..=0x1EFF];
        for code in scripts.into_iter().flatten() {
            let Some(letter) = char::from_u32(code) else {
                continue;
            };
            // The large i with a point becomes two characters; letters of Coptic and
            // others that stand among the Greek ones stay.
            if matches!(code, 0x130 | 0x370..=0x37F | 0x3CF..=0x3FF | 0x4C0 | 0x1E9E) {
                continue;
            }
            let standard: String = letter.to_lowercase().collect();
            assert_eq!(small_letter(letter).to_string(), standard, "{code:x}");
        }
        assert_eq!(
            small_letters("ÉCOLE Ñandú ŁÓDŹ ĐỨC Школа"),
            "école ñandú łódź đức школа"
        );
    }
}
