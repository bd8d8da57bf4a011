import type { Queryable } from "../../sql/connect.ts";
import { call } from "./call.ts";

/** About how long a queue is. */
export interface QueueDepth {
  /** `steps`, or the name of a message queue. */
  readonly queue: string;
  /** Steps that no worker has claimed, or messages. */
  readonly depth: number;
}

/**
 * Tells about how long the queues are, at little cost however long they are.
 * Source: `sql/functions/queues/get_queue_depths.sql`.
 *
 * @param sql Connection or transaction to call on.
 */
export async function getQueueDepths(sql: Queryable): Promise<QueueDepth[]> {
  return await call(sql)<QueueDepth>`
    select d.queue_name as queue, d.depth::float8 as depth from tasker_v1.get_queue_depths() d`;
}
