import type { App } from "../../orchestration/http/app.ts";

/** A request that came through, and what it said. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
}

/** What a gateway does with one request instead of passing it on. */
export type Mishap = (pass: () => Promise<Response>) => Response | Promise<Response>;

/** A real HTTP server in front of the API, as proxies are: it remembers requests and does what a test wants to them. */
export class Gateway implements AsyncDisposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #seen: Seen[] = [];
  #mishaps: Mishap[] = [];

  /** Begins to serve. */
  constructor(app: App) {
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      async (request, info) => {
        const { pathname, search } = new URL(request.url);
        const body = await request.text();
        this.#seen.push({ method: request.method, path: pathname + search, headers: request.headers, body });
        const init = { method: request.method, headers: request.headers, ...(body === "" ? {} : { body }) };
        const caller = { remoteAddr: { hostname: info.remoteAddr.hostname } };
        const pass = async () => await app.fetch(new Request(request.url, init), caller);
        return await (this.#mishaps.shift() ?? ((then) => then()))(pass);
      },
    );
  }

  /** Where clients connect. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** Lets these happen to the next requests, one each. */
  next(...mishaps: Mishap[]): void {
    this.#mishaps = mishaps;
  }

  /** The requests since the last time. */
  taken(): Seen[] {
    return this.#seen.splice(0);
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

/** The API does what it is asked, and its answer is lost: the connection breaks in the middle. */
export const loseAnswer: Mishap = async (pass) => {
  const text = await (await pass()).text();
  const broken = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text.slice(0, 5)));
      controller.close();
    },
  });
  return new Response(broken, { headers: { "content-length": String(text.length) } });
};

/** Answers by itself; the API is not asked. */
export function answer(status: number, headers: Record<string, string> = {}): Mishap {
  return () => new Response("<html>not tasker</html>", { status, headers });
}
