// @ts-check
// The door of an event. Who it takes in is kept on this phone first; visitors are as last seen.
import { able, at, fill, items, keep, list, once, owner, plain, save, say, session } from "./phone.js";

const id = location.pathname.split("/")[3];
const url = `/api/v1/events/${id}/arrivals`;
const door = at("door");
const told = door.dataset;
/** @type {{code: string, id: string, name: string, company: string | null, in: boolean}[]} */
let visitors = [];
/** What this phone took in: by code, by registration. */
let taken = new Set();

const made = (/** @type {string} */ name, /** @type {string} */ text, kind = "") => Object.assign(document.createElement(name), { textContent: text, className: kind });
const named = (/** @type {any} */ one) => [one.name, one.company].filter(Boolean).join(", ");

const isIn = (/** @type {any} */ one) => one.in || taken.has(one.id) || taken.has(one.code);

const show = () => {
  const find = at("find").value.trim().toLowerCase();
  const found = find ? visitors.filter((one) => `${one.name} ${one.company} ${one.code}`.toLowerCase().includes(find)).slice(0, 8) : [];
  at("found").replaceChildren(...found.map((one) => {
    const line = made("li", "", "entry");
    line.append(made("bdi", named(one)));
    if (isIn(one)) line.append(made("span", one.in ? told.isIn : told.here, one.in ? "state good" : "state phone warn"));
    else line.append(Object.assign(made("button", told.take), { onclick: () => take({ registration_id: one.id }, one) }));
    return line;
  }));
  at("inside").textContent = fill(told.inside, visitors.filter(isIn).length, visitors.length);
};

/** Takes somebody in; `kept` is done when that is on this phone. @param {any} body @param {any} [one] @param {() => void} [kept] */
const take = (body, one, kept) => once(async () => {
  if (one && isIn(one)) say(fill(told.already, named(one)), "warn");
  else {
    await save(url, body);
    const who = one ?? body.walk_in;
    say(fill((who ? told.arrived : told.unknown), who ? named(who) : body.code), who ? "good" : "info");
  }
  kept?.();
});

/** @param {string} text @param {() => void} [kept] */
const coded = (text, kept) => {
  const code = plain(text).trim().toUpperCase();
  return take({ code }, visitors.find((one) => one.code == code), kept);
};

const own = async () => {
  const here = (await items()).filter((item) => item.url == url && item.user == owner() && item.state != "refused");
  taken = new Set(here.flatMap(({ body }) => [body.code, body.registration_id]));
};

const renew = async () => {
  if (!(await session())) return;
  /** @type {any[]} */
  const rows = [];
  for (let cursor = ""; ; ) {
    const answer = await fetch(`/api/v1/events/${id}/registrations?limit=200${cursor}`, { cache: "no-store" });
    if (!answer.ok) return;
    const { data, next_cursor } = await answer.json();
    rows.push(...data.map((/** @type {any} */ one) => ({ code: one.code, id: one.id, name: one.name, company: one.company, in: !!one.arrived_at })));
    if (!next_cursor) break;
    cursor = `&cursor=${encodeURIComponent(next_cursor)}`;
  }
  await keep(`door ${id}`, rows);
};

const open = async () => {
  visitors = (await list(`door ${id}`)) ?? [];
  const known = ((await list("events")) ?? []).find((/** @type {any} */ one) => one.id == id);
  at("title").textContent = known?.title;
  if (known?.link) Object.assign(at("invite"), { hidden: false, href: known.link });
  await own();
  show();
};

if (able && id) {
  door.hidden = false;
  addEventListener("items", () => own().then(show));
  at("find").oninput = show;
  at("by-code").onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const code = at("code");
    coded(code.value, () => (code.value = "")).then(() => code.focus());
  };
  at("walk-in").onsubmit = (/** @type {any} */ event) => {
    event.preventDefault();
    const form = event.target;
    const typed = Object.fromEntries([...new FormData(form)].filter(([, value]) => String(value).trim()));
    if (typed.phone) typed.phone = plain(String(typed.phone));
    take({ walk_in: typed }, undefined, () => form.reset()).then(() => at("name").focus());
  };
  at("camera").hidden = !("BarcodeDetector" in self && navigator.mediaDevices);
  at("camera").onclick = () => import("./camera.js").then(({ read }) => read(at("video"), coded)).catch((error) => say(error.message, "warn"));
  open().then(renew).then(open).catch(() => {});
} else if (able) location.replace("/m");
