//! The file read back by a reader of its own, which knows the schema's order and lengths.

use super::super::latin::is_basic;
use super::super::payout::samples::{IBAN, batch, three, transfer};
use super::super::payout::{Batch, PayoutFault};
use super::*;

/// An element with what is in it.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: String,
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// The elements at the end of a path.
    fn all(&self, path: &str) -> Vec<&Element> {
        path.split('/').fold(vec![self], |found, name| {
            found.iter().flat_map(|e| e.children.iter().filter(|c| c.name == name)).collect()
        })
    }

    fn one(&self, path: &str) -> &str {
        let found = self.all(path);
        assert_eq!(found.len(), 1, "{path}");
        &found[0].text
    }

    fn assert_fits(&self) {
        if self.children.is_empty() {
            return assert!(!self.text.is_empty(), "{self:?}");
        }
        let (_, order) = ORDER.iter().find(|(name, _)| *name == self.name).unwrap();
        let order: Vec<&str> = order.split(' ').collect();
        let place = |child: &Element| {
            let place = order.iter().position(|name| *name == child.name);
            place.unwrap_or_else(|| panic!("{} in {}", child.name, self.name))
        };
        let places: Vec<usize> = self.children.iter().map(place).collect();
        assert!(places.is_sorted(), "{} has {places:?}", self.name);
        assert!(self.text.is_empty());
        self.children.iter().for_each(Element::assert_fits);
    }

    fn leaves(&self) -> Vec<&Element> {
        let own = self.children.is_empty().then_some(self);
        own.into_iter().chain(self.children.iter().flat_map(Element::leaves)).collect()
    }
}

/// What may stand in an element, in the schema's order.
const ORDER: [(&str, &str); 19] = [
    ("Document", "CstmrCdtTrfInitn"),
    ("CstmrCdtTrfInitn", "GrpHdr PmtInf SplmtryData"),
    ("GrpHdr", "MsgId CreDtTm Authstn NbOfTxs CtrlSum InitgPty FwdgAgt InitnSrc"),
    ("InitgPty", "Nm PstlAdr Id CtryOfRes CtctDtls"),
    (
        "PmtInf",
        "PmtInfId PmtMtd BtchBookg NbOfTxs CtrlSum PmtTpInf ReqdExctnDt PoolgAdjstmntDt Dbtr \
         DbtrAcct DbtrAgt DbtrAgtAcct InstrForDbtrAgt UltmtDbtr ChrgBr ChrgsAcct ChrgsAcctAgt \
         CdtTrfTxInf",
    ),
    ("ReqdExctnDt", "Dt DtTm"),
    ("Dbtr", "Nm PstlAdr Id CtryOfRes CtctDtls"),
    ("DbtrAcct", "Id Tp Ccy Nm Prxy"),
    ("DbtrAgt", "FinInstnId BrnchId"),
    ("FinInstnId", "BICFI ClrSysMmbId LEI Nm PstlAdr Othr"),
    (
        "CdtTrfTxInf",
        "PmtId PmtTpInf Amt XchgRateInf ChrgBr ChqInstr UltmtDbtr IntrmyAgt1 IntrmyAgt1Acct \
         IntrmyAgt2 IntrmyAgt2Acct IntrmyAgt3 IntrmyAgt3Acct CdtrAgt CdtrAgtAcct Cdtr CdtrAcct \
         UltmtCdtr InstrForCdtrAgt InstrForDbtrAgt Purp RgltryRptg Tax RltdRmtInf RmtInf SplmtryData",
    ),
    ("PmtId", "InstrId EndToEndId UETR"),
    ("Amt", "InstdAmt EqvtAmt"),
    ("CdtrAgt", "FinInstnId BrnchId"),
    ("Cdtr", "Nm PstlAdr Id CtryOfRes CtctDtls"),
    ("CdtrAcct", "Id Tp Ccy Nm Prxy"),
    ("RmtInf", "Ustrd Strd"),
    ("Id", "IBAN Othr"),
    ("Othr", "Id SchmeNm Issr"),
];

/// The longest text of an element, by its name.
const LONGEST: [(&str, usize); 8] = [
    ("MsgId", 35),
    ("PmtInfId", 35),
    ("EndToEndId", 35),
    ("NbOfTxs", 15),
    ("Nm", 140),
    ("Ustrd", 140),
    ("IBAN", 34),
    ("BICFI", 11),
];

