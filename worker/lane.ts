import type { Sql } from "postgres";
import { TaskerError } from "../core/errors.ts";
import { connect } from "../sql/connect.ts";
import { isOutage } from "./outage.ts";
import type { WorkerDatabase } from "./worker_options.ts";

/** Seconds that a connection's end waits for its statement. */
const END_SECONDS = 2;

/**
 * One connection with work of its own, so that no kind of work waits behind another. It is replaced after an outage
 * and when it stops answering, which a statement timeout cannot see on a half-open socket.
 */
export class Lane implements AsyncDisposable {
  readonly #name: string;
  readonly #database: Required<WorkerDatabase>;
  readonly #deadlineMs: number;
  #sql: Sql | undefined;

  /**
   * Makes a lane; it connects with its first statement.
   *
   * @param name What it is for; shown in the server's list of sessions.
   * @param database Where to connect.
   */
  constructor(name: string, database: Required<WorkerDatabase>) {
    this.#name = name;
    this.#database = database;
    this.#deadlineMs = database.statementTimeoutMs + database.connectTimeoutSeconds * 1000;
  }

  /**
   * Runs one statement.
   *
   * @param statement Sends it on the connection it is given.
   * @throws {TaskerError} `TK503` when no answer came in time; else what the statement threw.
   */
  async run<T>(statement: (sql: Sql) => Promise<T>): Promise<T> {
    const sql = this.#sql ??= this.#connect();
    const { promise: silence, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(this.#noAnswer()), this.#deadlineMs);
    try {
      return await Promise.race([statement(sql), silence]);
    } catch (error) {
      if (isOutage(error)) this.#drop(sql);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Closes the connection; the next statement would open another. */
  async [Symbol.asyncDispose](): Promise<void> {
    const sql = this.#sql;
    this.#sql = undefined;
    await sql?.end({ timeout: END_SECONDS });
  }

  #connect(): Sql {
    const { url, statementTimeoutMs, connectTimeoutSeconds } = this.#database;
    const applicationName = `tasker_worker_${this.#name}`;
    return connect(url, { max: 1, applicationName, statementTimeoutMs, connectTimeoutSeconds });
  }

  #drop(sql: Sql): void {
    if (this.#sql === sql) this.#sql = undefined;
    sql.end({ timeout: 0 }).catch(() => {});
  }

  #noAnswer(): TaskerError {
    return new TaskerError("TK503", `No answer from the database for ${this.#deadlineMs} ms`, {
      hint: "Check that the database runs and can be reached.",
    });
  }
}
