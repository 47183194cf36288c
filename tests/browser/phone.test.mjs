// The pages on a phone: that they open without a server, and that no record is lost or doubled.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { says } from "./phone-kept.mjs";
import { Service, bestOf, launch, open, signIn } from "./service.mjs";

let service, browser;
before(async () => {
  service = await Service.start();
  await service.partnerStaff("staff@saathi.test", "other@saathi.test");
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

/** Stands for the API of recruits: takes each client_ref once. */
const taking = async (page, answer = () => undefined) => {
  const taken = new Map();
  // What is taken here is not on the server, which must not ask for it again.
  await page.context().route("**/m/receipt", (route) => route.fulfill({ json: { missing: [] } }));
  await page.context().route("**/api/v1/recruits", async (route) => {
    const body = route.request().postDataJSON();
    const other = await answer(body, route);
    if (other === "done") return;
    if (other) return route.fulfill({ status: other.status, contentType: "application/problem+json", headers: other.headers, body: JSON.stringify(other.body ?? {}) });
    const id = taken.get(body.client_ref)?.id ?? `rec_${taken.size}`;
    const times = (taken.get(body.client_ref)?.times ?? 0) + 1;
    taken.set(body.client_ref, { id, times, name: body.seller.name });
    return route.fulfill({ status: 201, contentType: "application/json", body: JSON.stringify({ id }) });
  });
  return taken;
};

const log = async (page, name, phone = "") => {
  await page.fill("#name", name);
  await page.fill("#phone", phone);
  await page.click("form button.main");
  await page.waitForFunction((name) => document.querySelector("#told").textContent.includes(name), name);
};

const states = (page) => page.evaluate(() => new Promise((ok) => {
  const request = indexedDB.open("saathi", 1);
  request.onsuccess = () => {
    const all = request.result.transaction("items").objectStore("items").getAll();
    all.onsuccess = () => ok(all.result.map(({ body, state }) => `${body.seller?.name ?? body.date} ${state}`).sort());
  };
}));
const settled = async (page, wanted) => {
  for (let tries = 0; tries < 100; tries++) {
    const now = await states(page);
    if (JSON.stringify(now) === JSON.stringify([...wanted].sort())) return;
    await page.waitForTimeout(50);
  }
  assert.deepEqual(await states(page), [...wanted].sort());
};

const ready = (page) => page.evaluate(() => navigator.serviceWorker.ready.then(() => true));

test("what the phone keeps holds nothing of anybody", async () => {
  const page = await open(browser, service);
  await signIn(page, "staff@saathi.test");
  await page.goto("/m");
  await ready(page);
  const kept = await page.evaluate(async () => {
    const texts = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) texts.push([new URL(request.url).pathname, await (await cache.match(request)).text()]);
    }
    return texts;
  });
  assert.equal(kept.filter(([path]) => path.startsWith("/m")).length, 6);
  for (const [path, text] of kept) assert.ok(!/Bilal|staff@|name="csrf" value="[^"]/.test(text), path);
  await page.context().close();
});

for (const signal of ["SIGSTOP", "SIGKILL"]) {
  test(`/m opens within 300 ms after ${signal}`, async () => {
    const page = await open(browser, service);
    await signIn(page, "staff@saathi.test");
    await page.goto("/m");
    await ready(page);
    await page.goto("/m/recruit");
    if (signal === "SIGKILL") await service.kill();
    else service.signal(signal);
    try {
      for (const path of ["/m", "/m/recruit", "/m/check-in", "/m/recruits", "/m/unsent", "/m/events/evt_00000000000000000000000000000000"]) {
        const took = await bestOf(5, 300, async () => {
          const begun = performance.now();
          await page.goto(path, { waitUntil: "domcontentloaded" });
          return performance.now() - begun;
        });
        assert.ok(took <= 300, `${path}: ${took} ms`);
      }
      await page.goto("/m/recruit");
      await log(page, "Offline Sports", "0300-123 4567");
      assert.deepEqual(await states(page), ["Offline Sports waiting"]);
    } finally {
      if (signal === "SIGKILL") await service.serve();
      else service.signal("SIGCONT");
    }
    const taken = await taking(page);
    await page.reload();
    await settled(page, ["Offline Sports sent"]);
    assert.equal(taken.size, 1);
    await page.context().close();
  });
}

