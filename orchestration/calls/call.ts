import type { ParameterOrFragment } from "postgres";
import { toTaskerError } from "../../core/driver_errors.ts";
import { METRICS } from "../../core/telemetry/metrics.ts";
import type { Queryable } from "../../sql/connect.ts";

/** What may stand in a statement: a parameter, or `sql.json(…)`. */
type Value = ParameterOrFragment<never>;

/**
 * Gives a template tag that sends a statement and throws what goes wrong as a `TaskerError`, where its
 * SQLSTATE has a meaning.
 *
 * @param sql Connection or transaction to call on.
 * @returns The tag; `Row` is what each row is known to be.
 */
export function call(
  sql: Queryable,
): <Row extends object>(statement: TemplateStringsArray, ...values: Value[]) => Promise<Row[]> {
  return async (statement, ...values) => {
    const startedMs = performance.now();
    const name = functionOf(statement);
    try {
      return [...await sql(statement, ...values)] as never;
    } catch (error) {
      METRICS.callErrors.of(name, codeOf(error)).add();
      throw toTaskerError(error);
    } finally {
      METRICS.callDuration.of(name).observe((performance.now() - startedMs) / 1000);
    }
  };
}

const functions = new WeakMap<TemplateStringsArray, string>();

/** Name of the function that a statement calls, for metrics; there are as many as the code has. */
function functionOf(statement: TemplateStringsArray): string {
  const known = functions.get(statement);
  if (known !== undefined) return known;
  const name = /tasker_v1\.(\w+)/.exec(statement.join(" "))?.[1] ?? "other";
  functions.set(statement, name);
  return name;
}

/** SQLSTATE of an error, or the driver's own code. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "unknown";
}

/**
 * The only row of an answer.
 *
 * @throws {TypeError} When there is none or more than one, which the function that was called rules out.
 */
export function only<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined || rows.length > 1) throw new TypeError(`Expected one row, got ${rows.length}`);
  return row;
}
