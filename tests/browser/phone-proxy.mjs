// A connection that is as bad as one at a summit: requests that do not arrive, answers that get lost, and
// servers that are not there.
import http from "node:http";

export class Proxy {
  /** @param {{url: string}} service @param {() => number} random */
  static async start(service, random) {
    const proxy = new Proxy();
    proxy.faults = { unsent: 0, unanswered: 0, wrong: 0 };
    proxy.bad = true;
    const fate = () => (proxy.bad ? random() : 1);
    proxy.server = http.createServer((request, response) => {
      const parts = [];
      request.on("data", (part) => parts.push(part));
      request.on("end", () => {
        const luck = request.method === "GET" ? 1 : fate();
        if (luck < 0.2) return (proxy.faults.unsent++, request.socket.destroy());
        if (luck < 0.3) return (proxy.faults.wrong++, response.writeHead(200, { "content-type": "text/html" }).end("<h1>Welcome to the hotel</h1>"));
        const { hostname, port } = new URL(service.url);
        const onward = http.request({ hostname, port, method: request.method, path: request.url, headers: request.headers }, (answer) => {
          const answered = [];
          answer.on("data", (part) => answered.push(part));
          answer.on("end", () => {
            if (luck < 0.55) return (proxy.faults.unanswered++, request.socket.destroy());
            response.writeHead(answer.statusCode, answer.headers).end(Buffer.concat(answered));
          });
          answer.on("error", () => request.socket.destroy());
        });
        onward.on("error", () => request.socket.destroy());
        onward.end(Buffer.concat(parts));
      });
    });
    await new Promise((ok) => proxy.server.listen(0, "127.0.0.1", ok));
    proxy.url = `http://127.0.0.1:${proxy.server.address().port}`;
    return proxy;
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((ok) => this.server.close(ok));
  }
}

/** The same numbers from the same seed. */
export const seeded = (seed) => () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
};
