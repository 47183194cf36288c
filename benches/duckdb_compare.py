#!/usr/bin/env python3
"""Speed comparison: `saathi simulate` against the same twelve closes written in DuckDB SQL.

    pip install duckdb
    cargo build --release
    python3 benches/duckdb_compare.py --sales 10000000

Makes a year of sales (where the files are not there yet), runs both programs in turn as child processes, each reading
the CSV files and writing the entries, prints wall and processor seconds and peak memory, and checks that the two
outputs are the same. Both have two threads. For Unix only.

The SQL is written for this one workload, which is in DuckDB's favour: the plan's rules are constants in it, a sale has
one or two credits with whole percentages and at most one refund, nothing is validated, nothing explained, and only USD
is there. It assumes no order of the rows.
"""
import argparse
import filecmp
import json
import os
import statistics
import subprocess
import sys
import time

PLAN = {
    "plan": "BENCH", "name": "Benchmark", "currency": "USD",
    "versions": [{
        "effective_from": "2026-01-01", "clawback_days": 90,
        "rules": [
            {"name": "verified-new", "when": {"kinds": ["new"], "products": ["verified"]},
             "pay": {"type": "percent", "percent": "20"}, "max_per_credit": "1500.00"},
            {"name": "new", "when": {"kinds": ["new", "upgrade"]},
             "pay": {"type": "tiered", "mode": "marginal", "measure": "amount", "window": "month",
                     "tiers": [{"from": "0", "percent": "10"}, {"from": "10000.00", "percent": "12.5"},
                               {"from": "50000.00", "percent": "15"}]}},
            {"name": "renewal",
             "pay": {"type": "tiered", "mode": "marginal", "measure": "amount", "window": "month",
                     "tiers": [{"from": "0", "percent": "4"}, {"from": "20000.00", "percent": "6"}]}},
        ],
    }],
}

# The facts. One MD5 per sale gives two random numbers of 63 bits, the same in every version of DuckDB; each column
# takes its own decimal digits of them. `One in a hundred` and the like hold on average.
GENERATE = """
CREATE TEMP MACRO digits(x, place, n) AS (x // (10 ** place)::BIGINT % n);

CREATE TEMP VIEW sold AS
SELECT *, printf('S%08d', i) AS sale, DATE '2026-01-01' + ((i - 1) * 365 // {sales})::INTEGER AS paid_on,
       a % {partners} AS p1, (a % {partners} + 1 + digits(a, 7, {partners} - 1)) % {partners} AS p2,
       -- 50.00 to 9500.00, small ones more often; one in two hundred is three times as much
       (5000 + 945000 * digits(b, 0, 10000) * digits(b, 4, 10000) // 100000000)
           * (CASE WHEN digits(b, 10, 200) = 0 THEN 3 ELSE 1 END) AS minor
FROM (SELECT i, (md5_number_lower(i::VARCHAR) // 2)::BIGINT AS a, (md5_number_upper(i::VARCHAR) // 2)::BIGINT AS b
      FROM range(1, {sales} + 1) t(i));

COPY (
    SELECT sale, printf('P%04d', p1 + 1) AS partner, printf('M%07d', a // 1000003 % ({sales} // 3 + 1)) AS seller,
           ['new', 'new', 'new', 'new', 'renewal', 'renewal', 'renewal', 'renewal', 'upgrade', 'add_on']
               [1 + digits(a, 11, 10)] AS kind,
           ['verified', 'verified', 'gold', 'silver', 'basic'][1 + digits(a, 12, 5)] AS product,
           ['field', 'web', 'referral', 'event'][1 + digits(a, 13, 4)] AS source,
           ['Karachi', 'Lahore', 'Islamabad', 'Faisalabad', 'Multan', NULL][1 + digits(a, 14, 6)] AS city,
           minor::DECIMAL(16, 0) * 0.01 AS amount, 'USD' AS currency, paid_on,
           CASE WHEN digits(a, 16, 5) > 0 THEN paid_on + digits(a, 16, 14)::INTEGER END AS verified_on,
           CASE WHEN digits(a, 15, 10) < 3 THEN printf('P%04d:60;P%04d:40', p1 + 1, p2 + 1) END AS credits
    FROM sold ORDER BY i
) TO '{dir}/sales.csv' (HEADER);

-- One sale in a hundred, once: half of them in full, half 5 to 95 percent; after 0 to 119 days.
COPY (
    SELECT printf('R%08d', i) AS refund, sale,
           (CASE WHEN digits(b, 15, 2) = 0 THEN minor ELSE minor * (5 + digits(b, 16, 91)) // 100 END)::DECIMAL(16, 0)
               * 0.01 AS amount,
           paid_on + (b // 7 % 120)::INTEGER AS refunded_on
    FROM sold WHERE digits(b, 13, 100) = 0 ORDER BY i
) TO '{dir}/refunds.csv' (HEADER);
"""

