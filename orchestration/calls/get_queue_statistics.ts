import type { Queryable } from "../../sql/connect.ts";
import { call } from "./call.ts";
import type { QueueStatistics } from "../../core/queue_statistics.ts";

export type { QueueStatistics };

/**
 * Counts the messages of every queue. Scans each. Source: `sql/functions/queues/get_queue_statistics.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @returns A row a queue, by name.
 */
export async function getQueueStatistics(sql: Queryable): Promise<QueueStatistics[]> {
  return await call(sql)<QueueStatistics>`
    select s.queue_name as queue, s.queue_length::float8 as length, s.queue_visible_length::float8 as "visibleLength",
           s.oldest_msg_age_seconds as "oldestSeconds"
      from tasker_v1.get_queue_statistics() s`;
}
