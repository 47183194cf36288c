// @ts-check
// The receipt of a day: what was saved on this phone, and what of it the server has.
import { able, at, dayOf, fill, items, mend, owner, say } from "./phone.js";

const receipt = at("receipt");
const told = receipt.dataset;

const show = async () => {
  const today = dayOf(Date.now());
  const own = (await items()).filter((item) => item.user == owner() && dayOf(item.captured_at) == today);
  if (!own.length) return;
  const there = own.filter((item) => item.state == "sent").length;
  const left = own.length - there;
  receipt.textContent = fill(told.text, own.length, there) + (left ? fill(told.left, left) : "");
  receipt.className = `flash ${left ? "warn" : "good"}`;
};

/** Once is enough: what the server does not find however often it comes would be sent for ever. */
let compared = false;

/** Compares what was sent with what the server has, by the ids that it gave; what it has lost is sent again. */
const compare = async () => {
  const gone = (await items()).filter((item) => item.user == owner() && item.state == "sent" && !item.method);
  if (compared || !gone.length) return;
  compared = true;
  const answer = await fetch("/m/receipt", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ sent: gone.map(({ id }) => id) }),
  }).catch(() => null);
  compared = !!answer?.ok;
  if (!answer?.ok) return;
  const { missing } = await answer.json();
  if (missing.length) say(fill(told.differs, missing.length), "warn");
  for (const item of gone) if (missing.includes(item.id)) await mend(item, 0);
};

if (able) {
  addEventListener("items", show);
  addEventListener("sending", (/** @type {any} */ { detail }) => detail == "sent" && compare().catch(() => {}));
  // All may have been sent before this was there.
  show().then(compare).catch(() => {});
}
