import type { Sql } from "postgres";
import type { CounterFamily } from "../../core/telemetry/meters.ts";
import { METRICS } from "../../core/telemetry/metrics.ts";
import { getQueueStatistics } from "../calls/get_queue_statistics.ts";

/** What an orchestrator has done since it was made. */
export interface Counters {
  /** Tasks that were created, by command or message. */
  taskRequestsProcessed: number;
  /** Parked results that were recorded or found stale. */
  stepResultsProcessed: number;
  /** Finalizations that were claimed and decided. */
  tasksFinalized: number;
  /** Tasks whose readiness was looked at. */
  tasksReadyProcessed: number;
  /** Commands and messages that failed. */
  processingErrors: number;
  /** Messages given up as poison. */
  messagesArchived: number;
}

/** Counters, and how full the queues are. */
export interface ProcessingStats extends Readonly<Counters> {
  /** Messages in each queue, by name. */
  readonly currentQueueSizes: Readonly<Record<string, number>>;
}

/** Counts what an orchestrator does. */
export class Stats {
  readonly #counters: Counters = {
    taskRequestsProcessed: 0,
    stepResultsProcessed: 0,
    tasksFinalized: 0,
    tasksReadyProcessed: 0,
    processingErrors: 0,
    messagesArchived: 0,
  };

  /** Adds to a counter. */
  add(counter: keyof Counters, count = 1): void {
    this.#counters[counter] += count;
    METERS[counter]?.of().add(count);
  }

  /** The counters as they are now. */
  get counters(): Readonly<Counters> {
    return { ...this.#counters };
  }

  /** The counters, and the lengths of the queues as the database has them. */
  async read(sql: Sql): Promise<ProcessingStats> {
    const queues = await getQueueStatistics(sql);
    const currentQueueSizes = Object.fromEntries(queues.map(({ queue, length }) => [queue, length]));
    return { ...this.counters, currentQueueSizes };
  }
}

/** Where the process counts them, all orchestrators together. */
const METERS: { readonly [C in keyof Counters]?: CounterFamily } = {
  stepResultsProcessed: METRICS.resultsProcessed,
  tasksFinalized: METRICS.finalizations,
  processingErrors: METRICS.commandErrors,
  messagesArchived: METRICS.messagesArchived,
};
