import type { Queryable } from "../../sql/connect.ts";
import { call } from "./call.ts";

/** How full a queue is. */
export interface QueueStatistics {
  /** Name of the queue. */
  readonly queue: string;
  /** Messages in it. */
  readonly length: number;
  /** Messages that can be read now. */
  readonly visibleLength: number;
  /** Age of the oldest in seconds; null when it is empty. */
  readonly oldestSeconds: number | null;
}

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
