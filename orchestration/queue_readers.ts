import type { Sql } from "postgres";
import type { OrchestrationConfig } from "../config/components/orchestration.ts";
import type { CommandProcessor } from "./commands/processor.ts";
import type { Loop } from "../core/loop.ts";
import { type MessageCommandKind, queueReader } from "./queue_reader.ts";
import { type QueueName, QUEUES } from "./queues.ts";

/** Options for {@linkcode QueueReaders}. */
export interface QueueReadersOptions {
  /** Pool to read on. */
  readonly sql: Sql;
  /** Who does what the messages ask for. */
  readonly processor: CommandProcessor;
  /** How much at once, hidden for how long. */
  readonly orchestration: Pick<OrchestrationConfig, "batch" | "visibilityTimeoutSeconds">;
  /** Batches of one queue that may be at work at the same time, 1 or more. */
  readonly parallel: number;
}

/** The loops that read the queues of orchestrators. Each sleeps until it is nudged. */
export class QueueReaders {
  /** Reads requests for tasks. */
  readonly taskRequests: Loop;
  /** Reads parked results of steps. */
  readonly stepResults: Loop;
  /** Reads tasks to look at again. */
  readonly finalizations: Loop;
  readonly #byQueue: ReadonlyMap<string, Loop>;

  /** Makes the loops. */
  constructor(options: QueueReadersOptions) {
    const { orchestration: { batch, visibilityTimeoutSeconds }, ...rest } = options;
    const read = (queue: QueueName, kind: MessageCommandKind) =>
      queueReader({ ...rest, queue, kind, batchSize: batch.queues, visibilityTimeoutSeconds });
    this.taskRequests = read(QUEUES.taskRequests, "InitializeTaskFromMessage");
    this.stepResults = read(QUEUES.stepResults, "ProcessStepResultFromMessage");
    this.finalizations = read(QUEUES.finalizations, "FinalizeTaskFromMessage");
    this.#byQueue = new Map([
      [QUEUES.taskRequests, this.taskRequests],
      [QUEUES.stepResults, this.stepResults],
      [QUEUES.finalizations, this.finalizations],
    ]);
  }

  /** Every loop by the name of its queue. */
  get loops(): ReadonlyMap<string, Loop> {
    return this.#byQueue;
  }

  /**
   * Wakes the reader of the queue that a notification names; a notification that cannot be read wakes all.
   *
   * @param payload As `pgmq_send_with_notify` writes it.
   */
  hear(payload: string): void {
    const name = /"queue_name":\s*"([^"]+)"/.exec(payload)?.[1];
    if (name === undefined) this.nudgeAll();
    else this.#byQueue.get(name)?.nudge();
  }

  /** Wakes every reader. */
  nudgeAll(): void {
    for (const loop of this.#byQueue.values()) loop.nudge();
  }
}