/// Reads elements, attributes as they stand and text with the five entities: enough for this
/// file, and nothing of the writer's library.
fn read(bytes: &[u8]) -> Element {
    let text = std::str::from_utf8(bytes).unwrap();
    let mut rest = text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").unwrap();
    let mut open = vec![Element::default()];
    while let Some((before, tag)) = rest.split_once('<') {
        let (tag, behind) = tag.split_once('>').unwrap();
        rest = behind;
        open.last_mut().unwrap().text.push_str(&entities(before));
        if let Some(name) = tag.strip_prefix('/') {
            let mut done = open.pop().unwrap();
            assert_eq!(done.name, name);
            if !done.children.is_empty() {
                done.text = done.text.trim().to_owned();
            }
            open.last_mut().unwrap().children.push(done);
        } else {
            let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
            let (name, attributes) = (name.to_owned(), attributes.to_owned());
            open.push(Element { name, attributes, ..Element::default() });
        }
    }
    assert_eq!(rest, "\n");
    let [root] = <[Element; 1]>::try_from(open).unwrap();
    let [document] = <[Element; 1]>::try_from(root.children).unwrap();
    document
}

fn entities(text: &str) -> String {
    let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    plain.iter().fold(text.to_owned(), |text, (entity, sign)| text.replace(entity, sign))
}

fn document(batch: &Batch) -> Element {
    let document = read(&written(batch).unwrap());
    document.assert_fits();
    for leaf in document.leaves() {
        let longest = LONGEST.iter().find(|(name, _)| *name == leaf.name);
        assert!(longest.is_none_or(|(_, longest)| leaf.text.len() <= *longest), "{leaf:?}");
        assert!(leaf.text.chars().all(is_basic), "{leaf:?}");
    }
    document
}

#[test]
fn the_message_is_the_batch() {
    let document = document(&three());
    assert_eq!(document.attributes, format!("xmlns=\"{NAMESPACE}\""));
    let header = "CstmrCdtTrfInitn/GrpHdr";
    let block = "CstmrCdtTrfInitn/PmtInf";
    for part in [header, block] {
        assert_eq!(document.one(&format!("{part}/NbOfTxs")), "3");
        assert_eq!(document.one(&format!("{part}/CtrlSum")), "1562911.02");
    }
    for (path, text) in [
        ("GrpHdr/MsgId", "01900000000000000000000000000000"),
        ("GrpHdr/CreDtTm", "2026-08-05T09:30:00Z"),
        ("GrpHdr/InitgPty/Nm", "Programme .Pakistan. + Co"),
        ("PmtInf/PmtInfId", "01900000000000000000000000000000"),
        ("PmtInf/PmtMtd", "TRF"),
        ("PmtInf/ReqdExctnDt/Dt", "2026-08-06"),
        ("PmtInf/DbtrAcct/Id/IBAN", IBAN),
        ("PmtInf/DbtrAgt/FinInstnId/BICFI", "SCBLPKKX"),
    ] {
        assert_eq!(document.one(&format!("CstmrCdtTrfInitn/{path}")), text, "{path}");
    }
}

#[test]
fn each_payment_names_its_statement() {
    let document = document(&three());
    let transfers = document.all("CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf");
    let seen = transfers.iter().map(|transfer| {
        assert_eq!(transfer.one("CdtrAcct/Id/IBAN"), IBAN);
        assert_eq!(transfer.one("CdtrAgt/FinInstnId/BICFI"), "SCBLPKKX");
        assert_eq!(transfer.all("Amt/InstdAmt")[0].attributes, "Ccy=\"PKR\"");
        let statement = format!("statement {}", transfer.one("PmtId/EndToEndId"));
        assert!(transfer.one("RmtInf/Ustrd").ends_with(&statement));
        (transfer.one("Cdtr/Nm"), transfer.one("Amt/InstdAmt"))
    });
    assert_eq!(
        seen.collect::<Vec<_>>(),
        [
            ("Unal Celik + Sons", "972643.96"),
            ("Sialkot Sports Traders", "368329.39"),
            ("Gloves (Pvt) Ltd", "221937.67"),
        ]
    );
}

#[test]
fn a_bank_that_is_not_known_is_left_out() {
    let mut one = batch(vec![transfer(1, "A", "1")]);
    one.payer.bic = None;
    one.transfers[0].account.bic = None;
    let document = document(&one);
    let agent = "CstmrCdtTrfInitn/PmtInf/DbtrAgt/FinInstnId/Othr/Id";
    assert_eq!(document.one(agent), "NOTPROVIDED");
    assert!(document.all("CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf/CdtrAgt").is_empty());
}

#[test]
fn the_same_batch_is_the_same_file() {
    assert_eq!(written(&three()).unwrap(), written(&three()).unwrap());
    let mut swapped = three();
    swapped.transfers.swap(0, 1);
    assert_ne!(written(&three()).unwrap(), written(&swapped).unwrap());
}

#[test]
fn no_name_breaks_the_file() {
    for name in ["</Nm><Nm>x", "]]>a", "<!--a", "&amp;a", "a\"'b", "a\u{202e}b", "Ünï"] {
        document(&batch(vec![transfer(1, name, "0.01")]));
    }
}

#[test]
fn a_batch_that_cannot_be_paid_has_no_file() {
    let refused = written(&batch(vec![]));
    assert!(matches!(refused, Err(BankFileError::Payout(PayoutFault::Empty))));
}
