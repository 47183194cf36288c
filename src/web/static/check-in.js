// @ts-check
// The report of a day: prefilled with what was logged, confirmed or corrected, sent, and changed.
import { able, at, dayOf, items, list, mend, once, owner, plain, save, say, session } from "./phone.js";

const URL = "/api/v1/check-ins";
/** @type {HTMLFormElement} */
const form = at("form");
const told = form.dataset;
const COUNTS = [...form.querySelectorAll("[inputmode=numeric]")].map(({ id }) => id);
let currency = "USD";
const opened = dayOf(Date.now());
let day = opened;
/** Somebody types, or has typed what was not taken. */
let touched = !!document.querySelector(".flash.bad");
/** The figures of the records. */
let logged = "";
/** The report of today on the server. */
let there = "";

/** @param {any} of */
const figures = (of) => [...COUNTS.map((name) => of[name] ?? 0), of.sales_amount.amount].slice(4).map(Number).join();

/** @param {boolean} [nothing] */
const typed = (nothing) => {
  const sent = new FormData(form);
  return {
    ...Object.fromEntries(COUNTS.map((name) => [name, nothing ? 0 : Number(plain(form[name].value))])),
    sales_amount: { amount: nothing ? "0" : plain(form.sales_amount.value), currency },
    blockers: sent.getAll("blockers").map((category) => ({ category })),
    plan: form.plan.value.trim() || null,
    plan_recruits: at("open").firstChild ? sent.getAll("plan_recruits") : undefined,
    correction_reason: form.correction_reason.value.trim() || null,
  };
};

/** Asks why a report is not what the records say. @param {any} body */
const asks = (body) => !body.correction_reason && !(at("why").hidden = !logged || figures(body) == logged);

/** Offers a recruit for the plan. @param {{id: string, name: string}} recruit */
const offer = ({ id, name }) => {
  const one = at("one").content.cloneNode(true);
  one.querySelector("input").value = id;
  one.querySelector("span").textContent = name;
  at("open").append(one);
  at("about").hidden = false;
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
  for (const box of at("open").querySelectorAll("input")) box.checked = found.plan_recruits?.includes(box.value);
  for (const box of form.blockers) box.checked = found.blockers.some((/** @type {any} */ blocker) => blocker.category == box.value);
  at("send").textContent = told.change;
  at("nothing").hidden = true;
  say(words, found.review_comment ? "warn" : "good");
};

/** This phone's report of the day, and its changes. */
const kept = async () => (await items()).filter((item) => item.user == owner() && item.url.startsWith(URL) && item.day == day);

const begin = async () => {
  const own = (await items()).filter((item) => item.user == owner() && item.url.endsWith("/recruits") && dayOf(item.captured_at) == day);
  form.new_recruits.value = String(own.length);
  if (!at("open").firstChild) (await list("open"))?.forEach(offer);
  const last = (await kept()).filter((item) => item.state != "sent").pop();
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

/** Begins anew on another day, unless something typed waits to be sent. */
const renewed = () => {
  const over = !touched && dayOf(Date.now()) != opened;
  if (over) location.reload();
  return over;
};

/** What was saved last: sent again as it is, it is no change. */
let last = "";
/** @param {HTMLButtonElement | null} button */
const report = async (button) => {
  if (renewed()) return;
  const body = typed(button?.name == "nothing");
  if (asks(body)) {
    say(at("why").textContent, "warn");
    return form.correction_reason.focus();
  }
  const text = JSON.stringify(body);
  if (text != last) await keep(body);
  last = text;
  touched = false;
  at("send").textContent = told.change;
  // It stays where it is, so that a second tap on it meets no other button.
  at("nothing").disabled = true;
  say(told.saved ?? "");
};

if (able) {
  begin().catch(() => {});
  form.addEventListener("input", () => (touched = true) && asks(typed()));
  document.addEventListener("visibilitychange", renewed);
  form.addEventListener("focusin", ({ target }) => target instanceof HTMLInputElement && target.inputMode && target.select());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    once(() => report(button), form, button);
  });
}
