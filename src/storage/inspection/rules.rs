//! The invariants of the programme that SQL alone can judge.

use super::rule::Rule;

/// All of them. The schema refuses most of what they look for; they find what got past it.
pub const RULES: &[Rule] = &[
    ONE_LIVE_PROTECTION,
    PROTECTIONS_AGREE,
    ONE_HOLDER,
    HOLDERS_AGREE,
    CREDITS_ADD_UP,
    REFUNDS_FIT,
    SALES_HAVE_TWO_PEOPLE,
    VERSIONS_HAVE_TWO_PEOPLE,
    AGREEMENTS_APART,
    AGREEMENTS_IN_ONE_CURRENCY,
    TAXES_HAVE_TWO_PEOPLE,
    ACCOUNTS_HAVE_TWO_PEOPLE,
    ONE_ACCOUNT,
    HOSTS_ADD_UP,
    ENTRIES_BEAR_ON_THEIR_DAY,
    PAYOUTS_HAVE_A_RATE,
    TAXES_WERE_CONFIRMED,
];

const ONE_LIVE_PROTECTION: Rule = Rule {
    name: "one_live_protection",
    table: "sellers",
    broken: "SELECT seller_id AS id, 'has ' || count(*) || ' live protections' AS what \
             FROM recruits WHERE status IN ('open', 'in_review') \
             GROUP BY seller_id HAVING count(*) > 1",
};

const PROTECTIONS_AGREE: Rule = Rule {
    name: "protections_agree",
    table: "recruits",
    broken: "SELECT id, 'is live and not protected until any day' AS what FROM recruits \
             WHERE status IN ('open', 'in_review') AND protected_until IS NULL \
             UNION ALL SELECT id, 'is protected until ' || CAST(protected_until AS TEXT) \
                 || ', before it was received at ' || CAST(received_at AS TEXT) FROM recruits \
             WHERE CAST(protected_until AS TEXT) < substr(CAST(received_at AS TEXT), 1, 10) \
             UNION ALL SELECT r.id, 'is protected until ' || CAST(r.protected_until AS TEXT) \
                 || ' and was extended until ' || CAST(e.until_after AS TEXT) \
             FROM recruits AS r JOIN recruit_extensions AS e ON e.recruit_id = r.id \
             WHERE r.status IN ('open', 'in_review') AND r.protected_until <> e.until_after",
};

const ONE_HOLDER: Rule = Rule {
    name: "one_holder",
    table: "seller_holders",
    broken: "SELECT a.seller_id AS id, 'is held by ' || a.partner_id || ' and by ' || b.partner_id \
                 || ' on one day' AS what \
             FROM seller_holders AS a \
             JOIN seller_holders AS b ON b.seller_id = a.seller_id AND b.seq > a.seq \
             WHERE a.from_on < coalesce(b.until_on, '9999-12-31') \
                 AND b.from_on < coalesce(a.until_on, '9999-12-31') \
                 AND (a.until_on IS NULL OR a.until_on <> a.from_on) \
                 AND (b.until_on IS NULL OR b.until_on <> b.from_on)",
};

/// A transfer from a later day on closes today's row and opens the next, so either may be named
/// until that day has come.
const HOLDERS_AGREE: Rule = Rule {
    name: "holders_agree",
    table: "sellers",
    broken: "SELECT s.id, 'is said to be held by ' || coalesce(s.partner_id, 'nobody') \
                 || ', and its holders do not bear that out' AS what \
             FROM sellers AS s \
             WHERE s.partner_id IS NOT NULL AND NOT EXISTS ( \
                 SELECT 1 FROM seller_holders AS h \
                 WHERE h.seller_id = s.id AND h.partner_id = s.partner_id AND ( \
                     h.until_on IS NULL OR h.from_on <= '{today}' AND h.until_on > '{today}')) \
             OR s.partner_id IS NULL AND EXISTS ( \
                 SELECT 1 FROM seller_holders AS h \
                 WHERE h.seller_id = s.id AND h.until_on IS NULL AND h.from_on <= '{today}')",
};

const CREDITS_ADD_UP: Rule = Rule {
    name: "credits_add_up",
    table: "sales",
    broken: "SELECT s.id, 'has credits of ' || coalesce(sum(c.share_parts), 0) \
                 || ' millionths of a percent, not of 100 %' AS what \
             FROM sales AS s LEFT JOIN sale_credits AS c ON c.sale_id = s.id \
             GROUP BY s.id HAVING coalesce(sum(c.share_parts), 0) <> 100000000",
};

const REFUNDS_FIT: Rule = Rule {
    name: "refunds_fit",
    table: "refunds",
    broken: "SELECT s.id, 'had ' || s.amount || ' paid and ' || sum(r.amount) || ' refunded' AS what \
             FROM sales AS s JOIN refunds AS r ON r.sale_id = s.id AND r.status = 'recorded' \
             GROUP BY s.id, s.amount HAVING sum(r.amount) > s.amount \
             UNION ALL SELECT r.id, 'is not in the currency of its sale, or is earlier' AS what \
             FROM refunds AS r JOIN sales AS s ON s.id = r.sale_id \
             WHERE r.currency <> s.currency OR r.refunded_on < s.paid_on",
};

