// The pages of the platform's people: their figures are the API's, they weigh little, and work by key and
// without scripts.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { opensPlain, tooSmall } from "./page-rules.mjs";
import { PASSWORD, Service, launch, open, signIn } from "./service.mjs";
import { Programme, TODAY } from "./programme.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const SHOTS = process.env.SAATHI_SHOTS;
const REVIEW = `/review?date=${TODAY}`;

let programme, service, browser, paths, own;
before(async () => {
  programme = await Programme.start(6);
  service = programme.service;
  await programme.morning();
  browser = await launch();
  const recruits = (await programme.call("manager", "GET", "/recruits")).body.data;
  const reports = (await programme.call("manager", "GET", "/check-ins")).body.data;
  paths = ["/overview", REVIEW, `/review/${reports[1].id}`, "/partners", `/partners/${programme.partners[0].id}`, "/recruits", "/recruits?q=nobody", ...recruits.map(({ id }) => `/recruits/${id}`),
    `/partners/${programme.partners[0].id}?month=2026-10`, "/partners?limit=2",
    "/pipeline", "/pipeline?until=2020-01-01", "/pipeline?from=2020-01-01", `/pipeline?partner_id=${programme.partners[0].id}`,
    "/sellers", "/pool", "/sales", "/check-ins?status=submitted", "/events", `/events/${programme.event.id}`, `/events/${programme.event.id}/guests`, `/events/${programme.event.id}/fundings`,
    "/imports", "/imports/new", "/audit", "/notifications", "/account", "/users", "/users?q=nobody", "/users/new", `/users/${programme.partners[0].user}`,
    "/settings", "/settings/protection_days", "/settings/week", "/settings/issuer_lines"];
  // Its partner's people see forms there: to claim what was refused or waits, and to say their side of a claim.
  own = await Promise.all(["staff1", "staff2", "staff4"].map(async (who) => [who, `/recruits/${(await programme.call(who, "GET", "/recruits")).body.data[0].id}`]));
  if (SHOTS) mkdirSync(SHOTS, { recursive: true });
});
after(async () => {
  await browser?.close();
  await programme?.stop();
});

const wide = (options = {}) => open(browser, service, { viewport: { width: 1280, height: 900 }, ...options });

const look = async (page, path, name) => {
  const answer = await page.goto(path);
  assert.equal(answer.status(), 200, path);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(over <= 0, `${name} overflows by ${over} px`);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  return violations.map(({ id, nodes }) => `${name}: ${id}: ${nodes.map(({ html, any }) => `${html.slice(0, 120)} ${any[0]?.message ?? ""}`).join(" | ")}`);
};

for (const language of ["en", "ur"]) {
  for (const theme of ["light", "dark"]) {
    for (const width of [360, 1280]) {
      test(`nothing is wrong with any page: ${language}, ${theme}, ${width}`, async () => {
        const page = await open(browser, service, { bypassCSP: true, viewport: { width, height: width === 360 ? 640 : 900 } });
        await signIn(page, "admin@saathi.test");
        await page.context().addCookies([["language", language], ["theme", theme]].map(([name, value]) => ({ name, value, url: service.url })));
        const told = [];
        for (const path of paths) told.push(...await look(page, path, `${path.replace(/_[0-9a-f]{32}/, "").replace(/\W+/g, "-").slice(1)}-${language}-${theme}-${width}`));
        for (const [who, path] of own) {
          await signIn(page, `${who}@saathi.test`);
          told.push(...await look(page, path, `recruit-of-${who}-${language}-${theme}-${width}`));
        }
        assert.deepEqual(told, []);
        assert.deepEqual(page.faults, []);
        await page.context().close();
      });
    }
  }
}

