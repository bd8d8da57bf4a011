import { getLogger } from "@logtape/logtape";
import type { Sql } from "postgres";

const log = getLogger(["tasker", "audit"]);

/** One call that changes something, or would have. */
export interface LoggedCall {
  /** Who. */
  readonly subject: string;
  /** How it was proved: `api_key`, `user`, `cli`… */
  readonly kind: string;
  /** What: `POST /v1/tasks`. */
  readonly action: string;
  /** On what: the path as it was called. */
  readonly target?: string | undefined;
  /** Namespace of it, where the call says. */
  readonly namespace?: string | undefined;
  /** Task that it is about. */
  readonly task_uuid?: string | undefined;
  /** Permission that was asked for. */
  readonly permission: string;
  /** done; refused: the call was wrong; denied: no permission; failed: our fault. */
  readonly outcome: "done" | "refused" | "denied" | "failed";
  /** HTTP status. */
  readonly status: number;
  /** Code of the error, if any. */
  readonly code?: string | undefined;
  /** Why, as the caller says. */
  readonly reason?: string | undefined;
  /** From where. */
  readonly address?: string | undefined;
  /** With what program. */
  readonly user_agent?: string | undefined;
  /** Id of the request in logs and answers. */
  readonly request_id?: string | undefined;
  /** How long it took, in milliseconds. */
  readonly duration_ms?: number | undefined;
}

interface Waiting {
  readonly call: LoggedCall;
  readonly written: () => void;
}

/** Most calls in one statement. */
const MAX_BATCH = 500;

/** Most calls that wait to be written; the oldest go to the process's own log then. */
const MAX_WAITING = 10_000;

/**
 * Writes calls to the log of calls. What comes while one statement is under way goes together in the next, so a call that
 * waits for its entry waits for two statements at most, and many calls cost few.
 */
export class CallLog {
  readonly #sql: Sql;
  #waiting: Waiting[] = [];
  #isWriting = false;

  /** Makes a log. */
  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Writes a call down; resolves when it is in the database, or when that failed and it went to the process's own log. */
  append(call: LoggedCall): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ call, written: resolve });
    if (this.#waiting.length > MAX_WAITING) this.#giveUp(this.#waiting.splice(0, 1), "too many wait");
    if (!this.#isWriting) void this.#write();
    return promise;
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MAX_BATCH);
      try {
        await this.#sql`select tasker_v1.record_calls(${
          JSON.stringify(batch.map(({ call }) => call), storable)
        }::text::jsonb)`;
        for (const { written } of batch) written();
      } catch (error) {
        this.#giveUp(batch, error);
      }
    }
    this.#isWriting = false;
  }

  /** What the database does not take is still told, once, where logs go. */
  #giveUp(batch: readonly Waiting[], error: unknown): void {
    for (const { call, written } of batch) {
      log.error("Cannot write a call to the log of calls: {error}", { error, call });
      written();
    }
  }
}

/** What a caller says must not keep an entry, or those beside it, out of the log: texts without what PostgreSQL cannot store. */
function storable(_name: string, value: unknown): unknown {
  return typeof value === "string" ? value.replaceAll("\0", "\ufffd").toWellFormed() : value;
}
