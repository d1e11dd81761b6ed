//! Form files that are as large as a file can be, of every kind, or say that they are
//! larger: what reading costs at most.

use std::io::Read as _;

use flate2::Compression;
use flate2::bufread::DeflateEncoder;
use rounds_forms::limits::{
    ELEMENTS, JSON_FILE_BYTES, SHAPE_NODES, SHEET_CELL_BYTES, SHEET_TEXT_BYTES,
    SHEET_UNPACKED_BYTES, XFORM_ATTRIBUTES, XFORM_ELEMENTS, XFORM_TAGS,
};

/// The MiB that a form file may take at most while it is read.
pub const MOST_MIB: u64 = 64;

/// A form file, by a name that says what is large in it.
#[derive(Debug)]
pub struct LargeForm {
    /// With the ending that says of what kind it is.
    pub name: &'static str,
    pub bytes: Vec<u8>,
    /// Whether it can be used.
    pub usable: bool,
}

/// Files that cost the most, each in its way.
#[must_use]
pub fn large_forms() -> Vec<LargeForm> {
    let mut all = workbooks();
    all.extend(texts());
    all.push(LargeForm {
        name: "circle.xls",
        bytes: circle(),
        usable: false,
    });
    all
}

fn workbooks() -> Vec<LargeForm> {
    let survey = table(&[&["type", "name", "label"], &["select_one l", "q", "Q"]]);
    let book = |name, usable, sheets: &[(&str, &str)]| LargeForm {
        name,
        bytes: workbook(sheets),
        usable,
    };
    let few = choices(&["label"], "L");
    let many = choices(&LANGUAGES, "Some words");
    let size = usize::try_from(SHEET_UNPACKED_BYTES).unwrap_or(usize::MAX);
    let cells = "<c/>".repeat(size / 4 - 200);
    vec![
        book(
            "choices.xlsx",
            true,
            &[("survey", &survey), ("choices", &few)],
        ),
        book(
            "languages.xlsx",
            true,
            &[("survey", &survey), ("choices", &many)],
        ),
        book("questions.xlsx", true, &[("survey", &questions())]),
        book("expressions.xlsx", false, &[("survey", &expressions())]),
        book("cells.xlsx", false, &[("survey", &cells)]),
        book("bomb.xlsx", false, &[("survey", &cells.repeat(4))]),
    ]
}

fn texts() -> Vec<LargeForm> {
    let text = |name, usable, text: String| LargeForm {
        name,
        bytes: text.into_bytes(),
        usable,
    };
    let rows = ",text,a,b\n".repeat(600_000);
    let lists = "[\"\"],".repeat(JSON_FILE_BYTES / 5 - 100);
    let (fit, more) = (
        attributes(XFORM_ATTRIBUTES - 200),
        attributes(XFORM_ATTRIBUTES),
    );
    vec![
        text(
            "rows.csv",
            false,
            format!("survey\n,type,name,label\n{rows}"),
        ),
        text("items.xml", true, xform(&items(), "")),
        text("translations.xml", true, xform(&translations(), "")),
        text("questions.xml", true, xform_of_questions()),
        text("attributes.xml", true, xform(&fit, "")),
        text("too-many-attributes.xml", false, xform(&more, "")),
        text(
            "lists.json",
            false,
            format!("{{\"rounds_form\":1,\"languages\":[{lists}\"\"]}}"),
        ),
        text("tags.xml", false, "<a>".repeat(2_700_000)),
        text("deep.xml", false, "<a>".repeat(XFORM_TAGS)),
    ]
}

const LANGUAGES: [&str; 6] = [
    "label::A (aa)",
    "label::B (bb)",
    "label::C (cc)",
    "label::D (dd)",
    "label::E (ee)",
    "label::F (ff)",
];

/// As many choices as a file can have.
fn choices(labels: &[&str], label: &str) -> String {
    let columns = labels.len() + 2;
    let each = columns * (SHEET_CELL_BYTES + label.len()) + 8;
    let mut header = vec!["list_name", "name"];
    header.extend(labels);
    let rows = (0..SHEET_TEXT_BYTES / each).map(|i| {
        let name = format!("n{i}");
        let mut row = vec!["l", &name];
        row.extend(labels.iter().map(|_| label));
        self::row(&row)
    });
    let rows: String = rows.collect();
    format!(
        "<worksheet><sheetData>{}{rows}</sheetData></worksheet>",
        row(&header)
    )
}

/// As many questions as a sheet can have, each with everything that may be declared.
fn questions() -> String {
    let rows = (1..ELEMENTS - 10).map(|i| {
        let name = format!("q{i}");
        let before = format!("${{q{}}} &gt; 3", i.saturating_sub(1).max(1));
        row(&[
            "integer",
            &name,
            "Label of question",
            &before,
            ". &gt; 2",
            "1 + 1",
            "yes",
            "no",
            "5",
        ])
    });
    let rows: String = rows.skip(1).collect();
    let header = row(&[
        "type",
        "name",
        "label",
        "relevant",
        "constraint",
        "calculation",
        "required",
        "read_only",
        "default",
    ]);
    let first = row(&["integer", "q1", "Label of question"]);
    format!("<worksheet><sheetData>{header}{first}{rows}</sheetData></worksheet>")
}

/// Long sums, of which a form cannot have so many.
fn expressions() -> String {
    let sum = format!("{}1", "1+".repeat(3_000));
    let rows = (0..1_100).map(|i| row(&["text", &format!("q{i}"), "Q", &sum]));
    let rows: String = rows.collect();
    let header = row(&["type", "name", "label", "relevant"]);
    format!("<worksheet><sheetData>{header}{rows}</sheetData></worksheet>")
}

