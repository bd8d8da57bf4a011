import { until } from "../_support/waiting.ts";

/** An HTTP server that handlers ask before they end: `/<pid of the worker>`. */
export class Gate implements AsyncDisposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #askers = new Map<number, { count: number; readonly open: PromiseWithResolvers<void> }>();

  /** Begins to listen. */
  constructor() {
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
      const asker = this.#asker(Number(new URL(request.url).pathname.slice(1)));
      asker.count += 1;
      await asker.open.promise;
      return new Response("go on");
    });
  }

  /** Its address. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** Waits until handlers of a process have asked so many times. */
  async asked(pid: number, count = 1): Promise<void> {
    await until(() => this.#asker(pid).count >= count, {
      deadlineMs: 30_000,
      what: `process ${pid} to run ${count} steps`,
    });
  }

  /** Lets the handlers of a process go on, those that ask later too. */
  open(pid: number): void {
    this.#asker(pid).open.resolve();
  }

  /** Lets everybody go on, and stops. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { open } of this.#askers.values()) open.resolve();
    await this.#server.shutdown();
  }

  #asker(pid: number) {
    const known = this.#askers.get(pid);
    if (known !== undefined) return known;
    const asker = { count: 0, open: Promise.withResolvers<void>() };
    this.#askers.set(pid, asker);
    return asker;
  }
}
