import {
  type Context,
  context,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import { contextOf, derivedTraceparent } from "../core/telemetry/trace_context.ts";
import { INSTRUMENTATION, isTracing } from "../core/telemetry/tracing.ts";
import type { Claim } from "../orchestration/calls/claim.ts";

/** The spans of one claimed step. */
interface StepTrace {
  readonly attempt: number;
  readonly step: Span;
  /** Where the step's span is the parent. */
  readonly within: Context;
  handler: Span | undefined;
}

/**
 * Makes the spans of the steps that a worker holds: one from the claim until the result is recorded, a child of the
 * task's; and in it one for the time in which the handler runs, whose context the handler and what it fetches are in.
 */
export class StepTracer {
  readonly #tracer: Tracer = trace.getTracer(INSTRUMENTATION);
  readonly #traces = new Map<string, StepTrace>();

  /** Makes a tracer; `undefined` when nobody traces, so that nobody pays. */
  static whenTracing(): StepTracer | undefined {
    return isTracing() ? new StepTracer() : undefined;
  }

  /** Begins the span of each step. */
  claimed(claims: readonly Claim[]): void {
    for (const claim of claims) {
      const { stepUuid, taskUuid, correlationId, attempt, work, traceparent } = claim;
      const parent = contextOf(
        traceparent === "" ? derivedTraceparent(taskUuid, correlationId) : traceparent,
      );
      const attributes = {
        "tasker.namespace": work.namespace,
        "tasker.task": work.taskName,
        "tasker.version": work.version,
        "tasker.step": work.stepName,
        "tasker.task_uuid": taskUuid,
        "tasker.step_uuid": stepUuid,
        "tasker.correlation_id": correlationId,
        "tasker.attempt": attempt,
      };
      const step = this.#tracer.startSpan(
        `step ${work.stepName}`,
        { kind: SpanKind.CONSUMER, attributes },
        parent,
      );
      this.#end(stepUuid); // an earlier attempt whose result is still on its way
      this.#traces.set(stepUuid, { attempt, step, within: trace.setSpan(parent, step), handler: undefined });
    }
  }

  /** Runs a handler within the span of its attempt. */
  run<T>({ stepUuid, attempt, work }: Claim, handler: () => T): T {
    const found = this.#traces.get(stepUuid);
    if (found === undefined) return handler();
    const attributes = { "tasker.attempt": attempt, "tasker.handler": work.handler };
    found.handler = this.#tracer.startSpan(`attempt ${work.stepName}`, { attributes }, found.within);
    return context.with(trace.setSpan(found.within, found.handler), handler);
  }

  /**
   * Ends the span of an attempt.
   *
   * @param claim The attempt.
   * @param error What was thrown, or why it was given up; `undefined` when it ended well.
   */
  ended({ stepUuid }: Claim, error?: unknown): void {
    const found = this.#traces.get(stepUuid);
    if (found?.handler === undefined) return;
    if (error !== undefined) {
      const message = error instanceof Error ? error.message : String(error);
      found.handler.recordException(error instanceof Error ? error : message);
      found.handler.setStatus({ code: SpanStatusCode.ERROR, message });
      found.step.setStatus({ code: SpanStatusCode.ERROR, message });
    }
    found.handler.end();
    found.handler = undefined;
  }

  /** Ends the spans of steps whose results are recorded. */
  recorded(results: readonly { readonly stepUuid: string; readonly attempt: number }[]): void {
    for (const { stepUuid, attempt } of results) {
      if (this.#traces.get(stepUuid)?.attempt === attempt) this.#end(stepUuid);
    }
  }

  /** Ends the spans of steps that the worker does not run. */
  givenUp(stepUuids: readonly string[], why: string): void {
    for (const stepUuid of stepUuids) {
      this.#traces.get(stepUuid)?.step.addEvent(why);
      this.#end(stepUuid);
    }
  }

  /** Ends whatever is left. */
  stop(): void {
    this.givenUp([...this.#traces.keys()], "worker stopped");
  }

  #end(stepUuid: string): void {
    const found = this.#traces.get(stepUuid);
    found?.handler?.end();
    found?.step.end();
    this.#traces.delete(stepUuid);
  }
}
