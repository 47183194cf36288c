// @ts-check
// Lists are gone through by key: j and k move, Enter opens.
const rows = [...document.querySelectorAll("tbody tr")];
let at = -1;
addEventListener("keydown", ({ key, target }) => {
  if (target instanceof HTMLElement && target.matches("input, select, textarea")) return;
  const step = { j: 1, k: -1 }[key];
  if (!step) return;
  at = Math.min(Math.max(at + step, 0), rows.length - 1);
  rows[at]?.querySelector("a")?.focus();
});
