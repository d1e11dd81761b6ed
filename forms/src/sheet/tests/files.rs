//! The same sheet in all kinds of files, and files that cost too much.

use std::io::Read as _;

use flate2::Compression;
use flate2::bufread::DeflateEncoder;

use super::{body, paths};
use crate::limits;
use crate::sheet::{Fault, read};
use crate::xform::model::Definition;

/// A zip file of parts; each says that it has so many bytes.
fn zip(parts: &[(&str, &[u8], usize)]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    let four = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
    let two = |number: usize| u16::try_from(number).unwrap_or(u16::MAX).to_le_bytes();
    for (name, data, says) in parts {
        let mut packed = Vec::new();
        let mut packing = DeflateEncoder::new(*data, Compression::fast());
        packing.read_to_end(&mut packed).unwrap_or_default();
        let at = file.len();
        let mut head = Vec::new();
        head.extend([20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        head.extend(four(packed.len()));
        head.extend(four(*says));
        head.extend(two(name.len()));
        head.extend([0, 0]);
        file.extend(b"PK\x03\x04");
        file.extend(&head);
        file.extend(name.bytes());
        file.extend(packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&head);
        directory.extend([0; 10]);
        directory.extend(four(at));
        directory.extend(name.bytes());
    }
    let (start, size) = (file.len(), directory.len());
    file.extend(directory);
    file.extend(b"PK\x05\x06\x00\x00\x00\x00");
    file.extend(two(parts.len()));
    file.extend(two(parts.len()));
    file.extend(four(size));
    file.extend(four(start));
    file.extend([0, 0]);
    file
}

const WORKBOOK: &str =
    r#"<workbook xmlns:r="r"><sheets><sheet name="survey" r:id="a"/></sheets></workbook>"#;
const LINKS: &str = r#"<Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/one.xml"/></Relationships>"#;

fn workbook(sheet: &str, says: usize) -> Vec<u8> {
    zip(&[
        ("xl/workbook.xml", WORKBOOK.as_bytes(), WORKBOOK.len()),
        ("xl/_rels/workbook.xml.rels", LINKS.as_bytes(), LINKS.len()),
        ("xl/worksheets/one.xml", sheet.as_bytes(), says),
    ])
}

fn sheet(rows: &[&[&str]]) -> String {
    let cell = |text: &&str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let row = |row: &&[&str]| format!("<row>{}</row>", row.iter().map(cell).collect::<String>());
    let rows: String = rows.iter().map(row).collect();
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
}

fn told(form: &Definition) -> (Vec<String>, Vec<String>, String) {
    (paths(form), body(&form.body), form.form_id.clone())
}

fn fault(bytes: &[u8], name: &str) -> Option<Fault> {
    let problems = read(bytes, name).err()?;
    problems.into_iter().next().map(|problem| problem.fault)
}

#[test]
fn every_kind_of_file_gives_the_same_form() {
    let rows: [&[&str]; 3] = [
        &["type", "name", "label"],
        &["begin group", "g", "G"],
        &["end group", "", ""],
    ];
    let markdown =
        "| survey |\n| | type | name | label |\n| | begin group | g | G |\n| | end group | | |";
    let csv = "survey\n,type,name,label\n,begin group,g,G\n,end group,,\n";
    let sheet = sheet(&rows);
    let files: [(&str, Vec<u8>); 3] = [
        ("f.md", markdown.into()),
        ("f.csv", csv.into()),
        ("f.xlsx", workbook(&sheet, sheet.len())),
    ];
    for (name, bytes) in &files {
        let form = read(bytes, name).map(|form| told(&form));
        let expected = (
            vec!["/data".to_owned(), "/data/g".to_owned()],
            vec!["group".to_owned()],
            "f".to_owned(),
        );
        assert_eq!(form, Ok(expected), "{name}");
    }
}

#[test]
fn a_bomb_is_refused_before_it_is_unpacked() {
    let size = usize::try_from(limits::SHEET_UNPACKED_BYTES).unwrap_or(usize::MAX);
    let sheet = "<a/>".repeat(size / 4 + 1);
    assert_eq!(
        fault(&workbook(&sheet, sheet.len()), "f.xlsx"),
        Some(Fault::TooMuchInside)
    );
    // A directory that says less is found out while unpacking.
    let lied = fault(&workbook(&sheet, 1_000), "f.xlsx");
    assert!(matches!(lied, Some(Fault::DamagedWorkbook(_))), "{lied:?}");
}

#[test]
fn too_many_cells_are_refused() {
    let row = format!("<row>{}</row>", "<c><v>1</v></c>".repeat(200));
    let sheet = format!(
        "<worksheet><sheetData>{}</sheetData></worksheet>",
        row.repeat(3_000)
    );
    assert_eq!(
        fault(&workbook(&sheet, sheet.len()), "f.xlsx"),
        Some(Fault::TooMuchInside)
    );
    let line = format!(",{}\n", "a,".repeat(400));
    let csv = format!("survey\n{}", line.repeat(2_000));
    assert_eq!(fault(csv.as_bytes(), "f.csv"), Some(Fault::TooMuchInside));
}

#[test]
fn large_files_and_other_files_are_refused() {
    let large = vec![b'|'; limits::SHEET_FILE_BYTES + 1];
    assert!(matches!(
        fault(&large, "f.md"),
        Some(Fault::FileTooLarge { .. })
    ));
    assert_eq!(fault(b"words", "f.xlsx"), Some(Fault::NotAWorkbook));
    assert_eq!(fault(b"\xff\xfe", "f.csv"), Some(Fault::NotUtf8));
    let protected = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and no more";
    assert!(matches!(
        fault(protected, "f.xls"),
        Some(Fault::DamagedWorkbook(_))
    ));
}

#[test]
fn depth_and_loops_are_bounded() {
    let begin: Vec<String> = (0..5_000)
        .map(|i| format!("| | begin group | g{i} | G |"))
        .collect();
    let deep = format!(
        "| survey |\n| | type | name | label |\n{}",
        begin.join("\n")
    );
    let expected = Fault::TooDeep(limits::SECTION_DEPTH);
    assert_eq!(fault(deep.as_bytes(), "f.md"), Some(expected));
    let rows: Vec<String> = (0..2_000)
        .map(|i| format!("| | text | q{i} | Q |"))
        .collect();
    let list: Vec<String> = (0..2_000).map(|i| format!("| | l | c{i} | C |")).collect();
    let wide = format!(
        "| survey |\n| | type | name | label |\n| | begin loop over l | a | A |\n{}\n\
         | | end loop | | |\n| choices |\n| | list_name | name | label |\n{}",
        rows.join("\n"),
        list.join("\n")
    );
    let expected = Fault::TooManyQuestions(limits::ELEMENTS);
    assert_eq!(fault(wide.as_bytes(), "f.md"), Some(expected));
}
