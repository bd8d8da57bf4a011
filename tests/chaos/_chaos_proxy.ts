import { withDatabase } from "../_support/servers.ts";

/** A connection through the proxy. */
interface Pair {
  readonly client: Deno.TcpConn;
  readonly server: Deno.TcpConn;
  isSilent: boolean;
}

/** Stands between processes and PostgreSQL, and turns connections half-open: nothing comes through, nothing is closed. */
export class ChaosProxy implements AsyncDisposable {
  /** Where clients connect instead. */
  readonly url: string;
  readonly #port: number;
  readonly #listener: Deno.TcpListener;
  readonly #serving: Promise<void>;
  readonly #pairs = new Set<Pair>();
  readonly #probes = new Set<ReturnType<typeof setTimeout>>();

  /** Begins to serve in front of a database. */
  constructor(url: string) {
    const front = new URL(url);
    this.#port = Number(front.port);
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    front.port = String(this.#listener.addr.port);
    this.url = withDatabase(front.href, front.pathname.slice(1));
    this.#serving = this.#serve();
  }

  /** Connections through which something comes. */
  get lively(): readonly unknown[] {
    return [...this.#pairs].filter(({ isSilent }) => !isSilent);
  }

  /**
   * Silences connections: what either side sends is lost, and neither side is told. The server's side ends after a
   * time, as keepalive probes would end it.
   *
   * @param connections Of {@linkcode lively}.
   * @param keepaliveMs Time until the server notices.
   */
  silence(connections: readonly unknown[], keepaliveMs: number): void {
    for (const pair of this.#pairs) {
      if (!connections.includes(pair)) continue;
      pair.isSilent = true;
      this.#probes.add(setTimeout(() => close(pair.server), keepaliveMs));
    }
  }

  /** Ends every silenced connection. */
  heal(): void {
    for (const probe of this.#probes) clearTimeout(probe);
    this.#probes.clear();
    for (const { client, server, isSilent } of this.#pairs) {
      if (isSilent) [client, server].forEach(close);
    }
  }

  /** Ends every connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.heal();
    this.#listener.close();
    for (const { client, server } of this.#pairs) [client, server].forEach(close);
    await this.#serving;
  }

  async #serve(): Promise<void> {
    const carried = new Set<Promise<void>>();
    for await (const client of this.#listener) {
      const carry = this.#carry(client).finally(() => carried.delete(carry));
      carried.add(carry);
    }
    await Promise.all(carried);
  }

  async #carry(client: Deno.TcpConn): Promise<void> {
    const server = await Deno.connect({ hostname: "127.0.0.1", port: this.#port }).catch(() => undefined);
    if (server === undefined) return close(client);
    const pair = { client, server, isSilent: false };
    this.#pairs.add(pair);
    await Promise.all([pump(pair, client, server), pump(pair, server, client)]);
    this.#pairs.delete(pair);
  }
}

/** Carries one way. Where the connection is silent, the end of one side is not told to the other. */
async function pump(pair: Pair, from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
  const buffer = new Uint8Array(65_536);
  try {
    for (let n = await from.read(buffer); n !== null; n = await from.read(buffer)) {
      for (let sent = 0; sent < n && !pair.isSilent;) sent += await to.write(buffer.subarray(sent, n));
    }
  } catch {
    // one side is gone
  }
  close(from);
  if (!pair.isSilent) close(to);
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // closed already
  }
}
