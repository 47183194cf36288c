//! What the ids in paths are of: one of each kind, made for whom the test says.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::harness::Service;

/// What the ids in a path are of, in their order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Of {
    /// There are none.
    Nothing,
    /// A partner.
    Partner,
    /// A user.
    User,
    /// A partner, and a tax profile of it.
    TaxProfile,
    /// A notification.
    Notification,
    /// A partner's target.
    Target,
}

/// For whom a record is made.
pub struct Whose<'a> {
    /// A partner's id.
    pub partner: &'a str,
    /// A user of it, or of the platform.
    pub user: &'a str,
}

impl Of {
    /// The ids of a record of that kind, as a path has them.
    pub fn make(self, service: &Service, whose: &Whose<'_>) -> Vec<String> {
        let Whose { partner, user } = *whose;
        match self {
            Of::Nothing => Vec::new(),
            Of::Partner => vec![partner.to_owned()],
            Of::User => vec![user.to_owned()],
            Of::TaxProfile => {
                let (id, day) = (new("tax"), next() % 28 + 1);
                service.sql(&format!(
                    "INSERT INTO tax_profiles (id, partner_id, effective_from, withholding_parts, \
                     withhold_on, sales_tax_parts, prepared_by, created_at) VALUES ('{id}', \
                     '{partner}', '2030-01-{day:02}', 0, 'payable', 0, '{user}', \
                     '2026-08-01 12:00:00')"
                ));
                vec![partner.to_owned(), id]
            }
            Of::Notification => {
                let id = new("ntf");
                service.sql(&format!(
                    "INSERT INTO notifications (id, user_id, kind, subject_kind, subject_id, \
                     created_at) VALUES ('{id}', '{user}', 'test', 'test', 'test', \
                     '2026-08-01 12:00:00')"
                ));
                vec![id]
            }
            Of::Target => {
                let (id, year) = (new("tgt"), 2100 + next());
                service.sql(&format!(
                    "INSERT INTO targets (id, partner_id, month, recruits, new_sales, \
                     renewal_sales, set_by, created_at, updated_at) VALUES ('{id}', '{partner}', \
                     '{year}-01', 1, 1, 1, '{user}', '2026-08-01 12:00:00', '2026-08-01 12:00:00')"
                ));
                vec![id]
            }
        }
    }

    /// Well-formed ids of that kind that nothing has.
    pub fn absent(self) -> Vec<String> {
        let prefixes: &[&str] = match self {
            Of::Nothing => &[],
            Of::Partner => &["par"],
            Of::User => &["usr"],
            Of::TaxProfile => &["par", "tax"],
            Of::Notification => &["ntf"],
            Of::Target => &["tgt"],
        };
        prefixes.iter().map(|prefix| format!("{prefix}_{:032x}", 0xfeed)).collect()
    }
}

fn next() -> u32 {
    static MADE: AtomicU32 = AtomicU32::new(0);
    MADE.fetch_add(1, Ordering::Relaxed)
}

fn new(prefix: &str) -> String {
    format!("{prefix}_{:032x}", 0xa000 + next())
}