# The closes. Money is BIGINT minor units; a commission is computed in thousandths of one and rounded once.
CLOSE = """
CREATE TEMP MACRO new_sum(x) AS 100 * x + 25 * greatest(x - 1000000, 0) + 25 * greatest(x - 5000000, 0);
CREATE TEMP MACRO renewal_sum(x) AS 40 * x + 20 * greatest(x - 2000000, 0);
-- What a rule (0 verified-new, 1 new, 2 renewal) pays for a basis after the window's earlier credits.
CREATE TEMP MACRO pay(rule, earlier, basis) AS CASE rule
    WHEN 0 THEN least((200 * basis + 500) // 1000, 150000)
    WHEN 1 THEN (new_sum(earlier + basis) - new_sum(earlier) + 500) // 1000
    ELSE (renewal_sum(earlier + basis) - renewal_sum(earlier) + 500) // 1000 END;
-- Floor and largest remainder over two shares is rounding half up for the first one.
CREATE TEMP MACRO part(net, k, share) AS CASE
    WHEN share IS NULL THEN net
    WHEN k = 1 THEN (net * share + 50) // 100
    ELSE net - (net * share + 50) // 100 END;

-- Every credit with its basis at the end of its own month and, where a refund comes later, that month and basis.
CREATE TEMP TABLE credit AS
WITH sold AS (
    SELECT sale, partner, credits, paid_on, date_trunc('month', paid_on)::DATE AS month,
           (CASE WHEN kind = 'new' AND product = 'verified' THEN 0 WHEN kind IN ('new', 'upgrade') THEN 1 ELSE 2 END)
               ::TINYINT AS rule,
           (amount * 100)::BIGINT AS minor
    FROM read_csv('{dir}/sales.csv', header = true, delim = ',', quote = '"', columns = {{
        'sale': 'VARCHAR', 'partner': 'VARCHAR', 'seller': 'VARCHAR', 'kind': 'VARCHAR', 'product': 'VARCHAR',
        'source': 'VARCHAR', 'city': 'VARCHAR', 'amount': 'DECIMAL(18,2)', 'currency': 'VARCHAR', 'paid_on': 'DATE',
        'verified_on': 'DATE', 'credits': 'VARCHAR'}})
    WHERE paid_on < DATE '2027-01-01'
), refunded AS (
    SELECT sale, (amount * 100)::BIGINT AS back, refunded_on, date_trunc('month', refunded_on)::DATE AS back_month
    FROM read_csv('{dir}/refunds.csv', header = true, delim = ',', quote = '"', columns = {{
        'refund': 'VARCHAR', 'sale': 'VARCHAR', 'amount': 'DECIMAL(18,2)', 'refunded_on': 'DATE'}})
    WHERE refunded_on < DATE '2027-01-01'
), net AS (
    SELECT s.*, TRY_CAST(split_part(split_part(credits, ';', 1), ':', 2) AS BIGINT) AS share,
           CASE WHEN back_month = month THEN minor - back ELSE minor END AS net0,
           CASE WHEN back_month > month THEN back_month END AS later,
           minor - back AS net1
    FROM sold s LEFT JOIN refunded r ON r.sale = s.sale AND r.refunded_on <= s.paid_on + 90
)
SELECT sale, paid_on, month, rule, later,
       CASE WHEN credits IS NULL THEN partner ELSE split_part(split_part(credits, ';', k), ':', 1) END AS partner,
       part(net0, k, share) AS basis, part(net1, k, share) AS later_basis
FROM net, (VALUES (1), (2)) two(k)
WHERE k = 1 OR credits IS NOT NULL;

CREATE TEMP TYPE partner_id AS ENUM (SELECT DISTINCT partner FROM credit ORDER BY 1);

-- The entitlement at the end of the own month. An ENUM in place of the partner's text makes the sorts cheaper.
CREATE TEMP TABLE own AS
SELECT *, pay(rule, earlier, basis) AS paid FROM (
    SELECT sale, partner::partner_id AS partner, rule, month, later, basis, later_basis,
           sum(basis) OVER (PARTITION BY partner::partner_id, rule, month
                            ORDER BY paid_on, sale ROWS UNBOUNDED PRECEDING)::BIGINT - basis AS earlier
    FROM credit WHERE rule > 0
    UNION ALL
    SELECT sale, partner::partner_id, rule, month, later, basis, later_basis, 0 FROM credit WHERE rule = 0);
DROP TABLE credit;

-- Later refunds, and the windows of the tiered rules that they touch.
CREATE TEMP TABLE fall AS
SELECT partner, rule, month, later, earlier, basis - later_basis AS less FROM own WHERE later IS NOT NULL AND rule > 0;

-- A window's later months change only its refunded credits, and those that a tier's start can pass over when what came
-- before them shrinks by at most the window's `less` in all. What came before is then less by the falls before it.
CREATE TEMP TABLE change AS
WITH win AS (SELECT partner, rule, month, sum(less)::BIGINT AS less FROM fall GROUP BY ALL),
moved AS (
    SELECT o.* FROM own o JOIN win w USING (partner, rule, month)
    WHERE o.later IS NOT NULL OR CASE o.rule
        WHEN 1 THEN (earlier - less < 1000000 AND earlier + basis > 1000000)
                 OR (earlier - less < 5000000 AND earlier + basis > 5000000)
        ELSE earlier - less < 2000000 AND earlier + basis > 2000000 END
), state AS (
    SELECT m.sale, m.partner, m.rule, t.later AS period, any_value(m.basis) AS basis0, any_value(m.paid) AS paid0,
           any_value(CASE WHEN m.later <= t.later THEN m.later_basis ELSE m.basis END) AS basis,
           any_value(m.earlier) - coalesce(sum(f.less), 0)::BIGINT AS earlier
    FROM moved m
    JOIN (SELECT DISTINCT partner, rule, month, later FROM fall) t USING (partner, rule, month)
    LEFT JOIN fall f ON f.partner = m.partner AND f.rule = m.rule AND f.month = m.month
                    AND f.later <= t.later AND f.earlier < m.earlier
    GROUP BY m.sale, m.partner, m.rule, t.later
    UNION ALL
    SELECT sale, partner, rule, later, basis, paid, later_basis, 0 FROM own WHERE later IS NOT NULL AND rule = 0
), posted AS (
    SELECT *, paid - lag(paid, 1, paid0) OVER (PARTITION BY sale, partner ORDER BY period) AS amount
    FROM (SELECT *, pay(rule, earlier, basis) AS paid FROM state)
    QUALIFY amount <> 0
)
SELECT period, partner, sale, rule, basis, amount,
       CASE WHEN paid0 = 0 AND row_number() OVER entries = 1 THEN 0
            WHEN amount < 0 AND basis < lag(basis, 1, basis0) OVER entries THEN 1 ELSE 2 END AS entry
FROM posted
WINDOW entries AS (PARTITION BY sale, partner ORDER BY period);

COPY (
    SELECT period, partner, sale, ['verified-new', 'new', 'renewal'][rule + 1] AS rule,
           NULL AS from_partner, NULL AS "window", ['earning', 'clawback', 'true_up'][entry + 1] AS entry,
           basis::DECIMAL(16, 0) * 0.01 AS basis, amount::DECIMAL(16, 0) * 0.01 AS amount, 'USD' AS currency
    FROM (SELECT month AS period, partner, sale, rule, basis, paid AS amount, 0::TINYINT AS entry
          FROM own WHERE paid <> 0
          UNION ALL
          SELECT period, partner, sale, rule, basis, amount, entry::TINYINT FROM change
          ORDER BY period, partner, sale)
) TO '{out}' (HEADER, DATEFORMAT '%Y-%m');
"""


