import { z } from "zod";

/** How orchestrators drive what no worker can. */
export interface OrchestrationConfig {
  /** What wakes an orchestrator: listeners and pollers, listeners alone, or pollers alone. */
  readonly deploymentMode: "Hybrid" | "EventDrivenOnly" | "PollingOnly";
  /** How workers learn of ready steps: NOTIFY and claims, or queue messages. */
  readonly transport: "direct" | "pgmq";
  /** Orchestrators in this process: 1 to 32. */
  readonly instances: number;
  /** Commands that may wait in memory for one processor: 1 to 100000. */
  readonly commandBufferSize: number;
  /** Time between polls of each loop: milliseconds, 10 to 3600000. */
  readonly poll: OrchestrationPollConfig;
  /** Rows that one turn of each loop takes: 1 to 10000. */
  readonly batch: OrchestrationBatchConfig;
  /** Longest that stopping waits for commands and loops: seconds, 0 to 3600. */
  readonly drainTimeoutSeconds: number;
  /** How long a read message stays hidden from other readers: seconds, 1 to 3600. */
  readonly visibilityTimeoutSeconds: number;
  /** Reads of a message before it is given up as poison: 1 to 1000. */
  readonly maxReceiveCount: number;
  /** Age at which an active task's owner counts as gone: seconds, 1 to 86400. */
  readonly ownershipTimeoutSeconds: number;
  /** Age at which a claimed finalization may be claimed again: seconds, 1 to 86400. */
  readonly finalizationTimeoutSeconds: number;
}

/** Time between polls of each loop: milliseconds, 10 to 3600000. */
export interface OrchestrationPollConfig {
  /** Task requests, step results and finalizations that came as messages. */
  readonly queuesMs: number;
  /** Timers that fell due. */
  readonly timersMs: number;
  /** Leases that expired. */
  readonly leasesMs: number;
  /** Tasks whose readiness nobody acted on. */
  readonly readinessMs: number;
}

/** Rows that one turn of each loop takes: 1 to 10000. */
export interface OrchestrationBatchConfig {
  /** Messages read from each queue. */
  readonly queues: number;
  /** Due timers moved to the queue. */
  readonly timers: number;
  /** Expired leases recovered. */
  readonly leases: number;
  /** Tasks re-checked for readiness. */
  readonly readiness: number;
}

const interval = () => z.int().min(10).max(3_600_000).meta({ unit: "ms" });
const rows = () => z.int().min(1).max(10_000).meta({ unit: "rows" });

/** Rules of `[orchestration]`. */
export const orchestrationSchema = z.strictObject({
  deployment_mode: z.enum(["Hybrid", "EventDrivenOnly", "PollingOnly"])
    .describe("What wakes an orchestrator: listeners and pollers, listeners alone, or pollers alone"),
  transport: z.enum(["direct", "pgmq"])
    .describe("How workers learn of ready steps: NOTIFY and claims, or messages on worker queues"),
  instances: z.int().min(1).max(32).meta({ unit: "orchestrators" })
    .describe("Orchestrators in this process"),
  command_buffer_size: z.int().min(1).max(100_000).meta({ unit: "commands" })
    .describe("Commands that may wait in memory for one processor; senders wait when it is full"),
  poll: z.strictObject({
    queues_ms: interval().describe("Time between polls of the orchestration queues"),
    timers_ms: interval().describe("Time between looks for due timers"),
    leases_ms: interval().describe("Time between looks for expired leases"),
    readiness_ms: interval().describe("Time between looks for ready tasks that nobody acted on"),
  }).describe("Time between polls of each loop"),
  batch: z.strictObject({
    queues: rows().describe("Messages read from a queue at once"),
    timers: rows().describe("Due timers moved to the queue at once"),
    leases: rows().describe("Expired leases recovered at once"),
    readiness: rows().describe("Tasks re-checked for readiness at once"),
  }).describe("Rows that one turn of each loop takes"),
  drain_timeout_seconds: z.int().min(0).max(3600).meta({ unit: "s" })
    .describe("Longest that stopping waits for commands and loops; then their statements are cut off"),
  visibility_timeout_seconds: z.int().min(1).max(3600).meta({ unit: "s" })
    .describe("How long a message that was read stays hidden from other readers"),
  max_receive_count: z.int().min(1).max(1000).meta({ unit: "reads" })
    .describe("Reads of a message before it is archived as poison"),
  ownership_timeout_seconds: z.int().min(1).max(86_400).meta({ unit: "s" })
    .describe("Age at which the owner of an active task counts as gone and another takes over"),
  finalization_timeout_seconds: z.int().min(1).max(86_400).meta({ unit: "s" })
    .describe("Age at which a claimed finalization may be claimed by another orchestrator"),
});
