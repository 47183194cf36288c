// Finance's month over the demo's data: what pages say is what the API says, and a month is closed, looked
// into, approved and paid, by two people and without JavaScript.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { opensPlain, tooSmall, weighed } from "./page-rules.mjs";
import { Service, launch, open } from "./service.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const SHOTS = process.env.SAATHI_SHOTS;
const FIRST = "finance@saathi.example";
const SECOND = "finance2@saathi.example";
const MOST_BYTES = 100_000;

let service, browser, token, month, paths, partner;

const signIn = async (page, email) => {
  await page.goto("/sign-in");
  await page.fill("#email", email);
  await page.fill("#password", service.password);
  await Promise.all([page.waitForURL((url) => url.pathname !== "/sign-in"), page.click("main button.main")]);
};

/** A page of somebody who has signed in; without scripts unless they are asked for. */
const as = async (email, options = {}) => {
  const page = await open(browser, service, { viewport: { width: 1280, height: 800 }, javaScriptEnabled: false, ...options });
  await signIn(page, email);
  return page;
};

const api = async (path) => {
  const answer = await fetch(`${service.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(answer.status, 200, path);
  return answer.json();
};

const send = async (method, path, body, bearer = token) => {
  const headers = { "content-type": "application/json", "idempotency-key": crypto.randomUUID(), ...(bearer && { authorization: `Bearer ${bearer}` }) };
  const answer = await fetch(`${service.url}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
  assert.ok(answer.ok, `${path}: ${await answer.clone().text()}`);
  return answer.json();
};

/** Every amount in a part of a page, as the API writes it. */
const amounts = (page, part = "main") => page.locator(`${part} data.money`).evaluateAll((all) =>
  all.map((one) => ({ amount: one.getAttribute("value"), currency: one.querySelector("small").textContent })));

/** Sends the form of a button, and comes to the page that answers. */
const press = (page, selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);
const told = (page) => page.textContent(".flash");

before(async () => {
  service = await Service.ofDemo("--partners", "4");
  browser = await launch();
  if (SHOTS) mkdirSync(SHOTS, { recursive: true });
  token = await service.token(FIRST);
  const payer = { settings: { payer_title: "Programme (Pvt) Ltd", payer_iban: "PK36SCBL0000001123456702" }, reason: "opened at the bank" };
  await send("PATCH", "/settings", payer, await service.token("admin@saathi.example"));
  const periods = (await api("/periods?sort=-period")).data;
  month = periods[0].period;
  const statement = (await api(`/statements?period=${month}`)).data.find(({ entries }) => entries > 0);
  const entry = (await api(`/statements/${statement.id}/entries`)).data[0];
  const plan = (await api("/plans")).data[0];
  partner = (await api("/partners")).data[0];
  paths = [`/partners/${partner.id}`, "/periods", `/periods/${month}`, "/statements", "/statements?q=nobody", `/statements/${statement.id}`,
    `/statements/${statement.id}/lines`, `/entries/${entry.id}`, "/plans", `/plans/${plan.id}`, `/plans/${plan.id}/simulate`,
    `/plans/${plan.id}/simulate?version=1&from=${month}&through=${month}`, "/payouts", "/disputes", "/rates"];
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

test("a month's page says what the API says", async () => {
  const page = await as(FIRST);
  await page.goto(`/periods/${month}`);
  const period = await api(`/periods/${month}`);
  const shown = await amounts(page, ".sums .card:first-child");
  assert.deepEqual(shown, period.totals);
  const { data } = await api(`/statements?period=${month}&limit=200`);
  for (const one of data) {
    const row = `tr:has(a[href="/statements/${one.id}"])`;
    assert.deepEqual(await amounts(page, row), [one.commission, one.held, one.net]);
  }
  const { checks, balanced } = await api(`/periods/${month}/reconciliation`);
  assert.ok(balanced);
  assert.deepEqual(await amounts(page, "#reconciliation"), checks.flatMap(({ stated, found }) => [stated, found]));
  await page.context().close();
});

/** Figures within sentences are marked as going from left to right. */
const plain = (text) => text.replace(/[\u2066\u2069]/g, "").replace(/\s+/g, " ").trim();
const texts = (page, part) => page.locator(part).evaluateAll((all) => all.map((one) => one.textContent)).then((all) => all.map(plain));
const money = ({ amount, currency }) => `${currency} ${Number(amount).toLocaleString("en", { minimumFractionDigits: 2 })}`;
const pays = ({ percent, flat }) => (percent === null ? `${money(flat)} each` : `${percent} %`);
/** What is measured in words, `more` of it where it is still missing. */
const measured = ({ count, ...amount }, { kinds }, more = "") => {
  if (count === undefined) return `${money(amount)}${more && ` ${more}`}`;
  const what = kinds.join() === "new" ? "seller" : "sale";
  return `${count} ${more && `${more} `}${what}${count === 1 ? "" : "s"}`;
};
const toBonus = ({ missing, percent, flat, ...bonus }) => {
  const paid = `a bonus of ${percent === null ? money(flat) : `${percent} %`}`;
  return missing ? `${measured(missing, bonus, "more")} to ${paid}` : `Reached: ${paid}`;
};
const toNext = (tier) => (tier.next ? `${measured(tier.next.missing, tier, "more")} to ${pays(tier.next)}` : `At the top: ${pays(tier.tier)}`);

test("how far it is to the next tiers and bonuses is what the API says, on a partner's page and on its owner's phone", async () => {
  const page = await as(FIRST);
  for (const { id } of (await api("/partners")).data) {
    const { tiers, bonuses } = await api(`/estimate?partner_id=${id}`);
    await page.goto(`/partners/${id}`);
    assert.deepEqual(await texts(page, "#tiers strong"), [...tiers.map(toNext), ...bonuses.map(toBonus)]);
    const figures = (tier) => [measured(tier.measured, tier), pays(tier.tier), ...(tier.next ? [measured(tier.next.from, tier), pays(tier.next), measured(tier.next.missing, tier)] : ["—", "—", "—"])];
    const shown = await texts(page, "#tiers td.n");
    assert.deepEqual(shown.slice(0, tiers.length * 5), tiers.flatMap(figures));
    assert.equal(shown.length, (tiers.length + bonuses.length) * 5);
  }
  const owner = await as(service.logins["partner owner"]);
  await owner.goto("/m/money");
  const bearer = await service.token(service.logins["partner owner"]);
  const answer = await fetch(`${service.url}/api/v1/estimate`, { headers: { authorization: `Bearer ${bearer}` } });
  const { tiers, bonuses } = await answer.json();
  assert.ok(tiers.length > 0 && bonuses.length > 0);
  assert.deepEqual(await texts(owner, "#tiers strong"), [...tiers.map(toNext), ...bonuses.map(toBonus)]);
  assert.equal(await owner.locator("#tiers svg[role=img][aria-label]").count(), tiers.length + bonuses.length);
  const own = (await api("/partners")).data.find(({ code }) => service.logins["partner owner"].endsWith(`@${code.toLowerCase()}.example`));
  const { data } = await api(`/statements?partner_id=${own.id}&sort=period`);
  assert.equal(await owner.locator("#months tbody tr").count(), data.filter(({ entries }) => entries > 0).length);
  const manager = await as("manager@saathi.example");
  await manager.goto(`/partners/${partner.id}`);
  assert.equal(await manager.locator("#tiers, .money").count(), 0);
  for (const one of [page, owner, manager]) await one.context().close();
});

test("a partner's months by rule add up to its statements, and lead to them", async () => {
  const page = await as(FIRST);
  const { data } = await api(`/statements?partner_id=${partner.id}&sort=period`);
  const posted = data.filter(({ entries }) => entries > 0);
  await page.goto(`/partners/${partner.id}`);
  const links = await page.locator('.bars a[href^="/statements/"]').evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  assert.deepEqual(links, posted.map(({ id }) => `/statements/${id}`));
  assert.deepEqual(await texts(page, ".bars a"), posted.map(({ commission }) => money(commission)));
  await page.context().close();
});

const cents = ({ amount }) => Math.round(Number(amount) * 100);
const sum = (all) => all.reduce((sum, one) => sum + cents(one), 0);

test("the causes of what changed are the API's, and add up to the difference in all and for each partner", async () => {
  const page = await as(FIRST);
  for (const { period } of (await api("/periods")).data) {
    await page.goto(`/periods/${period}`);
    const { partners, totals } = await api(`/periods/${period}/changes`);
    assert.equal(totals.length, 1);
    const [total] = totals;
    const shown = await amounts(page, "#changes .reckoned");
    assert.deepEqual(shown, [total.before, ...total.causes.map(({ amount }) => amount), total.now]);
    assert.equal(sum(shown.slice(0, -1)), cents(shown.at(-1)), period);
    await page.click("#changes summary");
    const rows = await page.locator("#changes .partners tbody tr").count();
    assert.equal(rows, partners.length);
    const found = [];
    for (let row = 1; row <= rows; row += 1) {
      const figures = await amounts(page, `#changes .partners tbody tr:nth-child(${row})`);
      const [now, difference] = figures.slice(-2);
      assert.equal(sum(figures.slice(0, -2)), cents(now));
      assert.equal(sum(figures.slice(1, -2)), cents(difference));
      found.push([cents(figures[0]), cents(now)]);
    }
    assert.deepEqual(found.sort(), partners.map(({ before, now }) => [cents(before), cents(now)]).sort());
  }
  await page.context().close();
});

test("what a version would have paid is what the API says, and as a file too", async () => {
  const page = await as(FIRST);
  const plan = (await api("/plans")).data[0];
  await page.goto(`/plans/${plan.id}`);
  await press(page, 'a[href$="/simulate?version=1"]');
  assert.equal(await page.inputValue("#version"), "1");
  const months = (await api("/periods?sort=period")).data.map(({ period }) => period);
  const [from, through] = [months[0], months.at(-1)];
  await page.selectOption("#from", from);
  await page.selectOption("#through", through);
  await press(page, "form.card button");
  const said = await send("POST", `/plans/${plan.id}/simulate`, { version: 1, from, through });
  const figures = ({ now, then, more }) => [now, then, more];
  assert.deepEqual(await amounts(page, "#total"), figures(said.total));
  const partners = said.partners.flatMap(({ total, rules }) => [...figures(total), ...rules.flatMap((rule) => figures(rule.total))]);
  assert.ok(partners.length > 0);
  assert.deepEqual(await amounts(page, "#partners"), partners);
  assert.equal(await page.textContent("#lines h2 small"), String(said.line_count));
  assert.deepEqual(await amounts(page, "#lines"), said.lines.slice(0, 100).flatMap(({ amount }) => figures(amount)));
  const file = await page.request.get(new URL(await page.getAttribute("a[download]", "href"), page.url()).href);
  const [, ...rows] = (await file.text()).trim().split(/\r?\n/);
  assert.equal(rows.length, said.partners.flatMap(({ rules }) => rules).length);
  await page.selectOption("#from", through);
  await page.selectOption("#through", from);
  await press(page, "form.card button");
  if (from !== through) assert.match(await told(page), /before the first month/);
  await page.context().close();
});

test("a statement is downloaded as a letter in both languages", async () => {
  const page = await as(service.logins["partner owner"]);
  await page.goto("/statements");
  await press(page, "tbody a");
  const letters = page.locator('a[href*="format=pdf"]');
  assert.equal(await letters.count(), 2);
  for (const letter of await letters.all()) {
    const answer = await page.request.get(await letter.getAttribute("href"));
    assert.equal((await answer.body()).subarray(0, 4).toString(), "%PDF");
  }
  await page.context().close();
});

test("a statement's page says what the API says, and its rules add up to it", async () => {
  const page = await as(FIRST);
  for (const one of (await api(`/statements?period=${month}&limit=200`)).data) {
    await page.goto(`/statements/${one.id}`);
    const figures = ["opening_balance", "commission", "adjustments", "gross", "held", "carried_forward", "payable", "sales_tax", "withholding_tax", "net"];
    assert.deepEqual(await amounts(page, ".reckoned"), figures.map((name) => one[name]));
    const rules = (await amounts(page, ".ruled .rule")).map(cents);
    assert.equal(rules.reduce((sum, rule) => sum + rule, 0), cents(one.commission));
    const { data } = await api(`/statements/${one.id}/entries?limit=200`);
    await page.goto(`/statements/${one.id}/lines?limit=200`);
    assert.deepEqual(await amounts(page, "tbody td:last-child"), data.map(({ amount }) => amount));
  }
  await page.context().close();
});

test("three clicks lead from a month's total to the rule that made it, and it comes to the same again", async () => {
  const page = await as(FIRST);
  for (const { period } of (await api("/periods")).data) {
    await page.goto(`/periods/${period}`);
    await press(page, 'tbody a[href^="/statements/"]');
    await press(page, '.ruled a[href^="/entries/"]');
    assert.match(await page.textContent("#recomputed"), /Recomputed from the facts just now: the same\./);
    const rule = await page.textContent("h1 bdi");
    await press(page, 'main a[href^="/plans/"]');
    const version = await page.textContent(`${new URL(page.url()).hash} .sentences`);
    assert.ok(version.includes(rule), `${rule} is in ${version}`);
  }
  await page.context().close();
});

test("an entry says every step that the API says", async () => {
  const page = await as(FIRST);
  for (const { id } of (await api(`/statements?period=${month}`)).data) {
    for (const entry of (await api(`/statements/${id}/entries?limit=200`)).data) {
      const { explanation } = await api(`/entries/${entry.id}`);
      await page.goto(`/entries/${entry.id}`);
      const steps = await page.locator(".reckoning li").evaluateAll((all) => all.map((one) => one.textContent.replace(/\s+/g, " ").trim()));
      assert.deepEqual(steps, explanation.map((step) => step.replace(": ", " ").replace(/\s+/g, " ").trim()));
      assert.match(await page.textContent("#recomputed"), /the same\./);
    }
  }
  await page.context().close();
});

test("a refund that comes after the close is told of on the lines of its sale", async () => {
  const page = await as(FIRST);
  const { data } = await api(`/statements?period=${month}`);
  const entries = await Promise.all(data.map(async ({ id }) => (await api(`/statements/${id}/entries?entry=earning`)).data));
  const entry = entries.flat().find(({ sale_id }) => sale_id);
  const sale = await api(`/sales/${entry.sale_id}`);
  const refund = { external_id: "REF-LATE", amount: sale.amount, refunded_on: sale.paid_on, reason: "paid twice" };
  await send("POST", `/sales/${sale.id}/refunds`, refund);
  await page.goto(`/entries/${entry.id}`);
  assert.match(await page.textContent("#recomputed"), /by what is known today it would be USD 0\.00/);
  assert.match(await page.textContent("main"), /REF-LATE/);
  await page.context().close();
});

test("a list as a file is exactly what is shown", async () => {
  const page = await as(FIRST);
  for (const path of [`/statements?period=${month}&sort=-status`, "/rates?base=USD", "/periods"]) {
    await page.goto(path);
    const href = await page.getAttribute("a[download]", "href");
    const answer = await page.request.get(href);
    assert.match(answer.headers()["content-type"], /^text\/csv/);
    const [, ...rows] = (await answer.text()).trim().split(/\r?\n/);
    const names = await page.locator("tbody tr th").allTextContents();
    const first = rows.map((row) => row.split(",")[0]);
    assert.deepEqual(first.slice(0, names.length), names.map((name) => name.trim()));
  }
  await page.context().close();
});

/** An owner disputes a line of a draft; finance decides, and a second person approves what comes back. */
const dispute = async (period, decider, approver) => {
  const owner = await as(service.logins["partner owner"]);
  await owner.goto(`/statements?period=${period}`);
  await press(owner, "tbody a");
  const statement = owner.url();
  await press(owner, '.ruled a[href^="/entries/"]');
  await owner.click("#dispute summary");
  await owner.fill("#claim", "1,000.00");
  await owner.fill("#reason", "The rate is another one");
  await press(owner, "#dispute button");
  assert.match(await told(owner), /The dispute is with finance/);
  await owner.goto(statement);
  await press(owner, "button[value=accept]");
  assert.match(await told(owner), /Accepted/);
  await owner.context().close();
  await decider.goto("/disputes?status=open");
  await press(decider, "tbody a");
  await decider.check("input[value=partial]", { force: true });
  await decider.fill("#reason", "Half of it");
  await press(decider, "button[value=decide]");
  assert.match(await told(decider), /Amount: This is missing/);
  await decider.check("input[value=partial]", { force: true });
  await decider.fill("#amount", "750.00");
  await press(decider, "button[value=decide]");
  assert.match(await told(decider), /Decided/);
  assert.match(await decider.textContent("main"), /another person approves what comes back/);
  await approver.goto(decider.url());
  await press(approver, "button[value=approve]");
  assert.match(await told(approver), /Approved/);
  return decider.url();
};

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Nothing is wrong with pages, and none is too wide. */
const look = async (paths, language, theme, width) => {
  const page = await as(SECOND, { bypassCSP: true, javaScriptEnabled: true, viewport: { width, height: 800 } });
  await page.context().addCookies([["language", language], ["theme", theme]].map(([name, value]) => ({ name, value, url: service.url })));
  for (const path of paths) {
    const answer = await page.goto(path);
    assert.equal(answer.status(), 200, path);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 0, `${path} overflows by ${over}`);
    if (SHOTS) await page.screenshot({ path: `${SHOTS}/money-${path.replace(/\W+/g, "-").slice(1, 24)}-${language}-${theme}-${width}.png`, fullPage: true });
    await page.evaluate(AXE);
    const { violations } = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: values }), RULES);
    const said = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, any }) => `${html.slice(0, 120)} ${any[0]?.message ?? ""}`).join(" | ")}`);
    assert.deepEqual(said, [], path);
  }
  await page.context().close();
};

/** Two adjustments that wait, and a sale that nobody has confirmed. */
const exceptionsOf = async (period) => {
  const partner = (await api("/partners?limit=1")).data[0];
  const sale = (await api("/sales?status=confirmed&limit=1")).data[0];
  const { seller_id, kind, product, amount } = sale;
  await send("POST", "/sales", { external_id: "INV-OPEN", seller_id, kind, product, amount, paid_on: `${period}-03` });
  for (const reason of ["Agreed on the telephone", "Agreed by letter"]) {
    await send("POST", "/adjustments", { partner_id: partner.id, period, amount: { amount: "10.00", currency: "USD" }, reason });
  }
};

/** Accepts every exception of a month that is tried: the first of each kind by itself, and the rest together. */
const acceptAll = async (page, period) => {
  const { exceptions, late } = await api(`${period}/exceptions`);
  assert.equal(await page.textContent("#exceptions h2 small"), String(exceptions.length));
  assert.equal(await page.locator("#late details").count(), late.length);
  const names = await page.locator('input[name^="accept:"]').evaluateAll((all) => all.map((one) => one.name.slice("accept:".length)));
  assert.deepEqual(names.sort(), exceptions.map(({ exception }) => exception).sort());
  assert.ok(exceptions.length > 0);
  await press(page, "button[value=close]");
  assert.match(await told(page), /Some exceptions are open still/);
  assert.equal((await api(period)).status, "open");
  const kinds = new Set();
  const accepted = [];
  for (const { exception, kind } of exceptions) {
    const isFirst = !kinds.has(kind);
    kinds.add(kind);
    if (isFirst) await page.fill(`[name="accept:${exception}"]`, `Looked at ${kind}`);
    else await page.fill(`[name="accept-all:${kind}"]`, `All of ${kind}`);
    accepted.push([exception, isFirst ? `Looked at ${kind}` : `All of ${kind}`]);
  }
  await press(page, "button[value=try]");
  assert.equal(await page.inputValue(`[name="accept:${accepted[0][0]}"]`), accepted[0][1]);
  return accepted;
};

test("finance closes a month, another approves and pays it", async () => {
  const [first, second] = [await as(FIRST), await as(SECOND)];
  await first.goto("/periods");
  const next = await first.getAttribute(".next-step a", "href");
  await exceptionsOf(next.split("/").pop());
  await press(first, ".next-step a.main");
  await press(first, ".next-step a.main");
  await look([`${next}/close`], "en", "light", 1280);
  await look([`${next}/close`], "ur", "dark", 360);
  assert.equal(new URL(first.url()).pathname, `${next}/close`);
  const tried = await amounts(first, ".sums");

  // A sale that is left out of a dry run earns nothing in it, and a close is exactly the dry run.
  const form = { csrf: await first.getAttribute("input[name=csrf]", "value"), review_fingerprint: "of another dry run" };
  const headers = { origin: service.url };
  const sales = (await api(`/sales?sort=paid_on&paid_on[gte]=${next.split("/").pop()}-01&status=confirmed&limit=1`)).data;
  const without = await first.request.post(`${next}/close`, { form: { ...form, do: "try", [`leave:${sales[0].id}`]: "Paid twice" }, headers });
  assert.match(await without.text(), new RegExp(`${sales[0].external_id}[^]*Left out[^]*Paid twice`));
  const changed = await first.request.post(`${next}/close`, { form: { ...form, do: "close" }, headers });
  assert.equal(changed.status(), 409);
  assert.equal((await api(next)).status, "open");
  const accepted = await acceptAll(first, next);
  await press(first, "button[value=close]");
  assert.match(await told(first), /closed/);
  assert.deepEqual((await api(`${next}/exceptions`)).exceptions.map(({ exception, accepted }) => [exception, accepted.reason]).sort(), accepted.sort());
  if (accepted.length > 0) {
    await first.click("#accepted summary");
    assert.match(await first.textContent("#accepted"), new RegExp(`${accepted[0][1]}[^]*accepted by`));
  }
  const shown = await amounts(first, ".sums .card:first-child");
  assert.deepEqual(shown, tried);
  assert.deepEqual(shown, (await api(next)).totals);

  // Whoever closed it is told who approves, and cannot.
  assert.match(await first.textContent(".next-step"), /You closed this month, so another person approves it/);
  assert.equal(await first.locator("button[value=approve]").count(), 0);
  const csrf = await first.getAttribute("input[name=csrf]", "value");
  const refused = await first.request.post(next, { form: { csrf, do: "approve" }, headers: { origin: service.url } });
  assert.equal(refused.status(), 409);
  assert.match(await refused.text(), /Another person has to do this/);

  const disputed = await dispute(next.split("/").pop(), second, first);

  // A second person does, with a reason where the partner has not spoken yet.
  for (const one of (await api(`/statements?period=${next.split("/").pop()}&limit=200`)).data) {
    await second.goto(`/statements/${one.id}`);
    if (await second.locator("#reason").count()) await second.fill("#reason", "Agreed on the telephone");
    await press(second, "button[value=approve]");
    assert.match(await told(second), /Approved/);
  }
  await second.goto(next);
  await press(second, 'form[action="/payouts"] button');
  assert.match(await told(second), /prepared/);
  const batch = second.url().split("?")[0];
  assert.match(await second.textContent(".next-step"), /You prepared this payout, so another person approves it/);
  paths.push(new URL(batch).pathname, new URL(disputed).pathname);
  await first.goto(batch);
  await press(first, "button[value=approve]");
  assert.match(await told(first), /Approved/);
  for (const [place, type] of [["pain.001", "xml"], ["csv", "csv"]]) {
    const href = await first.getAttribute(`a[href$="format=${place}"]`, "href");
    assert.match((await first.request.get(href)).headers()["content-type"], new RegExp(type));
  }
  await press(first, "button[value=paid]");
  assert.match(await told(first), /Choose at least one payment/);
  for (const tick of await first.locator("input[name=statement]").all()) await tick.check();
  await first.fill("#reference", "HBL-77");
  await press(first, "button[value=paid]");
  assert.match(await told(first), /Kept what the bank says/);
  await first.goto(next);
  for (const [place, type] of [["csv", /csv/], ["xlsx", /sheet/], ["journal", /csv/], ["zip", /zip/], ["bundle", /zip/]]) {
    const answer = await first.request.get(await first.getAttribute(`a[href$="/${place}"], a[href$="format=${place}"]`, "href"));
    assert.match(answer.headers()["content-type"], type);
  }
  await Promise.all([first.context().close(), second.context().close()]);
});

test("a rate is added, and one that is not understood stays in its form", async () => {
  const page = await as(FIRST);
  await page.goto("/rates");
  await page.click("#add summary");
  await page.fill("#base", "EUR");
  await page.fill("#rate", "three");
  await press(page, "#add button");
  assert.match(await told(page), /Rate: This cannot be understood/);
  assert.equal(await page.inputValue("#base"), "EUR");
  await page.fill("#rate", "305.25");
  await press(page, "#add button");
  assert.match(await told(page), /The rate is kept/);
  await page.goto("/rates?base=EUR");
  assert.equal(await page.locator("tbody tr").count(), 1);
  await page.context().close();
});

test("an owner sees its own statements and no others, and finance's pages not at all", async () => {
  const page = await as(service.logins["partner owner"]);
  for (const path of ["/periods", `/periods/${month}`, "/payouts", "/rates"]) {
    assert.equal((await page.goto(path)).status(), 403, path);
  }
  await page.goto("/statements");
  const own = await page.locator("tbody a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  const { data } = await api("/statements?limit=200");
  const mine = data.filter(({ id }) => own.includes(`/statements/${id}`));
  assert.equal(new Set(mine.map(({ partner_id }) => partner_id)).size, 1);
  const foreign = data.find(({ id }) => !own.includes(`/statements/${id}`));
  assert.equal((await page.goto(`/statements/${foreign.id}`)).status(), 404);
  const entry = (await api(`/statements/${foreign.id}/entries`)).data[0];
  if (entry) assert.equal((await page.goto(`/entries/${entry.id}`)).status(), 404);
  await page.context().close();
});

for (const language of ["en", "ur"]) {
  for (const theme of ["light", "dark"]) {
    for (const width of [360, 1280]) {
      test(`finance, ${language}, ${theme}, ${width}: nothing is wrong or too wide`, () => look(paths, language, theme, width));
    }
  }
}

test("no page about money weighs more than 100 KB as it is transferred", async () => {
  const reader = await as(SECOND);
  const storageState = await reader.context().storageState();
  await reader.context().close();
  for (const path of paths) {
    const page = await open(browser, service, { storageState, viewport: { width: 1280, height: 800 } });
    const bytes = await weighed(page, path);
    assert.ok(bytes <= MOST_BYTES, `${path}: ${bytes} bytes`);
    await page.context().close();
  }
});

test("every page about money is plain, none overflows at any width, and a thumb hits what it touches", async () => {
  const page = await as(SECOND, { javaScriptEnabled: true });
  for (const path of paths) {
    await opensPlain(await page.goto(path), path);
    await page.setViewportSize({ width: 360, height: 640 });
    assert.deepEqual(await tooSmall(page), [], path);
    for (const width of [320, 480, 768, 1024]) {
      await page.setViewportSize({ width, height: 640 });
      await page.goto(path);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${path} at ${width}: ${over} px`);
    }
  }
  await page.context().close();
});
