import type { Queryable } from "../../sql/connect.ts";
import { call } from "./call.ts";
import type { Message } from "./read_messages.ts";

/** Options for {@linkcode readSpecificMessage}. */
export interface ReadSpecificMessageOptions {
  /** Name of the queue. */
  readonly queue: string;
  /** The message: bigint as text. */
  readonly id: string;
  /** For how many seconds to hide it, 0 or more. */
  readonly visibilityTimeoutSeconds: number;
}

/**
 * Reads the message that a notification named. Source: `sql/functions/queues/pgmq_read_specific_message.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param options Which message, hidden for how long.
 * @returns The message; undefined when somebody else has it, or it is gone.
 * @throws {TaskerError} `TK105` when there is no such queue.
 */
export async function readSpecificMessage(
  sql: Queryable,
  options: ReadSpecificMessageOptions,
): Promise<Message | undefined> {
  const [message] = await call(sql)<Message>`
    select m.msg_id::text as id, m.read_ct as "readCount", m.message as body
      from tasker_v1.pgmq_read_specific_message(
        ${options.queue}, ${options.id}::bigint, ${options.visibilityTimeoutSeconds}
      ) m`;
  return message;
}
