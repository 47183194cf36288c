// @ts-check
// What every page on a phone does: the count of what waits, sending, the copy that opens offline.
import { able, forget, items, mend, owner, remove, send, session } from "./queue.js";

/** @param {string} id @returns {any} */
export const at = (id) => document.getElementById(id);
/** @param {string} text @param {...(string | number)} values */
export const fill = (text, ...values) => text.replace(/#/g, () => String(values.shift() ?? ""));

const said = document.body.dataset;
let signedOut = false;

/** Says something at the top. @param {string} text @param {string} [tone] */
export const say = (text, tone = "good") => {
  const line = at("told");
  line.textContent = text;
  line.className = `flash ${tone}`;
  line.hidden = !text;
};

const show = async () => {
  const all = await items();
  const me = owner();
  const waiting = all.filter((item) => item.user == me && item.state != "sent");
  const link = at("queue");
  link.hidden = !waiting.length;
  link.className = "state phone warn";
  link.textContent = fill((signedOut ? said.signIn : said.waiting) ?? "", waiting.length);
  link.href = signedOut ? "/sign-in?next=/m/unsent" : "/m/unsent";
  const receipt = at("receipt");
  if (receipt) {
    const today = new Date().toDateString();
    const own = all.filter((item) => item.user == me && new Date(item.captured_at).toDateString() == today);
    const there = own.filter((item) => item.state == "sent").length;
    if (own.length) receipt.textContent = fill(receipt.dataset.text, own.length, there);
  }
};

/** Compares what was sent with what the server has; what it has not is sent again. */
const compare = async () => {
  const receipt = at("receipt");
  const gone = (await items()).filter((item) => item.user == owner() && item.state == "sent" && !item.method);
  if (!receipt || !gone.length) return;
  const answer = await fetch("/m/receipt", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ sent: gone.map(({ key }) => key) }),
  });
  if (!answer.ok) return;
  const { missing } = await answer.json();
  receipt.classList.add(missing.length ? "warn" : "good");
  if (missing.length) say(fill(receipt.dataset.differs, missing.length), "warn");
  for (const item of gone) if (missing.includes(item.key)) await mend(item, 0);
};

const tidy = async () => {
  const old = Date.now() - 2 * 86_400_000;
  for (const item of await items()) {
    if (item.state == "sent" && Date.parse(item.captured_at) < old) await remove(item.key);
  }
};

if (able) {
  addEventListener("items", show);
  addEventListener("sending", (/** @type {any} */ { detail }) => {
    signedOut = detail == "signed-out";
    if (detail == "offline") at("told").hidden && say(said.offline ?? "", "warn");
    else if (at("told").textContent == said.offline) say("");
    show();
    if (detail == "sent") compare().catch(() => {});
  });
  addEventListener("online", send);
  document.addEventListener("visibilitychange", () => document.hidden || send());
  setInterval(send, 60_000);
  show().then(tidy).then(send);
  const worker = navigator.serviceWorker;
  worker?.register("/sw.js");
  worker?.addEventListener("message", send);
  const out = document.querySelector("form[action='/sign-out']");
  out?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const me = await session().catch(() => null);
    await forget();
    form.csrf.value = me?.csrf ?? "";
    me ? form.submit() : (location.href = "/sign-in");
  });
}
