import { getLogger } from "@logtape/logtape";
import postgres, { type Options, type Sql } from "postgres";
import { Loop } from "../core/loop.ts";
import { ManagedService } from "../core/service.ts";
import { FIXED_ARRAY_TYPES } from "./array_types.ts";
import { sessionSettings } from "./connect.ts";

const log = getLogger(["tasker", "listener"]);

/** How often the listener sends itself a notification that must come back, in milliseconds. */
const CHECK_MS = 30_000;

/** How long to wait for a sign of life, in milliseconds. */
const ANSWER_MS = 2_000;

/** Longest wait before another session is tried, in milliseconds. */
const MAX_RETRY_MS = 5_000;

/** Longest a statement on the session may run, in milliseconds. */
const STATEMENT_MS = 30_000;

/** What one part of a process wants to hear of the database's notifications. */
export interface Subscription {
  /** Channels, and what to do with each notification's payload. */
  readonly channels: Readonly<Record<string, (payload: string) => void>>;
  /** Called whenever a session listens anew: what came before was missed. */
  readonly onListening: () => void;
  /**
   * Called when the session that listened is lost.
   *
   * @default {() => {}}
   */
  readonly onLost?: () => void;
}

/** Options for {@linkcode Listener}. */
export interface ListenerOptions {
  /** Where the database is: an address without a pooler that gives each transaction another session. */
  readonly url: string;
  /** Seconds to wait for a connection to be made, 1 to 300. */
  readonly connectTimeoutSeconds: number;
  /** Who wants to hear what; several may want the same channel. */
  readonly subscriptions: readonly Subscription[];
  /**
   * What the server's list of sessions shows.
   *
   * @default {"tasker_listener"}
   */
  readonly applicationName?: string;
  /**
   * Time between notifications to itself: milliseconds, 10 or more.
   *
   * @default {30000}
   */
  readonly checkMs?: number;
}

/** What the driver takes, the part included that its types do not tell. */
type DriverOptions = Options<Record<string, never>> & {
  readonly onnotify: (channel: string, payload: string) => void;
};

/**
 * Listens for notifications on a session of its own, tries now and then whether it hears itself, and makes a new session
 * when it is lost or deaf. A notification is a hint: losing some must do no harm.
 */
export class Listener extends ManagedService {
  readonly #options: ListenerOptions;
  readonly #loop: Loop;
  /** A channel of its own: a test on one that others listen to would wake all of them. */
  readonly #selfTest = `tasker_listener_${crypto.randomUUID().replaceAll("-", "")}`;
  #session: Sql | undefined;
  #isListening = false;
  #tried = Promise.withResolvers<void>();
  #heardItself: () => void = () => {};

  /** Makes a listener; `start()` connects. */
  constructor(options: ListenerOptions) {
    super();
    this.#options = options;
    this.#loop = new Loop({
      name: "listener",
      turn: (signal) => this.#turn(signal),
      maxErrorWaitMs: MAX_RETRY_MS,
    });
  }

  /** Whether notifications arrive, as far as is known. */
  get isListening(): boolean {
    return this.#isListening;
  }

  /** The session that listens, for what must be said on it; none while notifications do not arrive. */
  get session(): Sql | undefined {
    return this.#isListening ? this.#session : undefined;
  }

  /**
   * Says that a session does not work: another takes its place.
   *
   * @param session What {@linkcode Listener.session} gave; one that has been replaced meanwhile is passed over.
   */
  lose(session: Sql): void {
    if (this.#session !== session || !this.#isListening) return;
    log.warn("The session that listens for notifications was lost, it will be made anew");
    this.#stopHearing();
    this.#loop.nudge();
  }

  /** Connects, listens, and hears itself; when it does not, it says so and goes on trying. `stop()` cuts that short. */
  override async start(): Promise<void> {
    await super.start();
    await this.#tried.promise;
  }

  /** Begins to try. */
  protected override up(): Promise<void> {
    this.#tried = Promise.withResolvers<void>();
    return this.#loop.start();
  }

  /** Ends the session, and with it whatever the turn under way waits for. */
  protected override async down(): Promise<void> {
    const turned = this.#loop.stop();
    await this.#close();
    await turned;
    await this.#close();
  }

  async #turn(signal: AbortSignal): Promise<number> {
    try {
      const { session } = this;
      if (session === undefined) await this.#listen(signal);
      else await this.#hearItself(session);
      return this.#options.checkMs ?? CHECK_MS;
    } catch (error) {
      this.#stopHearing();
      throw error;
    } finally {
      this.#tried.resolve();
    }
  }

  async #listen(signal: AbortSignal): Promise<void> {
    await this.#close();
    if (signal.aborted) return;
    const session = this.#connect();
    this.#session = session;
    const { subscriptions, connectTimeoutSeconds } = this.#options;
    const channels = new Set(subscriptions.flatMap(({ channels }) => Object.keys(channels)));
    const listens = [...channels, this.#selfTest].map((channel) => `listen ${quoted(channel)}`);
    await within(
      connectTimeoutSeconds * 1000 + ANSWER_MS,
      session.unsafe(listens.join("; ")),
      "The database does not answer",
    );
    await this.#hearItself(session);
    this.#isListening = true;
    for (const { onListening } of subscriptions) onListening();
  }

  /**
   * A session whose other end vanished neither answers nor closes; one that was reset behind a pooler answers, but is
   * deaf; and through a pooler that gives each transaction another session, LISTEN succeeds and nothing ever arrives.
   */
  async #hearItself(session: Sql): Promise<void> {
    const { promise: heard, resolve } = Promise.withResolvers<void>();
    this.#heardItself = resolve;
    const sent = session`select pg_notify(${this.#selfTest}, '')`;
    await within(ANSWER_MS, sent, "The listening session does not answer");
    await within(
      ANSWER_MS,
      heard,
      "LISTEN works, but no notification arrives: is there a pooler between? Then set database.listen_url",
    );
  }

  #connect(): Sql {
    const options: DriverOptions = {
      max: 1,
      max_lifetime: null,
      ...FIXED_ARRAY_TYPES,
      connect_timeout: this.#options.connectTimeoutSeconds,
      connection: {
        application_name: this.#options.applicationName ?? "tasker_listener",
        ...sessionSettings(STATEMENT_MS),
      },
      onnotice: () => {},
      onclose: () => this.lose(session),
      onnotify: (channel, payload) => this.#heard(channel, payload),
    };
    const session: Sql = postgres(this.#options.url, options);
    return session;
  }

  #heard(channel: string, payload: string): void {
    if (channel === this.#selfTest) this.#heardItself();
    else for (const { channels } of this.#options.subscriptions) channels[channel]?.(payload);
  }

  #stopHearing(): void {
    if (!this.#isListening) return;
    this.#isListening = false;
    for (const { onLost } of this.#options.subscriptions) onLost?.();
  }

  async #close(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    this.#isListening = false;
    await session?.end({ timeout: 1 }).catch(() => {});
  }
}

/** A channel's name may hold dots, which would make it a path. */
function quoted(channel: string): string {
  return `"${channel.replaceAll('"', '""')}"`;
}

async function within(ms: number, promise: PromiseLike<unknown>, complaint: string): Promise<void> {
  const { promise: deadline, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(complaint)), ms);
  try {
    await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
