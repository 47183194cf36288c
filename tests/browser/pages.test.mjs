// Every page, in both languages, light and dark, narrow and wide: it loads, nothing is wrong with it for
// axe, nothing overflows, and it asks no other host.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { PASSWORD, Service, launch, open, signIn } from "./service.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";
const SHOTS = process.env.SAATHI_SHOTS;
const OF_ANYONE = ["/sign-in", "/docs/design", "/no-such-page"];
const OF_STAFF = ["/m", "/m/recruit", "/m/check-in", "/m/recruits", "/m/unsent"];
const OF_MANAGERS = ["/partners", "/partners?q=nobody", "/recruits"];

let service, browser;
before(async () => {
  service = await Service.start();
  await service.partnerStaff("staff@saathi.test");
  browser = await launch();
  if (SHOTS) mkdirSync(SHOTS, { recursive: true });
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

const look = async (page, path, name) => {
  const answer = await page.goto(path);
  assert.equal(answer.status(), path === "/no-such-page" ? 404 : 200, path);
  await page.waitForTimeout(100);
  const wide = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide[0] <= wide[1], `${name} overflows: ${wide}`);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: path === "/docs/design" });
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, any }) => `${html.slice(0, 90)} ${any[0]?.message ?? ""}`).join(" | ")}`);
  assert.deepEqual(told, [], name);
  assert.deepEqual(page.faults.filter((fault) => !/404/.test(fault)), [], name);
};

for (const [who, email, paths] of [["anyone", null, OF_ANYONE], ["staff", "staff@saathi.test", OF_STAFF], ["manager", "manager@saathi.test", OF_MANAGERS]]) {
  for (const language of ["en", "ur"]) {
    for (const theme of ["light", "dark"]) {
      for (const width of [360, 1280]) {
        test(`${who}, ${language}, ${theme}, ${width}`, async () => {
          // axe is put in past the policy, which other tests hold.
          const page = await open(browser, service, { bypassCSP: true, viewport: { width, height: width === 360 ? 640 : 800 } });
          if (email) await signIn(page, email);
          await page.context().addCookies([["language", language], ["theme", theme]].map(([name, value]) => ({ name, value, url: service.url })));
          for (const path of paths) {
            const name = `${path.replace(/\W+/g, "-").slice(1) || "start"}-${language}-${theme}-${width}`;
            await look(page, path, name);
            assert.equal(await page.getAttribute("html", "dir"), language === "ur" ? "rtl" : "ltr");
          }
          await page.context().close();
        });
      }
    }
  }
}

test("no page overflows at any width, and what is touched is large enough", async () => {
  const page = await open(browser, service);
  await signIn(page, "staff@saathi.test");
  for (const path of [...OF_ANYONE, ...OF_STAFF]) {
    for (const width of [320, 480, 768, 1024]) {
      await page.setViewportSize({ width, height: 640 });
      await page.goto(path);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${path} at ${width}: ${over} px`);
    }
  }
  await page.setViewportSize({ width: 360, height: 640 });
  for (const path of OF_STAFF) {
    await page.goto(path);
    const small = await page.evaluate(() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea")]
      .filter((element) => element.checkVisibility() && !element.matches(".skip"))
      .map((element) => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
      .filter(([, box]) => box.height < 43.5 || box.width < 43.5)
      .map(([html, box]) => `${html} ${box.width}×${box.height}`));
    assert.deepEqual(small, [], path);
  }
  await page.context().close();
});

test("the check-in fits a small phone without scrolling", async () => {
  const page = await open(browser, service);
  await signIn(page, "staff@saathi.test");
  for (const language of ["en", "ur"]) {
    await page.context().addCookies([{ name: "language", value: language, url: service.url }]);
    await page.goto("/m/check-in");
    const over = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
    assert.ok(over <= 0, `${language}: ${over} px too high`);
  }
  await page.context().close();
});

test("every page says what it may do, and has nothing inline", async () => {
  for (const path of OF_ANYONE) {
    const answer = await fetch(service.url + path);
    assert.equal(answer.headers.get("content-security-policy"), POLICY, path);
    assert.equal(answer.headers.get("cache-control"), "private, no-store", path);
    const html = await answer.text();
    assert.ok(!/<style|style="|<script(?![^>]*src=)|\son\w+="/.test(html), path);
  }
});

test("a file is kept for ever, and smaller for those who take brotli", async () => {
  const html = await (await fetch(`${service.url}/sign-in`)).text();
  const path = html.match(/\/static\/saathi-\w+\.css/)[0];
  const sizes = [];
  for (const encoding of ["identity", "gzip", "gzip, br"]) {
    const answer = await fetch(service.url + path, { headers: { "accept-encoding": encoding } });
    assert.match(answer.headers.get("cache-control"), /immutable/);
    assert.equal(answer.headers.get("content-encoding"), { "gzip": "gzip", "gzip, br": "br" }[encoding] ?? null);
    assert.equal((await answer.text()).slice(0, 9), "/* Tokens");
    sizes.push(encoding);
  }
  assert.equal(sizes.length, 3);
});

test("forms of other sites do nothing", async () => {
  for (const headers of [{ "sec-fetch-site": "cross-site" }, { origin: "https://evil.example" }, {}]) {
    const answer = await fetch(`${service.url}/sign-in`, {
      method: "POST", redirect: "manual", body: new URLSearchParams({ email: "manager@saathi.test", password: PASSWORD }), headers });
    assert.equal(answer.status, 403);
    assert.equal(answer.headers.get("set-cookie"), null);
  }
});

test("without JavaScript one signs in, changes the language and signs out", async () => {
  const page = await open(browser, service, { javaScriptEnabled: false });
  await page.goto("/partners");
  assert.equal(new URL(page.url()).search, "?next=/partners");
  await page.fill("#email", "manager@saathi.test");
  await page.fill("#password", "not this one");
  await page.click("main button.main");
  assert.match(await page.textContent("[role=alert]"), /do not belong together/);
  await page.fill("#password", PASSWORD);
  await page.click("main button.main");
  assert.equal(new URL(page.url()).pathname, "/partners");
  await page.click("button[lang=ur]");
  assert.equal(await page.getAttribute("html", "lang"), "ur");
  assert.equal(new URL(page.url()).pathname, "/partners");
  await page.click(".me button");
  assert.equal(new URL(page.url()).pathname, "/sign-in");
  await page.goto("/partners");
  assert.equal(new URL(page.url()).pathname, "/sign-in");
  await page.context().close();
});
