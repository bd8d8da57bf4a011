import type { StepFunction } from "../core/step_handler.ts";
import { keepsLogScopes, within } from "../core/telemetry/log_scope.ts";
import type { Claim } from "../orchestration/calls/claim.ts";
import { failureText } from "../orchestration/calls/result_text.ts";
import { Attempt } from "./attempt.ts";
import { failureOf, toFailed } from "./failure.ts";
import { workerLog } from "./log.ts";
import type { PendingResult } from "./pending_result.ts";
import type { HandlerRegistry } from "./registry.ts";
import { resultJson } from "./result_json.ts";
import { StepBuffer } from "./step_buffer.ts";
import type { StepTracer } from "./step_tracer.ts";
import { TimeoutWatch } from "./timeout_watch.ts";
import type { AbortReason, WorkerTestSignals } from "./worker_options.ts";

/** How long handlers are started one after another before timers and the network get their turn, in milliseconds. */
const TURN_MS = 8;

/** Options for {@linkcode StepRunner}. */
export interface StepRunnerOptions {
  /** Handlers that may run at once, 1 to 1000. */
  readonly slots: number;
  /** Where handlers are found. */
  readonly registry: HandlerRegistry;
  /** Takes what an attempt came to. */
  readonly onResult: (result: PendingResult) => void;
  /** Takes a step that no handler is known for. */
  readonly onUnknown: (claim: Claim) => void;
  /** Told when an attempt is over. */
  readonly onFinished: () => void;
  /** For tests. */
  readonly signals: WorkerTestSignals;
  /** Makes the spans of attempts; none when nobody traces. */
  readonly tracer?: StepTracer | undefined;
}

/** Runs handlers: at most as many at once as there are slots; the other claimed steps wait here. */
export class StepRunner {
  readonly #options: StepRunnerOptions;
  readonly #buffer = new StepBuffer();
  readonly #running = new Map<string, Attempt>();
  readonly #timeouts: TimeoutWatch;
  #isPaused = false;
  #isPumping = false;
  #turnStartedMs = 0;
  /** The time, as far as somebody looked: at the start of a turn and at the end of each attempt. */
  #nowMs = 0;
  #settled: (() => void) | undefined;
  /** Attempts that ended, since the start. */
  finishedCount = 0;
  /** Attempts that ended well, since the start. */
  succeededCount = 0;

  /** Makes a runner. */
  constructor(options: StepRunnerOptions) {
    this.#options = options;
    this.#timeouts = new TimeoutWatch(this.#running, (attempt) => this.#timeOut(attempt));
  }

  /** Steps that wait for a slot. */
  get waiting(): number {
    return this.#buffer.size;
  }

  /** Handlers that run. */
  get running(): number {
    return this.#running.size;
  }

