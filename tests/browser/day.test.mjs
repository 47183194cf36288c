// The day of the demo's people, with the logins that the demo prints: by keyboard alone, over its data.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Service, launch, open } from "./service.mjs";
import { kept, ready, says, settled } from "./phone-kept.mjs";

const PHONE = { width: 360, height: 640 };
const DESK = { width: 1280, height: 900 };
/** So many stops of the Tab key, at most, until something is reached. */
const STOPS = 400;

let service, browser;
before(async () => {
  service = await Service.ofDemo();
  browser = await launch();
}, { timeout: 600_000 });
after(async () => {
  await browser?.close();
  await service?.stop();
});

/** Goes on with Tab until the selector has the focus, which must show. */
const reach = async (page, selector) => {
  for (let stop = 0; stop < STOPS; stop += 1) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate((wanted) => {
      const at = document.activeElement;
      if (!at?.matches(wanted)) return null;
      const { outlineStyle, outlineWidth } = getComputedStyle(at);
      return { isSeen: at.matches(":focus-visible") && outlineStyle !== "none" && outlineWidth !== "0px", box: at.matches("input[type=checkbox], input[type=radio]") };
    }, selector);
    if (!found) continue;
    assert.ok(found.isSeen || found.box, `the focus on ${selector} is seen`);
    return;
  }
  assert.fail(`${selector} is not reached by Tab on ${page.url()}`);
};

const enter = async (page, selector) => {
  await reach(page, selector);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
};

const type = async (page, selector, text) => {
  await reach(page, selector);
  await page.keyboard.press("Control+a");
  await page.keyboard.type(text);
};

const signedIn = async (login, viewport) => {
  const page = await open(browser, service, { viewport });
  await page.goto("/sign-in");
  await type(page, "#email", login);
  await type(page, "#password", service.password);
  await enter(page, "main button.main");
  return page;
};

test("staff logs five recruits and the check-in without a connection, and comes back", async () => {
  const page = await signedIn(service.logins["partner staff"], PHONE);
  assert.equal(new URL(page.url()).pathname, "/m");
  await ready(page);
  const token = await service.token(service.logins["partner staff"]);
  const mine = async () => (await service.get("/recruits?limit=200&q=Keyboard", token)).data;
  await service.kill();
  await enter(page, "a.button[href='/m/recruit']");
  for (let number = 1; number <= 5; number += 1) {
    await type(page, "#name", `Keyboard Gloves ${["Alpha", "Bravo", "Chenab", "Daska", "Eastern"][number - 1]}`);
    await type(page, "#phone", `0309 555000${number}`);
    await page.keyboard.press("Enter");
    await settled(page, "waiting", number);
  }
  await page.goto("/m/check-in");
  await type(page, "#calls", "6");
  await type(page, "#visits", "5");
  await type(page, "#plan", "Back to the glove makers");
  await reach(page, "#send");
  await page.keyboard.press("Enter");
  await settled(page, "waiting", 6);
  await service.serve();
  await page.goto("/m");
  await settled(page, "sent", 6);
  const recruits = await mine();
  assert.deepEqual(recruits.map(({ status }) => status).filter((status) => !["open", "in_review"].includes(status)), []);
  assert.equal(recruits.length, 5);
  const { user } = (await kept(page))[0];
  const [report] = (await service.get(`/check-ins?user_id=${user}&sort=-date&limit=1`, token)).data;
  assert.deepEqual([report.calls, report.visits, report.plan], [6, 5, "Back to the glove makers"]);
  assert.deepEqual(page.faults.filter((fault) => !/ERR_CONNECTION_REFUSED|Failed to fetch/.test(fault)), []);
  await page.context().close();
});

test("a manager clears the morning's queue by its keys", async () => {
  const page = await signedIn(service.logins.manager, DESK);
  await enter(page, "nav a[href^='/review']");
  const waiting = page.locator(".work > li:visible [data-key=a]");
  for (let left = await waiting.count(); left > 0; left = await waiting.count()) {
    for (let step = 0; await page.locator(".work > li.at [data-key=a]").count() === 0; step += 1) {
      assert.ok(step < STOPS, "what waits is reached by j");
      await page.keyboard.press("j");
    }
    await page.keyboard.press("a");
    assert.equal(await waiting.count(), left - 1);
  }
  await page.reload();
  if (await page.locator("#missing li").count() > 0) {
    await reach(page, "#missing [data-all=missing]");
    await page.keyboard.press("Space");
    await enter(page, "#missing button[value=remind]");
    assert.match(await page.textContent(".flash"), /reminded/);
  }
  if (await page.locator("#on-time button.main").count() > 0) {
    await enter(page, "#on-time button.main");
    assert.match(await page.textContent(".flash.good"), /accepted/);
  }
  assert.match(await page.textContent("#all-reviewed"), /All reviewed at \d\d:\d\d/);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("finance closes the month, and a second person approves and exports it", async () => {
  const [first, second] = [await signedIn(service.logins.finance, DESK), await signedIn(service.logins["finance, the second person"], DESK)];
  await enter(first, "nav a[href='/periods']");
  await enter(first, ".next-step a");
  const period = first.url().match(/\d{4}-\d\d/)[0];
  if (!first.url().endsWith("/close")) await enter(first, `a[href='/periods/${period}/close']`);
  for (const name of await first.locator('input[name^="accept-all:"], input[name^="accept:"]').evaluateAll((all) => all.map(({ name }) => name))) {
    await type(first, `[name="${name}"]`, "Seen, and right");
  }
  await enter(first, "button[value=close]");
  const token = await service.token(service.logins.finance);
  assert.equal((await service.get(`/periods/${period}`, token)).status, "closed");
  // From a total to a rule in three clicks.
  await enter(first, 'tbody a[href^="/statements/"]');
  await enter(first, '.ruled a[href^="/entries/"]');
  assert.match(await first.textContent("#recomputed"), /the same\./);
  await enter(first, 'main a[href^="/plans/"]');
  // Not yet accepted by its partner, a statement is approved with a reason.
  const { data: [statement] } = await service.get(`/statements?period=${period}&limit=1`, token);
  await second.goto(`/statements/${statement.id}`);
  await type(second, "form:has(button[value=approve]) [name=reason]", "The partner agreed by telephone");
  await enter(second, "button[value=approve]");
  assert.equal((await service.get(`/statements/${statement.id}`, token)).status, "approved");
  await second.goto(`/statements/${statement.id}`);
  await reach(second, "a[href$='format=csv']");
  const [file] = await Promise.all([second.waitForEvent("download"), second.keyboard.press("Enter")]);
  assert.match(file.suggestedFilename(), /\.csv$/);
  await first.context().close();
  await second.context().close();
});
