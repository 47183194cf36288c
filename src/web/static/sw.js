// @ts-check
// Keeps the phone's pages, which hold nothing of anybody, and what they are made of: they open from the
// phone first. All else goes to the server.
const CACHE = "saathi-@version";
const PAGES = ["/m", "/m/recruit", "/m/check-in", "/m/recruits", "/m/unsent", "/m/events"];
const FILES = ["./phone.css", "./icon.svg", "./phone.js", "./today.js", "./recruit.js", "./check-in.js", "./mine.js", "./unsent.js", "./door.js", "./camera.js"];
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
  const { pathname: asked, origin } = new URL(request.url);
  // One page for the doors of all events.
  const pathname = asked.replace(/^(\/m\/events)\/evt_[0-9a-f]{32}$/, "$1");
  if (origin != location.origin) return;
  if (request.method == "GET" && (FILES.includes(pathname) || (request.mode == "navigate" && PAGES.includes(pathname)))) {
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

self_.addEventListener("sync", (/** @type {any} */ event) => {
  event.waitUntil(self_.clients.matchAll().then((/** @type {any[]} */ all) => all.forEach((one) => one.postMessage("send"))));
});