fn table(rows: &[&[&str]]) -> String {
    let rows: String = rows.iter().map(|cells| row(cells)).collect();
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
}

fn row(cells: &[&str]) -> String {
    let cell = |text: &&str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    format!("<row>{}</row>", cells.iter().map(cell).collect::<String>())
}

fn items() -> String {
    let item = |i| format!("<item><name>n{i}</name><label>L</label><x>a</x><y/></item>");
    let count = XFORM_ELEMENTS as usize / 8 - 10;
    let items: String = (0..count).map(item).collect();
    format!("<instance id=\"l\"><root>{items}</root></instance>")
}

fn translations() -> String {
    let text = |i| format!("<text id=\"t{i}\"><value>some text that is here</value></text>");
    let texts: String = (0..XFORM_TAGS / 24 - 10).map(text).collect();
    let all = (0..6).map(|i| format!("<translation lang=\"l{i}\">{texts}</translation>"));
    format!("<itext>{}</itext>", all.collect::<String>())
}

fn attributes(count: usize) -> String {
    let some: String = ('a'..='t').map(|name| format!(" {name}=\"\"")).collect();
    let items = format!("<i{some}/>").repeat(count / 20);
    format!("<instance id=\"l\"><root>{items}</root></instance>")
}

/// As many questions as an XForm can have, each with everything that may be declared.
fn xform_of_questions() -> String {
    let count = SHAPE_NODES - 10;
    let nodes: String = (0..count).map(|i| format!("<q{i}/>")).collect();
    let bind = |i: usize| {
        let before = format!("/data/q{}", i.saturating_sub(1));
        format!(
            "<bind nodeset=\"/data/q{i}\" type=\"int\" relevant=\"{before} &gt; {i}\" \
             constraint=\". &gt; 2\" calculate=\"1 + 1\" required=\"{before} = 1\" \
             readonly=\"{before} = 2\"/>"
        )
    };
    let binds: String = (1..count).map(bind).collect();
    let ask = |i| format!("<input ref=\"/data/q{i}\"><label>Q</label></input>");
    let asks: String = (0..count).map(ask).collect();
    xform(&binds, &nodes).replace("</h:body>", &format!("{asks}</h:body>"))
}

/// An XForm with this in its model, and one question.
fn xform(model: &str, nodes: &str) -> String {
    format!(
        "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\">\
         <h:head><h:title>t</h:title><model><instance><data id=\"d\"><first/>{nodes}</data>\
         </instance>{model}</model></h:head><h:body><input ref=\"/data/first\"><label>F</label>\
         </input></h:body></h:html>"
    )
}

/// A workbook of before 2007 whose sectors, 64 KiB each, follow each other for ever.
fn circle() -> Vec<u8> {
    const SECTOR: usize = 1 << 16;
    let mut bytes = vec![0; 3 * SECTOR];
    let mut put = |at: usize, data: &[u8]| {
        if let Some(place) = bytes.get_mut(at..at + data.len()) {
            place.copy_from_slice(data);
        }
    };
    put(0, &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    put(0x1e, &[16, 0, 6, 0]);
    // No further sectors of the table, the table in the first, the directory in the other.
    put(0x44, &[0xfe, 0xff, 0xff, 0xff]);
    put(0x4c, &[0xff; 4 * 109]);
    put(0x4c, &[0, 0, 0, 0]);
    put(0x30, &[1, 0, 0, 0]);
    put(SECTOR + 4, &[1, 0, 0, 0]);
    bytes
}

/// A workbook with these sheets.
fn workbook(sheets: &[(&str, &str)]) -> Vec<u8> {
    let list = |(at, (name, _)): (usize, &(&str, &str))| {
        format!("<sheet name=\"{name}\" r:id=\"s{at}\"/>")
    };
    let link = |at: usize| {
        format!("<Relationship Id=\"s{at}\" Type=\"x/worksheet\" Target=\"s{at}.xml\"/>")
    };
    let list: String = sheets.iter().enumerate().map(list).collect();
    let links: String = (0..sheets.len()).map(link).collect();
    let mut parts = vec![
        (
            "xl/workbook.xml".to_owned(),
            format!("<workbook xmlns:r=\"r\"><sheets>{list}</sheets></workbook>"),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!("<Relationships>{links}</Relationships>"),
        ),
    ];
    let sheets = sheets.iter().enumerate();
    parts.extend(sheets.map(|(at, (_, xml))| (format!("xl/s{at}.xml"), (*xml).to_owned())));
    zip(&parts)
}

/// A zip file; no checksums, which the reader does not ask for.
fn zip(parts: &[(String, String)]) -> Vec<u8> {
    let four = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
    let two = |number: usize| u16::try_from(number).unwrap_or(u16::MAX).to_le_bytes();
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in parts {
        let mut packed = Vec::new();
        let mut packing = DeflateEncoder::new(text.as_bytes(), Compression::fast());
        packing.read_to_end(&mut packed).unwrap_or_default();
        let at = four(file.len());
        let sizes = [four(packed.len()), four(text.len())].concat();
        let head = [
            &[20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0][..],
            &sizes,
            &two(name.len()),
            &[0, 0],
        ]
        .concat();
        file.extend([b"PK\x03\x04", &head[..], name.as_bytes(), &packed].concat());
        let entry = [
            b"PK\x01\x02\x14\x00",
            &head[..],
            &[0; 10],
            &at,
            name.as_bytes(),
        ];
        directory.extend(entry.concat());
    }
    let count = two(parts.len());
    let (begins, length) = (four(file.len()), four(directory.len()));
    file.extend(directory);
    let end = [
        b"PK\x05\x06",
        &[0; 4][..],
        &count,
        &count,
        &length,
        &begins,
        &[0, 0],
    ];
    file.extend(end.concat());
    file
}
