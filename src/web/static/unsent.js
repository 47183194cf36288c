// @ts-check
// What waits on this phone and what was refused: mended, removed, or copied as text.
import { able, at, fill, items, mend, owner, plain, remove, send } from "./phone.js";

const target = at("items");
const told = target.dataset;
const fields = JSON.parse(told.fields);
const reasons = JSON.parse(told.reasons);

/** @param {string} name @param {string} [text] @param {string} [kind] @returns {any} */
const made = (name, text = "", kind = "") => Object.assign(document.createElement(name), { textContent: text, className: kind });
/** @param {any} item */
const title = ({ body, day }) => body.seller?.name ?? body.walk_in?.name ?? body.code ?? body.registration_id ?? `${told.report} ${day ?? ""}`;

/** A form of a record's fields, and how they are read again. @param {any} body @param {string} key */
const editor = (body, key) => {
  const form = made("form", "", "near");
  /** @type {(part: any) => any} */
  const read = (part) => Object.fromEntries(Object.entries(part).map(([name, value]) => {
    if (["captured_at", "client_ref", "source", "date", "currency"].includes(name) || value === null || Array.isArray(value)) return [name, () => value];
    if (typeof value == "object") return [name, read(value)];
    const [row, label, input] = [made("div"), made("label", fields[name] ?? name), made("input")];
    label.htmlFor = input.id = `${key} ${name}`;
    input.value = value;
    row.append(label, input);
    form.append(row);
    return [name, () => (typeof value == "number" ? Number(plain(input.value)) : input.value.trim())];
  }));
  const typed = read(body);
  /** @type {(part: any) => any} */
  const values = (part) => Object.fromEntries(Object.entries(part).map(([name, value]) => [name, typeof value == "function" ? value() : values(value)]));
  form.append(made("button", told.send, "main wide"));
  return { form, typed: () => values(typed) };
};

/** @param {import("./phone.js").Item} item */
const row = (item) => {
  const line = made("li", "", "near");
  const refused = item.state == "refused";
  line.append(made("bdi", title(item)), " ", made("span", refused ? told.refused : told.here, refused ? "state bad" : "state phone warn"));
  if (!refused) return line;
  const { form, typed } = editor(item.body, item.key);
  form.hidden = true;
  form.onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    mend({ ...item, body: typed() });
  };
  const [fix, drop, acts] = [made("button", told.mend), made("button", told.remove, "danger"), made("p", "", "row")];
  fix.onclick = () => {
    form.hidden = !form.hidden;
    form.querySelector("input")?.focus();
  };
  drop.onclick = () => (drop.textContent == told.sure ? remove(item.key) : (drop.textContent = told.sure));
  acts.append(fix, drop);
  line.append(made("p", reasons[item.code ?? ""] ?? item.reason, "fault"), form, acts);
  return line;
};

const show = async () => {
  // Whoever is typing goes on.
  if (target.contains(document.activeElement) && document.activeElement?.matches("input")) return;
  const kept = await items();
  if (kept.length) import("./receipt.js").catch(() => {});
  const all = kept.filter((item) => item.state != "sent");
  const own = all.filter((item) => item.user == owner());
  target.replaceChildren(...own.map(row));
  at("none").hidden = own.length > 0;
  at("acts").hidden = !own.length;
  const others = at("others");
  others.hidden = all.length == own.length;
  others.textContent = fill(others.dataset.text, all.length - own.length);
  at("copy").onclick = async () => {
    await navigator.clipboard.writeText(own.map((item) => `${title(item)} ${item.captured_at} ${JSON.stringify(item.body)}`).join("\n"));
    at("copy").textContent = at("copy").dataset.done;
  };
};

if (able) {
  addEventListener("items", show);
  at("send").onclick = send;
  show();
}
