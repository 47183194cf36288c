// @ts-check
// Today: the month so far, and the events that are on, as they were last seen; and signing out.
import { able, at, clock, fill, forget, items, keep, list, session } from "./phone.js";

const show = async () => {
  const events = (await list("events")) ?? [];
  if (events.length) at("events").replaceChildren(...events.map((/** @type {any} */ one) =>
    Object.assign(document.createElement("a"), { href: `/m/events/${one.id}`, className: "button wide", textContent: `${at("events").dataset.door}: ${one.title}` })));
  const seen = await list("month");
  if (!seen) return;
  at("earned").hidden = !seen.owner;
  for (const [name, { count, target }] of Object.entries(seen.month)) {
    const figure = at(name);
    const bar = document.createElement("progress");
    const shown = document.createElement("bdi");
    shown.textContent = target ? `${count} / ${target}` : `${count}`;
    figure.replaceChildren(shown);
    if (target) figure.append(Object.assign(bar, { max: target, value: count, ariaLabel: figure.previousElementSibling.textContent }));
  }
  at("as-of").textContent = fill(at("as-of").dataset.text, clock(seen.at));
};

const renew = async () => {
  const me = await session();
  if (!me) return;
  const [month, events, open] = await Promise.all(["/m/month", "/api/v1/events?status=open,running&limit=20",
    `/api/v1/recruits?user_id=${me.user}&status=open,in_review&sort=-received_at&limit=20`].map((path) => fetch(path, { cache: "no-store" })));
  if (events.ok) await keep("events", (await events.json()).data.map((/** @type {any} */ one) => ({ id: one.id, title: one.title, link: one.hosts[0]?.invitation_link })));
  if (open.ok) await keep("open", (await open.json()).data.map((/** @type {any} */ one) => ({ id: one.id, name: one.seller_name })));
  if (month.ok) await keep("month", { at: Date.now(), owner: me.owner, month: await month.json() });
};

/** The receipt of what was saved here; a phone on its first visit has none. */
const receipt = () => items().then(({ length }) => length && import("./receipt.js")).catch(() => {});

/** What was seen here is forgotten before the session ends. @param {SubmitEvent} event */
const signOut = async (event) => {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.target);
  const me = await session().catch(() => null);
  await forget().catch(() => {});
  form.csrf.value = me?.csrf ?? "";
  me ? form.submit() : (location.href = "/sign-in");
};

if (able) {
  addEventListener("items", receipt);
  receipt();
  show().then(renew).then(show).catch(() => {});
  document.querySelector("form[action='/sign-out']")?.addEventListener("submit", (event) => signOut(/** @type {SubmitEvent} */ (event)));
}
