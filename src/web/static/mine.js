// @ts-check
// My recruits: what waits on this phone, and what the server had when it was last asked.
import { able, at, clock, fill, items, keep, list, owner, session } from "./phone.js";

const target = at("mine");
const told = target.dataset;
const words = JSON.parse(told.words);
/** @type {Record<string, string>} */
const tones = { open: "good", won: "good", in_review: "warn", refused: "bad", lost: "bad" };

/** @param {HTMLElement} what @param {string} path */
const leading = (what, path) => {
  const link = document.createElement("a");
  link.href = path;
  link.append(what);
  return link;
};

/** @param {string} name @param {string} state @param {string} tone @param {string} more @param {string | undefined} id */
const row = (name, state, tone, more, id) => {
  const line = document.createElement("li");
  const [who, what, rest] = ["bdi", "span", "small"].map((kind) => document.createElement(kind));
  who.textContent = name;
  what.textContent = state;
  what.className = `state ${tone}`;
  rest.textContent = more;
  line.append(id ? leading(who, `/recruits/${id}`) : who, " ", what, document.createElement("br"), rest);
  return line;
};

const show = async () => {
  const own = (await items()).filter((item) => item.user == owner() && item.body.seller && item.state != "sent").reverse();
  const seen = await list("recruits");
  const find = at("find").value.trim().toLowerCase();
  const rows = [
    ...own.map(({ body }) => [body.seller.name, told.here, "phone warn", body.seller.city]),
    ...(seen?.rows ?? []).map((/** @type {any} */ found) => [found.name, words[found.status],
      tones[found.status] ?? "",
      [words[found.stage], found.until && `${told.until} ${found.until}`].filter(Boolean).join(" · "), found.id]),
  ];
  target.replaceChildren(...rows.filter(([name]) => name.toLowerCase().includes(find)).map(([name, state, tone, more, id]) => row(name, state, tone, more, id)));
  at("none").hidden = rows.length > 0;
  if (seen) at("as-of").textContent = fill(at("as-of").dataset.text, clock(seen.at));
};

const renew = async () => {
  const me = await session();
  if (!me) return;
  const answer = await fetch(`/api/v1/recruits?user_id=${me.user}&sort=-received_at&limit=200`, { cache: "no-store" });
  if (!answer.ok) return;
  const rows = (await answer.json()).data.map((/** @type {any} */ found) => ({ id: found.id, name: found.seller_name, phone: found.submitted?.phone,
    status: found.status, stage: found.stage, until: found.status == "open" ? found.protected_until : null }));
  await keep("recruits", { at: Date.now(), rows });
};

if (able) {
  addEventListener("items", show);
  at("find").addEventListener("input", show);
  show().then(renew).then(show).catch(() => {});
}
