// What the desk's pages weigh with 500 partners, as they are transferred.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open, signIn } from "./service.mjs";
import { Programme, TODAY } from "./programme.mjs";

const PARTNERS = Number(process.env.SAATHI_PARTNERS ?? 500);
let programme, browser;
before(async () => {
  programme = await Programme.start(PARTNERS);
  // Every tenth did not report, and every twentieth claims what nothing bears out.
  const all = Array.from({ length: PARTNERS }, (_, place) => place + 1).filter((number) => number % 10 !== 0);
  while (all.length > 0) {
    await Promise.all(all.splice(0, 4).map((number) => programme.checkIn(number, number % 20 === 1 ? { visits: 6, calls: 3 } : {})));
  }
  browser = await launch();
}, { timeout: 900_000 });
after(async () => {
  await browser?.close();
  await programme?.stop();
});

const weighed = async (path) => {
  const page = await open(browser, programme.service, { viewport: { width: 1280, height: 900 } });
  await signIn(page, "manager@saathi.test");
  const fresh = await page.context().storageState();
  await page.context().close();
  const visit = await open(browser, programme.service, { storageState: fresh, viewport: { width: 1280, height: 900 } });
  const client = await visit.context().newCDPSession(visit);
  await client.send("Network.enable");
  let sum = 0;
  client.on("Network.loadingFinished", ({ encodedDataLength }) => { sum += encodedDataLength; });
  await visit.goto(path);
  await visit.waitForLoadState("networkidle");
  assert.deepEqual(visit.faults, []);
  await visit.context().close();
  return sum;
};

test("the review of 500 partners weighs at most 60 KB, any other page 100 KB", async () => {
  for (const [path, most] of [[`/review?date=${TODAY}`, 60_000], ["/overview", 100_000], ["/partners", 100_000], ["/check-ins", 100_000], ["/audit", 100_000],
    ["/users", 100_000], ["/users/new", 100_000], ["/settings", 100_000]]) {
    const bytes = await weighed(path);
    console.log(path, bytes);
    assert.ok(bytes <= most, `${path}: ${bytes} bytes`);
  }
});
