//! Workbooks read back as what they are: XML in a zip file.

use std::io::{Cursor, Read};

/// A cell as the file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    Text(String),
    Number(String),
    /// The formula and its kept result.
    Formula(String, String),
}

/// A file of the workbook.
pub fn part(workbook: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The cells of a sheet, counted from 1, by their names.
pub fn cells(workbook: &[u8], sheet: usize) -> Vec<(String, Found)> {
    let strings = strings(workbook);
    let xml = part(workbook, &format!("xl/worksheets/sheet{sheet}.xml"));
    let cells = xml.split("<c r=\"").skip(1).filter(|cell| cell.contains("</c>"));
    let found = cells.map(|cell| {
        let (name, rest) = cell.split_once('"').unwrap();
        let (attributes, rest) = rest.split_once('>').unwrap();
        let body = rest.split("</c>").next().unwrap();
        let value = between(body, "<v>", "</v>");
        let found = if let Some(formula) = between(body, "<f>", "</f>") {
            Found::Formula(plain(formula), value.unwrap().to_owned())
        } else if attributes.contains("t=\"s\"") {
            Found::Text(strings[value.unwrap().parse::<usize>().unwrap()].clone())
        } else if attributes.contains("t=\"inlineStr\"") {
            let text = &body[body.find("<t").unwrap()..];
            Found::Text(plain(between(text, ">", "</t>").unwrap()))
        } else {
            Found::Number(value.unwrap().to_owned())
        };
        (name.to_owned(), found)
    });
    found.collect()
}

/// A cell by its name.
pub fn cell(cells: &[(String, Found)], name: &str) -> Found {
    cells.iter().find(|(found, _)| found == name).unwrap_or_else(|| panic!("no {name}")).1.clone()
}

/// When each file of the workbook says that it was written.
pub fn times(workbook: &[u8]) -> Vec<String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let files = 0..zip.len();
    files.map(|place| zip.by_index(place).unwrap().last_modified().unwrap().to_string()).collect()
}

fn strings(workbook: &[u8]) -> Vec<String> {
    let zip = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    if zip.index_for_name("xl/sharedStrings.xml").is_none() {
        return Vec::new();
    }
    let xml = part(workbook, "xl/sharedStrings.xml");
    let items = xml.split("<t").skip(1).filter_map(|item| between(item, ">", "</t>"));
    items.map(plain).collect()
}

fn between<'a>(text: &'a str, before: &str, behind: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split_once(behind).map(|(inner, _)| inner)
}

fn plain(text: &str) -> String {
    let signs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
    signs.iter().fold(text.to_owned(), |text, (entity, sign)| text.replace(entity, sign))
}
