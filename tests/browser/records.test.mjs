// The pages of one record: a recruit is worked on by forms alone, a partner is seen whole, and lists say how
// much there is.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open, signIn } from "./service.mjs";
import { Programme, TODAY } from "./programme.mjs";

let programme, service, browser, recruit;
before(async () => {
  programme = await Programme.start(6);
  service = programme.service;
  await programme.morning();
  browser = await launch();
  recruit = (await programme.call("staff1", "GET", "/recruits")).body.data[0];
});
after(async () => {
  await browser?.close();
  await programme?.stop();
});

const wide = (options = {}) => open(browser, service, { viewport: { width: 1280, height: 900 }, ...options });
const plain = () => wide({ javaScriptEnabled: false });
const of = async (who, path) => (await programme.call(who, "GET", path)).body;

test("without JavaScript a recruit's details are completed and a visit is logged", async () => {
  const page = await plain();
  await signIn(page, "staff1@saathi.test");
  await page.goto("/recruits");
  await page.click(`a[href='/recruits/${recruit.id}']`);
  await page.locator("#details").waitFor();
  await page.fill("#contact_name", "Imran Khan");
  await page.fill("#email", "not an address");
  await page.locator("#details").evaluate((form) => form.setAttribute("novalidate", ""));
  await page.click("button[value=details]");
  assert.match(await page.textContent("#email-fault"), /\S/);
  assert.equal(await page.inputValue("#contact_name"), "Imran Khan");
  await page.fill("#email", "imran@khan.test");
  await page.fill("#note", "Wants a demo in Urdu");
  await page.click("button[value=details]");
  assert.match(await page.textContent(".flash.good"), /saved/);
  const seller = await of("manager", `/sellers/${recruit.seller_id}`);
  // What is masked for its partner stays where nothing was typed.
  assert.deepEqual([seller.contact_name, seller.email, seller.phone], ["Imran Khan", "imran@khan.test", "+923001112223"]);
  assert.equal((await of("staff1", `/recruits/${recruit.id}`)).note, "Wants a demo in Urdu");

  await page.check("input[name=kind][value=visit]", { force: true });
  await page.fill("#happened_at", `${TODAY}T08:15`);
  await page.fill("#activity_note", "Saw the workshop");
  await page.click("button[value=activity]");
  assert.match(await page.textContent(".flash.good"), /Logged/);
  const { data: [logged] } = await of("staff1", `/recruits/${recruit.id}/activities`);
  assert.deepEqual([logged.kind, logged.happened_at, logged.note], ["visit", `${TODAY}T03:15:00Z`, "Saw the workshop"]);

  await page.selectOption("#stage", "visited");
  await page.click("button[value=stage]");
  assert.equal((await of("staff1", `/recruits/${recruit.id}`)).stage, "visited");
  await page.fill("#extend_reason", "Ramadan");
  await page.click("button[value=extend]");
  const { extension, protected_until } = await of("staff1", `/recruits/${recruit.id}`);
  assert.equal(extension.until_after, protected_until);
  await page.locator("#history li").nth(3).waitFor();
  const history = await page.$$eval("#history li strong", (all) => all.map((one) => one.textContent));
  assert.deepEqual(history.slice().sort(), ["Protection extended", "Registered", "Stage", "Visit"]);
  assert.equal(await page.locator("button[value=extend]").count(), 0);
  // The form that was refused says so to the browser too.
  assert.deepEqual(page.faults.filter((fault) => !fault.includes("422")), []);
  await page.context().close();
});