const SALES_HAVE_TWO_PEOPLE: Rule = Rule {
    name: "sales_have_two_people",
    table: "sales",
    broken: "SELECT id, 'was not confirmed by another person than recorded it' AS what FROM sales \
             WHERE confirmed_by = recorded_by OR status = 'confirmed' AND confirmed_by IS NULL",
};

const VERSIONS_HAVE_TWO_PEOPLE: Rule = Rule {
    name: "versions_have_two_people",
    table: "plan_versions",
    broken: "SELECT id, 'was not approved by another person than prepared it' AS what \
             FROM plan_versions \
             WHERE approved_by = prepared_by OR approved_at IS NOT NULL AND approved_by IS NULL",
};

const AGREEMENTS_APART: Rule = Rule {
    name: "agreements_apart",
    table: "agreements",
    broken: "SELECT a.id, 'overlaps ' || b.id AS what FROM agreements AS a \
             JOIN agreements AS b ON b.partner_id = a.partner_id AND b.id > a.id \
             WHERE a.starts_on <= coalesce(b.ends_on, '9999-12-31') \
                 AND b.starts_on <= coalesce(a.ends_on, '9999-12-31')",
};

const AGREEMENTS_IN_ONE_CURRENCY: Rule = Rule {
    name: "agreements_in_one_currency",
    table: "agreements",
    broken: "SELECT a.partner_id AS id, 'has agreements in ' || count(DISTINCT p.currency) \
                 || ' currencies' AS what \
             FROM agreements AS a JOIN plans AS p ON p.id = a.plan_id \
             GROUP BY a.partner_id HAVING count(DISTINCT p.currency) > 1",
};

const TAXES_HAVE_TWO_PEOPLE: Rule = Rule {
    name: "taxes_have_two_people",
    table: "tax_profiles",
    broken: "SELECT id, 'was not confirmed by another person than prepared it' AS what \
             FROM tax_profiles \
             WHERE confirmed_by = prepared_by OR confirmed_at IS NOT NULL AND confirmed_by IS NULL",
};

const ACCOUNTS_HAVE_TWO_PEOPLE: Rule = Rule {
    name: "accounts_have_two_people",
    table: "bank_accounts",
    broken: "SELECT id, 'was not confirmed by another person than prepared it' AS what \
             FROM bank_accounts \
             WHERE confirmed_by = prepared_by \
                 OR status IN ('confirmed', 'replaced') AND confirmed_by IS NULL",
};

const ONE_ACCOUNT: Rule = Rule {
    name: "one_account",
    table: "bank_accounts",
    broken: "SELECT partner_id AS id, 'has ' || count(*) || ' bank accounts that are ' || status AS what \
             FROM bank_accounts WHERE status IN ('confirmed', 'pending') \
             GROUP BY partner_id, status HAVING count(*) > 1",
};

const HOSTS_ADD_UP: Rule = Rule {
    name: "hosts_add_up",
    table: "events",
    broken: "SELECT event_id AS id, 'has hosts for ' || sum(share_parts) \
                 || ' millionths of a percent of its cost, not for 100 %' AS what \
             FROM event_hosts GROUP BY event_id HAVING sum(share_parts) <> 100000000",
};

const ENTRIES_BEAR_ON_THEIR_DAY: Rule = Rule {
    name: "entries_bear_on_their_day",
    table: "entries",
    broken: "SELECT e.id, 'bears on ' || CAST(e.day AS TEXT) || ', and its sale was paid on ' \
                 || CAST(s.paid_on AS TEXT) AS what \
             FROM entries AS e JOIN sales AS s ON s.id = e.sale_id WHERE e.day <> s.paid_on",
};

/// Rates and confirmed taxes never change, so those that a statement names are there still.
const PAYOUTS_HAVE_A_RATE: Rule = Rule {
    name: "payouts_have_a_rate",
    table: "statements",
    broken: "SELECT s.id, 'is paid at a rate of ' || s.rate || ', which is not kept of ' \
                 || CAST(s.rate_on AS TEXT) AS what \
             FROM statements AS s WHERE s.rate IS NOT NULL AND NOT EXISTS ( \
                 SELECT 1 FROM exchange_rates AS r WHERE r.date = s.rate_on \
                     AND substr(CAST(r.date AS TEXT), 1, 7) <= s.period \
                     AND CAST(r.rate AS NUMERIC) = CAST(s.rate AS NUMERIC) \
                     AND (CAST(s.rate_divides AS INTEGER) = 0 \
                             AND r.base = s.currency AND r.quote = s.payout_currency \
                         OR CAST(s.rate_divides AS INTEGER) = 1 \
                             AND r.base = s.payout_currency AND r.quote = s.currency))",
};

const TAXES_WERE_CONFIRMED: Rule = Rule {
    name: "taxes_were_confirmed",
    table: "statements",
    broken: "SELECT s.id, 'has taxes that nobody confirmed for its partner' AS what \
             FROM statements AS s WHERE (s.withholding_parts, s.sales_tax_parts) <> (0, 0) \
             AND NOT EXISTS ( \
                 SELECT 1 FROM tax_profiles AS t WHERE t.partner_id = s.partner_id \
                     AND t.confirmed_by IS NOT NULL \
                     AND substr(CAST(t.effective_from AS TEXT), 1, 7) <= s.period \
                     AND t.withholding_parts = s.withholding_parts \
                     AND t.sales_tax_parts = s.sales_tax_parts \
                     AND t.withhold_on = s.withhold_on)",
};
