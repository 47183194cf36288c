// @ts-check
// Sends what waits, oldest first: a record leaves only when the server has said its id. Pages load it when
// there is something to send, and the worker sends where nobody looks at one; each gives it what it works with.

/** @typedef {import("../kept").Item} Item */
/** @typedef {import("../kept").Session} Session */
/** @typedef {{items: () => Promise<Item[]>, put: (item: Item) => Promise<unknown>, session: () => Promise<Session | null>}} Kept */

/** Sends one record. False: signed out. An error: try later. @param {Item} item @param {Session} me @param {Kept} kept */
const sendOne = async (item, me, { items, put, session }) => {
  const key = item.tries ? `${item.key}.${item.tries}` : item.key;
  let { url } = item;
  if (item.of) {
    const changed = (await items()).find((other) => other.key == item.of);
    if (!changed?.id) {
      await put({ ...item, state: "refused", reason: "", code: "first" });
      return true;
    }
    url += `/${changed.id}`;
  }
  const answer = await fetch(url, {
    method: item.method ?? "POST",
    // A server that hangs is no server.
    signal: AbortSignal.timeout(20_000),
    headers: { "content-type": "application/json", "idempotency-key": key, "x-csrf-token": me.csrf },
    body: JSON.stringify(item.body),
  });
  const { status } = answer;
  if (status == 401) return false;
  if (status >= 500 || status == 429 || status == 408 || answer.headers.has("retry-after")) throw new Error("later");
  const said = await answer.json();
  if (answer.ok) {
    // Whatever else answers, the door of a hotel's network say, knows no id.
    if (!said.id) throw new Error("later");
    await put({ ...item, state: "sent", id: said.id });
  } else {
    // Perhaps somebody else signed in meanwhile, and the record is not theirs to send.
    if (status == 403 && (await session())?.csrf != me.csrf) throw new Error("later");
    if (!said.code) throw new Error("later");
    const reason = [said.detail, ...(said.errors ?? []).map((/** @type {any} */ fault) => fault.message)].join(" ");
    await put({ ...item, state: "refused", reason, code: said.code });
  }
  return true;
};

/** Sends all that waits of somebody. False: signed out. @param {Session} me @param {Kept} kept */
const sendWaiting = async (me, kept) => {
  for (const item of await kept.items()) {
    if (item.state == "waiting" && item.user == me.user && !(await sendOne(item, me, kept))) return false;
  }
  return true;
};

Object.assign(self, { sendWaiting });
