import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "./call.ts";

/**
 * Moves messages to the archive of their queue: not read again, kept for people to look at.
 * Source: `sql/functions/queues/archive_messages.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param queue Name of the queue.
 * @param ids The messages, bigint as text; those that are gone do no harm.
 * @returns How many were there.
 * @throws {TaskerError} `TK105` when there is no such queue.
 */
export async function archiveMessages(
  sql: Queryable,
  queue: string,
  ids: readonly string[],
): Promise<number> {
  const rows = await call(sql)<{ count: number }>`
    select tasker_v1.archive_messages(${queue}, ${[...ids]}::bigint[]) as count`;
  return only(rows).count;
}
