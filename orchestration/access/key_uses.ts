import { getLogger } from "@logtape/logtape";
import type { Sql } from "postgres";
import { touchApiKeys } from "./access_store.ts";

const log = getLogger(["tasker", "access"]);

/** How often uses are written down, in milliseconds. */
const INTERVAL_MS = 30_000;

/** Most keys whose use is remembered in between. */
const MAX_KEYS = 10_000;

/** Remembers when keys were used, and writes it down every now and then: a call costs a map entry, not a statement. */
export class KeyUses {
  readonly #sql: Sql;
  readonly #usedAtMs = new Map<string, number>();
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Makes it. */
  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Begins to write down. */
  start(): void {
    this.#timer ??= setInterval(() => void this.flush(), INTERVAL_MS);
  }

  /** Writes down what is left, and ends. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.flush();
  }

  /** Notes that a key was used now. */
  note(uuid: string): void {
    if (this.#usedAtMs.size < MAX_KEYS || this.#usedAtMs.has(uuid)) {
      this.#usedAtMs.set(uuid, performance.now());
    }
  }

  /** Writes down what was noted. */
  async flush(): Promise<void> {
    if (this.#usedAtMs.size === 0) return;
    const nowMs = performance.now();
    const uses = Array.from(this.#usedAtMs, ([uuid, atMs]) => ({ uuid, secondsAgo: (nowMs - atMs) / 1000 }));
    this.#usedAtMs.clear();
    try {
      await touchApiKeys(this.#sql, uses);
    } catch (error) {
      log.warn("Cannot write down when API keys were used: {error}", { error });
    }
  }
}