test("a recruit is its partner's and the platform's, and is written by whom the API lets", async () => {
  const page = await plain();
  await signIn(page, "staff2@saathi.test");
  assert.equal((await page.goto(`/recruits/${recruit.id}`)).status(), 404);
  await signIn(page, "auditor@saathi.test");
  assert.equal((await page.goto(`/recruits/${recruit.id}`)).status(), 200);
  assert.equal(await page.locator("main form").count(), 0);
  const [waits] = (await of("manager", "/recruits?status=in_review")).data;
  await signIn(page, "manager@saathi.test");
  await page.goto("/review");
  await page.click(`a[href='/recruits/${waits.id}']`);
  assert.match(await page.textContent("main"), /Decide in the review/);
  await signIn(page, "staff3@saathi.test");
  const [own] = (await of("staff3", "/recruits")).data;
  await page.goto(`/recruits/${own.id}`);
  await page.fill("#release_reason", "They moved to Karachi");
  await page.click("button[value=release]");
  assert.match(await page.textContent(".flash.good"), /Released/);
  assert.equal((await of("staff3", `/recruits/${own.id}`)).status, "released");
  assert.deepEqual(await page.$$eval("main form", (all) => all.map((form) => form.id)), ["details"]);
  await page.context().close();
});

test("a partner's page has its people, its recruits, its month and its trail, and no money for managers", async () => {
  const page = await plain();
  const [{ id, user }] = programme.partners;
  await signIn(page, "manager@saathi.test");
  await page.goto(`/partners/${id}`);
  assert.equal(await page.locator(`a[href='/users/${user}']`).count(), 1);
  assert.equal(await page.locator(`a[href='/recruits/${recruit.id}']`).first().isVisible(), true);
  assert.equal(await page.locator(".money").count(), 0);
  const days = await page.$$eval(".month-days li", (all) => all.map((one) => one.textContent.replace(/\s+/g, " ").trim()));
  assert.equal(days.length, 30);
  assert.match(days[22 - 1], /^2026-11-22 Sunday ?Day off/);
  assert.match(days[23 - 1], /^2026-11-23 Monday/);
  await page.click(`a[href='/partners/${id}?month=2026-10#calendar']`);
  assert.match(await page.textContent("#calendar h2"), /October 2026/);
  await page.click(`a[href='/audit?partner_id=${id}']`);
  assert.ok(await page.locator("tbody tr").count() > 0);
  await page.context().close();
});

test("every list says how many there are in all, and a list is searched, filtered and exported", async () => {
  const page = await plain();
  await signIn(page, "manager@saathi.test");
  await page.goto("/partners?limit=2");
  assert.equal(await page.textContent("#count"), "2 of 6");
  await page.click("a.button:text('Next')");
  assert.equal(await page.textContent("#count"), "2 of 6");
  for (const [path, found] of [["/partners?q=House 3", 1], ["/audit?q=recruits.create", 3]]) {
    await page.goto(path);
    assert.equal(await page.locator("tbody tr").count(), found, path);
  }
  await signIn(page, "staff2@saathi.test");
  await programme.call("manager", "POST", `/recruits/${(await of("staff2", "/recruits")).data[0].id}/decide`, { decision: "refuse", reason: "It is the same workshop" });
  await page.goto("/notifications?q=recruits");
  assert.match(await page.textContent("tbody tr th"), /A recruit was decided: .*Khan Surgical Work.* refused/);
  await page.click("tbody a");
  assert.match(page.url(), /\/recruits\/rec_/);
  await page.goto("/notifications?read=false");
  const file = await (await page.request.get(await page.getAttribute("a[download]", "href"))).text();
  assert.equal(file.trim().split(/\r?\n/).length, 1 + await page.locator("tbody tr").count());
  await page.click("main form[method=post] button");
  await page.goto("/notifications?read=false");
  assert.match(await page.textContent(".empty"), /Nothing matches/);
  await page.context().close();
});

test("every figure of a manager's overview opens a list", async () => {
  const page = await plain();
  await signIn(page, "manager@saathi.test");
  await page.goto("/overview");
  const cells = ".figures .figure, #partners tbody td.n bdi, #partners tfoot td.n bdi";
  const figures = await page.$$eval(cells, (all) => all.filter((one) => !one.closest(".rate")).map((one) => one.querySelector("a")?.getAttribute("href")));
  assert.ok(figures.length > 30);
  for (const path of new Set(figures)) {
    assert.ok(path, "a figure without its list");
    assert.equal((await page.goto(path)).status(), 200, path);
  }
  await page.context().close();
});
