//! The lists of records: what each shows of a row, and by what it is searched, filtered and sorted.

mod check_ins;
mod pool;
mod recruits;
mod sales;
mod sellers;

pub(super) use check_ins::list as check_ins;
pub(super) use pool::list as pool;
pub(super) use recruits::list as recruits;
pub(super) use recruits::tone as recruit_tone;
pub(super) use sales::list as sales;
pub(super) use sellers::list as sellers;

use crate::domain::{PartnerId, Word};
use crate::service::listing::Page;
use crate::service::naming::Names;
use crate::service::{ServiceError, Tx};
use crate::web::table::Words;
use crate::web::texts::{Language, Line};

/// Rows with what their partners are called.
pub(super) fn with_partners<T>(
    tx: &mut Tx<'_>,
    page: Page<T>,
    partner: impl Fn(&T) -> Option<&PartnerId>,
) -> Result<Page<(T, String)>, ServiceError> {
    let mut names = Names::default();
    names.learn_partners(tx, page.rows.iter().filter_map(&partner))?;
    Ok(page.map(|row| {
        let name = partner(&row).map(|id| names.partner(id).to_owned()).unwrap_or_default();
        (row, name)
    }))
}

/// All words of a kind, with what they are called.
pub(super) fn words<W: Word>(language: Language, name: fn(Language, W) -> Line) -> Words {
    W::ALL.iter().map(|word| (word.as_str(), name(language, *word))).collect()
}
