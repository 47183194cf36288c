//! Which cell of a row is which field: a file's headings held against what somebody has decided.

use super::fields::{Field, fields};
use crate::domain::{ImportKind, ImportMapping};

/// The heading of the column that a file of faulty rows has more than the file that it came of. It is
/// never a field, so that such a file can be mended and sent as it is.
pub(super) const REASON: &str = "saathi: what is wrong";

/// Where a row's fields come from.
#[derive(Debug, Clone)]
pub struct Layout {
    /// What the rows are.
    pub kind: ImportKind,
    headings: Vec<String>,
    sources: Vec<(&'static str, Source)>,
}

/// Where a field comes from.
#[derive(Debug, Clone)]
pub(super) enum Source {
    /// A column, by its position.
    Column(usize),
    /// The same in every row.
    Fixed(String),
}

/// What is wrong with a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingFault {
    /// The heading or field.
    pub name: String,
    /// A stable code.
    pub code: &'static str,
    /// What is wrong and what to do, in words.
    pub message: String,
}

impl Layout {
    /// Binds a mapping to a file's headings, or says all that is wrong with it.
    pub fn bind(
        kind: ImportKind,
        headings: &[String],
        mapping: &ImportMapping,
    ) -> Result<Self, Vec<MappingFault>> {
        let mut layout = Self { kind, headings: headings.to_vec(), sources: Vec::new() };
        let mut faults = Vec::new();
        for (heading, field) in &mapping.columns {
            match headings.iter().position(|known| known == heading) {
                Some(column) => layout.add(field, heading, Source::Column(column), &mut faults),
                None => faults.push(unknown_column(heading, headings)),
            }
        }
        for (field, value) in &mapping.fixed {
            layout.add(field, field, Source::Fixed(value.clone()), &mut faults);
        }
        let missing = fields(kind).iter().filter(|field| field.required && !layout.has(field.name));
        faults.extend(missing.map(|field| MappingFault {
            name: field.name.to_owned(),
            code: "required",
            message: format!("no column is `{}` ({})", field.name, field.takes),
        }));
        if faults.is_empty() { Ok(layout) } else { Err(faults) }
    }

    fn add(&mut self, field: &str, of: &str, source: Source, faults: &mut Vec<MappingFault>) {
        let fault = |code, message| MappingFault { name: of.to_owned(), code, message };
        match fields(self.kind).iter().find(|known| known.name == field) {
            None => {
                faults.push(fault("unknown_field", unknown_field(field, fields(self.kind))));
            }
            Some(known) if self.has(known.name) => {
                let message = format!("`{field}` is given by another column already");
                faults.push(fault("twice", message));
            }
            Some(known) => self.sources.push((known.name, source)),
        }
    }

    fn has(&self, field: &str) -> bool {
        self.sources.iter().any(|(name, _)| *name == field)
    }

    /// Where a field comes from.
    pub(super) fn source(&self, field: &str) -> Option<&Source> {
        self.sources.iter().find(|(name, _)| *name == field).map(|(_, source)| source)
    }

    /// The heading of a column, by its position.
    pub(super) fn heading(&self, column: usize) -> &str {
        self.headings.get(column).map_or("", String::as_str)
    }

    /// How many columns the file has.
    pub(super) fn width(&self) -> usize {
        self.headings.len()
    }
}

fn unknown_column(heading: &str, headings: &[String]) -> MappingFault {
    let nearest = headings.iter().min_by_key(|known| strsim::levenshtein(known, heading));
    let hint = nearest.map_or_else(String::new, |nearest| format!("; is it `{nearest}`?"));
    let message = format!("is not a column of the file{hint}");
    MappingFault { name: heading.to_owned(), code: "unknown_column", message }
}

fn unknown_field(field: &str, fields: &[Field]) -> String {
    let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
    format!("`{field}` is not a field of these records; they have {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bound(
        columns: &[(&str, &str)],
        fixed: &[(&str, &str)],
    ) -> Result<Layout, Vec<MappingFault>> {
        let owned = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
        };
        let mapping = ImportMapping { columns: owned(columns), fixed: owned(fixed) };
        let headings = ["Day", "Base", "Quote", "Value"].map(str::to_owned);
        Layout::bind(ImportKind::ExchangeRates, &headings, &mapping)
    }

    #[test]
    fn a_field_comes_from_a_column_or_is_the_same_everywhere() {
        let columns = [("Day", "date"), ("Base", "base"), ("Value", "rate")];
        let layout = bound(&columns, &[("quote", "PKR")]).unwrap();
        assert!(matches!(layout.source("rate"), Some(Source::Column(3))));
        assert!(matches!(layout.source("quote"), Some(Source::Fixed(text)) if text == "PKR"));
        assert!(layout.source("note").is_none());
        assert_eq!((layout.heading(3), layout.heading(4), layout.width()), ("Value", "", 4));
    }

    #[test]
    fn all_faults_come_at_once() {
        let columns = [("Day", "date"), ("Dai", "base"), ("Base", "bass"), ("Quote", "quote")];
        let faults = bound(&columns, &[("quote", "PKR")]).unwrap_err();
        let found: Vec<_> = faults.iter().map(|f| (f.name.as_str(), f.code)).collect();
        let expected = [
            ("Base", "unknown_field"),
            ("Dai", "unknown_column"),
            ("quote", "twice"),
            ("base", "required"),
            ("rate", "required"),
        ];
        assert_eq!(found, expected);
        assert!(faults[1].message.contains("`Day`"), "{}", faults[1].message);
    }
}
