// Check-ins, arrivals and recruits from a phone to the real server, with and without a connection.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { kept, ready, says, settled } from "./phone-kept.mjs";
import { Proxy, seeded } from "./phone-proxy.mjs";
import { Service, launch, open, signIn } from "./service.mjs";

let service, browser;
before(async () => {
  service = await Service.withEvent();
  await service.partnerStaff("third@saathi.test", "fourth@saathi.test", "fifth@saathi.test", "sixth@saathi.test", "seventh@saathi.test", "eighth@saathi.test", "ninth@saathi.test", "tenth@saathi.test", "eleventh@saathi.test");
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

test("a report that was sent is changed without loading the page again", async () => {
  const page = await as("ninth@saathi.test", "/m/check-in");
  await page.waitForLoadState("networkidle");
  await page.fill("#calls", "2");
  await page.click("#send");
  await settled(page, "sent", 1);
  await page.fill("#calls", "6");
  await page.click("#send");
  const [{ user }] = await settled(page, "sent", 2);
  const { data } = await mine("ninth@saathi.test", `/check-ins?user_id=${user}`);
  assert.deepEqual(data.map(({ calls }) => calls), [6]);
  await page.context().close();
});

test("a page that is open since yesterday begins anew, but what is typed into it stays", async (context) => {
  const page = await as("tenth@saathi.test", "/m/check-in");
  await ready(page);
  await service.kill();
  context.after(() => service.serve());
  const tomorrow = new Date(Date.now() + 86_400_000);
  const seen = () => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await page.reload();
  await page.waitForLoadState("networkidle");
  await page.fill("#calls", "3");
  await page.clock.setFixedTime(tomorrow);
  await seen();
  assert.equal(await page.inputValue("#calls"), "3");
  await page.click("#send");
  const [{ day }] = await settled(page, "waiting", 1);
  await Promise.all([page.waitForEvent("load"), seen()]);
  await page.fill("#calls", "4");
  await page.click("#send");
  const saved = await settled(page, "waiting", 2);
  const days = saved.map((item) => item.day).sort();
  assert.deepEqual(days, [day, new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)]);
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

test("a double click saves one report, one recruit and one visitor", async () => {
  const page = await as("sixth@saathi.test", "/m/check-in");
  await page.waitForLoadState("networkidle");
  await page.dblclick("#nothing");
  await settled(page, "sent", 1);
  await page.goto("/m/recruit");
  await page.fill("#name", "Twice Gloves");
  await page.dblclick("form button.main");
  await settled(page, "sent", 2);
  await page.fill("#name", "At Once Gloves");
  await page.evaluate(() => { for (let time = 0; time < 3; time++) document.querySelector("form").requestSubmit(); });
  await settled(page, "sent", 3);
  await page.goto(`/m/events/${service.event}`);
  await page.click("summary");
  await page.fill("#name", "Twice Walker");
  await page.dblclick("#walk-in button");
  await settled(page, "sent", 4);
  assert.deepEqual((await kept(page)).map(({ body }) => body.seller?.name ?? body.walk_in?.name ?? body.date).sort().slice(1),
    ["At Once Gloves", "Twice Gloves", "Twice Walker"]);
  await page.context().close();
});

const BROKEN = {
  "cannot be opened": () => { indexedDB.open = () => { throw new DOMException("denied", "SecurityError"); }; },
  "is full": () => { IDBObjectStore.prototype.add = () => { throw new DOMException("full", "QuotaExceededError"); }; },
};
for (const [place, [what, broken]] of Object.entries(BROKEN).entries()) {
  test(`where a phone's store ${what} the form is posted, and without a connection nothing typed is lost`, async () => {
    const email = ["seventh@saathi.test", "eighth@saathi.test"][place];
    const page = await as(email, "/m/recruit");
    await ready(page);
    await page.addInitScript(broken);
    await page.reload();
    // The phone's own copy, which is nobody's.
    assert.equal(await page.inputValue("[name=csrf]"), "");
    await page.fill("#name", `Posted ${place} Leather`);
    await page.click("form button.main");
    await page.waitForURL((url) => url.search === "?saved");
    assert.match(await page.textContent("#told"), /Saved on the server/);
    await service.kill();
    await page.goto("/m/recruit");
    await page.fill("#name", `Typed ${place} Leather`);
    await page.click("form button.main");
    await says(page, "#told", "Not saved");
    assert.equal(await page.inputValue("#name"), `Typed ${place} Leather`);
    await service.serve();
    await page.click("form button.main");
    await page.waitForURL((url) => url.search === "?saved");
    await page.goto("/m/check-in");
    await page.waitForLoadState("networkidle");
    await page.fill("#new_recruits", "2");
    await page.fill("#calls", "5");
    await page.click("#send");
    await page.waitForURL((url) => url.search === "?saved");
    const sent = (await mine(email, "/recruits?limit=200")).data.filter(({ seller_name }) => [`Posted ${place} Leather`, `Typed ${place} Leather`].includes(seller_name));
    const reported = (await mine(email, "/check-ins?limit=200")).data.filter(({ user_id }) => user_id === sent[0].user_id);
    assert.deepEqual([sent.length, reported.map(({ calls }) => calls)], [2, [5]]);
    await page.context().close();
  });
}

test("figures and numbers are understood in the digits of an Urdu keyboard", async () => {
  const page = await as("owner@saathi.test", "/m/recruit");
  await page.fill("#name", "Urdu Gloves");
  await page.fill("#phone", "۰۳۰۱ ۲۲۲۳۳۴۵");
  await page.click("form button.main");
  const [{ body }] = await settled(page, "sent", 1);
  assert.equal(body.seller.phone, "0301 2223345");
  await page.goto("/m/check-in");
  await page.waitForLoadState("networkidle");
  await page.fill("#calls", "٣");
  await page.fill("#visits", "۱۲");
  await page.click("#send");
  const sent = await settled(page, "sent", 2);
  const report = sent.find((item) => item.day);
  assert.deepEqual([report.body.calls, report.body.visits], [3, 12]);
  await page.context().close();
});

test("the worker sends what waits where no page is open", async () => {
  const page = await as("third@saathi.test", "/m/recruit");
  await ready(page);
  await service.kill();
  await page.fill("#name", "Alone Surgical");
  await page.click("form button.main");
  await says(page, "#told", "Alone Surgical");
  await page.goto("about:blank");
  await service.serve();
  const client = await page.context().newCDPSession(page);
  const registered = new Promise((ok) => client.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => registrations[0] && ok(registrations[0])));
  await client.send("ServiceWorker.enable");
  const { registrationId } = await registered;
  await client.send("ServiceWorker.dispatchSyncEvent", { origin: service.url, registrationId, tag: "send", lastChance: false });
  const token = await service.token("manager@saathi.test");
  const there = async () => (await service.get("/recruits?q=Alone", token)).data.length;
  for (let tries = 0; tries < 100 && await there() === 0; tries++) await page.waitForTimeout(50);
  assert.equal(await there(), 1);
  await page.goto("/m/unsent");
  await page.waitForSelector("#receipt.good");
  await page.context().close();
});

test("the door takes a code, a name and somebody without either, with and without a connection", async () => {
  const told = () => mine("manager@saathi.test", `/events/${service.event}/report`);
  const before = await told();
  const page = await as("staff@saathi.test", "/m");
  await page.click(`a[href="/m/events/${service.event}"]`);
  await says(page, "#inside", `${before.arrivals} / ${before.registered + before.walk_ins}`);
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
  const report = await told();
  assert.deepEqual([report.arrivals - before.arrivals, report.walk_ins - before.walk_ins], [3, 1]);
  await page.context().close();
});

test("a visitor whom two phones take in is there for both", async () => {
  const both = [];
  for (const email of ["staff@saathi.test", "other@saathi.test"]) {
    const page = await as(email, `/m/events/${service.event}`);
    both.push(page);
    await page.fill("#code", service.codes["Usman Butt"]);
    await page.waitForLoadState("networkidle");
  }
  for (const page of both) {
    await page.keyboard.press("Enter");
    await settled(page, "sent", 1);
  }
  let [asked, missing] = [0, []];
  await both[1].route("**/m/receipt", async (route) => {
    asked++;
    const answer = await route.fetch();
    missing.push(...(await answer.json()).missing);
    await route.fulfill({ response: answer });
  });
  await both[1].goto("/m/unsent");
  await both[1].waitForSelector("#receipt.good");
  await both[1].waitForLoadState("networkidle");
  assert.deepEqual([asked, missing], [1, []]);
  for (const page of both) await page.context().close();
});

test("a server that never finds a record is asked once by each page", async () => {
  const page = await as("other@saathi.test", "/m/recruit");
  await page.fill("#name", "Asked Once Gloves");
  await page.click("form button.main");
  await settled(page, "sent", 1);
  let asked = 0;
  await page.context().route("**/m/receipt", (route) => {
    asked++;
    return route.fulfill({ json: { missing: route.request().postDataJSON().sent } });
  });
  await page.goto("/m/unsent");
  await says(page, "#told", "1 were missing");
  await settled(page, "sent", 1);
  await page.waitForLoadState("networkidle");
  assert.equal(asked, 1);
  await page.context().close();
});

/** A camera that sees what `codes` says, in a phone whose store is as slow as `held` says. */
const camera = () => {
  Object.assign(self, { codes: [], looks: 0, held: false });
  self.BarcodeDetector = class {
    async detect() {
      self.looks++;
      return self.codes.map((rawValue) => ({ rawValue }));
    }
  };
  navigator.mediaDevices.getUserMedia = async () => document.createElement("canvas").captureStream();
  HTMLMediaElement.prototype.play = async () => {};
};
const holdStore = () => new Promise((ok) => {
  const request = indexedDB.open("saathi", 1);
  request.onsuccess = () => {
    const store = request.result.transaction("items", "readwrite").objectStore("items");
    const on = () => { if (self.held) store.get("none").onsuccess = on; };
    self.held = true;
    on();
    ok(true);
  };
});

test("a code that is read while another is being kept is kept too", async () => {
  const page = await open(browser, service, { permissions: ["camera"] });
  await page.addInitScript(camera);
  await signIn(page, "third@saathi.test");
  await page.goto(`/m/events/${service.event}`);
  await page.waitForLoadState("networkidle");
  const looks = (more) => page.evaluate(() => self.looks).then((now) => page.waitForFunction((until) => self.looks >= until, now + more));
  await page.click("#camera");
  await looks(1);
  await page.evaluate(holdStore);
  for (const code of ["AAAAAAAAAA", "BBBBBBBBBB"]) {
    await page.evaluate((seen) => { self.codes = [seen]; }, code);
    await looks(2);
  }
  await page.evaluate(() => { self.held = false; });
  const refused = async () => (await kept(page)).filter((item) => item.state === "refused" && item.body.code).map(({ body }) => body.code).sort();
  for (let tries = 0; tries < 100 && (await refused()).length < 2; tries++) await looks(1);
  assert.deepEqual(await refused(), ["AAAAAAAAAA", "BBBBBBBBBB"]);
  await page.context().close();
});

test("who was refused at the door is not counted as in", async () => {
  const manager = await service.token("manager@saathi.test");
  await service.post(`/events/${service.event}/registrations`, { name: "Late Guest", company: "Late Sports", phone: "0300 1110009" }, manager);
  const page = await as("third@saathi.test", `/m/events/${service.event}`);
  await page.waitForLoadState("networkidle");
  const inside = await page.textContent("#inside");
  await page.route("**/arrivals", (route) => route.fulfill({ status: 409, contentType: "application/problem+json",
    body: JSON.stringify({ code: "event_not_open", detail: "nobody arrives at a draft" }) }));
  await page.fill("#find", "late");
  await page.click("#found button");
  await settled(page, "refused", 1);
  await page.waitForSelector("#found button");
  assert.equal(await page.textContent("#inside"), inside);
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
  const [{ id }] = await settled(page, "sent", 1);
  await page.context().route("**/m/receipt", (route) => {
    assert.deepEqual(route.request().postDataJSON(), { sent: [id] });
    return route.fulfill({ json: { missing: [id] } });
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

/** Signs in on a phone that somebody else has used, and waits until its pages know. */
const takeOver = async (tab, email) => {
  await signIn(tab, email);
  await tab.goto("/m/recruit");
  const { user } = await tab.evaluate(async () => (await fetch("/m/session")).json());
  await tab.waitForFunction((id) => localStorage.getItem("user") === id, user);
  return user;
};

/** Logs a company, or takes a visitor in. */
const type = async (tab, name, isRecruit) => {
  await tab.goto(isRecruit ? "/m/recruit" : `/m/events/${service.event}`);
  if (!isRecruit) await tab.click("summary");
  await tab.fill("#name", name);
  await tab.click(isRecruit ? "form button.main" : "#walk-in button");
  await says(tab, "#told", name);
};

for (const seed of (process.env.SAATHI_SEEDS ?? "1,2,3").split(",").map(Number)) {
  test(`random faults lose and double nothing (seed ${seed})`, { timeout: 240_000 }, async () => {
    const random = seeded(seed);
    const proxy = await Proxy.start(service, random);
    proxy.bad = false;
    const users = ["fourth@saathi.test", "staff@saathi.test"];
    const page = await open(browser, proxy);
    let user = await takeOver(page, users[0]);
    await ready(page);
    proxy.bad = true;
    const tabs = [page, await page.context().newPage()];
    const names = new Map();
    const down = { killed: 0, hung: 0, handed: 0 };
    for (let number = 0; number < 16; number++) {
      const tab = tabs[Math.floor(random() * 2)];
      if (random() < 0.15) {
        proxy.bad = false;
        user = await takeOver(page, users[++down.handed % 2]);
        proxy.bad = true;
      }
      const name = `Fault ${seed} ${String.fromCharCode(65 + number)}${String.fromCharCode(97 + Math.floor(random() * 26))}`;
      names.set(name, user);
      const fate = random();
      if (fate < 0.15) down.killed++, await service.kill();
      else if (fate < 0.3) down.hung++, service.signal("SIGSTOP");
      try {
        await type(tab, name, number % 2);
      } finally {
        if (fate < 0.15) await service.serve();
        else if (fate < 0.3) service.signal("SIGCONT");
      }
      if (random() < 0.3) await tab.reload();
    }
    proxy.bad = false;
    await tabs[1].close();
    for (const email of users) {
      await takeOver(page, email);
      await page.goto("/m/unsent");
      await page.waitForFunction(() => document.querySelector("#acts").hidden, undefined, { timeout: 60_000 })
        .catch(async () => assert.fail(`never left: ${(await kept(page)).map(({ state, reason }) => `${state} ${reason ?? ""}`)}`));
    }
    const there = await settled(page, "sent", names.size);
    assert.deepEqual(there.map((item) => [item.body.seller?.name ?? item.body.walk_in.name, item.user]).sort(), [...names].sort());
    const manager = await service.token("manager@saathi.test");
    const recruits = (await service.get(`/recruits?q=${encodeURIComponent(`Fault ${seed}`)}&limit=200`, manager)).data;
    const visitors = (await service.get(`/events/${service.event}/registrations?q=${encodeURIComponent(`Fault ${seed}`)}&limit=200`, manager)).data;
    assert.ok(visitors.every((visitor) => visitor.arrived_at));
    assert.ok(recruits.every((found) => names.get(found.seller_name) === found.user_id));
    assert.deepEqual([...recruits.map((found) => found.seller_name), ...visitors.map((visitor) => visitor.name)].sort(), [...names.keys()].sort());
    console.log(`seed ${seed}: ${JSON.stringify({ ...proxy.faults, ...down })}`);
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

test("a form that is filled in before midnight is of the day on which it was opened", async () => {
  const page = await as("eleventh@saathi.test", "/m/check-in", { javaScriptEnabled: false });
  const opened = await page.getAttribute("[name=date]", "value");
  const yesterday = new Date(Date.parse(opened) - 86_400_000).toISOString().slice(0, 10);
  const post = (date) => page.evaluate(([of]) => { document.querySelector("[name=date]").value = of; }, [date]);
  await post(yesterday);
  await page.fill("#calls", "1");
  await page.fill("#new_recruits", "0");
  await page.click("#send");
  if (await page.isVisible("#correction_reason")) {
    assert.equal(await page.getAttribute("[name=date]", "value"), yesterday);
    await page.fill("#correction_reason", "On paper");
    await page.click("#send");
  }
  assert.match(await page.textContent("#told"), /Saved on the server/);
  const { user_id } = (await mine("eleventh@saathi.test", "/check-ins?status=submitted")).data.find(({ date }) => date === yesterday);
  assert.ok(user_id);
  await post("2001-01-01");
  await page.click("#send");
  assert.match(await page.textContent("[role=alert]"), /./);
  await page.context().close();
});
