// A small programme on a Monday morning, made over the API: people who reported, and who did not, and
// registrations to decide.
import { spawnSync } from "node:child_process";
import { BINARY, PASSWORD, Service } from "./service.mjs";

/** Business time stands at nine o'clock of this day. */
export const TODAY = "2026-11-23";
const NOTHING = { calls: 0, visits: 0, demos: 0, proposals: 0, new_recruits: 0, contracts: 0, sales_count: 0,
  sales_amount: { amount: "0.00", currency: "PKR" } };

export class Programme {
  static async start(partners) {
    process.env.SAATHI_TODAY = TODAY;
    const programme = new Programme();
    programme.service = await Service.start();
    await programme.service.kill();
    for (const role of ["admin", "auditor"]) {
      const done = spawnSync(BINARY, ["user", "add", "--database-url", programme.service.database, "--email",
        `${role}@saathi.test`, "--name", "Nadia Qureshi", "--role", role, "--password-stdin"], { input: PASSWORD });
      if (done.status !== 0) throw new Error(String(done.stderr));
    }
    await programme.service.serve();
    programme.tokens = new Map();
    programme.partners = [];
    for (let number = 1; number <= partners; number += 1) await programme.addPartner(number);
    return programme;
  }

  /** What the API answers to somebody. */
  async call(who, method, path, body) {
    const headers = { "content-type": "application/json", "idempotency-key": crypto.randomUUID() };
    if (who) headers.authorization = `Bearer ${await this.token(who)}`;
    const answer = await fetch(`${this.service.url}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
    return { status: answer.status, body: await answer.json() };
  }

  async token(who) {
    if (!this.tokens.has(who)) {
      const email = `${who}@saathi.test`;
      this.tokens.set(who, (await this.call(null, "POST", "/auth/login", { email, password: PASSWORD })).body.access_token);
    }
    return this.tokens.get(who);
  }

  async post(who, path, body) {
    const { status, body: made } = await this.call(who, "POST", path, body);
    if (status >= 300) throw new Error(`${path}: ${status} ${JSON.stringify(made)}`);
    return made;
  }

  async addPartner(number) {
    const code = `SKT-${String(number).padStart(3, "0")}`;
    const partner = await this.post("manager", "/partners", { code, name: `Partner House ${number}`, city: "Sialkot", payout_currency: "PKR", status: "active" });
    const user = await this.post("admin", "/users", { email: `staff${number}@saathi.test`, name: `Bilal Iqbal ${number}`, role: "partner_staff", partner_id: partner.id, password: PASSWORD });
    this.partners.push({ ...partner, staff: `staff${number}`, user: user.id });
  }

  checkIn(number, told = {}) {
    return this.post(`staff${number}`, "/check-ins", { date: TODAY, ...NOTHING, ...told });
  }

  /** Four partners reported, one of them what nothing bears out; the others did not. */
  async morning() {
    await this.checkIn(1);
    await this.checkIn(2, { visits: 5, new_recruits: 1, note: "Kotli Loharan" });
    await this.checkIn(3);
    await this.checkIn(4);
    const seller = { name: "Khan Surgical Works", city: "Sialkot", phone: "0300 1112223", ntn: "1234567-1" };
    await this.post("staff1", "/recruits", { seller, source: "visit" });
    await this.post("staff2", "/recruits", { seller: { name: "Khan Surgical Work", city: "Sialkot", phone: "0300 1112223" }, source: "visit" });
    await this.post("staff3", "/recruits", { seller: { name: "Chenab Gloves", city: "Sialkot", phone: "0301 5556677" }, source: "referral" });
    await this.call("staff4", "POST", "/recruits", { seller, source: "visit" });
    const refused = (await this.call("manager", "GET", "/recruits?status=refused")).body.data[0];
    if (refused) await this.post("staff4", "/conflicts", { recruit_id: refused.id, claim: "We visited them first" });
    await this.post("manager", "/targets", { partner_id: this.partners[0].id, month: TODAY.slice(0, 7), recruits: 8, new_sales: 2, renewal_sales: 1 });
    const hosts = [{ partner_id: this.partners[0].id, share: "60" }, { partner_id: this.partners[1].id, share: "40" }];
    this.event = await this.post("manager", "/events", { title: "Sialkot summit", city: "Sialkot", venue: "Chamber of Commerce", status: "open",
      starts_at: `${TODAY}T03:00:00Z`, ends_at: `${TODAY}T12:00:00Z`, hosts, cost: { amount: "186200.00", currency: "PKR" } });
    const guest = await this.post("staff1", `/events/${this.event.id}/registrations`, { name: "Usman Sial", company: "Sial Sports", phone: "0302 1234567", mode: "on_site" });
    await this.call("manager", "PATCH", `/events/${this.event.id}`, { status: "running" });
    await this.call("staff1", "POST", `/events/${this.event.id}/arrivals`, { code: guest.code, mode: "on_site" });
  }

  async stop() {
    await this.service.stop();
  }
}
