// Check-ins, arrivals and recruits from a phone to the real server, with and without a connection.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { kept, ready, says, settled } from "./phone-kept.mjs";
import { Proxy, seeded } from "./phone-proxy.mjs";
import { Service, launch, open, signIn } from "./service.mjs";

let service, browser;
before(async () => {
  service = await Service.withEvent();
  await service.partnerStaff("third@saathi.test", "fourth@saathi.test", "fifth@saathi.test");
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

const as = async (email, path, options) => {
  const page = await open(browser, service, options);
  await signIn(page, email);
  await page.goto(path);
  return page;
};
const mine = async (email, path) => service.get(path, await service.token(email));

test("a check-in is corrected with a reason in six taps, shown again, and changed", async () => {
  const page = await as("staff@saathi.test", "/m/check-in");
  let taps = 0;
  const tap = (selector) => (taps++, page.click(selector));
  await tap("#calls");
  await page.keyboard.type("7");
  await tap("#new_recruits");
  await page.keyboard.type("2");
  await tap("label:has([value=travel])");
  await tap("#send");
  await says(page, "#told", "Why other figures");
  assert.equal(await page.evaluate(() => document.activeElement.id), "correction_reason");
  await page.keyboard.type("Two more on paper");
  await tap("#send");
  assert.ok(taps <= 6, `${taps} taps`);
  await says(page, "#told", "Saved on this phone");
  await settled(page, "sent", 1);
  const [sent] = (await mine("staff@saathi.test", "/check-ins")).data;
  assert.deepEqual([sent.calls, sent.blockers[0].category, sent.status], [7, "travel", "submitted"]);
  assert.deepEqual([sent.corrected, sent.correction_reason], [true, "Two more on paper"]);
  await page.reload();
  await says(page, "#told", "Reported");
  assert.equal(await page.inputValue("#calls"), "7");
  assert.ok(await page.isChecked("[value=travel]"));
  await page.fill("#visits", "3");
  await page.fill("#plan", "Call the glove makers");
  await page.click("#send");
  await settled(page, "sent", 2);
  const { data } = await mine("staff@saathi.test", "/check-ins");
  assert.deepEqual([data.length, data[0].calls, data[0].visits, data[0].plan], [1, 7, 3, "Call the glove makers"]);
  await page.context().close();
});

test("a check-in that was changed before it could be sent arrives as it was changed", async () => {
  const page = await as("other@saathi.test", "/m/check-in");
  await ready(page);
  await service.kill();
  await page.reload();
  await page.fill("#calls", "1");
  await page.click("#send");
  await settled(page, "waiting", 1);
  await page.reload();
  await says(page, "#send", "Send the change");
  assert.equal(await page.inputValue("#calls"), "1");
  await page.fill("#calls", "9");
  await page.click("#send");
  await settled(page, "waiting", 2);
  await service.serve();
  await page.reload();
  await settled(page, "sent", 2);
  const { data } = await mine("other@saathi.test", `/check-ins?user_id=${(await kept(page))[0].user}`);
  assert.deepEqual([data.length, data[0].calls], [1, 9]);
  await page.context().close();
});

test("the plan names recruits, as they were last seen, without a connection", async () => {
  const page = await as("fourth@saathi.test", "/m/recruit");
  await ready(page);
  await page.fill("#name", "Planned Gloves");
  await page.fill("#phone", "0300 4443322");
  await page.click("form button.main");
  await settled(page, "sent", 1);
  await page.goto("/m");
  await page.waitForLoadState("networkidle");
  await service.kill();
  await page.goto("/m/check-in");
  await page.click("#about summary");
  await page.click("#open label");
  await page.fill("#plan", "A second visit");
  await page.click("#send");
  await says(page, "#told", "Saved on this phone");
  await page.reload();
  await says(page, "#send", "Send the change");
  assert.ok(await page.isChecked("#open input"));
  await service.serve();
  await page.reload();
  await settled(page, "sent", 2);
  const [recruit] = (await mine("fourth@saathi.test", "/recruits?q=Planned")).data;
  const [report] = (await mine("fourth@saathi.test", `/check-ins?user_id=${recruit.user_id}`)).data;
  assert.deepEqual([report.plan, report.plan_recruits], ["A second visit", [recruit.id]]);
  await page.context().close();
});

test("nothing today is one tap", async () => {
  const page = await as("third@saathi.test", "/m/check-in");
  await page.click("#nothing");
  const [item] = await settled(page, "sent", 1);
  assert.deepEqual([item.body.calls, item.body.sales_amount.amount], [0, "0"]);
  await page.context().close();
});

test("the door takes a code, a name and somebody without either, with and without a connection", async () => {
  const page = await as("staff@saathi.test", "/m");
  await page.click(`a[href="/m/events/${service.event}"]`);
  await says(page, "#inside", "0 / 3");
  await ready(page);
  await page.fill("#code", service.codes["Ali Raza"].toLowerCase());
  await page.keyboard.press("Enter");
  await says(page, "#told", "In: Ali Raza");
  await settled(page, "sent", 1);
  service.signal("SIGSTOP");
  try {
    await page.goto(`/m/events/${service.event}`);
    await page.fill("#find", "sana");
    await page.click("#found button");
    await says(page, "#told", "In: Sana Iqbal");
    await page.fill("#code", service.codes["Sana Iqbal"]);
    await page.keyboard.press("Enter");
    await says(page, "#told", "already");
    await page.click("summary");
    await page.fill("#name", "Rabia Shah");
    await page.fill("#company", "Rabia Leather");
    await page.click("#walk-in button");
    await says(page, "#told", "In: Rabia Shah");
  } finally {
    service.signal("SIGCONT");
  }
  await page.reload();
  await settled(page, "sent", 3);
  const report = await mine("manager@saathi.test", `/events/${service.event}/report`);
  assert.deepEqual([report.arrivals, report.walk_ins], [3, 1]);
  await page.context().close();
});

test("an owner sees what is earned, staff does not, and the phone keeps nothing of it", async () => {
  const page = await as("owner@saathi.test", "/m");
  await page.waitForSelector("#earned:not([hidden])");
  await page.click("#earned");
  assert.match(await page.textContent("main"), /Estimate for/);
  const names = await page.evaluate(async () => {
    const found = [];
    for (const name of await caches.keys()) for (const { url } of await (await caches.open(name)).keys()) found.push(url);
    return found;
  });
  assert.ok(!names.some((url) => /money|month|session/.test(url)), String(names));
  await page.context().close();
  const staff = await as("staff@saathi.test", "/m");
  assert.equal((await staff.goto("/m/money")).status(), 403);
  await staff.context().close();
});

test("what the server has lost is found by the receipt and sent again", async () => {
  const page = await as("fifth@saathi.test", "/m/recruit");
  await page.fill("#name", "Lost Surgical");
  await page.click("form button.main");
  const [{ key }] = await settled(page, "sent", 1);
  let asked = 0;
  await page.context().route("**/m/receipt", (route) => {
    assert.deepEqual(route.request().postDataJSON(), { sent: [key] });
    return asked++ ? route.continue() : route.fulfill({ json: { missing: [key] } });
  });
  await page.goto("/m/unsent");
  await says(page, "#told", "1 were missing");
  await settled(page, "sent", 1);
  await page.waitForSelector("#receipt.good");
  const token = await service.token("fifth@saathi.test");
  const { data } = await service.get("/recruits?q=Lost", token);
  assert.equal(data.length, 1);
  await page.context().close();
});

test("a refused record is mended field by field", async () => {
  const page = await as("fourth@saathi.test", "/m/recruit");
  await page.fill("#name", "Mended Gloves");
  await page.route("**/api/v1/recruits", (route) => {
    const body = route.request().postDataJSON();
    return route.continue({ postData: JSON.stringify({ ...body, seller: { ...body.seller, city: "" } }) });
  }, { times: 1 });
  await page.click("form button.main");
  await settled(page, "refused", 1);
  await page.goto("/m/unsent");
  await page.click("#items .row button >> nth=0");
  assert.equal(await page.inputValue("#items input >> nth=0"), "Mended Gloves");
  await page.fill("#items input >> nth=0", "Mended Gloves & Co");
  await page.click("#items form button");
  await settled(page, "sent", 1);
  const { data } = await mine("fourth@saathi.test", "/recruits?q=Mended");
  assert.deepEqual(data.map((found) => found.seller_name), ["Mended Gloves & Co"]);
  await page.context().close();
});

for (const seed of (process.env.SAATHI_SEEDS ?? "1").split(",").map(Number)) {
  test(`random faults lose and double nothing (seed ${seed})`, { timeout: 240_000 }, async () => {
    const random = seeded(seed);
    const proxy = await Proxy.start(service, random);
    proxy.bad = false;
    const page = await open(browser, proxy);
    await signIn(page, "fourth@saathi.test");
    await page.goto("/m/recruit");
    await ready(page);
    proxy.bad = true;
    const tabs = [page, await page.context().newPage()];
    const names = [];
    for (let number = 0; number < 16; number++) {
      const tab = tabs[Math.floor(random() * 2)];
      const name = `Fault ${seed} ${String.fromCharCode(65 + number)}${String.fromCharCode(97 + Math.floor(random() * 26))}`;
      names.push(name);
      const down = random() < 0.15;
      if (down) await service.kill();
      if (number % 2) {
        await tab.goto("/m/recruit");
        await tab.fill("#name", name);
        await tab.click("form button.main");
      } else {
        await tab.goto(`/m/events/${service.event}`);
        await tab.click("summary");
        await tab.fill("#name", name);
        await tab.click("#walk-in button");
      }
      await says(tab, "#told", name);
      if (down) await service.serve();
      if (random() < 0.3) await tab.reload();
    }
    proxy.bad = false;
    await tabs[1].close();
    await page.goto("/m/unsent");
    const own = (await kept(page)).filter((item) => item.state !== "sent").length;
    await page.waitForFunction(() => document.querySelector("#acts").hidden, undefined, { timeout: 60_000 })
      .catch(() => assert.fail(`${own} never left`));
    const there = (await kept(page)).filter((item) => item.state === "sent");
    assert.equal(there.length, names.length);
    const manager = await service.token("manager@saathi.test");
    const recruits = (await service.get(`/recruits?q=${encodeURIComponent(`Fault ${seed}`)}&limit=200`, manager)).data.map((found) => found.seller_name);
    const visitors = (await service.get(`/events/${service.event}/registrations?q=${encodeURIComponent(`Fault ${seed}`)}&limit=200`, manager)).data;
    assert.ok(visitors.every((visitor) => visitor.arrived_at));
    assert.deepEqual([...recruits, ...visitors.map((visitor) => visitor.name)].sort(), [...names].sort());
    console.log(`seed ${seed}: ${JSON.stringify(proxy.faults)}`);
    await page.context().close();
    await proxy.stop();
  });
}

test("a stranger registers without scripts, and the door takes the code", async () => {
  const visitor = await open(browser, service, { javaScriptEnabled: false });
  await visitor.goto(service.link);
  await visitor.fill("#name", "Nadia Malik");
  await visitor.fill("#company", "Malik Sportswear");
  await visitor.fill("#phone", "0301");
  await visitor.click("main button.main");
  assert.match(await visitor.textContent("#phone-fault"), /whole number/);
  await visitor.fill("#phone", "");
  // As fast as a person types: the form takes nothing that is filled in within three seconds.
  await visitor.locator("#phone").pressSequentially("0301 7654321", { delay: 300 });
  await visitor.click("main button.main");
  const code = (await visitor.textContent(".ticket .figure")).trim();
  assert.match(code, /^[0-9A-Z]{10}$/);
  const page = await as("other@saathi.test", `/m/events/${service.event}`);
  await page.fill("#find", "nadia");
  await page.waitForSelector("#found button");
  await page.fill("#code", code);
  await page.keyboard.press("Enter");
  await says(page, "#told", "In: Nadia Malik");
  await page.context().close();
  await visitor.context().close();
});

test("without JavaScript a day is reported by a form, once", async () => {
  const page = await as("fifth@saathi.test", "/m/check-in", { javaScriptEnabled: false });
  assert.equal(await page.inputValue("#new_recruits"), "1");
  await page.fill("#calls", "4");
  await page.fill("#new_recruits", "3");
  await page.check("[value=documents]", { force: true });
  await page.click("#about summary");
  await page.check("#open input", { force: true });
  assert.equal(await page.isVisible("#correction_reason"), false);
  await page.click("#send");
  assert.match(await page.textContent("[role=alert]"), /Say why/);
  assert.ok(await page.isChecked("#open input"));
  await page.fill("#correction_reason", "Two more on paper");
  await page.click("#send");
  assert.match(await page.textContent("#told"), /Saved on the server/);
  await page.click("#send");
  assert.match(await page.textContent("[role=alert]"), /already/);
  const { data } = await mine("fifth@saathi.test", "/check-ins?status=submitted");
  assert.ok(data.some((sent) => sent.calls === 4 && sent.blockers[0].category === "documents" && sent.plan_recruits.length === 1));
  await page.context().close();
});
