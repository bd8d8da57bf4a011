import type { PendingQuery, Row } from "postgres";
import { toCamelCase } from "../../core/case.ts";
import { toTaskerError } from "../../core/driver_errors.ts";

/**
 * Sends a statement whose one column `row` is `to_jsonb` of a row: that way times are ISO 8601 text in full
 * precision, and numbers are numbers.
 *
 * @typeParam T What each row is known to be, in camelCase.
 * @param statement The statement, not sent yet.
 * @returns The rows.
 * @throws {TaskerError} As the function that it calls.
 */
export async function readRows<T>(statement: PendingQuery<Row[]>): Promise<T[]> {
  try {
    return (await statement).map(({ row }) => toCamelCase<T>(row));
  } catch (error) {
    throw toTaskerError(error);
  }
}
