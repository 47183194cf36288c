// Who signs in, and what the programme goes by: people are invited, changed and kept out, settings are set
// from a day on, all of it by forms, without JavaScript.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { PASSWORD, launch, open, signIn } from "./service.mjs";
import { Programme, TODAY } from "./programme.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const SHOTS = process.env.SAATHI_SHOTS;
const NUMBER = "+923901234567";

let programme, service, browser;
before(async () => {
  programme = await Programme.start(2);
  service = programme.service;
  const [{ id }] = programme.partners;
  await programme.post("admin", "/users", { email: "owner@saathi.test", name: "Sana Iqbal", role: "partner_owner", partner_id: id, password: PASSWORD });
  browser = await launch();
  if (SHOTS) mkdirSync(SHOTS, { recursive: true });
});
after(async () => {
  await browser?.close();
  await programme?.stop();
});

/** A page without scripts of somebody who has signed in. */
const as = async (who, options = {}) => {
  const page = await open(browser, service, { viewport: { width: 1280, height: 900 }, javaScriptEnabled: false, ...options });
  await signIn(page, `${who}@saathi.test`);
  return page;
};
const users = async (query) => (await programme.call("admin", "GET", `/users?${query}`)).body.data;
const setting = async (name) => (await programme.call("admin", "GET", "/settings")).body.data.find((one) => one.name === name);
const fault = (page, name) => page.textContent(`#${name}-fault`);

test("the list is that of the API, is narrowed in its address, and exported as it stands", async () => {
  const page = await as("admin");
  await page.goto("/users");
  const names = () => page.$$eval("tbody tr", (rows) => rows.map((row) => row.children[1].textContent));
  assert.deepEqual(await names(), (await users("sort=name")).map(({ email }) => email));
  await page.selectOption("#f-role", "partner_staff");
  await page.click(".filters button");
  assert.match(page.url(), /role=partner_staff/);
  assert.deepEqual(await names(), (await users("sort=name&role=partner_staff")).map(({ email }) => email));
  assert.match(await page.textContent("#count"), /2/);
  const file = await (await page.request.get(await page.getAttribute("a[download]", "href"))).text();
  assert.equal(file.trim().split(/\r?\n/).length, 3);
  await page.goto("/users?q=nobody+at+all");
  assert.match(await page.textContent(".empty"), /Nothing matches/);
  await page.context().close();
});

test("somebody is invited, and every fault stands beside its field with what was typed", async () => {
  const page = await as("admin");
  await page.goto("/users");
  await page.click("a[href='/users/new']");
  // The browser would not send them.
  await page.locator("form.card").evaluate((form) => { form.noValidate = true; });
  await page.fill("#name", "Usman Butt");
  await page.fill("#email", "nobody");
  await page.fill("#phone", "4261234");
  await page.click("form.card button.main");
  assert.match(await fault(page, "email"), /name@company.pk/);
  assert.match(await fault(page, "phone"), /0300 1234567/);
  assert.match(await fault(page, "role"), /missing/);
  assert.equal(await page.getAttribute("#phone", "aria-invalid"), "true");
  assert.deepEqual([await page.inputValue("#name"), await page.inputValue("#phone")], ["Usman Butt", "4261234"]);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/users-new-faults.png`, fullPage: true });
  await page.fill("#email", "manager@saathi.test");
  await page.fill("#phone", "0390 1234567");
  await page.selectOption("#role", "partner_staff");
  await page.click("form.card button.main");
  assert.match(await fault(page, "partner_id"), /needs its partner/);
  await page.selectOption("#partner_id", programme.partners[1].id);
  await page.click("form.card button.main");
  assert.match(await fault(page, "email"), /Another user/);
  assert.equal(await page.inputValue("#partner_id"), programme.partners[1].id);
  await page.fill("#email", "usman@saathi.test");
  await page.click("form.card button.main");
  assert.match(await page.textContent(".flash.good"), /Invited/);
  const [{ id, status, phone }] = await users("q=usman@");
  assert.deepEqual([new URL(page.url()).pathname, status, phone], [`/users/${id}`, "invited", NUMBER]);
  await page.context().close();
});

test("a link is shown once, and sets a password once", async () => {
  const [{ id }] = await users("q=usman@");
  const page = await as("admin");
  await page.goto(`/users/${id}`);
  await page.click("button[value=link]");
  const link = await page.inputValue("#address");
  assert.ok(link.startsWith(`${service.url}/password/`), link);
  const message = await page.getAttribute("#link a", "href");
  assert.ok(message.startsWith("https://wa.me/923901234567?text=") && message.endsWith(encodeURIComponent(link)), message);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/users-link.png`, fullPage: true });
  await page.goto(`/users/${id}`);
  assert.equal(await page.locator("#link").count(), 0);
  const guest = await open(browser, service, { javaScriptEnabled: false });
  assert.equal((await guest.goto(`${link}0`)).status(), 404);
  assert.equal((await guest.goto(link)).status(), 200);
  await guest.locator("form.card").evaluate((form) => { form.noValidate = true; });
  await guest.fill("#new", "short");
  await guest.click("form.card button.main");
  assert.match(await guest.textContent("[role=alert]"), /at least 12/);
  await guest.fill("#new", PASSWORD);
  await guest.click("form.card button.main");
  assert.match(await guest.textContent(".flash"), /password is changed/);
  assert.equal((await guest.goto(link)).status(), 404);
  await signIn(guest, "usman@saathi.test");
  assert.equal(new URL(guest.url()).pathname, "/m");
  await guest.context().close();
  await page.context().close();
});

