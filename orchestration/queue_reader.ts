import type { Sql } from "postgres";
import { TaskerError } from "../core/errors.ts";
import { type Message, readMessages } from "./calls/read_messages.ts";
import type { CommandProcessor } from "./commands/processor.ts";
import { Loop } from "../core/loop.ts";
import type { QueueName } from "./queues.ts";

/** The commands that carry messages. */
export type MessageCommandKind =
  | "InitializeTaskFromMessage"
  | "ProcessStepResultFromMessage"
  | "FinalizeTaskFromMessage";

/** Options for {@linkcode queueReader}. */
export interface QueueReaderOptions {
  /** Pool to read on. */
  readonly sql: Sql;
  /** Who does what the messages ask for. */
  readonly processor: CommandProcessor;
  /** The queue to read. */
  readonly queue: QueueName;
  /** The command that carries its messages. */
  readonly kind: MessageCommandKind;
  /** Messages read at once: 1 to 10000. */
  readonly batchSize: number;
  /** Batches that may be at work at the same time, 1 or more. */
  readonly parallel: number;
  /** How long a read message stays hidden: seconds, 1 to 3600. */
  readonly visibilityTimeoutSeconds: number;
}

/**
 * Makes a loop that reads a queue until it is empty and then sleeps until it is nudged, or until messages that failed are
 * visible again. It reads no further than its
 * commands find room in the channel.
 *
 * @param options Which queue, how much at once.
 */
export function queueReader(options: QueueReaderOptions): Loop {
  const { sql, processor, queue, kind, batchSize: limit, visibilityTimeoutSeconds } = options;
  const atWork = new Set<Promise<void>>();

  let isSomeLeft = false;

  async function work(messages: Message[]): Promise<void> {
    const outcome = await processor.sendPatiently({ kind, messages });
    if (outcome.status === "failed") throw outcome.error;
    if (outcome.status === "success" && outcome.value.left > 0) isSomeLeft = true;
  }

  async function turn(signal: AbortSignal): Promise<number> {
    let read = limit;
    isSomeLeft = false;
    while (read === limit && !signal.aborted) {
      const messages = await readMessages(sql, { queue, visibilityTimeoutSeconds, limit });
      read = messages.length;
      if (read === 0) break;
      const batch = work(messages).finally(() => atWork.delete(batch));
      atWork.add(batch);
      batch.catch(() => {});
      if (atWork.size >= options.parallel) await Promise.race(atWork);
    }
    await Promise.all(atWork);
    return isSomeLeft ? visibilityTimeoutSeconds * 1000 : Infinity;
  }

  return new Loop({ name: queue, turn: (signal) => turn(signal).catch(unlessStopping(signal)) });
}

/** Messages that a stopping orchestrator read but did not do come back by themselves. */
function unlessStopping(signal: AbortSignal): (error: unknown) => number {
  return (error) => {
    if (signal.aborted && error instanceof TaskerError && error.kind === "unavailable") return 0;
    throw error;
  };
}
