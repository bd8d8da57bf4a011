import type { JsonObject } from "./json.ts";

/** Where a handler writes log lines; each carries the task, the step, the attempt and the correlation id. */
export interface StepLog {
  /** Logs what only a developer wants to know. */
  debug(message: string, properties?: Record<string, unknown>): void;
  /** Logs what happened. */
  info(message: string, properties?: Record<string, unknown>): void;
  /** Logs what may need a look. */
  warn(message: string, properties?: Record<string, unknown>): void;
  /** Logs what failed. */
  error(message: string, properties?: Record<string, unknown>): void;
}

/**
 * What a step's handler is given: one attempt, with everything known about it.
 *
 * @typeParam Input The task's context, as its input schema types it.
 * @typeParam Results The stored result of each declared parent, by step name.
 * @typeParam Config The step's configuration.
 */
export interface StepContext<
  Input = unknown,
  Results = Readonly<Record<string, unknown>>,
  Config = JsonObject,
> {
  /** The task's context: what the task was created with, defaults filled in. */
  readonly input: Input;
  /** The result of each parent this step depends on, and of no other step. */
  readonly results: Results;
  /** The step's `config` (`handler.initialization` in files), environment overrides merged in. */
  readonly config: Config;
  /** Which attempt this is, counted from 1. */
  readonly attempt: number;
  /** How many attempts there may be in all, 1 to 100. */
  readonly maxAttempts: number;
  /** Whether a failure of this attempt is final. */
  readonly isLastAttempt: boolean;
  /** Aborted on timeout, when the lease is lost, the task is cancelled or the worker stops. */
  readonly signal: AbortSignal;
  /** Logger of this attempt. */
  readonly log: StepLog;
  /** The same for every attempt of this step and for no other step; hand it to services that deduplicate. */
  readonly idempotencyKey: string;
  /** UUIDv7 of the task. */
  readonly taskUuid: string;
  /** UUIDv7 of the step. */
  readonly stepUuid: string;
  /** Shared by everything that one request set off. */
  readonly correlationId: string;
  /** Namespace of the task's template. */
  readonly namespace: string;
  /** Name of the task's template. */
  readonly taskName: string;
  /** Semantic version of the task's template. */
  readonly taskVersion: string;
  /** Name of this step. */
  readonly stepName: string;
}