test("the page of a password that can be set is well made", async () => {
  const { body } = await programme.call("admin", "POST", `/users/${programme.partners[0].user}/password-link`, {});
  for (const [language, width] of [["en", 320], ["ur", 360], ["ur", 1280]]) {
    const page = await open(browser, service, { bypassCSP: true, viewport: { width, height: 640 } });
    await page.context().addCookies([{ name: "language", value: language, url: service.url }]);
    await page.goto(`/password/${body.token}`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth) <= 0);
    if (SHOTS) await page.screenshot({ path: `${SHOTS}/password-${language}-${width}.png` });
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document));
    assert.deepEqual(violations.map(({ id }) => id), []);
    await page.context().close();
  }
});

test("somebody is changed, kept out and let in again; nobody does that to itself", async () => {
  const page = await as("admin");
  const [{ id }] = await users("q=usman@");
  await page.goto(`/users/${id}`);
  await page.fill("#name", "Usman Ali Butt");
  await page.fill("#phone", "");
  await page.selectOption("#role", "partner_owner");
  await page.click("button[value=save]");
  assert.match(await page.textContent(".flash.good"), /Saved/);
  assert.deepEqual([(await users("q=usman@"))[0]].map(({ name, phone, role }) => [name, phone, role]), [["Usman Ali Butt", null, "partner_owner"]]);
  assert.match(await page.textContent(".pairs"), /No number known/);
  const stale = await page.context().newPage();
  await stale.goto(`/users/${id}`);
  await page.click("button[value=disable]");
  assert.match(await page.textContent(".flash.good"), /Disabled/);
  await stale.fill("#name", "Somebody else");
  await stale.click("button[value=save]");
  assert.match(await stale.textContent(".flash.bad"), /Somebody has changed it/);
  assert.equal(await stale.inputValue("#name"), "Somebody else");
  await page.click("button[value=enable]");
  assert.equal((await users("q=usman@"))[0].status, "active");
  const [own] = await users("q=admin@");
  await page.goto(`/users/${own.id}`);
  assert.equal(await page.locator("#role, button[value=disable], button[value=link]").count(), 0);
  await page.context().close();
});

test("an owner sees and invites its own people; others read or see nothing", async () => {
  const page = await as("owner");
  await page.goto("/users");
  assert.equal(await page.locator("tbody tr").count(), 2);
  assert.equal((await page.goto(`/users/${programme.partners[1].user}`)).status(), 404);
  await page.goto("/users/new");
  assert.deepEqual(await page.$$eval("#role option", (all) => all.map(({ value }) => value)), ["", "partner_staff", "partner_owner"]);
  assert.equal(await page.locator("#partner_id").count(), 0);
  await page.fill("#name", "Bilal Khan");
  await page.fill("#email", "bilal@saathi.test");
  await page.selectOption("#role", "partner_staff");
  await page.click("form.card button.main");
  assert.equal((await users("q=bilal@"))[0].partner_id, programme.partners[0].id);
  await page.context().close();
  const manager = await as("manager");
  await manager.goto(`/users/${programme.partners[0].user}`);
  assert.equal(await manager.locator("main form").count(), 0);
  assert.equal((await manager.goto("/users/new")).status(), 403);
  await manager.context().close();
  const staff = await as("staff1");
  assert.equal((await staff.goto("/users")).status(), 403);
  await staff.context().close();
});

