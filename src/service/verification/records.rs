//! Records against the trail: each is now as the last row about it says.
//!
//! A password is in no row, not even as its hash, so that nothing can be told of it here.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::Check;
use crate::service::error::ServiceError;
use crate::storage::Tx;
use crate::storage::inspection::{
    Claim, Outcome, TRACED, Traced, claims_after, held_after, kept_after,
};

/// What records are, and what the trail says that they are.
pub(super) const CHECK: Check = Check { name: "records", run };

/// What was said last of a field, and by which row.
struct Said {
    row: i64,
    value: Option<String>,
}

fn run(tx: &mut Tx<'_>) -> Result<Outcome, ServiceError> {
    let mut outcome = Outcome::default();
    for field in TRACED {
        compare(tx, field, &mut outcome)?;
    }
    holders(tx, &mut outcome)?;
    Ok(outcome)
}

fn compare(tx: &mut Tx<'_>, field: &Traced, outcome: &mut Outcome) -> Result<(), ServiceError> {
    let mut said: HashMap<String, Said> = HashMap::new();
    each_claim(tx, field.kind, |claim, after| {
        if let Some(value) = value_of(claim, after, field.name) {
            said.insert(claim.subject_id.clone(), Said { row: claim.seq, value });
        }
    })?;
    let mut last = String::new();
    loop {
        let rows = kept_after(tx, field, &last)?;
        let Some(end) = rows.last() else { break };
        last = end.id.clone();
        for kept in rows {
            let Some(Said { row, value }) = said.remove(&kept.id) else { continue };
            outcome.checked += 1;
            if kept.value != value {
                let [now, then] = [&kept.value, &value].map(|text| shown(text.as_deref()));
                let name = field.name;
                outcome.note(kept.id, format!("has {name} {now}, and row {row} says {then}"));
            }
        }
    }
    for (id, Said { row, .. }) in said {
        outcome.note(id, format!("is not there, and row {row} speaks of it"));
    }
    Ok(())
}

fn shown(value: Option<&str>) -> &str {
    value.unwrap_or("nothing")
}

/// What a row says that a field is since; nothing, where it does not speak of it.
fn value_of(claim: &Claim, after: &Value, name: &str) -> Option<Option<String>> {
    match (claim.action.as_str(), name) {
        // Whoever sets a password by a link can sign in from then on.
        ("users.use_password_link", "status") => Some(Some("active".to_owned())),
        // It is only proposed, until a second person says the same.
        ("sellers.propose_correction", _) => None,
        _ => after.get(name).map(|value| value.as_str().map(str::to_owned)),
    }
}

/// Every holder is one whom the trail names for that seller: with the seller, in a transfer, by a sale
/// that was confirmed, or by a recruit that was won.
fn holders(tx: &mut Tx<'_>, outcome: &mut Outcome) -> Result<(), ServiceError> {
    let mut named: BTreeSet<(String, String)> = BTreeSet::new();
    each_claim(tx, "seller", |claim, after| {
        let holders = ["partner_id", "to"].into_iter().filter_map(|name| text(after, name));
        named.extend(holders.map(|holder| (claim.subject_id.clone(), holder)));
    })?;
    each_claim(tx, "sale", |_, after| {
        let Some(seller) = text(after, "seller_id") else { return };
        let credits = after.get("credits").and_then(Value::as_array).into_iter().flatten();
        let holders = credits.filter_map(|credit| text(credit, "partner_id"));
        named.extend(holders.map(|holder| (seller.clone(), holder)));
    })?;
    each_claim(tx, "recruit", |claim, after| {
        let is_won = after.get("status").is_some_and(|status| status == "won");
        let pair = text(after, "seller_id").zip(claim.partner_id.clone());
        named.extend(pair.filter(|_| is_won));
    })?;
    let mut last = String::new();
    loop {
        let rows = held_after(tx, &last)?;
        let Some(end) = rows.last() else { return Ok(()) };
        last = end.id.clone();
        for held in rows {
            outcome.checked += 1;
            let pair = (held.id, held.holder);
            if !named.contains(&pair) {
                outcome.note(pair.0, format!("is held by {}, whom no row names for it", pair.1));
            }
        }
    }
}

fn text(of: &Value, name: &str) -> Option<String> {
    of.get(name).and_then(Value::as_str).map(str::to_owned)
}

/// Goes through all rows about records of a kind, in their order.
fn each_claim(
    tx: &mut Tx<'_>,
    kind: &str,
    mut take: impl FnMut(&Claim, &Value),
) -> Result<(), ServiceError> {
    let mut seq = 0;
    loop {
        let claims = claims_after(tx, kind, seq)?;
        let Some(end) = claims.last() else { return Ok(()) };
        seq = end.seq;
        for claim in &claims {
            let after = claim.after_json.as_deref().map(serde_json::from_str::<Value>);
            // What cannot be read is the trail's own check to tell.
            take(claim, &after.and_then(Result::ok).unwrap_or_default());
        }
    }
}
