import type { Json } from "../../core/json.ts";
import type { Queryable } from "../../sql/connect.ts";
import { call } from "./call.ts";

/** A message of a queue, as it was read. */
export interface Message {
  /** Its id within the queue: bigint as text. */
  readonly id: string;
  /** How often it was read, this time included. */
  readonly readCount: number;
  /** What it says. */
  readonly body: Json;
}

/** Options for {@linkcode readMessages}. */
export interface ReadMessagesOptions {
  /** Name of the queue. */
  readonly queue: string;
  /** For how many seconds to hide what is read, 0 or more. */
  readonly visibilityTimeoutSeconds: number;
  /** Most to read, 1 or more. */
  readonly limit: number;
}

/**
 * Reads messages, oldest first, and hides them from other readers for a time.
 * Source: `sql/functions/queues/read_messages.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param options Which queue, how many, hidden for how long.
 * @returns The messages; none when nothing is visible.
 * @throws {TaskerError} `TK105` when there is no such queue.
 */
export async function readMessages(sql: Queryable, options: ReadMessagesOptions): Promise<Message[]> {
  return await call(sql)<Message>`
    select m.msg_id::text as id, m.read_ct as "readCount", m.message as body
      from tasker_v1.read_messages(
        p_queue_name => ${options.queue},
        p_vt_seconds => ${options.visibilityTimeoutSeconds},
        p_limit      => ${options.limit}
      ) m`;
}
