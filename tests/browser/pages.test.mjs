// What holds of all pages beside what axe sees: their policy, their files, forms of other sites, and no
// scripts.
import assert from "node:assert/strict";
import http from "node:http";
import { after, before, test } from "node:test";
import { isPlain } from "./page-rules.mjs";
import { PASSWORD, Service, launch, open, signIn } from "./service.mjs";

const OF_ANYONE = ["/sign-in", "/docs/design", "/no-such-page"];

let service, browser;
before(async () => {
  service = await Service.start();
  await service.partnerStaff("staff@saathi.test");
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

test("every page says what it may do, and has nothing inline", async () => {
  for (const path of OF_ANYONE) {
    const answer = await fetch(service.url + path);
    isPlain({ headers: Object.fromEntries(answer.headers), html: await answer.text() }, path);
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

test("who signs in over http from elsewhere is told why that cannot be", async () => {
  const { port } = new URL(service.url);
  const sent = (origin) => new Promise((ok, no) => {
    const headers = { host: new URL(origin).host, origin, "content-type": "application/x-www-form-urlencoded" };
    const asked = http.request({ port, method: "POST", path: "/sign-in", headers }, (answer) => {
      let html = "";
      answer.on("data", (part) => { html += part; });
      answer.on("end", () => ok({ status: answer.statusCode, cookie: answer.headers["set-cookie"]?.[0], html }));
    });
    asked.on("error", no);
    asked.end(String(new URLSearchParams({ email: "manager@saathi.test", password: PASSWORD })));
  });
  const plain = await sent("http://saathi.test");
  assert.deepEqual([plain.status, plain.cookie], [403, undefined]);
  assert.match(plain.html, /role="alert"[^>]*>[^<]*https address/);
  const secure = await sent("https://saathi.test");
  assert.equal(secure.status, 303);
  assert.match(secure.cookie, /^__Host-saathi=/);
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
