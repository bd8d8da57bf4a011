import { ManagedService } from "../service.ts";
import type { App } from "./app.ts";

/** Longest that stopping waits for running requests, in milliseconds. */
const DRAIN_MS = 10_000;

/** Options for {@linkcode HttpServer}. */
export interface ServeOptions {
  /** What answers. */
  readonly app: App;
  /** Where to listen: `host:port`, `[::1]:port` for IPv6; port 0 lets the system choose. */
  readonly bindAddress: string;
  /** Speaks HTTPS with these, PEM. None: HTTP. */
  readonly tls?: Pick<Deno.TlsCertifiedKeyPem, "cert" | "key"> | undefined;
}

/** Listens for HTTP requests. */
export class HttpServer extends ManagedService {
  readonly #options: ServeOptions;
  #server: Deno.HttpServer<Deno.NetAddr> | undefined;
  #end = new AbortController();

  /** Makes a server; `start()` begins to listen. */
  constructor(options: ServeOptions) {
    super();
    this.#options = options;
  }

  /** Where it answers, `http://host:port`; what was asked for while it does not. */
  get url(): string {
    return `${this.#options.tls === undefined ? "http" : "https"}://${this.address}`;
  }

  /** Where it listens, `host:port`; what was asked for while it does not. */
  get address(): string {
    const address = this.#server?.addr;
    if (address === undefined) return this.#options.bindAddress;
    return `${address.hostname.includes(":") ? `[${address.hostname}]` : address.hostname}:${address.port}`;
  }

  /**
   * Begins to listen.
   *
   * @throws {Deno.errors.AddrInUse} When something else listens there.
   */
  protected override async up(): Promise<void> {
    const { app, bindAddress, tls = {} } = this.#options;
    const { hostname, port } = addressOf(bindAddress);
    this.#end = new AbortController();
    const settings = { hostname, port, signal: this.#end.signal, onListen: () => {}, ...tls };
    try {
      this.#server = Deno.serve(
        settings,
        (request, info) => app.fetch(request, { remoteAddr: info.remoteAddr }),
      );
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
      throw new Deno.errors.AddrInUse(
        `Cannot listen on ${bindAddress}: something else listens there already`,
      );
    }
    await app.streams?.start();
  }

  /** Takes no more requests, ends streams, and waits up to 10 seconds for what else runs. */
  protected override async down(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const timer = setTimeout(() => this.#end.abort(), DRAIN_MS);
    const stopped = server.shutdown();
    await this.#options.app.streams?.stop();
    await stopped;
    clearTimeout(timer);
  }
}

function addressOf(bindAddress: string): { readonly hostname: string; readonly port: number } {
  const { hostname, port } = new URL(`tcp://${bindAddress}`);
  return { hostname: hostname.replace(/^\[|\]$/g, ""), port: Number(port) };
}

/**
 * Makes a server; `start()` begins to listen.
 *
 * @param options What answers, and where.
 */
export function serveHttp(options: ServeOptions): HttpServer {
  return new HttpServer(options);
}
