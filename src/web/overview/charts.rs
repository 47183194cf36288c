//! The charts of the overview.

use std::collections::BTreeMap;

use super::Links;
use crate::domain::Word;
use crate::domain::recruit::Stage;
use crate::web::charts::{Figure, RowChart};
use crate::web::texts::{Language, Texts};

/// How many live recruits came to each stage, or further.
pub(super) fn stages(
    t: &'static Texts,
    language: Language,
    (stages, links): (&BTreeMap<&'static str, i64>, &Links),
) -> RowChart {
    let (mut figures, mut paths) = (Vec::new(), Vec::new());
    for (place, stage) in Stage::ALL.iter().enumerate() {
        let further: Vec<&str> =
            Stage::ALL.iter().skip(place).map(|stage| stage.as_str()).collect();
        let count: i64 = further.iter().filter_map(|stage| stages.get(stage)).sum();
        let count = u64::try_from(count).unwrap_or(0);
        figures.push(Figure::count(language.stage(stage), count));
        paths.push(links.stages(&further.join(",")));
    }
    RowChart::funnel(t, t.desk.overview.stages, &figures).linked(paths)
}
