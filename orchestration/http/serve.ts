import { getLogger } from "@logtape/logtape";
import { ManagedService } from "../../core/service.ts";
import type { App } from "./app.ts";

const log = getLogger(["tasker", "http"]);

/** Options for {@linkcode HttpServer}. */
export interface ServeOptions {
  /** What answers. */
  readonly app: App;
  /** Where to listen: `host:port`, `[::1]:port` for IPv6; port 0 lets the system choose. */
  readonly bindAddress: string;
  /** Speaks HTTPS with these, PEM. None: HTTP. */
  readonly tls?: Pick<Deno.TlsCertifiedKeyPem, "cert" | "key"> | undefined;
  /**
   * Longest that stopping waits for running requests, in milliseconds.
   *
   * @default {10000}
   */
  readonly drainMs?: number | undefined;
}

/** Listens for HTTP requests. */
export class HttpServer extends ManagedService {
  readonly #options: ServeOptions;
  #server: Deno.HttpServer<Deno.NetAddr> | undefined;

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
    const settings = { hostname, port, onListen: () => {}, ...tls };
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

  /** Takes no more requests, ends streams, and waits for what else runs, but not longer than it may. */
  protected override async down(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const { app, drainMs = 10_000 } = this.#options;
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      log.warn("Requests still run {seconds} s after the stop, nobody waits for them any longer", {
        seconds: drainMs / 1000,
      });
      late.resolve();
    }, drainMs);
    const stopped = server.shutdown();
    await app.streams?.stop();
    await Promise.race([stopped, late.promise]);
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
