// What holds of each page, whoever reads it: its policy, what a thumb touches, and what it weighs.
import assert from "node:assert/strict";

const POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

/** It says what it may do, is kept by nobody, and has nothing inline.
 * @param {{headers: Record<string, string>, html: string}} answer @param {string} path */
export const isPlain = ({ headers, html }, path) => {
  assert.equal(headers["content-security-policy"], POLICY, path);
  assert.equal(headers["cache-control"], "private, no-store", path);
  const inline = html.match(/<style|style="|<script(?![^>]*src=)|\son\w+="/);
  assert.equal(inline?.[0], undefined, path);
};

/** The same of a page that a browser has opened. @param {any} answer @param {string} path */
export const opensPlain = async (answer, path) => isPlain({ headers: answer.headers(), html: await answer.text() }, path);

/** All that is too small for a thumb; of a box and its label, the larger counts. @param {any} page */
export const tooSmall = (page) => page.evaluate(() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
  .filter((element) => element.checkVisibility() && !element.matches(".skip, .away *, .trap *"))
  .map((element) => [element.outerHTML.slice(0, 80), (element.matches("[type=checkbox], [type=radio]") && element.closest("label") || element).getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.5 || box.width < 43.5)
  .map(([html, box]) => `${html} ${box.width}×${box.height}`));

/** All that is transferred until nothing more is asked for, by a browser that knows no file of it.
 * @param {any} page @param {string} path */
export const weighed = async (page, path) => {
  const client = await page.context().newCDPSession(page);
  await client.send("Network.enable");
  let sum = 0;
  client.on("Network.loadingFinished", ({ encodedDataLength }) => { sum += encodedDataLength; });
  await page.goto(path);
  await page.waitForLoadState("networkidle");
  assert.deepEqual(page.faults, []);
  return sum;
};
