// What a phone keeps, as tests look at it.
import assert from "node:assert/strict";

/** All records that the phone of a page keeps. */
export const kept = (page) => page.evaluate(() => new Promise((ok, no) => {
  const request = indexedDB.open("saathi", 1);
  request.onerror = () => no(request.error);
  request.onsuccess = () => {
    const all = request.result.transaction("items").objectStore("items").getAll();
    all.onsuccess = () => {
      request.result.close();
      ok(all.result);
    };
  };
}));

/** Waits until so many records are in that state, and none in another. */
export const settled = async (page, state, count) => {
  for (const end = Date.now() + 30_000; Date.now() < end; ) {
    const all = await kept(page);
    if (all.length === count && all.every((item) => item.state === state)) return all;
    // The page's own clock, so that nothing waits for longer than it takes.
    await page.evaluate(() => new Promise((ok) => requestAnimationFrame(ok)));
  }
  return assert.fail(`not ${count} ${state}: ${JSON.stringify((await kept(page)).map(({ state: now, url, reason }) => [now, url, reason]))}`);
};

/** Waits until the phone has its copies of the pages. */
export const ready = (page) => page.evaluate(() => navigator.serviceWorker.ready.then(() => true));

/** The text of an element once it says so. */
export const says = (page, selector, text) => page.waitForFunction(
  ([where, what]) => document.querySelector(where)?.textContent.includes(what), [selector, text]);
