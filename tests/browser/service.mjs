// The real binary with a database of its own, and a browser of its own.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { chromium } from "playwright-core";

const CODE = "SKT-001";
export const PASSWORD = "a long enough password";
export const BINARY = process.env.SAATHI_BINARY ?? new URL("../../target/debug/saathi", import.meta.url).pathname;
const CHROMIUM = process.env.SAATHI_CHROMIUM ?? "/usr/bin/chromium";

const run = (args, input) => {
  const done = spawnSync(BINARY, args, { input, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`${args.join(" ")}: ${done.stderr}`);
  return done.stdout;
};

export class Service {
  password = PASSWORD;

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

  /** A partner with staff and an owner, and an event of it that is open. */
  static async withEvent() {
    const service = await Service.start();
    await service.partnerStaff("staff@saathi.test", "other@saathi.test");
    await service.partnerOwner("owner@saathi.test");
    await service.openEvent();
    return service;
  }

  /** The demo's programme, with the logins that it prints: of each role one. */
  static async ofDemo(...options) {
    const service = new Service();
    service.folder = mkdtempSync(join(tmpdir(), "saathi-browser-"));
    service.database = `sqlite://${join(service.folder, "saathi.db")}`;
    const said = run(["demo", "--no-serve", "--database-url", service.database, ...options]);
    service.password = said.match(/^LOGINS, all with the password: (.+)$/m)[1];
    service.logins = Object.fromEntries([...said.matchAll(/^ {2}(\S.*?) {2,}(\S+@\S+)$/gm)].map(([, role, email]) => [role, email]));
    await service.serve("127.0.0.1:0");
    return service;
  }

  /** A token of somebody for the API. */
  async token(email) {
    const answer = await this.post("/auth/login", { email, password: this.password });
    return (await answer.json()).access_token;
  }

  async get(path, token) {
    return (await fetch(`${this.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } })).json();
  }

  post(path, body, token) {
    return fetch(`${this.url}/api/v1${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
  }

  /** Opens an event that the partner hosts, with some who registered. */
  async openEvent() {
    const manager = await this.token("manager@saathi.test");
    const { data: [partner] } = await this.get("/partners", manager);
    const day = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const made = await this.post("/events", { title: "Sialkot Export Summit", city: "Sialkot", venue: "Chamber of Commerce",
      starts_at: `${day}T05:00:00Z`, ends_at: `${day}T12:00:00Z`, status: "running", hosts: [{ partner_id: partner.id, share: "100" }] }, manager);
    const { id, registration_link } = await made.json();
    [this.event, this.link, this.codes] = [id, registration_link, {}];
    for (const [number, name] of ["Ali Raza", "Sana Iqbal", "Usman Butt"].entries()) {
      const answer = await this.post(`/events/${id}/registrations`, { name, company: `${name.split(" ")[1]} Sports`, phone: `0300 111000${number}` }, manager);
      this.codes[name] = (await answer.json()).code;
    }
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
    const token = await this.token("manager@saathi.test");
    await this.post("/partners", { code: CODE, name: "Iqbal Trade Link", city: "Sialkot", payout_currency: "PKR", status: "active" }, token);
    await this.people("partner_staff", emails);
  }

  /** Makes an owner of the same partner. */
  async partnerOwner(...emails) {
    await this.people("partner_owner", emails);
  }

  /** The command line makes people while nobody serves the database. */
  async people(role, emails) {
    await this.kill();
    for (const email of emails) {
      run(["user", "add", "--database-url", this.database, "--email", email, "--name", "Bilal Iqbal",
        "--role", role, "--partner", CODE, "--password-stdin"], PASSWORD);
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

/** Signs in; where the account has signed in too often, it waits as long as it is told to, like a person. */
export const signIn = async (page, email) => {
  await page.goto("/sign-in");
  const isSent = (answer) => answer.request().method() === "POST" && new URL(answer.url()).pathname === "/sign-in";
  for (let answer; !answer || answer.status() === 429; ) {
    if (answer) await wait(1_000 * Number(answer.headers()["retry-after"]));
    await page.fill("#email", email);
    await page.fill("#password", PASSWORD);
    [answer] = await Promise.all([page.waitForResponse(isSent), page.click("main button.main")]);
  }
  await page.waitForURL((url) => url.pathname !== "/sign-in");
};

/** The median of so many tries; where it is over the limit they are made again, up to three times, so that a
 * machine that is busy with something else breaks nothing. @param {number} tries @param {number} limit @param {() => Promise<number>} once */
export const bestOf = async (tries, limit, once) => {
  const medians = [];
  while (medians.length < 3 && !medians.some((median) => median <= limit)) {
    const took = [];
    while (took.length < tries) took.push(await once());
    medians.push(took.sort((a, b) => a - b)[Math.floor(tries / 2)]);
  }
  return Math.min(...medians);
};
