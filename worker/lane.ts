import type { Sql } from "postgres";
import type { Breaker } from "../core/breaker.ts";
import { openSession } from "./open_session.ts";
import { answerDeadlineMs, answered, isOutage } from "./outage.ts";
import type { WorkerDatabase } from "./worker_options.ts";

/** Options for {@linkcode Lane}. */
export interface LaneOptions {
  /** What it is for; shown in the server's list of sessions. */
  readonly name: string;
  /** Where to connect. */
  readonly database: Required<WorkerDatabase>;
  /**
   * Whether a commit waits for the disk. A claim that a crash of the server undoes was never made: its step is
   * offered again, and its worker's result is stale.
   *
   * @default {true}
   */
  readonly isDurable?: boolean;
  /** Refuses statements with `TK511` while the database is away; all lanes of a worker share one. */
  readonly breaker?: Breaker | undefined;
  /** Told when its connection is closed; the next may lead to another server. */
  readonly onClosed?: () => void;
}

/** Seconds that a connection's end waits for its statement. */
const END_SECONDS = 2;

/**
 * One connection with work of its own, so that no kind of work waits behind another. It is replaced after an outage
 * and when it stops answering, which a statement timeout cannot see on a half-open socket.
 */
export class Lane implements AsyncDisposable {
  readonly #options: LaneOptions;
  readonly #deadlineMs: number;
  #sql: Sql | undefined;
  #underWay = 0;

  /** Makes a lane; it connects with its first statement. */
  constructor(options: LaneOptions) {
    this.#options = options;
    this.#deadlineMs = answerDeadlineMs(options.database);
  }

  /** Statements that have no answer yet. */
  get underWay(): number {
    return this.#underWay;
  }

  /**
   * Runs one statement.
   *
   * @param statement Sends it on the connection it is given.
   * @throws {TaskerError} `TK503` when no answer came in time, `TK511` while the circuit is open; else what the
   * statement threw.
   */
  async run<T>(statement: (sql: Sql) => Promise<T>): Promise<T> {
    const { breaker } = this.#options;
    const ticket = breaker?.enter();
    const sql = this.#sql ??= this.#connect();
    this.#underWay += 1;
    try {
      const answer = await answered(statement(sql), this.#deadlineMs);
      if (ticket !== undefined) breaker?.leave(ticket);
      return answer;
    } catch (error) {
      if (ticket !== undefined) breaker?.leave(ticket, error);
      if (isOutage(error)) this.#drop(sql);
      throw error;
    } finally {
      this.#underWay -= 1;
    }
  }

  /** Closes the connection; the next statement would open another. */
  async [Symbol.asyncDispose](): Promise<void> {
    const sql = this.#sql;
    this.#sql = undefined;
    await sql?.end({ timeout: END_SECONDS });
  }

  #connect(): Sql {
    const { name, database, isDurable = true, onClosed } = this.#options;
    return openSession({
      database,
      applicationName: `tasker_worker_${name}`,
      settings: isDurable ? {} : { synchronous_commit: "off" },
      onClosed,
    });
  }

  #drop(sql: Sql): void {
    if (this.#sql === sql) this.#sql = undefined;
    sql.end({ timeout: 0 }).catch(() => {});
  }
}
