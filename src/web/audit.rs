//! `/audit`: who changed what, when and why.

use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Map, Value};

use super::error::PageError;
use super::overview::READERS;
use super::session::Visitor;
use super::table::{self, Cell, Column, Field, Shape};
use super::texts::Language;
use crate::domain::UserId;
use crate::service::audit_trail::{self, AuditRow};
use crate::service::naming::Names;

/// What is written of a change by itself.
const SYSTEM: &str = "system";
/// The most characters of a change that the list shows.
const LONGEST: usize = 240;

/// A row, and what its actor is called.
type Row = (AuditRow, String);

static SHAPE: Shape<Row> = Shape {
    title: |t| t.desk.places.audit,
    order: "-seq",
    fields: &[
        Field::SEARCH,
        Field::choice(
            "subject_kind",
            |t| t.desk.lists.subject,
            |language| {
                let (t, d) = (language.texts(), &language.texts().desk.places);
                vec![
                    ("partner", t.places.partners),
                    ("recruit", t.places.recruits),
                    ("seller", d.sellers),
                    ("check_in", d.check_ins),
                    ("event", d.events),
                    ("import", d.imports),
                    ("user", t.desk.lists.person),
                    ("sale", d.sales),
                    ("statement", d.statements),
                    ("payout", d.payouts),
                    ("plan", d.plans),
                    ("dispute", d.disputes),
                ]
            },
        ),
    ],
    columns: &[
        Column::<Row>::new(|t| t.desk.lists.at, |(row, _), m| m.at(row.at)).sorted("at"),
        Column::<Row>::new(
            |t| t.desk.lists.person,
            |(row, name), m| match row.actor.as_str() {
                SYSTEM => Cell::text(m.t.desk.lists.by_system),
                id => Cell::text(name).leading(format!("/audit?actor={id}")),
            },
        ),
        Column::<Row>::new(
            |t| t.desk.lists.action,
            |(row, _), m| {
                Cell::text(m.language.action(&row.action))
                    .leading(format!("/audit?action={}", row.action))
            },
        ),
        Column::<Row>::new(
            |t| t.desk.lists.subject,
            |(row, _), m| {
                let kind = m.language.subject(&row.subject_kind);
                Cell::text(format!("{kind} …{}", last(&row.subject_id)))
                    .leading(format!("/audit?subject_id={}", row.subject_id))
            },
        ),
        Column::<Row>::new(
            |t| t.desk.lists.what,
            |(row, _), m| Cell::text(change(m.language, row)),
        ),
        Column::<Row>::new(|t| t.desk.lists.reason, |(row, _), _| Cell::maybe(row.reason.as_ref())),
    ],
    none: |t| t.lists.none_yet,
    next_step: None,
    action: None,
};

/// The trail, the newest first.
pub(super) async fn list(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    table::list((&request, &visitor), &audit_trail::LISTED, &SHAPE, |tx, by, listing| {
        let page = audit_trail::list(tx, by, listing)?;
        let actors: Vec<_> = page.rows.iter().filter_map(|row| UserId::parse(&row.actor)).collect();
        let mut names = Names::default();
        names.learn_users(tx, &actors)?;
        Ok(page.map(|row| {
            let name = UserId::parse(&row.actor).map(|id| names.user(&id).to_owned());
            let name = name.unwrap_or_else(|| row.actor.clone());
            (row, name)
        }))
    })
    .await
}

/// The end of an id, by which people tell records apart.
fn last(id: &str) -> &str {
    id.get(id.len().saturating_sub(6)..).unwrap_or(id)
}

/// What of a record is other than before.
fn change(language: Language, row: &AuditRow) -> String {
    let object = |text: &Option<String>| -> Map<String, Value> {
        let read = text.as_deref().map(serde_json::from_str);
        read.and_then(Result::ok).unwrap_or_default()
    };
    let (before, after) = (object(&row.before_json), object(&row.after_json));
    let differs = |(name, value): &(&String, &Value)| before.get(*name) != Some(*value);
    // Ids are for programs, which read the trail over the API.
    let is_plain = |(name, value): &(&String, &Value)| !value.is_null() && !name.ends_with("_id");
    let shown = after.iter().filter(differs).filter(is_plain);
    let words = shown.map(|(name, value)| {
        let (field, value) = (language.record_field(name), plain(value));
        match before.get(name) {
            // From before to after, in any language.
            Some(old) if !old.is_null() => {
                format!("{field}: \u{2066}{} → {value}\u{2069}", plain(old))
            }
            _ => format!("{field}: {value}"),
        }
    });
    words.collect::<Vec<_>>().join(" · ").chars().take(LONGEST).collect()
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_says_what_is_other_than_before() {
        let row = AuditRow {
            seq: 1,
            id: "aud_1".to_owned(),
            at: "2026-11-23T04:00:00".parse().unwrap(),
            actor: SYSTEM.to_owned(),
            action: "recruits.stage".to_owned(),
            subject_kind: "recruit".to_owned(),
            subject_id: "rec_0123456789".to_owned(),
            partner_id: None,
            request_id: None,
            before_json: Some(r#"{"stage":"lead","city":"Sialkot","note":null}"#.to_owned()),
            after_json: Some(r#"{"stage":"demo","city":"Sialkot","note":"x"}"#.to_owned()),
            reason: None,
            hashed: Vec::new(),
            prev_hash: Vec::new(),
            hash: Vec::new(),
        };
        let english = |row: &AuditRow| change(Language::English, row);
        assert_eq!(english(&row), "remark: x · stage: \u{2066}lead → demo\u{2069}");
        assert_eq!(change(Language::Urdu, &row), "یادداشت: x · مرحلہ: \u{2066}lead → demo\u{2069}");
        assert_eq!(english(&AuditRow { after_json: None, ..row.clone() }), "");
        assert_eq!(last(&row.subject_id), "456789");
    }
}
