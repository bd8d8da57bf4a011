/**
 * What goes to and comes from the functions of `tasker_v1` and the HTTP API, in TypeScript's names.
 * Times are ISO 8601 text, identifiers UUIDv7 text.
 *
 * @module
 */
import type { Json, JsonObject } from "./json.ts";
import type { StepState, TaskState } from "./states.ts";

/** A request to create one task. Source: `sql/functions/tasks/create_tasks.sql`. */
export interface TaskRequest<Context = Json> {
  /** Namespace of the template. */
  readonly namespace: string;
  /** Name of the template. */
  readonly name: string;
  /** Semantic version. @default {undefined} the highest published */
  readonly version?: string;
  /** The input; checked against the template's schema, its defaults filled in. */
  readonly context: Context;
  /** -100 to 100; higher runs earlier. @default {0} */
  readonly priority?: number;
  /** For searching. */
  readonly tags?: readonly string[];
  /** A second request with the same key gives the first one's task. */
  readonly idempotencyKey?: string;
  /** Not before this time. @default {undefined} now */
  readonly runAt?: string;
  /** Shared by everything that one request set off. @default {undefined} a new one */
  readonly correlationId?: string;
  /** Correlation id of what caused this. */
  readonly parentCorrelationId?: string;
  /** Who asks, up to 255 characters. */
  readonly initiator?: string;
  /** From where, up to 255 characters. */
  readonly sourceSystem?: string;
  /** Why, up to 500 characters. */
  readonly reason?: string;
  /** W3C trace context to go on with. @default {undefined} the one that the caller is in, if it is traced */
  readonly traceparent?: string;
}

/** What became of one {@linkcode TaskRequest}. */
export interface CreatedTask {
  /** Its place among the requests, counted from 0. */
  readonly position: number;
  /** The task, new or found. */
  readonly taskUuid: string;
  /** False when the task existed already. */
  readonly created: boolean;
}

/** What a worker reports of an attempt that failed. */
export interface StepFailure {
  /** What failed. */
  readonly message: string;
  /** Kind of error: `PermanentError`, `timeout`… */
  readonly errorType?: string;
  /** Whether another attempt may help. @default {true} */
  readonly retryable?: boolean;
  /** The handler's own code. */
  readonly errorCode?: string;
  /** Where in the code, one frame an entry. */
  readonly backtrace?: readonly string[];
}

/** What a worker reports of one attempt. Source: `sql/functions/steps/complete_steps.sql`. */
export interface StepResult {
  /** The step. */
  readonly stepUuid: string;
  /** The attempt that was claimed; another one's result is ignored. */
  readonly attempt: number;
  /** Whether the handler succeeded. */
  readonly success: boolean;
  /** What it returned. */
  readonly result?: Json;
  /** Why it failed. */
  readonly error?: StepFailure;
  /** Wait this long before the next attempt, in seconds; beats the backoff. */
  readonly retryAfterSeconds?: number;
}

/** A change of state, of a task or of a step. */
export interface TransitionView {
  /** State before; null for the first. */
  readonly fromState: string | null;
  /** State after. */
  readonly toState: string;
  /** When. */
  readonly createdAt: string;
  /** The orchestrator that made it; null when a worker or a person did. Of tasks only. */
  readonly processorUuid?: string | null;
  /** What else is known: who, why. */
  readonly metadata?: JsonObject | null;
}

/** A task as people see it. Source: `sql/functions/tasks/get_task.sql`. */
export interface TaskView {
  /** The task. */
  readonly taskUuid: string;
  /** Name of the template. */
  readonly name: string;
  /** Namespace of the template. */
  readonly namespace: string;
  /** Version of the template. */
  readonly version: string;
  /** Its state. */
  readonly status: TaskState;
  /** When it was created. */
  readonly createdAt: string;
  /** When it last changed. */
  readonly updatedAt: string;
  /** When it ended. */
  readonly completedAt?: string | null;
  /** The input. */
  readonly context: Json;
  /** Who asked. */
  readonly initiator?: string | null;
  /** From where. */
  readonly sourceSystem?: string | null;
  /** Why. */
  readonly reason?: string | null;
  /** -100 to 100. */
  readonly priority: number;
  /** For searching. */
  readonly tags?: readonly string[] | null;
  /** Shared by everything that one request set off. */
  readonly correlationId: string;
  /** Correlation id of what caused it. */
  readonly parentCorrelationId?: string | null;
  /** How many steps it has. */
  readonly totalSteps: number;
  /** How many wait. */
  readonly pendingSteps: number;
  /** How many run. */
  readonly inProgressSteps: number;
  /** How many succeeded. */
  readonly completedSteps: number;
  /** How many failed. */
  readonly failedSteps: number;
  /** How many could run now. */
  readonly readySteps: number;
  /** What its steps say about it: `has_ready_steps`, `blocked_by_failures`… */
  readonly executionStatus: string;
  /** What an operator could do. */
  readonly recommendedAction?: string | null;
  /** 0 to 100. */
  readonly completionPercentage: number;
  /** `healthy`, `recovering`, `blocked`… */
  readonly healthStatus: string;
  /** Its steps. */
  readonly steps?: readonly StepView[];
  /** Its changes of state, oldest first. */
  readonly transitions?: readonly TransitionView[];
}

/** A task in a list: without its context, steps and transitions. Source: `sql/functions/reading/list_tasks.sql`. */
export type ListedTask = Omit<TaskView, "context" | "steps" | "transitions">;

/** A step as people see it. Source: `sql/functions/steps/get_task_steps.sql`. */
export interface StepView {
  /** The step. */
  readonly stepUuid: string;
  /** Its task. */
  readonly taskUuid: string;
  /** Its name. */
  readonly name: string;
  /** Its state. */
  readonly currentState: StepState;
  /** When it was created. */
  readonly createdAt: string;
  /** When it last changed. */
  readonly updatedAt: string;
  /** When it ended. */
  readonly completedAt?: string | null;
  /** What its handler returned. */
  readonly results?: Json;
  /** Why its last attempt failed; null when it did not. */
  readonly error?: StepFailure | null;
  /** Names of the steps it needs. */
  readonly dependencies?: readonly string[];
  /** Whether every parent satisfies it. */
  readonly dependenciesSatisfied: boolean;
  /** Whether it may be tried again. */
  readonly retryEligible: boolean;
  /** Whether it could run now. */
  readonly readyForExecution: boolean;
  /** How many steps it needs. */
  readonly totalParents: number;
  /** How many of them are done. */
  readonly completedParents: number;
  /** Attempts so far. */
  readonly attempts: number;
  /** Attempts in all. */
  readonly maxAttempts: number;
  /** When it last failed. */
  readonly lastFailureAt?: string | null;
  /** When it is tried again. */
  readonly nextRetryAt?: string | null;
  /** When it last began. */
  readonly lastAttemptedAt?: string | null;
  /** Its changes of state, oldest first. */
  readonly transitions?: readonly TransitionView[];
}
