// A company that two partners want: the one that was refused says why it should be its own, the other one
// says its side, and neither page tells anything of the other.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open, signIn } from "./service.mjs";
import { Programme } from "./programme.mjs";

let programme, service, browser, protects, waits, refused;
before(async () => {
  programme = await Programme.start(4);
  service = programme.service;
  await programme.morning();
  browser = await launch();
  const newest = async (who) => (await programme.call(who, "GET", "/recruits")).body.data[0];
  [protects, waits, refused] = [await newest("staff1"), await newest("staff2"), await newest("staff4")];
});
after(async () => {
  await browser?.close();
  await programme?.stop();
});

const plain = () => open(browser, service, { viewport: { width: 1280, height: 900 }, javaScriptEnabled: false });
const conflicts = async (of) => (await programme.call("manager", "GET", `/conflicts?recruit_id=${of.id}`)).body.data;
const text = async (page, selector) => (await page.textContent(selector)).replace(/\s+/g, " ");

test("who was refused finds its claim from the list, and reads how it was decided", async () => {
  const page = await plain();
  await signIn(page, "staff4@saathi.test");
  await page.goto("/recruits?status=refused");
  await page.click(`a[href='/recruits/${refused.id}#claims']`);
  assert.match(await text(page, "#claims"), /To decide .*We visited them first.*Bilal Iqbal 4/);
  assert.deepEqual(await page.$$eval("main form", (all) => all.map((form) => form.id)), ["details"]);
  await page.context().close();
});

test("what waits is claimed by a form, whose faults stand beside their fields", async () => {
  const page = await plain();
  await signIn(page, "staff2@saathi.test");
  await page.goto(`/recruits/${waits.id}`);
  await page.locator("#claims").evaluate((form) => form.setAttribute("novalidate", ""));
  await page.fill("#evidence", `a letter\n${"https://example.org/".padEnd(501, "x")}`);
  await page.click("button[value=claim]");
  assert.match(await text(page, "#claim-fault"), /missing/);
  assert.match(await text(page, "#evidence-fault"), /cannot be understood/);
  assert.match(await page.inputValue("#evidence"), /^a letter\r?\nhttps:/);
  await page.fill("#claim", "We signed them in June");
  await page.fill("#evidence", "a letter of 3 June\n\nhttps://example.org/card.jpg\n");
  await page.click("button[value=claim]");
  assert.match(await text(page, ".flash.good"), /A manager decides/);
  const [{ claim, evidence, status }] = await conflicts(waits);
  assert.deepEqual([claim, evidence, status], ["We signed them in June", ["a letter of 3 June", "https://example.org/card.jpg"], "open"]);
  assert.equal(await page.getAttribute("#claims a", "href"), "https://example.org/card.jpg");
  assert.equal(await page.locator("button[value=claim]").count(), 0);
  await page.context().close();
});

test("whose registration is in the way says its side, once, from where it was told", async () => {
  const page = await plain();
  await signIn(page, "staff1@saathi.test");
  await page.goto("/notifications?kind=conflicts.asked");
  await page.click("tbody a");
  const path = `/recruits/${protects.id}`;
  assert.equal(new URL(page.url()).pathname, path);
  await page.fill("#answer", "We trained them in May");
  await page.fill("#answer_evidence", Array.from({ length: 11 }, (_, number) => `photo ${number}`).join("\n"));
  await page.click("button[value=answer]");
  assert.match(await text(page, "#answer_evidence-fault"), /more than 10/);
  assert.equal(await page.inputValue("#answer"), "We trained them in May");
  await page.fill("#answer_evidence", "photo of 3 May");
  await page.click("button[value=answer]");
  assert.match(await text(page, "#own-side"), /We trained them in May .*photo of 3 May/);
  assert.equal(await page.locator("button[value=answer]").count(), 0);
  // Both claims have it, and neither side reads of the other.
  for (const of of [waits, refused]) assert.equal((await conflicts(of))[0].answer.claim, "We trained them in May");
  assert.doesNotMatch(await text(page, "main"), /visited them|signed them|Partner House [24]|Iqbal [24]/);
  for (const [who, of] of [["staff2", waits], ["staff4", refused]]) {
    await signIn(page, `${who}@saathi.test`);
    await page.goto(`/recruits/${of.id}`);
    assert.doesNotMatch(await text(page, "main"), /trained them|photo of|Partner House 1|Iqbal 1/);
    assert.equal((await page.goto(path)).status(), 404);
  }
  await page.context().close();
});

test("the platform reads both sides, and is not asked for one", async () => {
  const page = await plain();
  await signIn(page, "manager@saathi.test");
  await page.goto(`/recruits/${refused.id}`);
  assert.match(await text(page, "#claims"), /We visited them first.*The other side.*We trained them in May/);
  await page.click("#claims a");
  assert.match(page.url(), /\/review#conflicts$/);
  await page.goto(`/recruits/${protects.id}`);
  assert.match(await text(page, "#own-side"), /We trained them in May/);
  assert.equal(await page.locator("button[value=answer]").count(), 0);
  const csrf = await page.inputValue("input[name=csrf]");
  const form = { csrf, do: "answer", answer: "x" };
  const sent = await page.request.post(`${service.url}/recruits/${protects.id}`, { form, headers: { origin: service.url } });
  assert.equal(sent.status(), 422);
  await page.context().close();
});

test("a decision is read where it was claimed", async () => {
  const [{ id }] = await conflicts(refused);
  await programme.post("manager", `/conflicts/${id}/decide`, { decision: "keep", reason: "The first visit was theirs" });
  const page = await plain();
  await signIn(page, "staff4@saathi.test");
  await page.goto("/notifications?kind=conflicts.decided");
  assert.match(await text(page, "tbody tr th"), /Khan Surgical Works.* it stays where it is/);
  await page.click("tbody a");
  assert.match(await text(page, "#claims"), /Decided .*it stays where it is.*The first visit was theirs/);
  await page.context().close();
});
