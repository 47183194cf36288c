// @ts-check
// What every page on a phone does: the count of what waits, sending, the copy that opens offline.
import { able, forget, items, owner, remove, send, session } from "./queue.js";

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
