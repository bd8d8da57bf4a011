import { until } from "../_support/waiting.ts";

/** An HTTP server that handlers ask before they end: `/<pid of the worker>`. */
export class Gate implements AsyncDisposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #asked = new Map<number, PromiseWithResolvers<void>>();

  /** Begins to listen. */
  constructor() {
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
      const pid = Number(new URL(request.url).pathname.slice(1));
      const open = Promise.withResolvers<void>();
      this.#asked.set(pid, open);
      await open.promise;
      return new Response("go on");
    });
  }

  /** Its address. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** Waits until a handler of a process has asked. */
  async asked(pid: number): Promise<void> {
    await until(() => this.#asked.has(pid), { deadlineMs: 30_000, what: `process ${pid} to run its step` });
  }

  /** Lets the handler of a process go on. */
  open(pid: number): void {
    this.#asked.get(pid)?.resolve();
  }

  /** Lets everybody go on, and stops. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const open of this.#asked.values()) open.resolve();
    await this.#server.shutdown();
  }
}
