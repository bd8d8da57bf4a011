import { withDatabase } from "../_support/servers.ts";

/** Stands between a client and PostgreSQL, and cuts a connection just when a reply comes through. */
export class CuttingProxy implements AsyncDisposable {
  /** Where clients connect instead. */
  readonly url: string;
  readonly #listener: Deno.TcpListener;
  readonly #server: URL;
  readonly #open = new Set<Deno.TcpConn>();
  readonly #running: Promise<void>;
  #cut: { readonly text: string; readonly done: () => void } | undefined;

  /** Begins to serve in front of a database. */
  constructor(url: string) {
    this.#server = new URL(url);
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const front = new URL(url);
    front.port = String(this.#listener.addr.port);
    this.url = withDatabase(front.href, this.#server.pathname.slice(1));
    this.#running = this.#serve();
  }

  /** Cuts the connection whose reply holds a text, once; the reply is lost. */
  cutReplyWith(text: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#cut = { text, done: resolve };
    return promise;
  }

  /** Closes every connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const connection of this.#open) close(connection);
    await this.#running;
  }

  async #serve(): Promise<void> {
    const pairs: Promise<void>[] = [];
    for await (const client of this.#listener) pairs.push(this.#carry(client));
    await Promise.all(pairs);
  }

  async #carry(client: Deno.TcpConn): Promise<void> {
    const { hostname, port } = this.#server;
    const server = await Deno.connect({ hostname, port: Number(port) });
    this.#open.add(client).add(server);
    await Promise.all([
      pump(client, server, () => true),
      pump(server, client, (chunk) => this.#passes(chunk)),
    ]);
    this.#open.delete(client);
    this.#open.delete(server);
  }

  #passes(chunk: Uint8Array): boolean {
    const cut = this.#cut;
    if (cut === undefined || !new TextDecoder().decode(chunk).includes(cut.text)) return true;
    this.#cut = undefined;
    cut.done();
    return false;
  }
}

async function pump(
  from: Deno.TcpConn,
  to: Deno.TcpConn,
  passes: (chunk: Uint8Array) => boolean,
): Promise<void> {
  const buffer = new Uint8Array(65_536);
  try {
    for (let n = await from.read(buffer); n !== null; n = await from.read(buffer)) {
      const chunk = buffer.subarray(0, n);
      if (!passes(chunk)) break;
      for (let sent = 0; sent < n;) sent += await to.write(chunk.subarray(sent));
    }
  } catch {
    // the other side is gone
  }
  close(from);
  close(to);
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // closed already
  }
}
