import type { JsonObject } from "./json.ts";
import type { TaskState } from "./states.ts";

/** Why tasks are investigated. */
export const DLQ_REASONS = [
  "staleness_timeout",
  "max_retries_exceeded",
  "dependency_cycle_detected",
  "worker_unavailable",
  "manual_dlq",
] as const;

/** Why a task is investigated. */
export type DlqReason = (typeof DLQ_REASONS)[number];

/** How investigations stand. */
export const DLQ_RESOLUTIONS = ["pending", "manually_resolved", "permanently_failed", "cancelled"] as const;

/** How an investigation stands. */
export type DlqResolution = (typeof DLQ_RESOLUTIONS)[number];

/** An investigation of a task that stopped moving. Source: `sql/views/v_dlq_entries.sql`. */
export interface DlqEntry {
  /** The entry. */
  readonly dlqEntryUuid: string;
  /** The task. */
  readonly taskUuid: string;
  /** Namespace of its template. */
  readonly namespaceName: string;
  /** Name of its template. */
  readonly taskName: string;
  /** Version of its template. */
  readonly version: string;
  /** State of the task when the investigation was opened. */
  readonly originalState: TaskState;
  /** State of the task now. */
  readonly currentState: TaskState;
  /** Why. */
  readonly dlqReason: DlqReason;
  /** When it was opened: ISO 8601. */
  readonly dlqTimestamp: string;
  /** How it stands. */
  readonly resolutionStatus: DlqResolution;
  /** When it was closed: ISO 8601. */
  readonly resolutionTimestamp: string | null;
  /** What people wrote down. */
  readonly resolutionNotes: string | null;
  /** Who closed it. */
  readonly resolvedBy: string | null;
  /** What else is known. */
  readonly metadata: JsonObject;
  /** The task and its steps as they were when the investigation was opened. */
  readonly taskSnapshot: JsonObject;
  /** When anything of it last changed: ISO 8601. */
  readonly updatedAt: string;
}

/** Which investigations to list. */
export interface DlqFilter {
  /** How they stand; any unless given. */
  readonly resolutionStatus?: DlqResolution | undefined;
  /** Why they were opened; any unless given. */
  readonly reason?: DlqReason | undefined;
  /**
   * Most to list: 1 to 1,000 over HTTP, to 10,000 in the database.
   *
   * @default {50}
   */
  readonly limit?: number | undefined;
  /**
   * How many to pass over.
   *
   * @default {0}
   */
  readonly offset?: number | undefined;
}

/** What to write down of an investigation; what is left out stays. */
export interface DlqChanges {
  /** How it stands now; anything but `pending` closes it. */
  readonly resolutionStatus?: DlqResolution | undefined;
  /** What people should know. */
  readonly resolutionNotes?: string | undefined;
  /** Who closed it. */
  readonly resolvedBy?: string | undefined;
  /** Added to what is there. */
  readonly metadata?: JsonObject | undefined;
}

/** An open investigation in the order of urgency. Source: `sql/views/v_dlq_investigation_queue.sql`. */
export interface QueuedInvestigation extends
  Pick<
    DlqEntry,
    | "dlqEntryUuid"
    | "taskUuid"
    | "originalState"
    | "dlqReason"
    | "dlqTimestamp"
    | "namespaceName"
    | "taskName"
    | "version"
    | "currentState"
  > {
  /** How long it has been open. */
  readonly minutesInDlq: number;
  /** How long the task has been in its state. */
  readonly timeInStateMinutes: number;
  /** A weight for the reason, plus the minutes it has been open. */
  readonly priorityScore: number;
}

/** The investigations of one reason, in numbers. Source: `sql/views/v_dlq_dashboard.sql`. */
export interface DlqStats {
  /** The reason. */
  readonly dlqReason: DlqReason;
  /** All there ever were. */
  readonly totalEntries: number;
  /** Those that are open. */
  readonly pending: number;
  /** Those closed as resolved. */
  readonly manuallyResolved: number;
  /** Those closed as failed for good. */
  readonly permanentFailures: number;
  /** Those closed as cancelled. */
  readonly cancelled: number;
  /** When the oldest was opened: ISO 8601. */
  readonly oldestEntry: string | null;
  /** When the newest was opened: ISO 8601. */
  readonly newestEntry: string | null;
  /** From opening to closing, on average. */
  readonly avgResolutionTimeMinutes: number | null;
}

/** How near to stale a task is. Source: `sql/views/v_task_staleness_monitoring.sql`. */
export interface TaskStaleness {
  /** The task. */
  readonly taskUuid: string;
  /** Namespace of its template. */
  readonly namespaceName: string;
  /** Name of its template. */
  readonly taskName: string;
  /** Version of its template. */
  readonly version: string;
  /** Its state. */
  readonly currentState: TaskState;
  /** When it or a step of it last moved: ISO 8601. */
  readonly movedAt: string;
  /** Minutes since then. */
  readonly timeInStateMinutes: number;
  /** Minutes since it started. */
  readonly taskAgeMinutes: number;
  /** Minutes without a move after which it is stale. */
  readonly stalenessThresholdMinutes: number;
  /** Minutes since its start after which it is stale anyway. */
  readonly maxDurationMinutes: number;
  /** Whether something will move it: a worker that runs or serves its steps, a timer. */
  readonly hasWaker: boolean;
  /** `warning` from 80 % of a limit. */
  readonly healthStatus: "healthy" | "warning" | "stale";
  /** Its priority. */
  readonly priority: number;
}
