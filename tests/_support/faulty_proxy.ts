import { withDatabase } from "./servers.ts";

/** A connection through the proxy. */
interface Pair {
  readonly client: Deno.TcpConn;
  readonly server: Deno.TcpConn;
  isSilent: boolean;
}

/**
 * Stands between clients and PostgreSQL as a network does, with its faults: connections turn half-open (nothing comes
 * through, nothing is closed), or break just when a reply comes.
 */
export class FaultyProxy implements AsyncDisposable {
  /** Where clients connect instead. */
  readonly url: string;
  readonly #server: URL;
  readonly #listener: Deno.TcpListener;
  readonly #serving: Promise<void>;
  readonly #pairs = new Set<Pair>();
  readonly #probes = new Set<ReturnType<typeof setTimeout>>();
  #cut: { readonly text: string; readonly done: () => void } | undefined;
  #isOver = false;

  /** Begins to serve in front of a database. */
  constructor(url: string) {
    const front = new URL(url);
    this.#server = new URL(url);
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    front.hostname = "127.0.0.1";
    front.port = String(this.#listener.addr.port);
    this.url = withDatabase(front.href, front.pathname.slice(1));
    this.#serving = this.#serve();
  }

  /** Connections through which something comes. */
  get lively(): readonly unknown[] {
    return [...this.#pairs].filter(({ isSilent }) => !isSilent);
  }

  /**
   * Silences connections: what either side sends is lost, and neither side is told.
   *
   * @param connections Of {@linkcode lively}; all of them when left out. New ones work.
   * @param keepaliveMs Time until the server's side ends, as keepalive probes would end it; never when left out.
   */
  silence(connections: readonly unknown[] = this.lively, keepaliveMs?: number): void {
    for (const pair of this.#pairs) {
      if (!connections.includes(pair)) continue;
      pair.isSilent = true;
      if (keepaliveMs !== undefined) this.#probes.add(setTimeout(() => close(pair.server), keepaliveMs));
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

  /** Cuts the connection whose reply holds a text, once; the reply is lost. */
  cutReplyWith(text: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#cut = { text, done: resolve };
    return promise;
  }

  /** Ends every connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
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
    const { hostname, port } = this.#server;
    const server = await Deno.connect({ hostname, port: Number(port || 5432) }).catch(() => undefined);
    if (server === undefined) return close(client);
    if (this.#isOver) return [client, server].forEach(close);
    const pair = { client, server, isSilent: false };
    this.#pairs.add(pair);
    await Promise.all([this.#pump(pair, client, server), this.#pump(pair, server, client)]);
    this.#pairs.delete(pair);
  }

  /** Carries one way. Where the connection is silent, the end of one side is not told to the other. */
  async #pump(pair: Pair, from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
    const buffer = new Uint8Array(65_536);
    try {
      for (let n = await from.read(buffer); n !== null; n = await from.read(buffer)) {
        if (from === pair.server && this.#cuts(buffer.subarray(0, n))) break;
        for (let sent = 0; sent < n && !pair.isSilent;) sent += await to.write(buffer.subarray(sent, n));
      }
    } catch {
      // one side is gone
    }
    close(from);
    if (!pair.isSilent) close(to);
  }

  #cuts(reply: Uint8Array): boolean {
    const cut = this.#cut;
    if (cut === undefined || !new TextDecoder().decode(reply).includes(cut.text)) return false;
    this.#cut = undefined;
    cut.done();
    return true;
  }
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // closed already
  }
}
