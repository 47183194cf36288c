// @ts-check
// What was saved on this phone, and what all pages do. One file, because each costs half a kilobyte of
// headers; what only some pages need, or only those who have saved something, is in files of its own.

/** @typedef {import("../kept").Item} Item */
/** @typedef {import("../kept").Session} Session */

/** Whether this browser has all that it takes; otherwise forms are posted as ever. */
export const able = isSecureContext && "locks" in navigator && "indexedDB" in self && "randomUUID" in crypto;

const LATEST = 300_000;
/** A server that hangs is no server. */
const PATIENCE = 20_000;
let wait = 2_000;
let timer = 0;
/** @type {Promise<IDBDatabase> | undefined} */
let opened;

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const done = (request) => new Promise((ok, no) => {
  request.onsuccess = () => ok(request.result);
  request.onerror = () => no(request.error);
});

const database = () => (opened ??= new Promise((ok, no) => {
  const request = indexedDB.open("saathi", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("items", { keyPath: "key" });
    request.result.createObjectStore("lists");
  };
  request.onsuccess = () => ok(request.result);
  request.onerror = () => no(request.error);
}));

/** @param {"items" | "lists"} name @param {(store: IDBObjectStore) => IDBRequest} work */
const write = async (name, work) => {
  const tx = (await database()).transaction(name, "readwrite", { durability: "strict" });
  work(tx.objectStore(name));
  await new Promise((ok, no) => {
    tx.oncomplete = ok;
    tx.onabort = () => no(tx.error);
  });
  if (name == "items") changed();
};

const channel = able ? new BroadcastChannel("saathi") : undefined;
const changed = () => {
  channel?.postMessage("items");
  dispatchEvent(new Event("items"));
};
channel?.addEventListener("message", () => dispatchEvent(new Event("items")));

/** Who used this phone last; nobody after signing out. */
export const owner = () => localStorage.getItem("user") ?? "";

/** All records of this phone, oldest first. @returns {Promise<Item[]>} */
export const items = async () => {
  const store = (await database()).transaction("items").objectStore("items");
  /** @type {Item[]} */
  const all = await done(store.getAll());
  return all.sort((a, b) => (a.captured_at < b.captured_at ? -1 : 1));
};

/** @param {Item} item */
const put = (item) => write("items", (store) => store.put(item));

/** Keeps a record, or a change of one, on this phone. @param {string} url @param {Record<string, any>} body @param {{day?: string, method?: "PATCH", of?: string}} [more] */
export const save = async (url, body, more) => {
  const key = crypto.randomUUID();
  const captured_at = new Date().toISOString();
  const item = { key, user: owner(), url, captured_at, state: "waiting", tries: 0, ...more,
    body: more?.method ? body : { ...body, captured_at, client_ref: key } };
  await write("items", (store) => store.add(item));
  send();
  // Where this page is closed meanwhile, the browser wakes the worker when there is a connection.
  navigator.serviceWorker?.ready.then((/** @type {any} */ worker) => worker.sync?.register("send")).catch(() => {});
};

/** Puts a record back in line: mended, or because the server has lost it. @param {Item} item @param {number} [mended] */
export const mend = async (item, mended = 1) => {
  await put({ ...item, state: "waiting", tries: item.tries + mended, reason: undefined });
  send();
};

/** @param {string} key */
export const remove = (key) => write("items", (store) => store.delete(key));

/** A list as it was last seen by this user. @param {string} name */
export const list = async (name) =>
  done((await database()).transaction("lists").objectStore("lists").get(`${owner()} ${name}`));
/** @param {string} name @param {any} value */
export const keep = (name, value) => write("lists", (store) => store.put(value, `${owner()} ${name}`));

/** Forgets lists at sign-out; unsent records stay. */
export const forget = async () => {
  localStorage.removeItem("user");
  await write("lists", (store) => store.clear());
};

/** @type {Promise<Session | null> | undefined} */
let asking;
/** Who has signed in; null for nobody, an error without a connection. */
export const session = () => (asking ??= ask().finally(() => (asking = undefined)));
/** @returns {Promise<Session | null>} */
const ask = async () => {
  const answer = await fetch("/m/session", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
  if (answer.status == 401) return null;
  if (!answer.ok) throw new Error(String(answer.status));
  const found = await answer.json();
  if (owner() != found.user) {
    localStorage.setItem("user", found.user);
    changed();
  }
  return found;
};

/** Sends what waits, one tab at a time; says how it went to those who listen. */
export const send = () => able ? navigator.locks.request("send", { ifAvailable: true }, async (lock) => {
  if (!lock) return;
  clearTimeout(timer);
  try {
    tell((await run()) ? "sent" : "signed-out");
    wait = 2_000;
  } catch {
    tell("offline");
    // Not all phones at the same time when the server is back.
    timer = setTimeout(send, wait * (0.5 + Math.random()));
    wait = Math.min(wait * 2, LATEST);
  }
}) : Promise.resolve();

/** @param {string} detail */
const tell = (detail) => dispatchEvent(new CustomEvent("sending", { detail }));

const run = async () => {
  const me = await session();
  if (!me) return false;
  if (!(await items()).some((item) => item.state == "waiting" && item.user == me.user)) return true;
  // @ts-ignore: the worker takes the same script, so it exports nothing.
  await import("./sending.js");
  // @ts-ignore
  return self.sendWaiting(me, { items, put, session });
};

// What every page does: the count of what waits, sending, the receipt, the copy that opens offline.

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
};

let saving = false;
/** Does what saves a record, and nothing of the kind meanwhile. Where this phone cannot keep it, its form is
 * posted. True once it is done. @param {() => Promise<unknown>} work @param {HTMLFormElement} [form] @param {HTMLElement | null} [button] */
export const once = async (work, form, button) => {
  if (saving) return;
  saving = true;
  await work().catch(() => import("./unkept.js").then(({ post }) => post(form, button))).catch(() => say(said.unkept ?? "", "bad"));
  return !(saving = false);
};

/** A time of day, and a day, in the programme's zone. @param {string | number} at */
export const clock = (at) => new Date(at).toLocaleTimeString("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: said.zone });
/** @param {string | number} at */
export const dayOf = (at) => new Date(at).toLocaleDateString("sv", { timeZone: said.zone });

/** Digits of ours and a point, whichever were typed. @param {string} text */
export const plain = (text) => text.replace(/[۰-۹٠-٩]/g, (digit) => String(digit.charCodeAt(0) & 15)).replace("٫", ".");

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
  show().then(tidy).catch(() => {}).then(send);
  const worker = navigator.serviceWorker;
  worker?.register("/sw.js");
  worker?.addEventListener("message", send);
}
