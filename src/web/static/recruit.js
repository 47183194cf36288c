// @ts-check
// Logging a recruit: saved on this phone first, with the place and trade of the last one.
import { able, at, items, list, once, plain, save, say } from "./phone.js";

/** @type {HTMLFormElement} */
const form = at("form");
/** @type {HTMLInputElement} */
const name = at("name");
const told = form.dataset;

/** The ten digits of a mobile number, however it was written. @param {string} text */
const digits = (text) => {
  const found = plain(text).replace(/[^\d+]/g, "").replace(/^(\+92|0092|92(?=3\d{9}$))0?|^0/, "");
  return found.replace(/^\+/, "");
};

/** Who has this number already, as far as this phone knows. @param {string} number */
const known = async (number) => {
  const own = (await items()).map((item) => item.body.seller).filter(Boolean);
  const seen = (await list("recruits"))?.rows ?? [];
  return [...own, ...seen].find((seller) => seller.phone && digits(seller.phone) == number)?.name;
};

const check = async () => {
  const text = form.phone.value.trim();
  const number = digits(text);
  const whole = !text || /^3\d{9}$/.test(number) || (number.length > 6 && number.length < 16 && !number.startsWith("3"));
  const twice = text && whole ? await known(number) : undefined;
  at("phone-fault").textContent = !whole ? told.phone : twice ? `${told.twice} ${twice}` : "";
  form.phone.setAttribute("aria-invalid", String(!whole));
  return whole;
};

/** What is typed here next begins with it. @param {Record<string, FormDataEntryValue>} typed */
const remember = ({ city, trade }) => {
  localStorage.setItem("city", String(city));
  localStorage.setItem("trade", String(trade));
};

const log = async () => {
  if (!(await check())) return form.phone.focus();
  const typed = Object.fromEntries(new FormData(form));
  const seller = { name: name.value.trim(), city: typed.city, categories: [typed.trade] };
  const phone = plain(form.phone.value.trim());
  await save("/api/v1/recruits", { seller: phone ? { ...seller, phone } : seller, source: "visit" });
  name.value = form.phone.value = "";
  at("phone-fault").textContent = "";
  say(`${told.saved}: ${seller.name}`);
  name.focus();
  try {
    remember(typed);
  } catch {
    // It is saved, and must not be posted too because there is no room for this.
  }
};

if (able) {
  for (const field of ["city", "trade"]) {
    const last = localStorage.getItem(field);
    if (last) form[field].value = last;
  }
  form.phone.addEventListener("change", () => check().catch(() => {}));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    once(log, form);
  });
}