test("saving is said within 100 ms, and the focus is back on the name", async () => {
  const page = await open(browser, service);
  await signIn(page, "staff@saathi.test");
  await page.goto("/m/recruit");
  await taking(page);
  await page.fill("#name", "Quick Gloves");
  const took = await bestOf(5, 100, () => page.evaluate(() => new Promise((ok) => {
    const begun = performance.now();
    new MutationObserver(() => ok(performance.now() - begun)).observe(document.querySelector("#told"), { childList: true });
    document.querySelector("#name").value ||= "Quick Gloves";
    document.querySelector("form button.main").click();
  })));
  assert.ok(took <= 100, `${took} ms`);
  assert.equal(await page.evaluate(() => document.activeElement.id), "name");
  await page.fill("#name", "Again");
  await page.fill("#phone", "+92 (0)300 765 4321");
  await page.click("form button.main");
  await page.waitForFunction(() => document.querySelector("#told").textContent.includes("Again"));
  await page.fill("#phone", "0300-7654321");
  await page.press("#phone", "Tab");
  await page.waitForFunction(() => document.querySelector("#phone-fault").textContent.includes("Again"));
  assert.match(await page.textContent("#phone-fault"), /already: Again/);
  await page.context().close();
});

test("a refusal stays, and is mended with the same client_ref and a new key", async () => {
  const page = await open(browser, service);
  await signIn(page, "staff@saathi.test");
  await page.goto("/m/recruit");
  const keys = [];
  const taken = await taking(page, (body, route) => {
    keys.push([body.client_ref, route.request().headers()["idempotency-key"]]);
    return body.seller.name === "Bad" && { status: 422, body: { code: "invalid", detail: "Mend it.", errors: [{ message: "is too short" }] } };
  });
  await log(page, "Bad");
  await settled(page, ["Bad refused"]);
  await page.goto("/m/unsent");
  await says(page, "#items", "Mend it. is too short");
  await page.click("#items .row button >> nth=0");
  await page.fill("#items input >> nth=0", "Good");
  await page.click("#items form button");
  await settled(page, ["Good sent"]);
  assert.equal(keys[0][0], keys[1][0]);
  assert.notEqual(keys[0][1], keys[1][1]);
  assert.equal(taken.size, 1);
  await page.context().close();
});

test("the receipt is green when all is on the server, and says how many are not", async () => {
  const page = await open(browser, service, { timezoneId: "America/New_York" });
  await signIn(page, "staff@saathi.test");
  await page.goto("/m/recruit");
  await taking(page, (body) => body.seller.name === "Bad" && { status: 422, body: { code: "invalid", detail: "Mend it." } });
  await log(page, "Good");
  await log(page, "Bad");
  await settled(page, ["Bad refused", "Good sent"]);
  await page.goto("/m");
  await says(page, "#receipt.warn", "Saved today: 2 · on the server: 1 · 1 not there yet");
  assert.equal(await page.locator("#receipt.good").count(), 0);
  await page.goto("/m/unsent");
  await page.click("#items .danger");
  await page.click("#items .danger");
  await says(page, "#receipt.good", "Saved today: 1 · on the server: 1");
  await page.context().close();
});

test("figures of the month and the time stand in Urdu as they do at the desk", async () => {
  const page = await open(browser, service, { timezoneId: "America/New_York", locale: "en-US" });
  await signIn(page, "staff@saathi.test");
  await page.context().addCookies([{ name: "language", value: "ur", url: service.url }]);
  await page.context().route("**/m/month", (route) => route.fulfill({ json: {
    recruits: { count: 29, target: 4 }, new_sales: { count: 0, target: 2 }, renewal_sales: { count: 7, target: null } } }));
  await page.goto("/m");
  await says(page, "#recruits bdi", "29 / 4");
  assert.equal(await page.textContent("#renewal_sales bdi"), "7");
  const there = (hours) => new Date(Date.now() - hours).toLocaleTimeString("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Karachi" });
  const shown = await page.textContent("#as-of");
  assert.ok(shown.includes(there(0)) || shown.includes(there(60_000)), shown);
  await page.context().close();
});

