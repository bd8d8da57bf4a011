import type { StepContext } from "../core/step_context.ts";
import type { LogScope } from "../core/telemetry/log_scope.ts";
import type { Claim } from "../orchestration/calls/claim.ts";
import { AttemptLog, logPropertiesOf } from "./attempt_log.ts";
import { metersOf, type StepMeters } from "./step_meters.ts";

/** One attempt that runs: its context, its signal, its deadline. */
export class Attempt implements LogScope {
  /** What was claimed. */
  readonly claim: Claim;
  /** What the handler is given. */
  readonly context: StepContext;
  /** When it began, by `performance.now()`. */
  readonly startedMs: number;
  /** When it has run too long, by `performance.now()`. */
  readonly deadlineMs: number;
  /** Where it is counted. */
  readonly meters: StepMeters;
  /** Whether its result does not matter any more: it is known, or the attempt was given up. */
  isOver = false;
  readonly #controller = new AbortController();

  /**
   * Makes an attempt that starts now.
   *
   * @param claim What was claimed.
   * @param nowMs The time, by `performance.now()`.
   */
  constructor(claim: Claim, nowMs: number) {
    this.claim = claim;
    this.startedMs = nowMs;
    this.meters = metersOf(claim.work);
    this.deadlineMs = claim.work.timeoutSeconds > 0 ? nowMs + claim.work.timeoutSeconds * 1000 : Infinity;
    this.context = contextOf(claim, this.#controller.signal);
  }

  /** What lines that are logged within it tell. */
  get logProperties(): Readonly<Record<string, unknown>> {
    return logPropertiesOf(this.claim);
  }

  /**
   * Aborts the handler's signal.
   *
   * @param name Name of the `DOMException` that the handler sees as the reason.
   * @param message Why.
   */
  abort(name: "TimeoutError" | "AbortError", message: string): void {
    this.#controller.abort(new DOMException(message, name));
  }
}

/** Plain properties, so that a copy of the context is a context too; measured cheaper than lazy ones. */
function contextOf(claim: Claim, signal: AbortSignal): StepContext {
  const { stepUuid, taskUuid, attempt, work, correlationId } = claim;
  return {
    input: JSON.parse(claim.context),
    results: JSON.parse(claim.dependencies),
    config: work.inputs,
    attempt,
    maxAttempts: work.maxAttempts,
    isLastAttempt: attempt >= work.maxAttempts,
    signal,
    log: new AttemptLog(claim),
    idempotencyKey: stepUuid,
    taskUuid,
    stepUuid,
    correlationId,
    namespace: work.namespace,
    taskName: work.taskName,
    taskVersion: work.version,
    stepName: work.stepName,
  };
}
