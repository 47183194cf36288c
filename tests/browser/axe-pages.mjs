// Every page that is looked at by axe, in both languages, light and dark, narrow and wide, by who reads it.
// A new page is a new line here. A path may depend on what the demo holds.

/** @typedef {import("./service.mjs").Service} Service */
/** @type {Record<string, {email: string | null, paths: (service: Service) => string[]}>} */
export const PAGES = {
  anyone: {
    email: null,
    paths: ({ link }) => ["/sign-in", "/docs/design", "/no-such-page", "/password/0000000000", link, `/r/${"0".repeat(10)}`],
  },
  staff: {
    email: "staff@saathi.test",
    paths: ({ event }) => ["/m", "/m/recruit", "/m/check-in", "/m/recruits", "/m/unsent", "/m/events", `/m/events/${event}`, "/pipeline", "/pool"],
  },
  owner: { email: "owner@saathi.test", paths: () => ["/m", "/m/money"] },
  "owner at a desk": { email: "owner@saathi.test", paths: ({ event }) => ["/pipeline", "/users", "/users/new", "/settings", "/events", `/events/${event}`, `/events/${event}/fundings`] },
  manager: { email: "manager@saathi.test", paths: () => ["/partners", "/partners?q=nobody", "/recruits", "/pipeline", "/pool"] },
};
/** Pages that are not there answer so, and are looked at all the same. */
export const status = (/** @type {string} */ path) => (path === "/no-such-page" || path === "/password/0000000000" || path === "/r/0000000000" ? 404 : 200);