test("a reminder goes to the number of whoever is missing, where one is known", async () => {
  const patched = await programme.call("admin", "PATCH", `/users/${programme.partners[0].user}`, { phone: NUMBER });
  assert.equal(patched.status, 200);
  const page = await as("manager");
  await page.goto(`/review?date=${TODAY}`);
  const links = await page.$$eval("#missing li", (rows) => rows.map((row) => [row.querySelector("strong").textContent,
    row.querySelector(".acts a").getAttribute("href").split("?")[0], /No number known/.test(row.textContent)]));
  const of = (name) => links.find(([who]) => who === name).slice(1);
  assert.deepEqual(of("Bilal Iqbal 1"), ["https://wa.me/923901234567", false]);
  assert.deepEqual(of("Bilal Iqbal 2"), ["https://wa.me/", true]);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/review-missing.png`, fullPage: true });
  await page.context().close();
});

test("a setting says what it means, what it was and what it will be", async () => {
  const page = await as("admin");
  await page.goto("/settings");
  const { body: { data } } = await programme.call("admin", "GET", "/settings");
  assert.equal(await page.locator("tbody tr").count(), data.length);
  await page.click("a[href='/settings/protection_days']");
  assert.match(await page.textContent("main"), /a recruit is protected.*60 days/s);
  const any = () => page.locator("form.card").evaluate((form) => { form.noValidate = true; });
  await any();
  await page.fill("#value", "900");
  await page.fill("#effective_from", "2026-11-22");
  await page.click("form.card button.main");
  assert.match(await fault(page, "value"), /from 1 to 730/i);
  assert.match(await fault(page, "reason"), /missing/);
  assert.equal(await page.inputValue("#value"), "900");
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/setting-faults.png`, fullPage: true });
  await any();
  await page.fill("#value", "45");
  await page.fill("#reason", "As the board decided");
  await page.click("form.card button.main");
  assert.match(await fault(page, "effective_from"), /has passed/);
  await page.fill("#effective_from", "2027-01-01");
  await page.click("form.card button.main");
  assert.match(await page.textContent(".flash.good"), /Set/);
  assert.match(await page.textContent("#history"), /45 days.*Will hold.*2027-01-01.*Nadia Qureshi.*As the board decided/s);
  assert.deepEqual((await setting("protection_days")).upcoming, [{ value: 45, effective_from: "2027-01-01" }]);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/setting-set.png`, fullPage: true });
  await page.context().close();
});

test("settings of every kind are set by their forms, and contradictions told", async () => {
  const page = await as("admin");
  const set = async (name, fill) => {
    await page.goto(`/settings/${name}`);
    await fill();
    await page.fill("#effective_from", TODAY);
    await page.fill("#reason", "As the board decided");
    await page.click("form.card button.main");
  };
  for (const [name, typed, value] of [["check_in_cut_off", "21:30", "21:30"], ["zone", "Asia/Dubai", "Asia/Dubai"],
    ["holidays", "2026-12-25\n2027-03-23", ["2026-12-25", "2027-03-23"]], ["issuer_lines", "One\nTwo", "One\nTwo"], ["daily_cap", "12", 12], ["issuer_name", "Saathi", "Saathi"]]) {
    await set(name, () => page.fill("#value", typed));
    assert.deepEqual((await setting(name)).value, value, name);
  }
  await set("week", () => page.uncheck("input[value=sat]", { force: true }));
  assert.deepEqual((await setting("week")).value, ["mon", "tue", "wed", "thu", "fri"]);
  await set("idle_warning_days", () => page.fill("#value", "30"));
  assert.match(await fault(page, "value"), /contradict/);
  await page.context().close();
});

test("others read the settings that concern them, and set none", async () => {
  for (const [who, sees] of [["manager", 200], ["owner", 404]]) {
    const page = await as(who);
    await page.goto("/settings/protection_days");
    assert.equal(await page.locator("main form").count(), 0);
    assert.equal(/Nadia Qureshi/.test(await page.textContent("main")), who === "manager");
    assert.equal((await page.goto("/settings/burst_records")).status(), sees);
    await page.goto("/settings");
    const { body: { data } } = await programme.call(who, "GET", "/settings");
    assert.equal(await page.locator("tbody tr").count(), data.length);
    await page.context().close();
  }
});
