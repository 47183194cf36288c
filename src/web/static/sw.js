// @ts-check
// Keeps the phone's pages, which hold nothing of anybody, and what they are made of: they open from the
// phone first. All else goes to the server. Where nobody looks at a page it sends what waits.
// @ts-ignore: a worker has it.
importScripts("./sending.js");

const CACHE = "saathi-@version";
const PAGES = ["/m", "/m/recruit", "/m/check-in", "/m/recruits", "/m/unsent", "/m/events"];
const FILES = ["./phone.css", "./icon.svg", "./phone.js", "./sending.js", "./unkept.js", "./receipt.js", "./today.js", "./recruit.js", "./check-in.js", "./mine.js", "./unsent.js", "./door.js", "./camera.js"];
/** What the server itself says of a form that was posted. */
const SAVED = "?saved";
const self_ = /** @type {any} */ (self);

/** @param {string} path */
const fetched = async (path) => {
  const answer = await fetch(path, { headers: { "x-shell": "1" }, cache: "no-store" });
  if (answer.ok) await (await caches.open(CACHE)).put(path, answer.clone());
  return answer;
};

const fill = async () => {
  await (await caches.open(CACHE)).addAll(FILES);
  await Promise.all(PAGES.map(fetched));
};

self_.addEventListener("install", (/** @type {any} */ event) => {
  event.waitUntil(fill().then(() => self_.skipWaiting()));
});

self_.addEventListener("activate", (/** @type {any} */ event) => {
  const old = async () => {
    for (const name of await caches.keys()) if (name != CACHE) await caches.delete(name);
    await self_.clients.claim();
  };
  event.waitUntil(old());
});

self_.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const { pathname: asked, origin, search } = new URL(request.url);
  // One page for the doors of all events.
  const pathname = asked.replace(/^(\/m\/events)\/evt_[0-9a-f]{32}$/, "$1");
  if (origin != location.origin) return;
  if (request.method == "GET" && (FILES.includes(pathname) || (request.mode == "navigate" && PAGES.includes(pathname) && search != SAVED))) {
    const path = request.mode == "navigate" ? pathname : request;
    event.respondWith(caches.match(path).then((kept) => kept ?? (request.mode == "navigate" ? fetched(pathname) : fetch(request))));
  } else if (request.method == "POST" && pathname == "/preferences") {
    // The pages speak another language from now on.
    const renewed = fetch(request).then(async (answer) => {
      const cache = await caches.open(CACHE);
      await Promise.all(PAGES.map((page) => cache.delete(page)));
      return answer;
    });
    event.respondWith(renewed);
    event.waitUntil(renewed.then(() => Promise.all(PAGES.map(fetched))).catch(() => {}));
  }
});

// What is kept, as the pages keep it.

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const done = (request) => new Promise((ok, no) => {
  request.onsuccess = () => ok(request.result);
  request.onerror = () => no(request.error);
});

/** @param {IDBDatabase} database */
const keptIn = (database) => {
  const store = () => database.transaction("items", "readwrite", { durability: "strict" }).objectStore("items");
  /** @type {() => Promise<any[]>} */
  const items = async () => (await done(store().getAll())).sort((a, b) => (a.captured_at < b.captured_at ? -1 : 1));
  const session = async () => {
    const answer = await fetch("/m/session", { cache: "no-store", signal: AbortSignal.timeout(20_000) });
    if (answer.status == 401) return null;
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  const put = async (/** @type {any} */ item) => {
    await done(store().put(item));
    new BroadcastChannel("saathi").postMessage("items");
  };
  return { items, session, put };
};

/** Sends what waits; an error lets the browser wake this worker again. */
const sendAlone = async () => {
  const opening = indexedDB.open("saathi", 1);
  // A page makes it; where there is none, nothing waits.
  opening.onupgradeneeded = () => opening.transaction?.abort();
  const database = await done(opening);
  try {
    const kept = keptIn(database);
    const me = await kept.session();
    if (me) await sendWaiting(me, kept);
  } finally {
    database.close();
  }
};

self_.addEventListener("sync", (/** @type {any} */ event) => {
  const wake = async () => {
    /** @type {{url: string, visibilityState: string, postMessage: (text: string) => void}[]} */
    const open = await self_.clients.matchAll({ type: "window" });
    const pages = open.filter(({ url, visibilityState }) => new URL(url).pathname.startsWith("/m") && visibilityState == "visible");
    for (const page of pages) page.postMessage("send");
    if (!pages.length) await navigator.locks.request("send", sendAlone);
  };
  event.waitUntil(wake());
});