def connect():
    import duckdb  # only in the children: what the system says of a child's peak memory starts at its parent's
    db = duckdb.connect()
    db.execute("SET threads = 2; SET preserve_insertion_order = false")  # both outputs have an ORDER BY
    return db


def generate(a):
    """Child: the sales and refunds."""
    connect().execute(GENERATE.format(dir=a.dir, sales=a.sales, partners=a.partners))


def close(a):
    """Child: DuckDB's closes."""
    connect().execute(CLOSE.format(dir=a.dir, out=f"{a.dir}/duckdb.csv"))
    os._exit(0)  # the file is written; saves freeing the tables


def verify(a):
    """Child: what each output holds and, where the bytes differ, which entries do."""
    db = connect()
    files = [f"{a.dir}/duckdb.csv", f"{a.dir}/saathi.csv"]
    names = "period partner sale rule from_partner window entry basis amount currency"
    columns = dict.fromkeys(names.split(), "VARCHAR")
    for n, path in enumerate(files):
        db.execute(f"""CREATE VIEW f{n} AS FROM read_csv('{path}', columns = {columns}, header = true, delim = ',',
                       quote = '"', auto_detect = false)""")
    sums = [db.execute(f"SELECT period, count(*), sum(amount::DECIMAL(18, 2)) FROM f{n} GROUP BY 1 ORDER BY 1")
            .fetchall() for n in range(len(files))]
    print(f"entries {sum(r[1] for r in sums[0])}, sum {sum(r[2] for r in sums[0])}")
    print("entries and sums by period:", "equal" if sums[0] == sums[1] else f"DIFFERENT\n{sums[0]}\n{sums[1]}")
    if filecmp.cmp(*files, shallow=False):
        print("files: equal, byte for byte")
        return
    differ = [f"FROM f{x} EXCEPT ALL FROM f{y}" for x, y in [(0, 1), (1, 0)]]
    counts = [db.execute(f"SELECT count(*) FROM ({query})").fetchone()[0] for query in differ]
    print("files: {}; entries only in DuckDB's: {}, only in saathi's: {}".format(
        "DIFFERENT" if any(counts) else "the same entries, in another order or quoting", *counts))
    for query in differ:
        print(*db.execute(f"{query} ORDER BY ALL LIMIT 5").fetchall(), sep="\n")
    sys.exit(1)


