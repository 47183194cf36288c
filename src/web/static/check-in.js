// @ts-check
// The report of a day: prefilled with what was logged, confirmed or corrected, sent.
import { able, items, owner, save, session } from "./queue.js";
import { at, say } from "./phone.js";

/** @type {HTMLFormElement} */
const form = at("form");
const COUNTS = ["calls", "visits", "demos", "proposals", "new_recruits", "contracts", "sales_count"];
let currency = "USD";
let day = new Date(Date.now() + 5 * 3_600_000).toISOString().slice(0, 10);
let touched = false;

const prefill = async () => {
  // Without a connection, what this phone knows itself.
  const own = (await items()).filter((item) => item.user == owner() && item.url.endsWith("/recruits") && item.captured_at.startsWith(day));
  form.new_recruits.value = String(own.length);
  const me = await session();
  if (!me) return;
  day = me.today;
  const answer = await fetch(`/api/v1/check-ins/prefill?date=${day}`);
  if (!answer.ok || touched) return;
  const found = await answer.json();
  for (const name of COUNTS) form[name].value = String(found[name] ?? 0);
  if (found.sales_amount) {
    form.sales_amount.value = found.sales_amount.amount;
    currency = found.sales_amount.currency;
  }
};

if (able) {
  prefill().catch(() => {});
  form.addEventListener("input", () => (touched = true));
  form.addEventListener("focusin", ({ target }) => target instanceof HTMLInputElement && target.inputMode && target.select());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const nothing = /** @type {HTMLButtonElement} */ (event.submitter)?.name == "nothing";
    const sent = new FormData(form);
    const counts = Object.fromEntries(COUNTS.map((name) => [name, nothing ? 0 : Number(sent.get(name))]));
    const sales_amount = { amount: nothing ? "0" : sent.get("sales_amount"), currency };
    const plan = String(sent.get("plan")).trim();
    const body = { date: day, ...counts, sales_amount, blockers: sent.getAll("blockers") };
    await save("/api/v1/check-ins", plan ? { ...body, plan } : body);
    say(form.dataset.saved ?? "");
  });
}