test("every page is plain, none overflows between 320 and 1280 px, and a thumb hits what it touches", async () => {
  const page = await open(browser, service);
  for (const [language, [who, read]] of ["en", "ur"].flatMap((language) => [["admin", paths], ...own.map(([who, path]) => [who, [path]])].map((reader) => [language, reader]))) {
    await signIn(page, `${who}@saathi.test`);
    await page.context().addCookies([{ name: "language", value: language, url: service.url }]);
    for (const path of read) {
      await opensPlain(await page.goto(path), path);
      await page.setViewportSize({ width: 360, height: 640 });
      assert.deepEqual(await tooSmall(page), [], path);
      const [brand, out] = [await page.locator(".brand").boundingBox(), await page.locator(".me button").boundingBox()];
      assert.ok(out.y < brand.y + brand.height, `${path} in ${language}: signing out stands below the name`);
      for (const width of [320, 480, 768, 1024]) {
        await page.setViewportSize({ width, height: 800 });
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(over <= 0, `${path} in ${language} at ${width}: ${over} px`);
      }
    }
  }
  await page.context().close();
});

test("the overview's figures are those of the API, and each leads to the list that it counts", async () => {
  const page = await wide();
  await signIn(page, "manager@saathi.test");
  await page.goto("/overview");
  const { body: view } = await programme.call("manager", "GET", "/overview");
  const text = (selector) => page.$$eval(selector, (all) => all.map((one) => one.textContent.replace(/\s+/g, " ").trim()));
  const { total } = view;
  assert.deepEqual(await text(".figures .figure"), [total.recruits.count, total.new_sales.count, total.renewal_sales.count, total.compliance.submitted].map(String));
  assert.match((await text(".figures .card"))[0], new RegExp(`of ${total.recruits.target}$`));
  const live = (stages) => Object.values(stages).reduce((sum, count) => sum + count, 0);
  const row = (name, of) => [name, `${of.recruits.count}${of.recruits.target === null ? "" : ` / ${of.recruits.target}`}`, String(live(of.stages)),
    ...[of.new_sales, of.renewal_sales].map(({ count, target }) => `${count}${target === null ? "" : ` / ${target}`}`),
    `${of.compliance.submitted} / ${of.compliance.expected}${of.compliance.submitted_rate ? `${of.compliance.submitted_rate} %` : ""}`];
  const rows = await page.$$eval("#partners tbody tr, #partners tfoot tr", (all) => all.map((one) => [...one.children].map((cell) => cell.textContent.replace(/\s+/g, " ").trim())));
  assert.deepEqual(rows, [...view.partners.map((of) => row(`${of.name} ${of.code}`, of)), row("Total", total)]);
  const queue = view.work_queue;
  const waiting = ["missing_check_ins", "late_check_ins", "awaiting_decision", "protections_ending", "verifications_stuck", "renewals_due"];
  assert.deepEqual(await text(".queue strong"), waiting.map((name) => queue[name].count).filter((count) => count > 0).map(String));
  // The lists that the figures lead to have as many rows.
  const links = await page.$$eval(".figures .figure a, #partners tbody td a[href^='/recruits'], .bars a", (all) => all.map((one) => [one.textContent.trim(), one.getAttribute("href")]));
  assert.ok(links.length > 10);
  for (const [count, href] of links.filter(([, path]) => path.startsWith("/recruits"))) {
    await page.goto(href);
    assert.equal(await page.locator("tbody tr").count(), Number(count.split(" ")[0]), href);
  }
  await page.context().close();
});

test("the pipeline's figures are those of the API, and each leads to the recruits that it counts", async () => {
  const page = await wide();
  for (const [who, query] of [["manager", ""], ["manager", `?partner_id=${programme.partners[0].id}`], ["staff1", ""]]) {
    await signIn(page, `${who}@saathi.test`);
    await page.goto(`/pipeline${query}`);
    const { body: report } = await programme.call(who, "GET", `/reports/pipeline${query}`);
    const stays = (hours) => (hours === null ? "—" : hours < 48 ? `${hours} h` : `${Math.floor((hours + 12) / 24)} days`);
    const percent = (rate) => (rate === null ? "—" : `${rate} %`);
    const rows = await page.$$eval(".wide-table tbody tr", (all) => all.map((one) => [...one.querySelectorAll("td")].map((cell) => cell.textContent.trim())));
    assert.deepEqual(rows, report.stages.map((of) => [String(of.reached), percent(of.conversion), String(of.now), stays(of.median_hours)]));
    const cards = await page.$$eval(".figures .figure", (all) => all.map((one) => one.textContent.trim()));
    const became = report.statuses.filter(({ status }) => status !== "refused").map(({ count }) => count);
    const { in_time, late, waiting, overdue, never, in_time_rate } = report.follow_up;
    assert.deepEqual(cards, [report.received, ...became, in_time, late, waiting, overdue, never].map(String));
    assert.equal((await page.textContent(".head p.figure")).trim(), percent(in_time_rate));
    const links = await page.$$eval("main a[href^='/recruits']", (all) => all.map((one) => [one.textContent.trim(), one.getAttribute("href")]));
    assert.ok(report.received > 0 && links.length > 20);
    for (const [count, href] of links) {
      await page.goto(href);
      assert.equal(await page.locator("tbody tr").count(), Number(count.split(" ")[0]), href);
    }
  }
  await page.goto("/recruits");
  assert.equal(await page.locator("a[href^='/partners/']").count(), 0);
  await page.context().close();
});

