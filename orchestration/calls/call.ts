import type { ParameterOrFragment } from "postgres";
import { toTaskerError } from "../../core/driver_errors.ts";
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
    try {
      return [...await sql(statement, ...values)] as never;
    } catch (error) {
      throw toTaskerError(error);
    }
  };
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
