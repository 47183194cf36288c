// @ts-check
// The review by key and at one's own pace: what is decided leaves the page at once, can be taken back for
// ten seconds, and is sent then. Without this script every button sends its form.

const LATER = 10_000;

/** @typedef {{rows: HTMLElement[], sent: URLSearchParams, timer: number}} Decision */
/** @type {Set<Decision>} */
const waiting = new Set();

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("#work"));
const toast = /** @type {HTMLElement | null} */ (document.querySelector("#undo"));
const keys = /** @type {HTMLDetailsElement | null} */ (document.querySelector("#keys"));

/** @returns {HTMLElement[]} */
const rows = () => [...(form?.querySelectorAll(".work > li") ?? [])].map((row) => /** @type {HTMLElement} */ (row))
  .filter((row) => !row.hidden);

/** @param {HTMLElement[]} some @param {boolean} gone */
const hide = (some, gone) => {
  for (const row of some) {
    row.hidden = gone;
    const section = row.closest("section");
    const left = section?.querySelectorAll(".work > li:not([hidden])").length ?? 0;
    const shown = section?.querySelector("h2 span");
    if (shown) shown.textContent = String(left);
    const link = document.querySelector(`.parts a[href="#${section?.id}"] strong`);
    if (link) link.textContent = String(left);
  }
};

/** @param {string} text @param {HTMLElement} [act] what can be done about it */
const tell = (text, act) => {
  if (!toast) return;
  toast.replaceChildren(text, ...(act ? [act] : []));
  toast.hidden = false;
};

/** @param {Decision} decision */
const undoOf = (decision) => {
  const undo = Object.assign(document.createElement("button"), { type: "button", textContent: form?.dataset.undo });
  undo.addEventListener("click", () => takeBack(decision));
  return undo;
};

const signIn = () => Object.assign(document.createElement("a"),
  { href: `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`, textContent: form?.dataset.signIn });

/** @param {Decision} decision */
const takeBack = (decision) => {
  clearTimeout(decision.timer);
  waiting.delete(decision);
  hide(decision.rows, false);
  if (toast) toast.hidden = true;
  focusOn(decision.rows[0]);
};

/** @param {Decision} decision */
const send = async (decision) => {
  waiting.delete(decision);
  if (waiting.size === 0 && toast) toast.hidden = true;
  try {
    const answer = await fetch("/review", { method: "POST", body: decision.sent });
    if (!answer.ok) throw new Error(String(answer.status));
    // A form is answered by the page to which it leads: who has signed out is led elsewhere.
    const { pathname, searchParams } = new URL(answer.url);
    const passed = Number(searchParams.get("passed"));
    if (pathname !== "/review") {
      hide(decision.rows, false);
      tell(form?.dataset.signedOut ?? "", signIn());
    } else if (passed > 0) tell((form?.dataset.passed ?? "#").replace("#", String(passed)));
    else if (rows().length === 0 && waiting.size === 0) location.reload();
  } catch {
    hide(decision.rows, false);
    tell(form?.dataset.failed ?? "");
  }
};

/** What a form sends for a button, of the given rows alone. @param {HTMLButtonElement} button */
const fields = (button) => {
  const sent = new URLSearchParams();
  for (const [name, value] of new FormData(/** @type {HTMLFormElement} */ (form))) sent.append(name, String(value));
  sent.append(button.name, button.value);
  return sent;
};

/** @param {SubmitEvent} event */
const later = (event) => {
  const button = event.submitter;
  if (!(button instanceof HTMLButtonElement) || button.value === "remind" || button.value === "accept_on_time") return;
  event.preventDefault();
  const own = /** @type {HTMLElement | null} */ (button.closest(".work > li"));
  const some = own ? [own] : rows().filter((row) => row.querySelector("[name=check_in]:checked"));
  if (some.length === 0) return;
  const next = rows().find((row) => !some.includes(row) && some[0] && row.compareDocumentPosition(some[0]) & Node.DOCUMENT_POSITION_PRECEDING);
  /** @type {Decision} */
  const decision = { rows: some, sent: fields(button), timer: 0 };
  for (const box of some.flatMap((row) => [...row.querySelectorAll("input[type=checkbox]")])) /** @type {HTMLInputElement} */ (box).checked = false;
  hide(some, true);
  decision.timer = setTimeout(send, LATER, decision);
  waiting.add(decision);
  tell((form?.dataset.done ?? "#").replace("#", String(some.length)), undoOf(decision));
  focusOn(next);
};

/** What nobody took back is sent before the page is left. Reports that were accepted one by one go as one: a
 * browser holds many back until the next page, which would show them as still to be checked. */
const leave = () => {
  const accepted = new URLSearchParams();
  for (const { timer, sent } of waiting) {
    clearTimeout(timer);
    if (!sent.has("accept")) navigator.sendBeacon("/review", sent);
    else if (accepted.size === 0) for (const [name, value] of sent) accepted.append(name, value);
    else accepted.append("accept", sent.get("accept") ?? "");
  }
  if (accepted.size > 0) navigator.sendBeacon("/review", accepted);
  waiting.clear();
  if (toast) toast.hidden = true;
};

/** @param {HTMLElement | undefined} row */
const focusOn = (row) => {
  for (const other of document.querySelectorAll(".work > li.at")) other.classList.remove("at");
  if (!row) return;
  row.classList.add("at");
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
};

/** @param {number} step */
const move = (step) => {
  const all = rows();
  const at = all.findIndex((row) => row.classList.contains("at"));
  focusOn(all[Math.min(Math.max(at < 0 ? 0 : at + step, 0), all.length - 1)]);
};

/** @param {KeyboardEvent} event */
const press = ({ key, target, ctrlKey, metaKey, altKey }) => {
  if (ctrlKey || metaKey || altKey) return;
  if (target instanceof HTMLElement && target.matches("input:not([type=checkbox]), select, textarea")) return;
  const row = document.querySelector(".work > li.at");
  if (key === "j") move(1);
  else if (key === "k") move(-1);
  else if (key === "x") /** @type {HTMLElement | null | undefined} */ (row?.querySelector("input[type=checkbox]"))?.click();
  else if (key === "a" || key === "r") /** @type {HTMLElement | null | undefined} */ (row?.querySelector(`[data-key=${key}]`))?.click();
  else if (key === "?" && keys) {
    keys.open = !keys.open;
    keys.scrollIntoView({ block: "nearest" });
  }
};

if (form) {
  for (const all of form.querySelectorAll("[data-all]")) {
    all.addEventListener("change", () => {
      const boxes = all.closest("section")?.querySelectorAll("li:not([hidden]) input[type=checkbox]") ?? [];
      for (const box of boxes) /** @type {HTMLInputElement} */ (box).checked = /** @type {HTMLInputElement} */ (all).checked;
    });
  }
  form.addEventListener("submit", later);
  addEventListener("keydown", press);
  // A telephone may tell of the second only; the first comes before the next page is asked for.
  addEventListener("beforeunload", leave);
  addEventListener("pagehide", leave);
}

export {};
