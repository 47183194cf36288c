//! The plans' terms, bound to the names of one run: what pays a credit, and which filters fit it.

use rustc_hash::FxHashMap;
use typed_index_collections::TiVec;

use super::names::Names;
use super::partners::{PlanIx, Plans, VersionIx};
use super::sales::Profile;
use crate::commission::index::Ix;
use crate::commission::plan::{Kind, Mode, Pay, Rule, Version, When};
use crate::domain::{Code, Text, WindowKind, Word};

/// A `when`, with each list as a table by number, so that a look-up does not depend on its length.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    /// A bit for each kind.
    kinds: u8,
    products: Option<Box<[bool]>>,
    sources: Option<Box<[bool]>>,
    cities: Option<Box<[bool]>>,
}

/// The names that facts of one run use.
pub(crate) struct NamesInUse<'a> {
    pub products: &'a Names,
    pub sources: &'a Names,
    pub cities: &'a Names,
}

impl Filter {
    /// A name that no fact uses fits nothing and is left out.
    fn new(when: &When, names: &NamesInUse<'_>) -> Self {
        let texts = |list: &Option<Vec<Text>>, known: &Names| {
            list.as_ref().map(|list| table(list.iter().map(Text::as_str), known))
        };
        let products = when.products.as_ref();
        let kinds = when.kinds.as_deref().unwrap_or(Kind::ALL);
        Self {
            kinds: kinds.iter().fold(0, |bits, kind| bits | bit(*kind)),
            products: products.map(|list| table(list.iter().map(Code::as_str), names.products)),
            sources: texts(&when.sources, names.sources),
            cities: texts(&when.cities, names.cities),
        }
    }

    /// Whether it fits a sale of that profile. `docs/COMMISSIONS.md` section 4.4.
    #[inline]
    pub fn fits(&self, profile: &Profile) -> bool {
        let listed = |table: &Option<Box<[bool]>>, number: u32| {
            table.as_ref().is_none_or(|table| table.get(number as usize) == Some(&true))
        };
        self.kinds & bit(profile.kind) != 0
            && listed(&self.products, profile.product)
            && listed(&self.sources, profile.source)
            && listed(&self.cities, profile.city)
    }
}

fn bit(kind: Kind) -> u8 {
    1 << kind as u8
}

/// For each known name's number, whether it is listed.
fn table<'a>(list: impl Iterator<Item = &'a str>, known: &Names) -> Box<[bool]> {
    let mut table = vec![false; known.len()];
    for number in list.filter_map(|name| known.find(name)) {
        if let Some(listed) = table.get_mut(number as usize) {
            *listed = true;
        }
    }
    table.into()
}

/// Marks a position among the terms.
#[derive(Debug)]
pub(crate) struct OfTerm;
/// Marks a position among the tier groups.
#[derive(Debug)]
pub(crate) struct OfGroup;

pub(crate) type TermIx = Ix<OfTerm>;
pub(crate) type GroupIx = Ix<OfGroup>;

/// The most terms that all plans of a run may have together.
pub(crate) const MOST_TERMS: usize = 1 << 25;

/// What may pay a credit: a place in a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Term {
    pub plan: PlanIx,
    pub version: VersionIx,
    pub pays: Pays,
    /// The tiered rules of one name in a plan share a measure.
    pub group: Option<GroupIx>,
}

/// Which part of a version pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pays {
    /// The rule at that place.
    Rule(usize),
    /// No rule fits; the credit still counts where a `counts` or a bonus fits it.
    NoRule,
    /// The override at that place, so many levels above the partner (from 0).
    Override(usize, usize),
}

/// The filters of a version.
#[derive(Debug, Clone, Default)]
pub(crate) struct VersionFilters {
    first_term: u32,
    rules: Vec<Filter>,
    /// The `counts` of each rule that has one.
    pub counts: Vec<Option<Filter>>,
    overrides: Vec<(Filter, u32, usize)>,
    pub bonuses: Vec<Filter>,
}

impl VersionFilters {
    /// The term of the first rule that fits, or of none.
    pub fn rule(&self, profile: &Profile) -> TermIx {
        let place = self.rules.iter().position(|filter| filter.fits(profile));
        Ix::new(self.first_term + TermIx::from(place.unwrap_or(self.rules.len())).get())
    }

    /// The terms of all its rules.
    pub fn rules(&self) -> impl Iterator<Item = TermIx> {
        (self.first_term..).take(self.rules.len()).map(Ix::new)
    }

    /// The terms of all overrides that fit and reach so many levels down (0 is the next below).
    pub fn overrides(&self, profile: &Profile, level: usize) -> impl Iterator<Item = TermIx> {
        let fits = move |(filter, _, levels): &&(Filter, u32, usize)| {
            level < *levels && filter.fits(profile)
        };
        let term =
            move |(_, first, _): &(Filter, u32, usize)| Ix::new(first + TermIx::from(level).get());
        self.overrides.iter().filter(fits).map(term)
    }
}

/// A tier group: all tiered rules of one name in a plan.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub plan: PlanIx,
    pub window: WindowKind,
}

/// All terms of all versions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Terms {
    pub terms: TiVec<TermIx, Term>,
    pub filters: TiVec<VersionIx, VersionFilters>,
    pub groups: TiVec<GroupIx, Group>,
    group_names: FxHashMap<(PlanIx, Code), GroupIx>,
    /// How many levels up the longest override reaches.
    pub levels: usize,
    windows: TiVec<PlanIx, PlanWindows>,
}