test("signed out keeps everything, and another user's records are neither sent nor dropped", async () => {
  const page = await open(browser, service);
  await signIn(page, "staff@saathi.test");
  await page.goto("/m/recruit");
  await page.waitForFunction(() => localStorage.getItem("user"));
  const taken = await taking(page);
  await page.context().clearCookies();
  await log(page, "Mine One");
  await page.waitForFunction(() => /Sign in to send 1/.test(document.querySelector("#queue").textContent));
  await signIn(page, "other@saathi.test");
  await page.goto("/m/unsent");
  await page.waitForFunction(() => !document.querySelector("#others").hidden);
  assert.deepEqual(await states(page), ["Mine One waiting"]);
  assert.ok(!(await page.textContent("main")).includes("Mine One"));
  assert.equal(taken.size, 0);
  await signIn(page, "staff@saathi.test");
  await page.goto("/m");
  await settled(page, ["Mine One sent"]);
  assert.equal(taken.size, 1);
  await page.context().close();
});

test("two tabs, lost answers and a hotel's door lose and double nothing", async () => {
  const page = await open(browser, service);
  await signIn(page, "staff@saathi.test");
  await page.goto("/m/recruit");
  const applied = new Map();
  let count = 0;
  await taking(page, async (body, route) => {
    count += 1;
    if (count % 4 === 1) return { status: 503, headers: { "retry-after": "1" } };
    if (count % 4 === 2) return route.fulfill({ status: 200, contentType: "text/html", body: "<h1>Welcome</h1>" }).then(() => "done");
    applied.set(body.client_ref, (applied.get(body.client_ref) ?? new Set()).add(route.request().headers()["idempotency-key"]));
    // Taken, and the answer is lost.
    if (count % 4 === 3) return route.abort().then(() => "done");
    return undefined;
  });
  const second = await page.context().newPage();
  await second.goto("/m/recruit");
  const names = Array.from({ length: 8 }, (_, number) => `Company ${number}`);
  for (const [number, name] of names.entries()) await log(number % 2 ? page : second, name);
  for (let tries = 0; tries < 60 && (await states(page)).some((state) => !state.endsWith("sent")); tries++) {
    await (tries % 2 ? page : second).goto("/m");
    await page.waitForTimeout(100);
  }
  assert.deepEqual(await states(page), names.map((name) => `${name} sent`));
  assert.equal(applied.size, names.length);
  for (const keys of applied.values()) assert.equal(keys.size, 1);
  await page.context().close();
});

test("what is saved reaches the server, once, and is on the list of mine", async () => {
  const page = await open(browser, service);
  await signIn(page, "staff@saathi.test");
  await page.goto("/m/recruit");
  await log(page, "Chenab Surgical Works", "0301 2223344");
  await settled(page, ["Chenab Surgical Works sent"]);
  await page.goto("/m/recruits");
  await page.waitForSelector("#mine .good");
  assert.match(await page.textContent("#mine"), /Chenab Surgical Works/);
  await page.goto("/m");
  await page.waitForFunction(() => /1.*1/.test(document.querySelector("#receipt").textContent));
  assert.equal(await page.locator("#queue").isVisible(), false);
  await page.click("#content footer form[action='/sign-out'] button");
  await page.waitForURL((url) => url.pathname === "/sign-in");
  const left = await page.evaluate(() => new Promise((ok) => {
    const request = indexedDB.open("saathi", 1);
    request.onsuccess = () => {
      const all = request.result.transaction("lists").objectStore("lists").getAll();
      all.onsuccess = () => ok(all.result.length);
    };
  }));
  assert.equal(left, 0);
  assert.equal(await page.evaluate(() => localStorage.getItem("user")), null);
  await page.context().close();
});

test("without JavaScript a recruit is logged by a form, and a mistake keeps what was typed", async () => {
  const page = await open(browser, service, { javaScriptEnabled: false });
  await signIn(page, "staff@saathi.test");
  await page.goto("/m/recruit");
  await page.fill("#name", "Plain Leather");
  await page.fill("#phone", "0300");
  await page.click("form button.main");
  assert.equal(await page.inputValue("#name"), "Plain Leather");
  assert.match(await page.textContent("#phone-fault"), /whole number/);
  await page.fill("#phone", "0302 5556677");
  await page.fill("#name", "  ");
  await page.click("form button.main");
  assert.match(await page.textContent("#phone-fault"), /cannot be understood/);
  assert.equal(await page.inputValue("#phone"), "0302 5556677");
  await page.fill("#name", "Plain Leather");
  await page.click("form button.main");
  assert.match(await page.textContent("#told"), /Saved on the server/);
  await page.context().close();
});
