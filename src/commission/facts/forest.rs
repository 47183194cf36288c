//! Who is above whom, while it changes from day to day: the uppermost of any partner is found in
//! about the logarithm of their number, however long the way up is.
//!
//! A link/cut tree. Each way up is cut into paths, and each path is a splay tree by depth, upper
//! partners on its left; the root of a splay tree knows the partner above its path.

use typed_index_collections::TiVec;

use super::sales::PartnerIx;

#[derive(Debug, Clone, Copy, Default)]
struct Node {
    /// What it hangs from: in its splay tree, or from its root on above the path.
    up: Option<PartnerIx>,
    left: Option<PartnerIx>,
    right: Option<PartnerIx>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

impl Side {
    fn other(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
        }
    }
}

/// Partners under their parents, without cycles.
pub(super) struct Forest(TiVec<PartnerIx, Node>);

impl Forest {
    /// So many partners, nobody above anybody.
    pub fn new(partners: usize) -> Self {
        Self(std::iter::repeat_n(Node::default(), partners).collect())
    }

    /// The uppermost partner over one, itself where nobody is above it.
    pub fn uppermost(&mut self, partner: PartnerIx) -> PartnerIx {
        self.expose(partner);
        let mut upper = partner;
        while let Some(next) = self.0[upper].left {
            upper = next;
        }
        self.splay(upper);
        upper
    }

    /// Puts a partner without parent under one of another tree.
    pub fn link(&mut self, partner: PartnerIx, parent: PartnerIx) {
        self.expose(partner);
        self.0[partner].up = Some(parent);
    }

    /// Takes a partner from under its parent, if it has one.
    pub fn cut(&mut self, partner: PartnerIx) {
        self.expose(partner);
        if let Some(upper) = self.0[partner].left.take() {
            self.0[upper].up = None;
        }
    }

    /// Makes the way up from a partner one path, with the partner at the root of its splay tree.
    fn expose(&mut self, partner: PartnerIx) {
        self.splay(partner);
        self.0[partner].right = None;
        while let Some(up) = self.0[partner].up {
            self.splay(up);
            self.0[up].right = Some(partner);
            self.splay(partner);
        }
    }

    fn splay(&mut self, partner: PartnerIx) {
        while let (Some(up), Some(side)) = (self.0[partner].up, self.side(partner)) {
            match self.side(up) {
                Some(above) if above == side => self.rotate(up),
                Some(_) => self.rotate(partner),
                None => {}
            }
            self.rotate(partner);
        }
    }

    /// On which side of what it hangs from it is; `None` at the root of a splay tree.
    fn side(&self, partner: PartnerIx) -> Option<Side> {
        let up = self.0[self.0[partner].up?];
        let is_left = (up.left == Some(partner)).then_some(Side::Left);
        is_left.or_else(|| (up.right == Some(partner)).then_some(Side::Right))
    }

    /// Changes places with what it hangs from.
    fn rotate(&mut self, partner: PartnerIx) {
        let (Some(up), Some(side)) = (self.0[partner].up, self.side(partner)) else { return };
        let (above, up_side) = (self.0[up].up, self.side(up));
        let inner = self.child(partner, side.other()).replace(up);
        *self.child(up, side) = inner;
        if let Some(inner) = inner {
            self.0[inner].up = Some(up);
        }
        self.0[up].up = Some(partner);
        self.0[partner].up = above;
        if let (Some(above), Some(up_side)) = (above, up_side) {
            *self.child(above, up_side) = Some(partner);
        }
    }

    fn child(&mut self, partner: PartnerIx, side: Side) -> &mut Option<PartnerIx> {
        match side {
            Side::Left => &mut self.0[partner].left,
            Side::Right => &mut self.0[partner].right,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::commission::index::Ix;

    proptest! {
        /// Whatever is linked and cut, it finds whom a walk up finds.
        #[test]
        fn finds_whom_a_walk_finds(steps in proptest::collection::vec((0u32..12, 0u32..12), 0..80)) {
            let mut forest = Forest::new(12);
            let mut parents = [None; 12];
            let top = |parents: &[Option<u32>; 12], from: u32| {
                let up = |at: &u32| parents[*at as usize];
                std::iter::successors(Some(from), up).last().unwrap()
            };
            for (partner, parent) in steps {
                forest.cut(Ix::new(partner));
                parents[partner as usize] = None;
                if top(&parents, parent) != partner {
                    forest.link(Ix::new(partner), Ix::new(parent));
                    parents[partner as usize] = Some(parent);
                }
                for at in 0..12 {
                    prop_assert_eq!(forest.uppermost(Ix::new(at)).get(), top(&parents, at));
                }
            }
        }
    }
}
