import { z } from "zod";

/** What orchestrators look after: tasks that stand still, what was kept long enough, transactions left open. */
export interface UpkeepConfig {
  /**
   * Who sets the rest in the database: orchestrators as they start, from here, or people with
   * `tasker_v1.configure_upkeep`.
   */
  readonly setBy: "config" | "sql";
  /** Age at which an open transaction that keeps finished rows from being removed is warned of: seconds, 1 to 86400. */
  readonly heldTransactionSeconds: number;
  /** When tasks count as stale and come under investigation, where their template does not say. */
  readonly staleness: StalenessConfig;
  /** How long tasks and history are kept. */
  readonly retention: RetentionConfig;
}

/** When tasks count as stale. Times: minutes, 1 to 525600. */
export interface StalenessConfig {
  /** Whether tasks that stand still are looked for. */
  readonly enabled: boolean;
  /** Time between looks: seconds, 1 to 86400. */
  readonly intervalSeconds: number;
  /** Most tasks that one look takes for each reason: 1 to 10000. */
  readonly batch: number;
  /** Whether a look only logs how many tasks it found, and changes nothing. */
  readonly dryRun: boolean;
  /** Whether a stale task comes under investigation where its template does not say. */
  readonly autoMoveToDlq: boolean;
  /** Whether a stale task ends in error; else it only comes under investigation. */
  readonly failsTasks: boolean;
  /** Time in `waiting_for_dependencies`. */
  readonly maxWaitingForDependenciesMinutes: number;
  /** Time in `waiting_for_retry`. */
  readonly maxWaitingForRetryMinutes: number;
  /** Time in `steps_in_process`. */
  readonly maxStepsInProcessMinutes: number;
  /** Time in any other state. */
  readonly maxOtherMinutes: number;
  /** Age of a task, whatever its state. */
  readonly maxDurationMinutes: number;
  /** Time without a live worker for a step that is ready. */
  readonly maxWithoutWorkerMinutes: number;
}

/** How long tasks and history are kept. */
export interface RetentionConfig {
  /** Age at which weeks of the history are dropped: days, 1 to 36500; 0 for never. */
  readonly keepHistoryDays: number;
  /** Time after its end at which a task is deleted: days, 1 to 36500; 0 for never. */
  readonly keepTasksDays: number;
  /** Time between looks: seconds, 1 to 86400. */
  readonly intervalSeconds: number;
  /** Most tasks deleted in one transaction: 1 to 10000. */
  readonly batch: number;
}

const minutes = () => z.int().min(1).max(525_600).meta({ unit: "min" });
const seconds = () => z.int().min(1).max(86_400).meta({ unit: "s" });
const days = () => z.int().min(0).max(36_500).meta({ unit: "days" });
const tasks = () => z.int().min(1).max(10_000).meta({ unit: "tasks" });

/** Rules of `[upkeep]`. */
export const upkeepSchema = z.strictObject({
  set_by: z.enum(["config", "sql"]).describe(
    "Who sets these values in the database: config: orchestrators as they start; sql: people, with configure_upkeep",
  ),
  held_transaction_seconds: seconds()
    .describe("Age at which an open transaction that keeps finished rows from being removed is warned of"),
  staleness: z.strictObject({
    enabled: z.boolean().describe("Whether tasks that stand still are looked for"),
    interval_seconds: seconds().describe("Time between looks for tasks that stand still"),
    batch: tasks().describe("Most tasks that one look takes for each reason"),
    dry_run: z.boolean()
      .describe("Whether a look only logs how many tasks it found for each reason, and changes nothing"),
    auto_move_to_dlq: z.boolean()
      .describe("Whether a stale task comes under investigation where its template does not say"),
    fails_tasks: z.boolean()
      .describe(
        "Whether a stale task ends in error where its template does not say; else it is only investigated",
      ),
    max_waiting_for_dependencies_minutes: minutes().describe(
      "Time in waiting_for_dependencies that is too long",
    ),
    max_waiting_for_retry_minutes: minutes().describe("Time in waiting_for_retry that is too long"),
    max_steps_in_process_minutes: minutes().describe("Time in steps_in_process that is too long"),
    max_other_minutes: minutes().describe("Time in any other state that is too long"),
    max_duration_minutes: minutes().describe("Age of a task that is too high"),
    max_without_worker_minutes: minutes().describe(
      "Time without a live worker for a ready step that is too long",
    ),
  }).describe("When tasks count as stale, where their template does not say"),
  retention: z.strictObject({
    keep_history_days: days().describe("Age at which weeks of the history are dropped; 0 for never"),
    keep_tasks_days: days().describe("Time after its end at which a task is deleted; 0 for never"),
    interval_seconds: seconds().describe("Time between looks for what was kept long enough"),
    batch: tasks().describe("Most tasks deleted in one transaction"),
  }).describe("How long tasks and history are kept"),
});
