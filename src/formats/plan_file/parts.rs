//! A plan file taken apart, so that each version can be kept, approved and put back by itself.

use super::fields::{At, Reader};
use super::{PlanFaults, examples, tree, version};
use crate::commission::plan::check::AllFaults;
use crate::commission::plan::{Plan, PlanDraft, PlanFault};
use crate::formats::json::{self, Node};

/// The field that a file is taken apart at.
const VERSIONS: &str = "versions";

/// A plan file without its versions, and each of them, all as they stood in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// The object without `versions`.
    pub head: String,
    /// The objects of the versions, in the order of the file.
    pub versions: Vec<String>,
}

/// Reads a plan file and takes it apart. The draft's versions are in the order of the file.
pub fn take_apart(bytes: &[u8]) -> Result<(PlanDraft, Parts), PlanFaults> {
    let (draft, _) = super::read_draft(bytes)?;
    let sound = |faults| PlanFaults { code: Some(draft.code.clone()), faults };
    Plan::new(draft.clone()).map_err(sound)?;
    let node = tree(bytes).map_err(|fault| sound(fault.into()))?;
    let Node::Object(mut fields) = node else { return Err(sound(AllFaults::default())) };
    let versions = match fields.iter().position(|(name, _)| name == VERSIONS) {
        Some(place) => fields.remove(place).1,
        None => Node::List(Vec::new()),
    };
    let Node::List(versions) = versions else { return Err(sound(AllFaults::default())) };
    let versions = versions.iter().map(json::write).collect();
    Ok((draft, Parts { head: json::write(&Node::Object(fields)), versions }))
}

/// Puts a plan file together.
pub fn join(head: &str, versions: &[&str]) -> Result<String, PlanFault> {
    let whole = |_| PlanFault { message: "is not JSON".to_owned(), ..PlanFault::default() };
    let Node::Object(mut fields) = json::parse(head).map_err(whole)? else {
        return Err(PlanFault { message: "is not an object".to_owned(), ..PlanFault::default() });
    };
    let versions: Vec<Node> = versions
        .iter()
        .map(|version| json::parse(version).map_err(whole))
        .collect::<Result<_, _>>()?;
    fields.push((VERSIONS.to_owned(), Node::List(versions)));
    Ok(json::write(&Node::Object(fields)) + "\n")
}

/// What is wrong with a version alone, of a plan whose currency is not known yet.
pub fn version_faults(bytes: &[u8]) -> AllFaults {
    let node = match tree(bytes) {
        Ok(node) => node,
        Err(fault) => return fault.into(),
    };
    let (mut reader, at) = (Reader::default(), At { path: String::new(), node: &node });
    let _unused = version(&mut reader, &at);
    let _unused = examples::of_object(&mut reader, &at);
    reader.checks.into_faults()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = r#"{"plan": "P", "fiscal_year_start": 7, "currency": "USD"}"#;
    const FIRST: &str = r#"{"effective_from": "2026-07-01", "clawback_days": 0,
        "rules": [{"name": "a", "pay": {"type": "flat", "amount": "1.50"}}]}"#;

    #[test]
    fn what_is_taken_apart_goes_together_again() {
        let file = join(HEAD, &[FIRST]).unwrap();
        let (draft, parts) = take_apart(file.as_bytes()).unwrap();
        assert_eq!((draft.code.as_str(), draft.versions.len()), ("P", 1));
        assert!(parts.head.find("fiscal_year_start") < parts.head.find("currency"));
        let versions: Vec<&str> = parts.versions.iter().map(String::as_str).collect();
        assert_eq!(join(&parts.head, &versions).unwrap(), file);
    }

    #[test]
    fn a_faulty_file_is_not_taken_apart() {
        let faults = take_apart(br#"{"plan": "P", "currency": "USD", "versions": []}"#);
        assert_eq!(faults.unwrap_err().faults.first().map(|f| f.path.as_str()), Some("/versions"));
        assert!(join("[]", &[]).is_err() && join(HEAD, &["{"]).is_err());
    }

    #[test]
    fn a_version_alone_is_judged_too() {
        assert_eq!(version_faults(FIRST.as_bytes()).total(), 0);
        let faults = version_faults(br#"{"effective_from": "2026-07-01", "kap": 1, "rules": []}"#);
        let paths: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
        assert_eq!(paths, ["/kap", "/clawback_days", "/rules"]);
    }
}
