import type { Sql } from "postgres";
import { connect } from "../../sql/connect.ts";

/** Longest that anything is waited for, in milliseconds. */
const PATIENCE_MS = 600_000;

/**
 * The one connection that decides when work is visible as complete, for every system alike. It looks every millisecond;
 * the wait between two looks is the server's, because a timer of 1 ms takes 2.2 ms on Deno.
 */
export class Observer implements AsyncDisposable {
  readonly #sql: Sql;

  /** Makes an observer of a database. */
  constructor(url: string) {
    this.#sql = connect(url, { max: 1, applicationName: "bench_observer", statementTimeoutMs: 0 });
  }

  /** Connects. */
  async open(): Promise<void> {
    await this.#sql`select 1`;
  }

  /**
   * Waits until a condition holds.
   *
   * @param condition SQL expression.
   * @param parameters Values for `$1` and so on.
   * @param pauseMs Time between two looks, where a look is expensive.
   */
  async until(condition: string, parameters: readonly (string | number)[] = [], pauseMs = 1): Promise<void> {
    const text = `select case when (${condition}) then true else pg_sleep(${
      pauseMs / 1000
    }) is null end as met`;
    const deadline = performance.now() + PATIENCE_MS;
    while (performance.now() < deadline) {
      const [row] = await this.#sql.unsafe<{ met: boolean }[]>(text, [...parameters], { prepare: true });
      if (row?.met === true) return;
    }
    throw new Error(`Waited in vain for: ${condition}`);
  }

  /** Disconnects. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sql.end();
  }
}