/// The lengths of a plan's windows.
#[derive(Debug, Clone, Default)]
struct PlanWindows {
    /// Those over which a version's rules pay retroactively.
    retroactive: Vec<WindowKind>,
    /// Those over which rules measure other credits than their own.
    counting: Vec<WindowKind>,
    /// The rules that do, in order.
    counting_rules: Vec<(TermIx, WindowKind)>,
    bonuses: Vec<WindowKind>,
    cap: Option<WindowKind>,
}

impl Terms {
    pub fn new(plans: &Plans, names: &NamesInUse<'_>) -> Self {
        let mut all = Self::default();
        all.windows.resize(plans.plans.len(), PlanWindows::default());
        for (ix, plan, version) in plans.all_versions() {
            all.add(plan, ix, version, names);
        }
        all
    }

    /// The lengths of the windows over which a plan's rules measure other credits than their own.
    pub fn counting_windows(&self, plan: PlanIx) -> &[WindowKind] {
        &self.windows[plan].counting
    }

    /// The lengths of the windows of a plan's tiers; some may stand twice.
    pub fn tier_windows(&self, plan: PlanIx) -> impl Iterator<Item = WindowKind> {
        self.groups.iter().filter(move |group| group.plan == plan).map(|group| group.window)
    }

    /// The lengths of a plan's bonus windows.
    pub fn bonus_windows(&self, plan: PlanIx) -> &[WindowKind] {
        &self.windows[plan].bonuses
    }

    /// The length of a plan's cap window, where any version has a cap.
    pub fn cap_window(&self, plan: PlanIx) -> Option<WindowKind> {
        self.windows[plan].cap
    }

    /// Whether any rule of a plan needs the measure of a whole window of that length.
    pub fn is_retroactive(&self, plan: PlanIx, window: WindowKind) -> bool {
        self.windows[plan].retroactive.contains(&window)
    }

    /// The rules of a plan, in any version, that measure other credits over windows of that length;
    /// in order.
    pub fn counting(
        &self,
        plan: PlanIx,
        window: WindowKind,
    ) -> impl Iterator<Item = (TermIx, &Filter)> {
        let rules = self.windows[plan].counting_rules.iter();
        rules.filter(move |(_, kind)| *kind == window).filter_map(|(ix, _)| {
            let Pays::Rule(place) = self.terms[*ix].pays else { return None };
            let filters = &self.filters[self.terms[*ix].version];
            Some((*ix, filters.counts.get(place)?.as_ref()?))
        })
    }

    fn add(&mut self, plan: PlanIx, ix: VersionIx, version: &Version, names: &NamesInUse<'_>) {
        let filter = |when: &When| Filter::new(when, names);
        let mut filters = VersionFilters {
            first_term: TermIx::from(self.terms.len()).get(),
            rules: version.rules.iter().map(|rule| filter(&rule.when)).collect(),
            counts: version.rules.iter().map(|rule| counted(rule).map(filter)).collect(),
            overrides: Vec::new(),
            bonuses: version.bonuses.iter().map(|bonus| filter(&bonus.when)).collect(),
        };
        for (place, rule) in version.rules.iter().enumerate() {
            let group = self.group(plan, rule);
            let term = Term { plan, version: ix, pays: Pays::Rule(place), group };
            let term = self.terms.push_and_get_key(term);
            self.windows[plan].note_rule(term, rule);
        }
        self.terms.push(Term { plan, version: ix, pays: Pays::NoRule, group: None });
        for (place, over) in version.overrides.iter().enumerate() {
            let first = TermIx::from(self.terms.len()).get();
            let levels = over.percents.len();
            self.levels = self.levels.max(levels);
            filters.overrides.push((filter(&over.when), first, levels));
            self.terms.extend((0..levels).map(|level| {
                let pays = Pays::Override(place, level);
                Term { plan, version: ix, pays, group: None }
            }));
        }
        self.filters.push(filters);
        self.windows[plan].note(version);
    }

    /// The group of a tiered rule, which is made where it is new.
    fn group(&mut self, plan: PlanIx, rule: &Rule) -> Option<GroupIx> {
        let Pay::Tiered(tiered) = &rule.pay else { return None };
        let groups = &mut self.groups;
        let new = || groups.push_and_get_key(Group { plan, window: tiered.window });
        Some(*self.group_names.entry((plan, rule.name.clone())).or_insert_with(new))
    }
}

impl PlanWindows {
    fn note_rule(&mut self, term: TermIx, rule: &Rule) {
        let Pay::Tiered(tiered) = &rule.pay else { return };
        if matches!(tiered.mode, Mode::Retroactive { .. }) {
            add(&mut self.retroactive, tiered.window);
        }
        if counted(rule).is_some() {
            add(&mut self.counting, tiered.window);
            self.counting_rules.push((term, tiered.window));
        }
    }

    fn note(&mut self, version: &Version) {
        version.bonuses.iter().for_each(|bonus| add(&mut self.bonuses, bonus.window));
        self.cap = self.cap.or(version.cap.map(|cap| cap.window));
    }
}

fn add(kinds: &mut Vec<WindowKind>, kind: WindowKind) {
    if !kinds.contains(&kind) {
        kinds.push(kind);
    }
}

fn counted(rule: &Rule) -> Option<&When> {
    match &rule.pay {
        Pay::Tiered(tiered) => match &tiered.mode {
            Mode::Retroactive { counts } => counts.as_ref(),
            Mode::Marginal => None,
        },
        Pay::Percent(_) | Pay::Flat(_) => None,
    }
}
