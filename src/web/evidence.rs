//! What somebody shows for its words: in a form a piece in each line, on a page texts and links.

use super::acts::Sent;
use crate::service::ServiceError;

/// The pieces in a field of a form.
pub(super) fn pieces<T>(
    sent: &Sent,
    name: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, ServiceError> {
    let lines = sent.text(name).lines().map(str::trim).filter(|line| !line.is_empty());
    let unreadable = || {
        let message = "has a line that cannot be understood";
        ServiceError::invalid(format!("/{name}"), "malformed", message)
    };
    lines.map(parse).collect::<Option<Vec<_>>>().ok_or_else(unreadable)
}

/// That there are more of them than are taken.
pub(super) fn too_many(name: &str, most: usize) -> ServiceError {
    ServiceError::invalid(format!("/{name}"), "too_many", format!("has more than {most} pieces"))
}

/// Whether a piece is a link.
pub(super) fn is_link(piece: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| piece.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Evidence;

    #[test]
    fn a_piece_stands_in_each_line() {
        let of = |text: &str| {
            let sent = Sent(vec![("shown".to_owned(), text.to_owned())]);
            pieces(&sent, "shown", Evidence::parse).map(|all| all.len())
        };
        assert_eq!(of("").ok(), Some(0));
        assert_eq!(of(" a letter\r\n\r\nhttps://a.pk \n").ok(), Some(2));
        let Err(ServiceError::Invalid(faults)) = of(&format!("a\n{}", "x".repeat(501))) else {
            panic!("a line was too long");
        };
        assert_eq!((faults[0].pointer.as_str(), faults[0].code), ("/shown", "malformed"));
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        assert_eq!(["https://a.pk", "http://a.pk"].map(is_link), [true, true]);
        assert_eq!(["javascript:alert(1)", "a letter"].map(is_link), [false, false]);
    }
}
