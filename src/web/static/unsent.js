// @ts-check
// What this phone keeps: what waits and what was refused, and my recruits as last seen.
import { able, items, keep, list, mend, owner, remove, send, session } from "./queue.js";
import { at, fill } from "./phone.js";

/** @param {string} name @param {string} [text] @param {string} [kind] */
const made = (name, text = "", kind = "") => {
  const element = document.createElement(name);
  element.textContent = text;
  element.className = kind;
  return element;
};
/** @param {any} item */
const title = (item) => item.body.seller?.name ?? item.body.date;

/** @param {import("./queue.js").Item} item @param {DOMStringMap} told */
const row = (item, told) => {
  const line = made("li");
  const refused = item.state == "refused";
  line.append(made("bdi", title(item)), " ", made("span", refused ? told.refused : told.here, refused ? "state bad" : "state phone warn"));
  if (!refused) return line;
  const reason = item.code == "seller_not_available" ? told.taken : item.reason;
  const field = /** @type {HTMLTextAreaElement} */ (made("textarea"));
  field.value = JSON.stringify(item.body, null, 1);
  field.hidden = true;
  field.setAttribute("aria-label", title(item));
  field.className = "ltr";
  const fix = made("button", told.mend);
  fix.onclick = () => {
    if (field.hidden) return (field.hidden = false), field.focus();
    try { mend({ ...item, body: { ...JSON.parse(field.value), client_ref: item.key } }) } catch { field.ariaInvalid = "true" }
  };
  const drop = made("button", told.remove, "danger");
  drop.onclick = () => remove(item.key);
  const acts = made("p", "", "row");
  acts.append(fix, drop);
  line.append(made("p", reason, "fault"), field, acts);
  return line;
};

const unsent = async () => {
  const all = (await items()).filter((item) => item.state != "sent");
  const own = all.filter((item) => item.user == owner());
  at("items").replaceChildren(...own.map((item) => row(item, at("items").dataset)));
  at("none").hidden = own.length > 0;
  at("acts").hidden = !own.length;
  const others = at("others");
  others.hidden = all.length == own.length;
  others.textContent = fill(others.dataset.text, all.length - own.length);
  at("copy").onclick = async () => {
    await navigator.clipboard.writeText(own.map((item) => JSON.stringify(item.body)).join("\n"));
    at("copy").textContent = at("copy").dataset.done;
  };
};

const mine = async () => {
  const target = at("mine");
  const own = (await items()).filter((item) => item.user == owner() && item.body.seller);
  const seen = await list("recruits");
  const rows = [...own.filter((item) => item.state != "sent").map((item) => [item.body.seller.name, false]), ...(seen?.rows ?? []).map((/** @type {any} */ found) => [found.name, true])];
  target.replaceChildren(...rows.map(([name, there]) => {
    const line = made("li");
    line.append(made("bdi", name), " ", made("span", there ? target.dataset.there : target.dataset.here, there ? "state good" : "state phone warn"));
    return line;
  }));
  at("none").hidden = rows.length > 0;
  if (seen) at("as-of").textContent = fill(at("as-of").dataset.text, new Date(seen.at).toLocaleTimeString());
};

const refresh = async () => {
  const answer = await fetch("/api/v1/recruits?sort=-id&limit=200", { cache: "no-store" });
  if (!answer.ok) return;
  const rows = (await answer.json()).data.map((/** @type {any} */ found) => ({ name: found.seller_name, phone: found.submitted?.phone }));
  await keep("recruits", { at: Date.now(), rows });
};

if (able && at("items")) {
  addEventListener("items", unsent);
  at("send").onclick = send;
  unsent();
}
if (able && at("mine")) {
  addEventListener("items", mine);
  session().then(mine).then(refresh).then(mine).catch(() => {});
}