test("the overview is sorted, searched and exported as it stands", async () => {
  const page = await wide();
  await signIn(page, "manager@saathi.test");
  await page.goto("/overview");
  await page.click("#partners thead th:nth-child(2) a");
  assert.equal(await page.getAttribute("#partners thead th:nth-child(2)", "aria-sort"), "descending");
  const counts = await page.$$eval("#partners tbody td:nth-child(2) a", (all) => all.map((one) => Number(one.textContent)));
  assert.deepEqual(counts, [...counts].sort((a, b) => b - a));
  await page.fill("#q", "House 3");
  await page.press("#q", "Enter");
  await page.waitForURL(/q=House/);
  assert.equal(await page.locator("#partners tbody tr").count(), 1);
  const file = await page.request.get(await page.getAttribute("#partners a[download]", "href"));
  const lines = (await file.text()).trim().split(/\r?\n/);
  assert.match(file.headers()["content-type"], /text\/csv/);
  assert.equal(lines.length, 2);
  assert.match(lines[1], /^SKT-003,Partner House 3,1,/);
  await page.context().close();
});

test("a list's file is exactly its view", async () => {
  const page = await wide();
  await signIn(page, "manager@saathi.test");
  await page.goto("/recruits?sort=name&status=open");
  const names = await page.$$eval("tbody th", (all) => all.map((one) => one.textContent));
  const file = await (await page.request.get(await page.getAttribute("a[download]", "href"))).text();
  const lines = file.trim().split(/\r?\n/).slice(1);
  assert.ok(names.length > 0);
  assert.deepEqual(lines.map((line) => line.split(",")[0]), names);
  await page.goto("/recruits?q=nobody");
  assert.match(await page.textContent(".empty"), /Nothing matches/);
  await page.context().close();
});

test("roles see what is theirs", async () => {
  const page = await wide();
  await signIn(page, "manager@saathi.test");
  assert.equal((await page.goto("/sales")).status(), 403);
  await page.goto("/overview");
  assert.ok(!(await page.textContent(".top nav")).includes("Payouts"));
  await signIn(page, "auditor@saathi.test");
  await page.goto(REVIEW);
  assert.equal(await page.locator(".work button, #on-time button").count(), 0);
  assert.equal((await page.goto("/imports/new")).status(), 403);
  await page.context().close();
});

test("without JavaScript a morning is gone through by forms", async () => {
  const page = await wide({ javaScriptEnabled: false });
  await signIn(page, "manager@saathi.test");
  await page.goto(REVIEW);
  assert.match(await page.textContent(".head p"), /4 of 6 reported/);
  await page.check("#missing input[name=missing]");
  await page.click("#missing button[value=remind]");
  assert.match(await page.textContent(".flash"), /1 reminded/);
  await page.click("#on-time button[value=accept_on_time]");
  assert.match(await page.textContent(".flash.good"), /2 check-ins accepted/);
  await page.click("#to-check button[name=accept]");
  assert.match(await page.textContent(".flash.good"), /1 check-in accepted/);
  await page.click("#to-check [data-key=r]");
  assert.match(await page.textContent("main"), /5 visits claimed, 0 logged/);
  assert.match(await page.textContent(".why"), /without a reason/);
  await page.click("button[value=return]");
  assert.match(await page.textContent("[role=alert]"), /Needed to return/);
  await page.fill("#comment", "Which factories?");
  await page.click("button[value=return]");
  assert.match(await page.textContent(".flash"), /Returned/);
  await page.context().close();
});

