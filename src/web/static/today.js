// @ts-check
// Today: the month so far, as it was last seen.
import { able, keep, list, session } from "./queue.js";
import { at, fill } from "./phone.js";

const show = async () => {
  const seen = await list("month");
  if (!seen) return;
  at("earned").hidden = !seen.owner;
  for (const [name, { count, target }] of Object.entries(seen.month)) {
    const figure = at(name);
    const bar = document.createElement("progress");
    figure.replaceChildren(String(count), target ? ` ${fill(at("month").dataset.of, target)}` : "");
    if (target) figure.append(Object.assign(bar, { max: target, value: count, ariaLabel: figure.previousElementSibling.textContent }));
  }
  at("as-of").textContent = fill(at("as-of").dataset.text, new Date(seen.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
};

const renew = async () => {
  const me = await session();
  const answer = me && (await fetch("/m/month", { cache: "no-store" }));
  if (answer?.ok) await keep("month", { at: Date.now(), owner: me?.owner, month: await answer.json() });
};

if (able) show().then(renew).then(show).catch(() => {});
