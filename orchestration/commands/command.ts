import type { CreatedTask, TaskRequest } from "../../core/wire.ts";
import type { FinalizedTask } from "../calls/finalize_task_completion.ts";
import type { ProcessedStepResult } from "../calls/process_step_results.ts";
import type { Message } from "../calls/read_messages.ts";
import type { MessageReport } from "./settle_messages.ts";
import type { SystemHealth } from "./check_health.ts";
import type { ProcessingStats } from "./stats.ts";

/**
 * What an orchestrator can be asked to do. The `FromMessage` forms carry messages that were read from a queue, as
 * many as one statement can serve; the `FromMessageEvent` forms name one that a notification told of.
 */
export type Command =
  | { readonly kind: "InitializeTask"; readonly request: TaskRequest }
  | { readonly kind: "InitializeTaskFromMessage"; readonly messages: readonly Message[] }
  | { readonly kind: "InitializeTaskFromMessageEvent"; readonly messageId: string }
  | { readonly kind: "ProcessStepResult"; readonly stepUuid: string }
  | { readonly kind: "ProcessStepResultFromMessage"; readonly messages: readonly Message[] }
  | { readonly kind: "ProcessStepResultFromMessageEvent"; readonly messageId: string }
  | { readonly kind: "FinalizeTask"; readonly taskUuid: string }
  | { readonly kind: "FinalizeTaskFromMessage"; readonly messages: readonly Message[] }
  | { readonly kind: "FinalizeTaskFromMessageEvent"; readonly messageId: string }
  | {
    readonly kind: "ProcessTaskReadiness";
    readonly taskUuid: string;
    readonly triggeredBy: ReadinessTrigger;
  }
  | { readonly kind: "GetProcessingStats" }
  | { readonly kind: "HealthCheck" }
  | { readonly kind: "Shutdown" };

/** Name of a command. */
export type CommandKind = Command["kind"];

/** The command of a name. */
export type CommandOf<Kind extends CommandKind> = Extract<Command, { readonly kind: Kind }>;

/** Why somebody asks for a task's readiness. */
export type ReadinessTrigger = "step_transition" | "task_start" | "fallback_polling";

/** What became of a task whose readiness was looked at. */
export interface TaskReadiness {
  /** The task. */
  readonly taskUuid: string;
  /** Namespace of its template. */
  readonly namespace: string;
  /** Steps that may run. */
  readonly stepsDiscovered: number;
  /** What was done about it. */
  readonly finalization: FinalizedTask | undefined;
  /** Why it was asked. */
  readonly triggeredBy: ReadinessTrigger;
}

/** What each command gives when it succeeds. */
export interface CommandValues {
  /** The task, new or found. */
  readonly InitializeTask: CreatedTask;
  /** What became of the messages. */
  readonly InitializeTaskFromMessage: MessageReport;
  /** What became of the message. */
  readonly InitializeTaskFromMessageEvent: MessageReport;
  /** Whether there was a result to record. */
  readonly ProcessStepResult: ProcessedStepResult;
  /** What became of the messages. */
  readonly ProcessStepResultFromMessage: MessageReport;
  /** What became of the message. */
  readonly ProcessStepResultFromMessageEvent: MessageReport;
  /** What was decided. */
  readonly FinalizeTask: FinalizedTask;
  /** What became of the messages. */
  readonly FinalizeTaskFromMessage: MessageReport;
  /** What became of the message. */
  readonly FinalizeTaskFromMessageEvent: MessageReport;
  /** What was found and done. */
  readonly ProcessTaskReadiness: TaskReadiness;
  /** Counters since the start. */
  readonly GetProcessingStats: ProcessingStats;
  /** How the orchestrator is. */
  readonly HealthCheck: SystemHealth;
  /** Nothing. */
  readonly Shutdown: undefined;
}
