// @ts-check
// Where this phone cannot keep a record, its form is posted as ever. The page may be the copy that opens
// offline, which is nobody's: who sends it, and as which record, is put in first.

/** @param {HTMLFormElement} [form] @param {HTMLElement | null} [button] */
export const post = async (form, button) => {
  if (!form?.csrf) throw new Error("no form to post");
  const answer = await fetch("/m/session", { cache: "no-store", signal: AbortSignal.timeout(8_000) });
  if (!answer.ok) throw new Error(String(answer.status));
  const { csrf, today } = await answer.json();
  form.csrf.value = csrf;
  if (form.date) form.date.value ||= today;
  form.client_ref.value ||= crypto.randomUUID();
  if (button instanceof HTMLButtonElement && button.name) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
  }
  form.submit();
};
