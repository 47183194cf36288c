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
/** The figures of the records, where they are known. */
let logged = "";
/** The report of today on the server. */
let there = "";

/** The figures of a report, as one text. @param {any} of */
const figures = (of) => [...COUNTS.map((name) => of[name] ?? 0), of.sales_amount.amount].map(Number).join();

/** What the form says. @param {boolean} [nothing] */
const typed = (nothing) => {
  const sent = new FormData(form);
  /** @param {string} name */
  const text = (name) => String(sent.get(name)).trim() || null;
  return {
    ...Object.fromEntries(COUNTS.map((name) => [name, nothing ? 0 : Number(sent.get(name))])),
    sales_amount: { amount: nothing ? "0" : sent.get("sales_amount"), currency },
    blockers: sent.getAll("blockers").map((category) => ({ category })),
    plan: text("plan"),
    correction_reason: text("correction_reason"),
  };
};

/** Whether it is to be said why a report is not what the records say; asks for it. @param {any} body */
const isUnexplained = (body) => {
  const corrects = !!logged && figures(body) != logged;
  at("why").hidden = !corrects && !body.correction_reason;
  return corrects && !body.correction_reason;
};

/** @param {any} found @param {string} [words] */
const show = (found, words) => {
  if (touched) return;
  for (const name of COUNTS) form[name].value = String(found[name] ?? 0);
  form.sales_amount.value = found.sales_amount.amount;
  ({ currency } = found.sales_amount);
  form.sales_amount.labels[0].textContent = currency;
  if (!words) return;
  form.plan.value = found.plan ?? "";
  form.correction_reason.value = found.correction_reason ?? "";
  at("why").hidden = !found.correction_reason;
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
  const [reported, prefill] = await Promise.all([`?user_id=${me.user}&date=${day}`, `/prefill?date=${day}`].map((path) => fetch(URL + path)));
  const records = prefill.ok && (await prefill.json());
  if (records) logged = figures(records);
  const [found] = reported.ok ? (await reported.json()).data : [];
  there = found?.id ?? "";
  if (found) show(found, found.status == "returned" ? `${told.returned} ${found.review_comment}` : told.sent);
  else if (records) show(records);
};

/** @param {any} changes */
const keep = async (changes) => {
  const first = (await kept()).find((item) => !item.method);
  if (first?.state == "refused") return mend({ ...first, body: { ...first.body, ...changes } });
  if (first) return save(URL, changes, { day, method: "PATCH", of: first.key });
  return there ? save(`${URL}/${there}`, changes, { day, method: "PATCH" }) : save(URL, { date: day, ...changes }, { day });
};

if (able) {
  begin().catch(() => {});
  form.addEventListener("input", () => {
    touched = true;
    isUnexplained(typed());
  });
  form.addEventListener("focusin", ({ target }) => target instanceof HTMLInputElement && target.inputMode && target.select());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = typed(/** @type {HTMLButtonElement} */ (event.submitter)?.name == "nothing");
    if (isUnexplained(body)) {
      say(told.why ?? "", "warn");
      return form.correction_reason.focus();
    }
    await keep(body);
    at("send").textContent = told.change;
    at("nothing").hidden = true;
    say(told.saved ?? "");
  });
}
