// The real binary with a database of its own, and a browser of its own.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

export const PASSWORD = "a long enough password";
export const BINARY = process.env.SAATHI_BINARY ?? new URL("../../target/debug/saathi", import.meta.url).pathname;
const CHROMIUM = process.env.SAATHI_CHROMIUM ?? "/usr/bin/chromium";

const run = (args, input) => {
  const done = spawnSync(BINARY, args, { input, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`${args.join(" ")}: ${done.stderr}`);
};

export class Service {
  static async start() {
    const service = new Service();
    service.folder = mkdtempSync(join(tmpdir(), "saathi-browser-"));
    service.database = `sqlite://${join(service.folder, "saathi.db")}`;
    run(["migrate", "--database-url", service.database]);
    for (const [email, role] of [["manager@saathi.test", "manager"], ["finance@saathi.test", "finance"]]) {
      run(["user", "add", "--database-url", service.database, "--email", email, "--name", "Amina Khan",
        "--role", role, "--password-stdin"], PASSWORD);
    }
    await service.serve("127.0.0.1:0");
    return service;
  }

  /** Serves, on the port that was taken before where there was one. */
  async serve(listen = this.url.replace("http://", "")) {
    this.process = spawn(BINARY, ["serve", "--database-url", this.database, "--listen", listen]);
    this.url = await new Promise((ok, no) => {
      let said = "";
      this.process.stderr.on("data", (data) => {
        said += data;
        const url = said.match(/listening on (http:\S+)\s/)?.[1];
        if (url) ok(url);
      });
      this.process.on("exit", () => no(new Error(said)));
    });
  }

  signal(name) {
    this.process.kill(name);
  }

  async kill() {
    const gone = new Promise((ok) => this.process.on("exit", ok));
    this.process.kill("SIGKILL");
    await gone;
  }

  /** Makes people of a partner: the partner over the API, the people beside the server. */
  async partnerStaff(...emails) {
    const code = "SKT-001";
    const post = (path, body, token) => fetch(`${this.url}/api/v1${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    const { access_token } = await (await post("/auth/login", { email: "manager@saathi.test", password: PASSWORD })).json();
    await post("/partners", { code, name: "Iqbal Trade Link", city: "Sialkot", payout_currency: "PKR", status: "active" }, access_token);
    await this.kill();
    for (const email of emails) {
      run(["user", "add", "--database-url", this.database, "--email", email, "--name", "Bilal Iqbal",
        "--role", "partner_staff", "--partner", code, "--password-stdin"], PASSWORD);
    }
    await this.serve();
  }

  async stop() {
    await this.kill();
    rmSync(this.folder, { recursive: true });
  }
}

export const launch = () => chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-dev-shm-usage"] });

/** A page that remembers whatever went wrong in it. */
export const open = async (browser, service, options = {}) => {
  const context = await browser.newContext({ baseURL: service.url, viewport: { width: 360, height: 640 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.faults = [];
  page.on("console", (message) => message.type() === "error" && page.faults.push(message.text()));
  page.on("pageerror", (error) => page.faults.push(String(error)));
  page.on("request", (request) => new URL(request.url()).origin !== service.url && page.faults.push(`another host: ${request.url()}`));
  return page;
};

export const signIn = async (page, email) => {
  await page.goto("/sign-in");
  await page.fill("#email", email);
  await page.fill("#password", PASSWORD);
  await Promise.all([page.waitForURL((url) => url.pathname !== "/sign-in"), page.click("main button.main")]);
};
