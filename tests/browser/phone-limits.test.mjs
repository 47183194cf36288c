// How much the pages on a phone weigh, and how fast they are on a bad connection and a slow processor.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Service, launch, open, signIn } from "./service.mjs";
import { paintsWithin } from "./slow.mjs";

const PATHS = ["/m", "/m/recruit", "/m/check-in", "/m/recruits", "/m/unsent", "/m/money"];
let service, browser, signedIn;
before(async () => {
  service = await Service.withEvent();
  browser = await launch();
  const page = await open(browser, service);
  await signIn(page, "owner@saathi.test");
  signedIn = await page.context().storageState();
  await page.context().close();
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

/** A phone that has never seen the pages. */
const fresh = async (options = {}) => {
  const page = await open(browser, service, { storageState: signedIn, ...options });
  return [page, await page.context().newCDPSession(page)];
};

test("a first visit weighs at most 15 KB, its scripts 6 KB", async () => {
  const weights = [];
  for (const path of [...PATHS, `/m/events/${service.event}`]) {
    const [page, client] = await fresh();
    const [urls, sizes] = [new Map(), []];
    await client.send("Network.enable");
    client.on("Network.responseReceived", ({ requestId, response }) => urls.set(requestId, response.url));
    client.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => sizes.push([urls.get(requestId), encodedDataLength]));
    await page.goto(path);
    await page.waitForLoadState("networkidle");
    const sum = (list) => list.reduce((total, [, size]) => total + size, 0);
    const scripts = sum(sizes.filter(([url]) => url.endsWith(".js")));
    weights.push(`${path} ${sum(sizes)} scripts ${scripts}`);
    assert.ok(sum(sizes) <= 15_000, `${path}: ${sum(sizes)} bytes: ${sizes.map(([url, size]) => `${new URL(url).pathname} ${size}`)}`);
    assert.ok(scripts <= 6_000, `${path}: ${scripts} bytes of scripts: ${sizes.map(([url, size]) => `${new URL(url).pathname} ${size}`)}`);
    await page.context().close();
  }
  console.log(weights.join("\n"));
});

test("on 400 kbit/s, 400 ms and a processor six times as slow the page is there in 1.8 s and stays where it is", async () => {
  for (const path of PATHS) await paintsWithin(path, 1_800, async () => (await fresh({ serviceWorkers: "block" }))[0]);
});

test("a recruit takes four taps at most, beside typing", async () => {
  const [page] = await fresh();
  await page.goto("/m");
  let taps = 0;
  const tap = (selector) => (taps++, page.click(selector));
  await tap("a.button[href='/m/recruit']");
  await tap("#name");
  await page.keyboard.type("Four Taps");
  await tap("#phone");
  await page.keyboard.type("0300 9998877");
  await tap("form button.main");
  await page.waitForFunction(() => document.querySelector("#told").textContent.includes("Four Taps"));
  assert.ok(taps <= 4, `${taps}`);
  await page.context().close();
});

test("the check-in and the recruit fit a small phone without scrolling", async () => {
  for (const path of ["/m/check-in", "/m/recruit"]) {
    for (const language of ["en", "ur"]) {
      const [page] = await fresh();
      await page.context().addCookies([{ name: "language", value: language, url: service.url }]);
      await page.goto(path);
      await page.waitForLoadState("networkidle");
      const over = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
      assert.ok(over <= 0, `${path} ${language}: ${over} px too high`);
      await page.context().close();
    }
  }
});
