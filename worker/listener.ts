import type { Sql } from "postgres";
import { markWorkerBusy } from "../orchestration/calls/mark_worker_busy.ts";
import { markWorkerIdle } from "../orchestration/calls/mark_worker_idle.ts";
import { workerLog } from "./log.ts";
import { openSession } from "./open_session.ts";
import { answerDeadlineMs, answered, errorDelayMs, isOutage, pause } from "./outage.ts";
import type { WorkerDatabase } from "./worker_options.ts";

/** How long the self-test waits for its own notification, in milliseconds. */
const SELF_TEST_MS = 2_000;

/** How often the listener sends itself a notification that must come back, in milliseconds. */
const CHECK_MS = 30_000;

/** Options for {@linkcode Listener}. */
export interface ListenerOptions {
  /** Where the database is. */
  readonly database: Required<WorkerDatabase>;
  /** Channels to listen on. */
  readonly channels: readonly string[];
  /** Called with each notification. */
  readonly onNotification: (channel: string, payload: string) => void;
  /** Called when the session was lost, and again when there is a new one: notifications may have been missed. */
  readonly onInterruption: () => void;
  /**
   * Time between notifications to itself: milliseconds, 10 or more.
   *
   * @default {30000}
   */
  readonly checkMs?: number;
}

/**
 * A session that listens, and on which the worker says whether it waits. Opened again when it is lost. Where
 * notifications do not come through (a pooler in between), it says so, and the worker polls.
 */
export class Listener {
  readonly #options: ListenerOptions;
  readonly #stopped = new AbortController();
  #sql: Sql | undefined;
  #isListening = false;
  #checks: Promise<void> = Promise.resolve();
  /** Of its own: a test on a channel that others listen to would wake all of them. */
  readonly #testChannel = `tasker_listener_${crypto.randomUUID().replaceAll("-", "")}`;
  #heardItself: (() => void) | undefined;

  /** Makes a listener; `start()` connects. */
  constructor(options: ListenerOptions) {
    this.#options = options;
  }

  /** Whether notifications come through. */
  get isListening(): boolean {
    return this.#isListening;
  }

  /** Listens, and tries whether notifications come through. */
  async start(): Promise<void> {
    await this.#open();
    if (this.#isListening) {
      this.#checks = this.#check();
      return;
    }
    workerLog.warn(
      "LISTEN does not work on this connection (a pooler in between?): the worker polls instead",
    );
    await this.#close();
  }

  /** Listens no more. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#checks;
    await this.#close();
  }

  /**
   * Says that the worker waits for steps.
   *
   * @returns Whether it will be notified.
   */
  async markIdle(namespaces: readonly string[]): Promise<boolean> {
    const sql = this.#sql;
    if (sql === undefined || !this.#isListening) return false;
    try {
      await answered(markWorkerIdle(sql, namespaces), answerDeadlineMs(this.#options.database));
      return this.#sql === sql;
    } catch (error) {
      if (isOutage(error)) this.#lose(sql);
      workerLog.warn("Cannot ask for notifications: {error}", { error });
      return false;
    }
  }

  /** Says that the worker does not wait any more. */
  markBusy(): void {
    if (this.#sql === undefined) return;
    markWorkerBusy(this.#sql).catch((error) =>
      workerLog.warn("Cannot decline notifications: {error}", { error })
    );
  }

  /** A session that silently stopped to hear is replaced: its socket is half open, or it was reset behind a pooler. */
  async #check(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      await pause(this.#options.checkMs ?? CHECK_MS, signal);
      const sql = this.#sql;
      if (signal.aborted || sql === undefined || !this.#isListening) continue;
      const isHeard = await answered(this.#hearsItself(sql), 2 * SELF_TEST_MS).catch(() => false);
      if (isHeard || this.#sql !== sql) continue;
      workerLog.warn("The session that listens for notifications has gone deaf, it will be made anew");
      this.#lose(sql);
    }
  }

  async #open(): Promise<void> {
    const sql = this.#connect();
    this.#sql = sql;
    try {
      for (const channel of [...this.#options.channels, this.#testChannel]) {
        await sql.unsafe(`listen ${quoted(channel)}`);
      }
      this.#isListening = await this.#hearsItself(sql);
    } catch (error) {
      this.#sql = undefined;
      await sql.end({ timeout: 0 }).catch(() => {});
      throw error;
    }
  }

  #connect(): Sql {
    const sql = openSession({
      database: this.#options.database,
      applicationName: "tasker_worker_listen",
      onNotification: (channel, payload) => this.#hear(channel, payload),
      onClose: () => this.#lose(sql),
    });
    return sql;
  }

  #hear(channel: string, payload: string): void {
    if (channel === this.#testChannel) this.#heardItself?.();
    else this.#options.onNotification(channel, payload);
  }

  async #hearsItself(sql: Sql): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), SELF_TEST_MS);
    this.#heardItself = () => resolve(true);
    try {
      await sql`select pg_notify(${this.#testChannel}, '')`;
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#heardItself = undefined;
    }
  }

  #lose(sql: Sql): void {
    if (this.#sql !== sql || this.#stopped.signal.aborted) return;
    this.#sql = undefined;
    this.#isListening = false;
    sql.end({ timeout: 0 }).catch(() => {});
    this.#options.onInterruption();
    void this.#reopen();
  }

  async #reopen(): Promise<void> {
    const { signal } = this.#stopped;
    for (let failures = 1; !signal.aborted; failures += 1) {
      await pause(errorDelayMs(failures), signal);
      if (signal.aborted) return;
      try {
        await this.#open();
        return this.#options.onInterruption();
      } catch (error) {
        workerLog.warn("Cannot listen for notifications, trying again: {error}", { error });
      }
    }
  }

  async #close(): Promise<void> {
    const sql = this.#sql;
    this.#sql = undefined;
    this.#isListening = false;
    await sql?.end({ timeout: 1 });
  }
}

/** A channel's name may hold dots, which the driver would take for a path. */
function quoted(channel: string): string {
  return `"${channel.replaceAll('"', '""')}"`;
}
