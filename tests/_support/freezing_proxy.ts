import { withDatabase } from "./servers.ts";

/** Stands between a client and PostgreSQL, and can make its connections half open: alive for both sides, but silent. */
export class FreezingProxy implements AsyncDisposable {
  /** Where clients connect instead. */
  readonly url: string;
  readonly #listener: Deno.TcpListener;
  readonly #server: URL;
  readonly #open = new Set<Deno.TcpConn>();
  readonly #running: Promise<void>;
  #era = 0;

  /** Begins to serve in front of a database. */
  constructor(url: string) {
    this.#server = new URL(url);
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const front = new URL(url);
    front.port = String(this.#listener.addr.port);
    this.url = withDatabase(front.href, this.#server.pathname.slice(1));
    this.#running = this.#serve();
  }

  /** From now on nothing comes through the connections there are; new ones work. */
  freeze(): void {
    this.#era += 1;
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
    const era = this.#era;
    const isFrozen = () => era !== this.#era;
    this.#open.add(client).add(server);
    await Promise.all([
      pump(client, server, () => !isFrozen()),
      pump(server, client, () => !isFrozen()),
    ]);
    this.#open.delete(client);
    this.#open.delete(server);
  }
}

async function pump(
  from: Deno.TcpConn,
  to: Deno.TcpConn,
  passes: () => boolean,
): Promise<void> {
  const buffer = new Uint8Array(65_536);
  try {
    for (let n = await from.read(buffer); n !== null; n = await from.read(buffer)) {
      const chunk = buffer.subarray(0, n);
      if (!passes()) continue;
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
