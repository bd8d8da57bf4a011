import type { Sql, TransactionSql } from "postgres";

/**
 * Does something in one transaction whose changes of who may call are logged with a reason. Source:
 * `sql/functions/access/note_access_change.sql`.
 *
 * @param sql Pool to work on.
 * @param reason Why, up to 1000 characters; undefined: nobody says.
 * @param work What to do, on the transaction.
 * @returns What the work gives.
 */
export async function withReason<Result>(
  sql: Sql,
  reason: string | undefined,
  work: (transaction: TransactionSql) => Promise<Result>,
): Promise<Result> {
  return await sql.begin(async (transaction) => {
    await transaction`select set_config('tasker.reason', ${reason ?? ""}, true)`;
    return await work(transaction);
  }) as Result;
}
