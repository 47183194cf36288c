// Every page, in both languages, light and dark, narrow and wide: it loads, nothing is wrong with it for
// axe, nothing overflows, what a thumb touches is large enough, and it asks no other host.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { PAGES, status } from "./axe-pages.mjs";
import { opensPlain, tooSmall } from "./page-rules.mjs";
import { Service, launch, open, signIn } from "./service.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** Where pictures of the pages are put, if anywhere. */
const SHOTS = process.env.SAATHI_SHOTS;

let service, browser;
before(async () => {
  service = await Service.withEvent();
  browser = await launch();
  if (SHOTS) mkdirSync(SHOTS, { recursive: true });
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

const look = async (page, path, name) => {
  const answer = await page.goto(path);
  assert.equal(answer.status(), status(path), path);
  // What scripts fill in is there when nothing is asked for any more.
  await page.waitForLoadState("networkidle");
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(over <= 0, `${name} overflows by ${over} px`);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: path === "/docs/design" });
  await page.evaluate(AXE);
  const { violations } = await page.evaluate((runOnly) => globalThis.axe.run(document, { runOnly }), RULES);
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, any }) => `${html.slice(0, 90)} ${any[0]?.message ?? ""}`).join(" | ")}`);
  assert.deepEqual(told, [], name);
  assert.deepEqual(page.faults.filter((fault) => !/404/.test(fault)), [], name);
};

for (const [who, { email, paths }] of Object.entries(PAGES)) {
  for (const language of ["en", "ur"]) {
    for (const theme of ["light", "dark"]) {
      for (const width of [360, 1280]) {
        test(`${who}, ${language}, ${theme}, ${width}`, async () => {
          // axe is put in past the policy, which other tests hold.
          const page = await open(browser, service, { bypassCSP: true, viewport: { width, height: width === 360 ? 640 : 800 } });
          if (email) await signIn(page, email);
          await page.context().addCookies([["language", language], ["theme", theme]].map(([name, value]) => ({ name, value, url: service.url })));
          for (const path of paths(service)) {
            const name = `${path.replace(/(evt_|\/r\/)\w+/, "$1").replace(/\W+/g, "-").slice(1) || "start"}-${who.replaceAll(" ", "-")}-${language}-${theme}-${width}`;
            await look(page, path, name);
            assert.equal(await page.getAttribute("html", "dir"), language === "ur" ? "rtl" : "ltr");
          }
          await page.context().close();
        });
      }
    }
  }
}

test("every page is plain, none overflows at any width, and what a thumb touches is large enough", async () => {
  for (const [who, { email, paths }] of Object.entries(PAGES)) {
    const page = await open(browser, service);
    if (email) await signIn(page, email);
    for (const path of paths(service)) {
      // Asked for by itself: a page may lead on to another at once.
      await opensPlain(await page.request.get(path), path);
      for (const width of [320, 480, 768, 1024]) {
        await page.setViewportSize({ width, height: 640 });
        await page.goto(path);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(over <= 0, `${path} at ${width}: ${over} px`);
      }
      await page.setViewportSize({ width: 360, height: 640 });
      assert.deepEqual(await tooSmall(page), [], `${path} of ${who}`);
    }
    await page.context().close();
  }
});
