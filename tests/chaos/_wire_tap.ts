import { withDatabase } from "../_support/servers.ts";
import { type Frame, Frames, textsOf } from "./_frames.ts";
import { statementName } from "./_statement_name.ts";

/**
 * Where a statement is: `before` it was sent, `during` its execution (the server has it), `after` it was committed
 * and before its sender knows.
 */
export type Phase = "before" | "during" | "after";

/** Every place of a statement, in order. */
export const PHASES: readonly Phase[] = ["before", "during", "after"];

/** A statement that goes by. */
export interface Passage {
  /** Which session: its `application_name`. */
  readonly session: string;
  /** What it calls. */
  readonly statement: string;
  /** Where it is. */
  readonly phase: Phase;
}

/** What the watcher wants: `cut` ends every connection of the tap, and nothing goes through any more. */
export type Verdict = "go" | "cut";

/**
 * Stands between one program and PostgreSQL and reads along: it tells every statement before it is sent, when the
 * server has it, and when its answer is there but not handed on. So a program can be killed at each of these points
 * without knowing of it.
 */
export class WireTap implements AsyncDisposable {
  /** Where the program connects instead. */
  readonly url: string;
  /** Statements that have no name, in words. */
  readonly unnamed: Set<string> = new Set<string>();
  readonly #server: URL;
  readonly #listener: Deno.TcpListener;
  readonly #watch: (passage: Passage) => Verdict;
  readonly #open = new Set<Pair>();
  readonly #serving: Promise<void>;
  #isCut = false;

  /**
   * Begins to serve.
   *
   * @param url Database behind it.
   * @param watch Told of each passage, at once.
   */
  constructor(url: string, watch: (passage: Passage) => Verdict) {
    this.#server = new URL(url);
    this.#watch = watch;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const front = new URL(url);
    front.port = String(this.#listener.addr.port);
    this.url = withDatabase(front.href, this.#server.pathname.slice(1));
    this.#serving = this.#serve();
  }

  /** Ends every connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#cut();
    this.#listener.close();
    await this.#serving;
  }

  async #serve(): Promise<void> {
    const carried: Promise<void>[] = [];
    for await (const client of this.#listener) carried.push(this.#carry(client));
    await Promise.all(carried);
  }

  async #carry(client: Deno.TcpConn): Promise<void> {
    const { hostname, port } = this.#server;
    const server = await Deno.connect({ hostname, port: Number(port) });
    const pair = { client, server };
    if (this.#isCut) return end(pair);
    this.#open.add(pair);
    const session = new Session((passage) => this.#passes(passage), (text) => this.unnamed.add(text));
    await Promise.all([
      this.#pump(client, server, new Frames("client"), (frame) => session.asks(frame)),
      this.#pump(server, client, new Frames("server"), (frame) => session.answers(frame)),
    ]);
    this.#open.delete(pair);
  }

  async #pump(
    from: Deno.TcpConn,
    to: Deno.TcpConn,
    frames: Frames,
    read: (frame: Frame) => Step,
  ): Promise<void> {
    const buffer = new Uint8Array(65_536);
    try {
      for (let n = await from.read(buffer); n !== null; n = await from.read(buffer)) {
        for (const frame of frames.push(buffer.subarray(0, n))) {
          const { mayGo, sent } = read(frame);
          if (!mayGo) return;
          for (let at = 0; at < frame.bytes.length;) at += await to.write(frame.bytes.subarray(at));
          if (sent?.() === "cut") return;
        }
      }
    } catch {
      // one of the two is gone
    } finally {
      close(from);
      close(to);
    }
  }

  #passes(passage: Passage): Verdict {
    if (this.#isCut) return "cut";
    if (this.#watch(passage) === "go") return "go";
    this.#cut();
    return "cut";
  }

  #cut(): void {
    this.#isCut = true;
    for (const pair of this.#open) end(pair);
  }
}

/** What to do with a message: hold it back, or send it and then do something. */
interface Step {
  readonly mayGo: boolean;
  readonly sent?: () => Verdict;
}

/** Follows the statements of one connection. */
class Session {
  readonly #passes: (passage: Passage) => Verdict;
  readonly #onUnnamed: (text: string) => void;
  readonly #prepared = new Map<string, string>();
  readonly #underWay: string[][] = [];
  #sending: string[] = [];
  #name = "";

  constructor(passes: (passage: Passage) => Verdict, onUnnamed: (text: string) => void) {
    this.#passes = passes;
    this.#onUnnamed = onUnnamed;
  }

  asks({ type, body }: Frame): Step {
    switch (type) {
      case "":
        this.#name = parameterOf(body, "application_name");
        return { mayGo: true };
      case "P": {
        const [name = "", text = ""] = textsOf(body, 2);
        this.#prepared.set(name, text);
        return { mayGo: true };
      }
      case "B":
        return { mayGo: this.#send(this.#prepared.get(textsOf(body, 2)[1] ?? "") ?? "") };
      case "Q":
        if (!this.#send(textsOf(body, 1)[0] ?? "")) return { mayGo: false };
        return { mayGo: true, sent: () => this.#sent() };
      case "S":
        return { mayGo: true, sent: () => this.#sent() };
      default:
        return { mayGo: true };
    }
  }

  answers({ type }: Frame): Step {
    if (type !== "Z") return { mayGo: true };
    const answered = this.#underWay.shift() ?? [];
    return { mayGo: this.#pass(answered, "after") === "go" };
  }

  #send(text: string): boolean {
    const statement = statementName(text);
    if (statement === undefined) this.#onUnnamed(text);
    this.#sending.push(statement ?? "unnamed");
    return this.#pass([this.#sending.at(-1) ?? ""], "before") === "go";
  }

  #sent(): Verdict {
    const statements = this.#sending;
    this.#sending = [];
    this.#underWay.push(statements);
    return this.#pass(statements, "during");
  }

  #pass(statements: readonly string[], phase: Phase): Verdict {
    const cut = statements.some((statement) =>
      this.#passes({ session: this.#name, statement, phase }) === "cut"
    );
    return cut ? "cut" : "go";
  }
}

/** A parameter of a client's first message: version, then names and values in turn. */
function parameterOf(body: Uint8Array, name: string): string {
  const texts = textsOf(body.subarray(4));
  return texts[texts.indexOf(name) + 1] ?? "";
}

/** The two sides of one connection. */
interface Pair {
  readonly client: Deno.TcpConn;
  readonly server: Deno.TcpConn;
}

/** The client is gone; the server first does what it was sent, as it does when a program is killed. */
function end({ client, server }: Pair): void {
  close(client);
  server.closeWrite().catch(() => {});
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // closed already
  }
}