test("a registration is decided beside what it resembles, by key, and taken back", async () => {
  const page = await wide();
  await signIn(page, "manager@saathi.test");
  await page.goto(REVIEW);
  const sides = await page.$$eval("#cases .side", (all) => all.map((one) => one.textContent.replace(/\s+/g, " ")));
  assert.equal(sides.length, 2);
  assert.match(sides[0], /Khan Surgical Work ·.*Partner House 2/);
  assert.match(sides[1], /Khan Surgical Works.*the same phone number.*Partner House 1/);
  const posts = [];
  page.on("request", (request) => request.method() === "POST" && posts.push(request.postData()));
  const status = async () => (await programme.call("manager", "GET", "/recruits?status=in_review")).body.data.length;
  await page.locator("#cases li").evaluate((row) => row.classList.add("at"));
  await page.keyboard.press("a");
  await page.waitForSelector("#undo:not([hidden])");
  assert.equal(await page.locator("#cases li").isVisible(), false);
  await page.click("#undo button");
  assert.equal(await page.locator("#cases li").isVisible(), true);
  assert.equal(await status(), 1);
  assert.deepEqual(posts, []);
  await page.keyboard.press("a");
  await page.waitForSelector("#undo:not([hidden])");
  // Leaving the page sends what was not taken back.
  await page.goto("/overview");
  for (let tries = 0; tries < 50 && await status() > 0; tries += 1) await page.waitForTimeout(50);
  assert.equal(await status(), 0);
  await page.goto(REVIEW);
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  assert.equal(await page.locator("#missing input:checked").count(), 1);
  await page.keyboard.press("?");
  assert.equal(await page.locator("#keys").getAttribute("open"), "");
  await page.context().close();
});

test("what has been decided is sent after ten seconds, and then all is reviewed", async () => {
  const page = await wide();
  await signIn(page, "manager@saathi.test");
  await page.clock.install();
  await page.goto(REVIEW);
  await page.click("#conflicts button[name=keep]");
  const sent = page.waitForResponse((answer) => answer.request().method() === "POST");
  await page.clock.fastForward(11_000);
  assert.equal((await sent).status(), 303);
  await page.goto(REVIEW);
  assert.match(await page.textContent("#all-reviewed"), /All reviewed at 09:00/);
  await page.context().close();
});

test("a decision after the session has ended stands there again, with a way to sign in", async () => {
  await programme.checkIn(5, { visits: 6 });
  await programme.checkIn(6, { visits: 7 });
  const page = await wide();
  await signIn(page, "manager@saathi.test");
  await page.clock.install();
  await page.goto(REVIEW);
  const waits = page.locator("#to-check .work > li:not([hidden])");
  const [shown, submitted] = [await waits.count(), async () => (await programme.call("manager", "GET", "/check-ins?status=submitted")).body.data.length];
  const before = await submitted();
  await page.click("#to-check button[name=accept] >> nth=0");
  assert.equal(await waits.count(), shown - 1);
  await page.context().clearCookies();
  await page.clock.fastForward(11_000);
  await page.waitForSelector("#undo a");
  assert.match(await page.textContent("#undo"), /signed out; it stands here again/);
  assert.equal(await waits.count(), shown);
  await page.click("#undo a");
  await page.fill("#email", "manager@saathi.test");
  await page.fill("#password", PASSWORD);
  await page.click("main button.main");
  await page.waitForURL((url) => url.pathname === "/review");
  assert.equal(await waits.count(), shown);
  assert.equal(await submitted(), before);
  await page.context().close();
});

test("a decision that came too late says so", async () => {
  const page = await wide();
  await signIn(page, "manager@saathi.test");
  await page.clock.install();
  await page.goto(REVIEW);
  const first = page.locator("#to-check button[name=accept]").first();
  await programme.post("manager", `/check-ins/${await first.getAttribute("value")}/review`, { decision: "return", comment: "Which factories?" });
  await first.click();
  await page.clock.fastForward(11_000);
  await page.waitForFunction(() => /somebody else had decided before/.test(document.querySelector("#undo").textContent));
  await page.context().close();
});

