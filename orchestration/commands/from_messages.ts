import type { Message } from "../calls/read_messages.ts";
import { readSpecificMessage } from "../calls/read_specific_message.ts";
import type { QueueName } from "../queues.ts";
import type { Queryable } from "../../sql/connect.ts";
import type { CommandContext } from "./context.ts";
import { type Outcome, skipped, success } from "./outcome.ts";
import { type MessageReport, settleMessages } from "./settle_messages.ts";

/** Does what messages of a queue ask for, inside a transaction that also deletes them. */
type Work = (context: CommandContext, sql: Queryable, messages: readonly Message[]) => Promise<void>;

/** The command that does what messages ask for. */
export async function fromMessages(
  context: CommandContext,
  queue: QueueName,
  messages: readonly Message[],
  work: Work,
): Promise<Outcome<MessageReport>> {
  return success(await settleMessages(context, queue, messages, (sql, some) => work(context, sql, some)));
}

/** The command that reads the message a notification told of, and does what it asks for. */
export async function fromMessageEvent(
  context: CommandContext,
  queue: QueueName,
  messageId: string,
  work: Work,
): Promise<Outcome<MessageReport>> {
  const { visibilityTimeoutSeconds } = context;
  const message = await readSpecificMessage(context.sql, { queue, id: messageId, visibilityTimeoutSeconds });
  if (message === undefined) return skipped("somebody else has the message");
  return await fromMessages(context, queue, [message], work);
}
