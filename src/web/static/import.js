// @ts-check
// A file goes to the API as it is; while its rows are gone through, the page looks again by itself.
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("#upload"));
const fault = /** @type {HTMLElement | null} */ (document.querySelector("#fault"));

/** @param {string} text */
const tell = (text) => {
  if (!fault) return;
  fault.textContent = text;
  fault.hidden = false;
};

/** @param {SubmitEvent} event */
const upload = async (event) => {
  event.preventDefault();
  const of = /** @type {HTMLFormElement} */ (form);
  const file = /** @type {HTMLInputElement} */ (of.elements.namedItem("file")).files?.[0];
  if (!file) return;
  const button = /** @type {HTMLButtonElement} */ (of.querySelector("button"));
  button.disabled = true;
  if (fault) fault.hidden = true;
  try {
    const asked = new URLSearchParams({ kind: /** @type {HTMLSelectElement} */ (of.elements.namedItem("kind")).value, file_name: file.name });
    const answer = await fetch(`/api/v1/imports?${asked}`, {
      method: "POST", body: file,
      headers: { "content-type": "application/octet-stream", "x-csrf-token": of.dataset.csrf ?? "", "idempotency-key": crypto.randomUUID?.() ?? String(Date.now()) } });
    const said = await answer.json();
    if (answer.ok) location.assign(`/imports/${said.id}`);
    else tell(said.detail ?? of.dataset.failed);
  } catch {
    tell(of.dataset.failed ?? "");
  } finally {
    button.disabled = false;
  }
};

form?.addEventListener("submit", upload);
if (document.querySelector("#running")) setTimeout(() => location.reload(), 2_000);

export {};