test("a file is imported: its columns, its check, its rows", async () => {
  const page = await wide();
  await signIn(page, "manager@saathi.test");
  await page.goto("/imports/new");
  const buffer = Buffer.from("name,city,phone\nSial Leather,Sialkot,0303 1112233\n,Lahore,12\n");
  await page.setInputFiles("#file", { name: "sellers.csv", mimeType: "text/csv", buffer });
  await page.click("#upload button");
  await page.waitForURL(/\/imports\/imp_/);
  await page.click("button[value=check]");
  await page.waitForSelector("button[value=commit]", { timeout: 30_000 });
  assert.deepEqual(await page.$$eval(".figure", (all) => all.map((one) => one.textContent)), ["2", "1", "0", "1"]);
  assert.ok(await page.locator("tbody tr").count() > 0);
  await page.click("button[value=commit]");
  await page.waitForSelector(".flash.good", { timeout: 30_000 });
  await page.goto("/sellers?q=Sial Leather");
  assert.equal(await page.locator("tbody tr").count(), 1);
  await page.context().close();
});

test("one changes one's own password, and ends other sessions", async () => {
  const page = await wide({ javaScriptEnabled: false });
  const other = await wide({ javaScriptEnabled: false });
  await signIn(other, "auditor@saathi.test");
  await signIn(page, "auditor@saathi.test");
  await page.goto("/account");
  assert.ok(await page.locator(".list li").count() >= 2);
  await page.click("form[action='/account/sessions'] button");
  await page.locator(".flash").waitFor();
  assert.equal(await page.locator(".list li").count(), 1);
  await other.goto("/account");
  assert.equal(new URL(other.url()).pathname, "/sign-in");
  await page.fill("#current", "not this one at all");
  await page.fill("#new", `${PASSWORD} and more`);
  await page.click("form[action='/account/password'] button");
  assert.match(await page.textContent("[role=alert]"), /not your password now/);
  await page.fill("#current", PASSWORD);
  await page.fill("#new", `${PASSWORD} and more`);
  await page.click("form[action='/account/password'] button");
  assert.match(await page.textContent(".flash"), /Your password is changed/);
  await page.context().close();
  await other.context().close();
});

test("the first administrator is made with the link that the server prints, once", async () => {
  const empty = new Service();
  empty.database = `${service.database.replace("saathi.db", "empty.db")}`;
  let said = "";
  const { spawn, spawnSync } = await import("node:child_process");
  const { BINARY } = await import("./service.mjs");
  spawnSync(BINARY, ["migrate", "--database-url", empty.database]);
  empty.process = spawn(BINARY, ["serve", "--database-url", empty.database, "--listen", "127.0.0.1:0"]);
  const link = await new Promise((ok) => empty.process.stderr.on("data", (data) => {
    said += data;
    const found = said.match(/http:\S+\/set-up\/[0-9a-f]+/)?.[0];
    if (found) ok(found);
  }));
  empty.url = new URL(link).origin;
  const page = await open(browser, empty, { javaScriptEnabled: false });
  for (const [language, theme, width] of [["en", "light", 360], ["ur", "dark", 1280], ["ur", "light", 360], ["en", "dark", 1280]]) {
    const looked = await open(browser, empty, { bypassCSP: true, viewport: { width, height: 800 } });
    await looked.context().addCookies([["language", language], ["theme", theme]].map(([name, value]) => ({ name, value, url: empty.url })));
    assert.deepEqual(await look(looked, new URL(link).pathname, `set-up-${language}-${theme}-${width}`), []);
    await looked.context().close();
  }
  assert.equal((await page.goto(`${link}0`)).status(), 404);
  await page.goto(link);
  await page.fill("#name", "Nadia Qureshi");
  await page.fill("#email", "first@saathi.test");
  await page.fill("#password", PASSWORD);
  await page.click("button.main");
  assert.equal(new URL(page.url()).pathname, "/overview");
  assert.match(await page.textContent(".me"), /Administrator/);
  assert.equal((await page.goto(link)).status(), 404);
  await page.context().close();
  await empty.kill();
});