def measure(command):
    """Wall seconds, processor seconds and peak resident MiB of a child."""
    begun = time.perf_counter()
    child = subprocess.Popen(command)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    if status:
        sys.exit(f"failed ({child.returncode}): {' '.join(command)}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def main():
    cli = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    cli.add_argument("--sales", type=int, default=1_000_000)
    cli.add_argument("--partners", type=int, default=2000)
    cli.add_argument("--runs", type=int, default=3)
    cli.add_argument("--saathi", default="target/release/saathi", help="the binary (%(default)s)")
    cli.add_argument("--dir", default="target/duckdb_compare",
                     help="for the files; those of an earlier run are used again (%(default)s)")
    cli.add_argument("--step", choices=["generate", "close", "verify"], help=argparse.SUPPRESS)
    a = cli.parse_args()
    sys.stdout.reconfigure(line_buffering=True)
    if a.step:
        return {"generate": generate, "close": close, "verify": verify}[a.step](a)

    os.environ["RAYON_NUM_THREADS"] = "2"  # saathi's threads; DuckDB's are set where it connects
    os.makedirs(a.dir, exist_ok=True)
    again = [sys.executable, os.path.abspath(__file__), *sys.argv[1:], "--step"]
    made = f"{a.dir}/made.json"
    wanted = {"sales": a.sales, "partners": a.partners}
    if not (os.path.exists(made) and json.load(open(made)) == wanted):
        seconds, *_ = measure(again + ["generate"])
        json.dump(PLAN, open(f"{a.dir}/plan.json", "w"), indent=1)
        json.dump(wanted, open(made, "w"))
        print(f"made {a.sales} sales in {seconds:.1f}s")
    commands = {
        "duckdb": again + ["close"],
        "saathi": [a.saathi, "simulate", "--plan", f"{a.dir}/plan.json", "--sales", f"{a.dir}/sales.csv",
                   "--refunds", f"{a.dir}/refunds.csv", "--through", "2026-12", "--output", f"{a.dir}/saathi.csv"],
    }
    for name in commands:  # no output of an earlier run may pass for one of this
        if os.path.exists(f"{a.dir}/{name}.csv"):
            os.remove(f"{a.dir}/{name}.csv")
    results = {name: [] for name in commands}
    for _ in range(a.runs):
        for name, command in commands.items():
            results[name].append(measure(command))

    table = {}
    print(f"{'':8}{'min s':>9}{'median s':>10}{'min cpu s':>11}{'peak MiB':>10}   all runs")
    for name, runs in results.items():
        walls, cpu, peak = zip(*runs)
        table[name] = min(walls), statistics.median(walls), min(cpu), max(peak)
        print("{:8}{:9.2f}{:10.2f}{:11.2f}{:10.0f}   ".format(name, *table[name]) + " ".join(f"{w:.2f}" for w in walls))
    ratios = [d / s for d, s in zip(table["duckdb"], table["saathi"])]
    print("{:8}{:9.2f}{:10.2f}{:11.2f}{:10.2f}   duckdb / saathi".format("ratio", *ratios))
    measure(again + ["verify"])


if __name__ == "__main__":
    main()
