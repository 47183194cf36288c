// @ts-check
// The report of a day: prefilled with what was logged, confirmed or corrected, sent; and changed after.
import { able, at, items, mend, owner, save, say, session } from "./phone.js";

const URL = "/api/v1/check-ins";
/** @type {HTMLFormElement} */
const form = at("form");
const told = form.dataset;
const COUNTS = ["calls", "visits", "demos", "proposals", "new_recruits", "contracts", "sales_count"];
let currency = "USD";
let day = new Date(Date.now() + 5 * 3_600_000).toISOString().slice(0, 10);
let touched = false;
/** The report of today on the server. */
let there = "";

/** @param {any} found @param {string} [words] */
const show = (found, words) => {
  if (touched) return;
  for (const name of COUNTS) form[name].value = String(found[name] ?? 0);
  form.sales_amount.value = found.sales_amount.amount;
  ({ currency } = found.sales_amount);
  form.sales_amount.labels[0].textContent = currency;
  if (!words) return;
  form.plan.value = found.plan ?? "";
  for (const box of form.blockers) box.checked = found.blockers.some((/** @type {any} */ blocker) => blocker.category == box.value);
  at("send").textContent = told.change;
  at("nothing").hidden = true;
  say(words, found.review_comment ? "warn" : "good");
};

/** This phone's own report of today, and what was changed of it. */
const kept = async () => (await items()).filter((item) => item.user == owner() && item.url.startsWith(URL) && item.day == day && item.state != "sent");

const begin = async () => {
  const own = (await items()).filter((item) => item.user == owner() && item.url.endsWith("/recruits") && item.captured_at.startsWith(day));
  form.new_recruits.value = String(own.length);
  const last = (await kept()).pop();
  if (last) return show(last.body, told.saved);
  const me = await session();
  if (!me) return;
  day = me.today;
  const reported = await fetch(`${URL}?user_id=${me.user}&date=${day}`);
  const [found] = reported.ok ? (await reported.json()).data : [];
  there = found?.id ?? "";
  if (found) return show(found, found.status == "returned" ? `${told.returned} ${found.review_comment}` : told.sent);
  const logged = await fetch(`${URL}/prefill?date=${day}`);
  if (logged.ok) show(await logged.json());
};

/** @param {any} body */
const keep = async (body) => {
  const { date, ...changes } = body;
  const first = (await kept()).find((item) => !item.method);
  if (first?.state == "refused") return mend({ ...first, body: { ...first.body, ...body } });
  if (first) return save(URL, changes, { day, method: "PATCH", of: first.key });
  return there ? save(`${URL}/${there}`, changes, { day, method: "PATCH" }) : save(URL, body, { day });
};

if (able) {
  begin().catch(() => {});
  form.addEventListener("input", () => (touched = true));
  form.addEventListener("focusin", ({ target }) => target instanceof HTMLInputElement && target.inputMode && target.select());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const nothing = /** @type {HTMLButtonElement} */ (event.submitter)?.name == "nothing";
    const sent = new FormData(form);
    const counts = Object.fromEntries(COUNTS.map((name) => [name, nothing ? 0 : Number(sent.get(name))]));
    const blockers = sent.getAll("blockers").map((category) => ({ category }));
    const plan = String(sent.get("plan")).trim() || null;
    const sales_amount = { amount: nothing ? "0" : sent.get("sales_amount"), currency };
    await keep({ date: day, ...counts, sales_amount, blockers, plan });
    at("send").textContent = told.change;
    at("nothing").hidden = true;
    say(told.saved ?? "");
  });
}
