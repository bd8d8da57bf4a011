import { getLogger } from "@logtape/logtape";
import { toTaskerError } from "../../core/driver_errors.ts";
import { TaskerError } from "../../core/errors.ts";
import type { Queryable } from "../../sql/connect.ts";
import { archiveMessages } from "../calls/archive_messages.ts";
import { deleteMessages } from "../calls/delete_messages.ts";
import type { Message } from "../calls/read_messages.ts";
import type { QueueName } from "../queues.ts";
import type { CommandContext } from "./context.ts";

const log = getLogger(["tasker", "orchestration", "messages"]);

/** What became of messages. */
export interface MessageReport {
  /** Their work is done, they are deleted. */
  readonly handled: number;
  /** They were given up and are in the archive. */
  readonly archived: number;
  /** They failed and come back when their visibility timeout is over. */
  readonly left: number;
}

/** Does what messages of one queue ask for; all of it or nothing, in the transaction it is given. */
export type MessageWork = (sql: Queryable, messages: readonly Message[]) => Promise<void>;

/**
 * Does what messages ask for, and deletes them in the same transaction. When that fails, each is tried by itself, so
 * that one bad message does not hold up the rest. A message that was read too often, or asks for what will
 * never be right, is archived.
 *
 * @param context Whose pool and limits.
 * @param queue Where the messages came from.
 * @param messages As they were read; at most one batch.
 * @param work What they ask for.
 * @throws {TaskerError} `TK503` when the database is away; the messages come back by themselves.
 */
export async function settleMessages(
  context: CommandContext,
  queue: QueueName,
  messages: readonly Message[],
  work: MessageWork,
): Promise<MessageReport> {
  const tired = messages.filter((message) => message.readCount > context.maxReceiveCount);
  const fresh = messages.filter((message) => message.readCount <= context.maxReceiveCount);
  await archive(context, queue, tired, `it was read ${context.maxReceiveCount} times in vain`);
  const { handled, archived, left } = await settle(context, queue, fresh, work);
  return { handled, archived: archived + tired.length, left };
}

async function settle(
  context: CommandContext,
  queue: QueueName,
  messages: readonly Message[],
  work: MessageWork,
): Promise<MessageReport> {
  if (messages.length === 0) return { handled: 0, archived: 0, left: 0 };
  try {
    await context.sql.begin(async (transaction) => {
      await work(transaction, messages);
      await deleteMessages(transaction, queue, messages.map(({ id }) => id));
    });
    return { handled: messages.length, archived: 0, left: 0 };
  } catch (thrown) {
    const error = toTaskerError(thrown);
    if (error instanceof TaskerError && error.kind === "unavailable") throw error;
    if (messages.length > 1) return await settleEach(context, queue, messages, work);
    return await settleFailure(context, queue, messages, error);
  }
}

async function settleEach(
  context: CommandContext,
  queue: QueueName,
  messages: readonly Message[],
  work: MessageWork,
): Promise<MessageReport> {
  let sum: MessageReport = { handled: 0, archived: 0, left: 0 };
  for (const message of messages) {
    const one = await settle(context, queue, [message], work);
    sum = {
      handled: sum.handled + one.handled,
      archived: sum.archived + one.archived,
      left: sum.left + one.left,
    };
  }
  return sum;
}

async function settleFailure(
  context: CommandContext,
  queue: QueueName,
  messages: readonly Message[],
  error: unknown,
): Promise<MessageReport> {
  context.stats.add("processingErrors", messages.length);
  if (error instanceof TaskerError && error.kind === "usage") {
    await archive(context, queue, messages, error.message);
    return { handled: 0, archived: messages.length, left: 0 };
  }
  const properties = { queue, ids: messages.map(({ id }) => id), error };
  log.warn("Cannot do what message {ids} of {queue} asks for, it will be read again: {error}", properties);
  return { handled: 0, archived: 0, left: messages.length };
}

async function archive(
  context: CommandContext,
  queue: QueueName,
  messages: readonly Message[],
  reason: string,
): Promise<void> {
  if (messages.length === 0) return;
  const ids = messages.map(({ id }) => id);
  await archiveMessages(context.sql, queue, ids);
  context.stats.add("messagesArchived", messages.length);
  log.error("Gave up message {ids} of {queue}, it is in the archive: {reason}", { ids, queue, reason });
}
