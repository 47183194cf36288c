//! From which address a request comes, where proxies stand before this process.

use std::net::{IpAddr, SocketAddr};

/// How many proxies stand before this process; each adds to `X-Forwarded-For` from which address it was
/// asked. What else stands in that header somebody made up, and so is all of it where there is no proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Proxies(u8);

impl Proxies {
    /// The most of them.
    pub const MOST: u8 = 10;

    /// So many proxies.
    pub fn new(count: u8) -> Self {
        Self(count.min(Self::MOST))
    }

    /// The address that the outermost proxy was asked from, by who connected and all lines of the header;
    /// who connected, where they do not say.
    pub(super) fn client_of<'a>(
        self,
        peer: Option<IpAddr>,
        forwarded_for: impl Iterator<Item = &'a [u8]>,
    ) -> Option<IpAddr> {
        let Some(behind_it) = usize::from(self.0).checked_sub(1) else { return peer };
        // A line that is no text names nobody.
        let text = |line| std::str::from_utf8(line).unwrap_or_default();
        let lines: Vec<&str> = forwarded_for.map(text).collect();
        let named = lines.iter().rev().flat_map(|line| line.rsplit(','));
        named.map(str::trim).nth(behind_it).and_then(address).or(peer)
    }
}

/// An address, which some proxies write with its port.
fn address(text: &str) -> Option<IpAddr> {
    let with_port = || text.parse().ok().map(|address: SocketAddr| address.ip());
    text.parse().ok().or_else(with_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<'a>(lines: &'a [&'a str]) -> impl Iterator<Item = &'a [u8]> {
        lines.iter().map(|line| line.as_bytes())
    }

    fn client_of(proxies: u8, lines: &[&str]) -> String {
        let peer = Some(IpAddr::from([10, 0, 0, 1]));
        Proxies::new(proxies).client_of(peer, of(lines)).unwrap().to_string()
    }

    #[test]
    fn nobody_is_believed_without_a_proxy() {
        assert_eq!(client_of(0, &["203.0.113.7"]), "10.0.0.1");
        assert_eq!(Proxies::default().client_of(None, of(&["203.0.113.7"])), None);
    }

    #[test]
    fn only_what_the_proxies_added_is_believed() {
        let lines = ["1.1.1.1, 203.0.113.7", "198.51.100.2"];
        assert_eq!(client_of(1, &lines), "198.51.100.2");
        assert_eq!(client_of(2, &lines), "203.0.113.7");
        assert_eq!(client_of(1, &["[2001:db8::1]:443"]), "2001:db8::1");
    }

    #[test]
    fn who_connected_counts_where_the_header_does_not_say() {
        for lines in [&[][..], &["unknown"], &["203.0.113.7, "]] {
            assert_eq!(client_of(1, lines), "10.0.0.1", "{lines:?}");
        }
        assert_eq!(client_of(3, &["203.0.113.7"]), "10.0.0.1");
    }
}