  /** Steps it holds. */
  heldStepUuids(): string[] {
    return [...this.#buffer.stepUuids(), ...this.#running.keys()];
  }

  /** Takes steps, and starts as many as there are free slots. */
  push(claims: readonly Claim[]): void {
    if (claims.length === 0) return;
    this.#buffer.push(claims);
    this.#turnStartedMs = this.#nowMs = performance.now();
    this.#pump();
  }

  /** Starts no more handlers. */
  pause(): void {
    this.#isPaused = true;
  }

  /** Gives up all that runs and looks at no clock any more. */
  stop(): void {
    this.#isPaused = true;
    this.abortAll("worker stopping");
    this.#timeouts.stop();
  }

  /** Gives up steps that have not started, the least urgent first. */
  takeBack(count: number = Infinity): string[] {
    const taken = this.#buffer.takeBack(Math.min(count, this.#buffer.size)).map(({ stepUuid }) => stepUuid);
    this.#options.tracer?.givenUp(taken, "handed back");
    return taken;
  }

  /** Gives up a step; its result, should one come, is dropped. False when the step is not here. */
  abort(stepUuid: string, reason: AbortReason): boolean {
    const attempt = this.#running.get(stepUuid);
    if (attempt === undefined && !this.#buffer.remove(stepUuid)) return false;
    this.#options.signals.aborted?.(stepUuid, reason);
    if (attempt === undefined) {
      this.#options.tracer?.givenUp([stepUuid], reason);
    } else {
      this.#end(attempt, reason.replaceAll(" ", "_"), reason);
      this.#options.tracer?.givenUp([stepUuid], reason);
      attempt.abort("AbortError", `The attempt was given up: ${reason}`);
      this.#pump();
    }
    return true;
  }

  /** Gives up all attempts that run. */
  abortAll(reason: AbortReason): void {
    for (const stepUuid of [...this.#running.keys()]) this.abort(stepUuid, reason);
  }

  /** Resolves when no handler runs, or after some milliseconds. */
  async settled(ms: number): Promise<void> {
    if (this.#running.size === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#settled = resolve;
    await promise;
    clearTimeout(timer);
    this.#settled = undefined;
  }

  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    while (!this.#isPaused && this.#running.size < this.#options.slots && this.#buffer.size > 0) {
      if (this.#nowMs - this.#turnStartedMs > TURN_MS) {
        setImmediate(() => this.#nextTurn());
        return;
      }
      const claim = this.#buffer.shift();
      if (claim !== undefined) this.#start(claim, this.#nowMs);
    }
    this.#isPumping = false;
  }

  #nextTurn(): void {
    this.#isPumping = false;
    this.#turnStartedMs = this.#nowMs = performance.now();
    this.#pump();
  }

  #start(claim: Claim, nowMs: number): void {
    const run = this.#find(claim);
    if (run === undefined) return;
    const attempt = new Attempt(claim, nowMs);
    attempt.meters.executions.add();
    this.#options.signals.started?.(attempt.context);
    try {
      const output = this.#call(run, attempt);
      if (isPromise(output)) {
        this.#running.set(claim.stepUuid, attempt);
        this.#timeouts.watch(attempt);
        output.then((value) => this.#succeed(attempt, value), (error) => this.#fail(attempt, error));
      } else {
        this.#succeed(attempt, output);
      }
    } catch (error) {
      this.#fail(attempt, error);
    }
  }

  /** Calls a handler where its lines and spans are known to be its own, if anybody wants to know. */
  #call(run: StepFunction, attempt: Attempt): unknown {
    const { tracer } = this.#options;
    if (tracer === undefined && !keepsLogScopes()) return run(attempt.context);
    const call = keepsLogScopes()
      ? () => within(attempt, () => run(attempt.context))
      : () => run(attempt.context);
    return tracer === undefined ? call() : tracer.run(attempt.claim, call);
  }

  /** The handler; a resolver or constructor that throws fails the step. */
  #find(claim: Claim): StepFunction | undefined {
    try {
      const run = this.#options.registry.find(claim.work);
      if (run === undefined) this.#options.onUnknown(claim);
      return run;
    } catch (error) {
      return () => {
        throw error;
      };
    }
  }

  #succeed(attempt: Attempt, value: unknown): void {
    if (attempt.isOver) return;
    const result = resultJson(value);
    if (typeof result !== "string") {
      const text = failureText(attempt.claim, result);
      return this.#report(attempt, { text }, result.errorType, result.message);
    }
    this.succeededCount += 1;
    attempt.meters.successes.add();
    this.#report(attempt, { text: result, claim: attempt.claim });
  }

  #fail(attempt: Attempt, error: unknown): void {
    if (attempt.isOver) return;
    const { failure, retryAfterSeconds } = toFailed(error);
    const text = failureText(attempt.claim, failure, retryAfterSeconds);
    this.#report(attempt, { text }, failure.errorType, error);
  }

  #timeOut(attempt: Attempt): void {
    const { stepUuid, work } = attempt.claim;
    const message = `Step "${work.stepName}" took longer than ${work.timeoutSeconds} s`;
    workerLog.warn("{message}", { message, stepUuid });
    this.#options.signals.aborted?.(stepUuid, "timeout");
    const text = failureText(attempt.claim, failureOf(message, "timeout", { retryable: true }));
    this.#report(attempt, { text }, "timeout", message);
    attempt.abort("TimeoutError", message);
  }

  #report(
    attempt: Attempt,
    result: Pick<PendingResult, "text" | "claim">,
    errorType?: string,
    error?: unknown,
  ): void {
    this.#end(attempt, errorType, error);
    const { claim } = attempt;
    this.#options.onResult({ stepUuid: claim.stepUuid, attempt: claim.attempt, ...result });
    this.#pump();
  }

  #end(attempt: Attempt, errorType?: string, error?: unknown): void {
    attempt.isOver = true;
    this.finishedCount += 1;
    this.#nowMs = performance.now();
    attempt.meters.duration.observe((this.#nowMs - attempt.startedMs) / 1000);
    if (errorType !== undefined) attempt.meters.failed(errorType);
    this.#options.tracer?.ended(attempt.claim, errorType === undefined ? undefined : error ?? errorType);
    const { stepUuid } = attempt.claim;
    if (this.#running.get(stepUuid) === attempt) this.#running.delete(stepUuid);
    this.#options.signals.finished?.(attempt.context);
    this.#options.onFinished();
    if (this.#running.size === 0) this.#settled?.();
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
