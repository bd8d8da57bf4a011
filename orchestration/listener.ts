import { getLogger } from "@logtape/logtape";
import postgres, { type Sql } from "postgres";
import { Loop } from "./loop.ts";
import { ManagedService } from "./service.ts";

const log = getLogger(["tasker", "orchestration", "listener"]);

/** How often the listener sends itself a notification that must come back, in milliseconds. */
const CHECK_MS = 30_000;

/** How long to wait for a sign of life, in milliseconds. */
const ANSWER_MS = 2_000;

/** Options for {@linkcode Listener}. */
export interface ListenerOptions {
  /** Where the database is. */
  readonly url: string;
  /** Seconds to wait for a connection to be made, 1 to 300. */
  readonly connectTimeoutSeconds: number;
  /** Channels to listen on, and what to do with each notification's payload. */
  readonly channels: Readonly<Record<string, (payload: string) => void>>;
  /** Called whenever the session listens anew: what came before was missed. */
  readonly onListening: () => void;
  /**
   * Time between notifications to itself: milliseconds, 10 or more.
   *
   * @default {30000}
   */
  readonly checkMs?: number;
}

/**
 * Listens for notifications on a session of its own, and makes a new one when it is lost. A notification is a
 * hint: losing some must do no harm.
 */
export class Listener extends ManagedService {
  readonly #options: ListenerOptions;
  readonly #guard: Loop;
  readonly #selfTest = `tasker_listener_${crypto.randomUUID().replaceAll("-", "")}`;
  #session: Sql | undefined;
  #heardItself: () => void = () => {};
  #isListening = false;

  /** Makes a listener; `start()` connects. */
  constructor(options: ListenerOptions) {
    super();
    this.#options = options;
    this.#guard = new Loop({ name: "listener", turn: () => this.#check() });
  }

  /** Whether notifications arrive, as far as is known. */
  get isListening(): boolean {
    return this.#isListening;
  }

  /** Connects, listens, and hears itself; when it does not, it says so and goes on trying. */
  protected override async up(): Promise<void> {
    await this.#listen().catch((error) =>
      log.warn("Cannot listen for notifications yet: {error}", { error })
    );
    await this.#guard.start();
  }

  /** Ends the session. */
  protected override async down(): Promise<void> {
    await this.#guard.stop();
    await this.#close();
  }

  async #check(): Promise<number> {
    const session = this.#session;
    if (session === undefined || !this.#isListening) await this.#listen();
    else await this.#answer(session);
    return this.#options.checkMs ?? CHECK_MS;
  }

  /** A session whose other end vanished neither answers nor closes; one that was reset behind a pooler answers, but is deaf. */
  async #answer(session: Sql): Promise<void> {
    try {
      await this.#hearOneself(session);
    } catch (error) {
      this.#isListening = false;
      throw error;
    }
  }

  async #listen(): Promise<void> {
    await this.#close();
    const session = this.#connect();
    this.#session = session;
    for (const channel of [...Object.keys(this.#options.channels), this.#selfTest]) {
      await session.unsafe(`listen "${channel.replaceAll('"', '""')}"`);
    }
    await this.#hearOneself(session);
    this.#isListening = true;
    this.#options.onListening();
  }

  /** Through a pooler that gives each transaction another session, LISTEN succeeds and nothing ever arrives. */
  async #hearOneself(session: Sql): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#heardItself = resolve;
    const sent = session`select pg_notify(${this.#selfTest}, '')`;
    await withDeadline(sent, ANSWER_MS, "The listening session does not answer");
    await withDeadline(
      promise,
      ANSWER_MS,
      "LISTEN works, but no notification arrives: is there a pooler between?",
    );
  }

  #connect(): Sql {
    const lost = () => {
      if (this.#session !== session || !this.#isListening) return;
      this.#isListening = false;
      log.warn("The session that listens for notifications was lost, it will be made anew");
      this.#guard.nudge();
    };
    const options = {
      max: 1,
      idle_timeout: 0,
      max_lifetime: null,
      fetch_types: false,
      connect_timeout: this.#options.connectTimeoutSeconds,
      connection: { application_name: "tasker_listener" },
      onnotice: () => {},
      onclose: lost,
      onnotify: (channel: string, payload: string) => this.#heard(channel, payload),
    };
    const session: Sql = postgres(this.#options.url, options as postgres.Options<Record<string, never>>);
    return session;
  }

  #heard(channel: string, payload: string): void {
    if (channel === this.#selfTest) this.#heardItself();
    else this.#options.channels[channel]?.(payload);
  }

  async #close(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    this.#isListening = false;
    await session?.end({ timeout: 1 }).catch(() => {});
  }
}

async function withDeadline(promise: PromiseLike<unknown>, ms: number, complaint: string): Promise<void> {
  const { promise: deadline, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(complaint)), ms);
  try {
    await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
