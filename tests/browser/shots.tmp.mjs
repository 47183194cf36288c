import { chromium } from "playwright-core";
const [,, base, out, email, ...paths] = process.argv;
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-dev-shm-usage"] });
for (const language of (process.env.LANGS ?? "en,ur").split(",")) for (const width of (process.env.WIDTHS ?? "360,1280").split(",").map(Number)) {
  const context = await browser.newContext({ baseURL: base, viewport: { width, height: width === 360 ? 740 : 900 }, colorScheme: process.env.DARK ? "dark" : "light" });
  await context.addCookies([{ name: "language", value: language, url: base }]);
  const page = await context.newPage();
  page.on("console", (m) => m.type() === "error" && console.log("console", m.text()));
  page.on("pageerror", (e) => console.log("error", e));
  await page.goto("/sign-in"); await page.fill("#email", email); await page.fill("#password", "saathi demo only");
  await Promise.all([page.waitForURL((u) => u.pathname !== "/sign-in", {timeout: 60000}), page.click("main button.main")]);
  for (const path of paths) {
    const answer = await page.goto(path, { timeout: 60000 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    const name = path.replace(/\W+/g, "-").slice(1, 40);
    console.log(answer.status(), path, language, width, over > 0 ? `OVERFLOW ${over}` : "");
    await page.screenshot({ path: `${out}/${name}-${language}-${width}.png`, fullPage: !process.env.FOLD });
  }
  await context.close();
}
await browser.close();
