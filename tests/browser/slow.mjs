// What a page is like on a bad connection and a slow processor.
import assert from "node:assert/strict";
import { bestOf } from "./service.mjs";

const MOST_BLOCKING = 100;
const MOST_SHIFT = 0.02;

/** Opens a page at 400 kbit/s, 400 ms away, on a processor six times as slow, some times with nothing kept
 * from before, and asserts when its largest part is there, how long it is deaf, and that it stays where it is.
 * @param {string} path @param {number} limit in milliseconds @param {() => Promise<any>} fresh */
export const paintsWithin = async (path, limit, fresh) => {
  let [shift, blocking] = [0, Infinity];
  const lcp = await bestOf(3, limit, async () => {
    const page = await fresh();
    const client = await page.context().newCDPSession(page);
    await client.send("Network.enable");
    await client.send("Network.emulateNetworkConditions", { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 });
    await client.send("Emulation.setCPUThrottlingRate", { rate: 6 });
    await page.addInitScript(() => {
      const seen = (globalThis.seen = { lcp: 0, cls: 0, tasks: [] });
      const observe = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
      observe("largest-contentful-paint", (entry) => (seen.lcp = entry.startTime));
      observe("layout-shift", (entry) => (seen.cls += entry.hadRecentInput ? 0 : entry.value));
      observe("longtask", ({ startTime, duration }) => seen.tasks.push([startTime, duration]));
    });
    await page.goto(path);
    await page.waitForLoadState("networkidle");
    const seen = await page.evaluate(() => new Promise((ok) => requestAnimationFrame(() => {
      const [{ startTime: first }] = performance.getEntriesByName("first-contentful-paint");
      ok({ ...globalThis.seen, first });
    })));
    // What keeps a finger waiting once there is something to touch.
    const late = seen.tasks.map(([from, took]) => from + took - Math.max(from, seen.first) - 50);
    blocking = Math.min(blocking, late.reduce((sum, one) => sum + Math.max(one, 0), 0));
    shift = Math.max(shift, seen.cls);
    await page.context().close();
    return seen.lcp;
  });
  console.log(`${path}: LCP ${Math.round(lcp)} ms, blocking ${Math.round(blocking)} ms, CLS ${shift.toFixed(3)}`);
  assert.ok(lcp > 0 && lcp <= limit, `${path}: LCP ${lcp} ms`);
  assert.ok(blocking <= MOST_BLOCKING, `${path}: blocking ${blocking} ms`);
  assert.ok(shift <= MOST_SHIFT, `${path}: CLS ${shift}`);
};
