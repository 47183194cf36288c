// Makes the pictures that README shows, from the demo's programme: `npm run pictures`.
import { mkdirSync, writeFileSync } from "node:fs";
import { Service, launch, open } from "./service.mjs";

const FOLDER = new URL("../../docs/pictures/", import.meta.url).pathname;
const DESK = { width: 1120, height: 720 };
const PHONE = { width: 360, height: 640 };

const service = await Service.ofDemo();
const browser = await launch();
mkdirSync(FOLDER, { recursive: true });

const signedIn = async (login, viewport) => {
  const page = await open(browser, service, { viewport });
  await page.goto("/sign-in");
  await page.fill("#email", service.logins[login]);
  await page.fill("#password", service.password);
  await Promise.all([page.waitForURL((url) => url.pathname !== "/sign-in"), page.click("main button.main")]);
  return page;
};

/** Keeps what the window shows, as small as it stays readable. */
const keep = async (page, name) => {
  await page.waitForLoadState("networkidle");
  const client = await page.context().newCDPSession(page);
  const { data } = await client.send("Page.captureScreenshot", { format: "webp", quality: 80 });
  writeFileSync(`${FOLDER}${name}.webp`, Buffer.from(data, "base64"));
  await page.context().close();
};

const manager = await signedIn("manager", DESK);
await manager.goto("/overview");
await keep(manager, "overview");

const finance = await signedIn("finance", DESK);
await finance.goto("/statements");
await finance.click('tbody a[href^="/statements/"]');
await finance.click('.ruled a[href^="/entries/"]');
await keep(finance, "entry");

const staff = await signedIn("partner staff", PHONE);
await staff.goto("/m/check-in");
await keep(staff, "check-in");

await browser.close();
await service.stop();
