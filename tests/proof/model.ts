/**
 * What tasker promises about tasks and steps, in memory: no counters, no queues, no locks. A step is ready
 * because its parents are satisfied, a task is in the state its steps call for, and both are found by looking.
 *
 * @module
 */
import type { StepState, TaskState } from "../../core/states.ts";
import { BACKOFF_MS, type Outcome, type StepPlan, type WorkerPlan } from "./_plans.ts";

/** A step of a task. */
export interface ModelStep extends StepPlan {
  readonly task: ModelTask;
  /** Attempts its plan grants, at first and with each reset. */
  readonly granted: number;
  maxAttempts: number;
  state: StepState;
  attempts: number;
  lease?: { readonly worker: string; readonly until: number } | undefined;
  timer?: { readonly kind: "retry" | "deferred"; due: number } | undefined;
  parked?: Outcome | undefined;
  result?: unknown;
}

/** A task. */
export interface ModelTask {
  readonly id: number;
  readonly namespace: string;
  readonly rank: number;
  readonly startsAt: number;
  readonly steps: readonly ModelStep[];
  state: TaskState;
}

/** What a verb of an operator is refused with; undefined when it is done. */
export type Refusal = "TK202" | "TK203" | undefined;

const RUNNING: readonly StepState[] = [
  "enqueued",
  "in_progress",
  "enqueued_for_orchestration",
  "enqueued_as_error_for_orchestration",
];
const SATISFIED: readonly StepState[] = ["complete", "resolved_manually"];
const TASK_OVER: readonly TaskState[] = ["complete", "error", "cancelled", "resolved_manually"];
/** What one point of priority is worth. */
const AGEING_MS = 10 * 3_600_000;

/** Tasks, steps, workers and a clock. */
export class Model {
  /** Milliseconds since 1970. */
  now: number;
  readonly tasks: ModelTask[] = [];
  readonly #workers: ReadonlyMap<string, WorkerPlan>;
  readonly #leases = new Map<string, number>();

  constructor(now: number, workers: ReadonlyMap<string, WorkerPlan>) {
    this.now = now;
    this.#workers = workers;
    for (const worker of workers.keys()) this.register(worker);
  }

  /** Every step of every task. */
  get steps(): ModelStep[] {
    return this.tasks.flatMap((task) => task.steps);
  }

  create(namespace: string, plans: readonly StepPlan[], startsAt: number, priority: number): ModelTask {
    const [steps, from] = [[] as ModelStep[], Math.max(startsAt, this.now)];
    const [id, rank] = [this.tasks.length, from - priority * AGEING_MS];
    const task: ModelTask = { id, namespace, rank, startsAt: from, steps, state: "pending" };
    for (const plan of plans) {
      steps.push({ ...plan, granted: plan.maxAttempts, task, state: "pending", attempts: 0 });
    }
    this.tasks.push(task);
    if (from === this.now) this.#start(task);
    return task;
  }

  /** What a worker may be given, the most urgent first. */
  claimable(worker: string): ModelStep[] {
    return this.steps.filter((step) => isQueued(step) && this.#serves(worker, step))
      .sort((one, other) => one.task.rank - other.task.rank);
  }

  claim(worker: string, steps: readonly ModelStep[], leaseMs: number): void {
    for (const step of steps) {
      step.state = "in_progress";
      step.attempts++;
      step.lease = { worker, until: this.now + leaseMs };
    }
  }

  /** Whether an attempt still has the right to report. */
  holds(worker: string, step: ModelStep, attempt: number): boolean {
    return step.state === "in_progress" && step.lease?.worker === worker && step.attempts === attempt;
  }

  /** Records how an attempt ended; the steps it made ready. */
  finish(step: ModelStep, outcome: Outcome): ModelStep[] {
    delete step.lease;
    delete step.parked;
    if (outcome.success) {
      step.result = outcome.result;
      return this.#settle(step, "complete");
    }
    if (outcome.retryable && step.retryable && step.attempts < step.maxAttempts) {
      const since = step.attempts - (step.maxAttempts - step.granted); // a reset begins the backoff anew
      const delay = outcome.retryAfterMs ?? BACKOFF_MS * since;
      step.timer = { kind: "retry", due: this.now + delay };
      return this.#settle(step, "waiting_for_retry");
    }
    return this.#settle(step, "error");
  }

  /** Parks a result for an orchestrator. */
  park(step: ModelStep, outcome: Outcome): void {
    step.parked = outcome;
    step.lease = { worker: step.lease!.worker, until: Infinity };
    if (outcome.success) step.result = outcome.result;
    step.state = outcome.success ? "enqueued_for_orchestration" : "enqueued_as_error_for_orchestration";
  }

  /** Takes a step back without counting the attempt; a deferred one is offered again later. */
  handBack(step: ModelStep, delayMs?: number): void {
    delete step.lease;
    step.state = "enqueued";
    step.attempts--;
    if (delayMs !== undefined) step.timer = { kind: "deferred", due: this.now + delayMs };
  }

  /** What a worker holds and has not parked. */
  heldBy(worker: string): ModelStep[] {
    return this.steps.filter((step) => step.state === "in_progress" && step.lease?.worker === worker);
  }

  /** Makes a worker known; steps that waited for its handlers are due. */
  register(worker: string): void {
    if (!this.#leases.has(worker)) this.#leases.set(worker, this.now);
    const { handlers } = this.#workers.get(worker)!;
    for (const { timer, handler } of this.steps) {
      if (timer?.kind === "deferred" && (handlers?.includes(handler) ?? true)) {
        timer.due = Math.min(timer.due, this.now);
      }
    }
  }

  unregister(worker: string): void {
    for (const step of this.heldBy(worker)) this.handBack(step);
    this.heartbeat(worker, 0);
  }

  heartbeat(worker: string, leaseMs: number): void {
    this.#leases.set(worker, this.now + leaseMs);
  }

  wake(): void {
    for (const task of this.tasks) {
      if (task.state === "pending" && task.startsAt <= this.now) this.#start(task);
    }
    for (const step of this.steps) {
      if (step.timer === undefined || step.timer.due > this.now) continue;
      delete step.timer;
      this.#settle(step, "enqueued");
    }
  }

  recover(): void {
    for (const step of this.steps) {
      if (step.lease === undefined || step.lease.until >= this.now) continue;
      if (this.#leases.get(step.lease.worker)! >= this.now) continue;
      const isLast = !step.retryable || step.attempts >= step.maxAttempts;
      delete step.lease;
      this.#settle(step, isLast ? "error" : "enqueued");
    }
  }

  endTask(task: ModelTask, state: "cancelled" | "resolved_manually" | "error"): Refusal {
    if (isOver(task) || (state === "error" && task.state !== "blocked_by_failures")) return "TK202";
    for (const step of task.steps) {
      const stays = step.state === "error" && state !== "cancelled";
      if (stays || step.state === "cancelled" || SATISFIED.includes(step.state)) continue;
      forget(step);
      step.state = "cancelled";
    }
    task.state = state;
  }

  reset(step: ModelStep): Refusal {
    if (isOver(step.task)) return "TK202";
    if (step.state !== "error") return "TK203";
    step.maxAttempts = step.attempts + step.granted;
    this.#settle(step, "enqueued");
  }

  /** Ends a step by a person's word. */
  satisfy(step: ModelStep, state: "complete" | "resolved_manually", result?: unknown): Refusal {
    if (isOver(step.task)) return "TK202";
    if (SATISFIED.includes(step.state) || step.state === "cancelled") return "TK203";
    forget(step);
    if (result !== undefined) step.result = result;
    this.#settle(step, state);
  }

  #start(task: ModelTask): void {
    task.state = "steps_in_process";
    this.#judge(task);
  }

  #settle(step: ModelStep, state: StepState): ModelStep[] {
    step.state = state;
    return this.#judge(step.task);
  }

  /** Enqueues what became ready, and finds the state that the task's steps call for. */
  #judge(task: ModelTask): ModelStep[] {
    const all = (states: readonly StepState[]) => task.steps.every((step) => states.includes(step.state));
    const some = (states: readonly StepState[]) => task.steps.some((step) => states.includes(step.state));
    if (all(SATISFIED)) task.state = "complete";
    if (isOver(task) || task.state === "pending") return [];
    const ready = task.steps.filter((step) => step.state === "pending" && isUnblocked(step));
    for (const step of ready) step.state = "enqueued";
    const quiet = some(["waiting_for_retry"]) ? "waiting_for_retry" : "blocked_by_failures";
    task.state = some(RUNNING) ? "steps_in_process" : quiet;
    return ready;
  }

  #serves(worker: string, { task, handler }: ModelStep): boolean {
    const { namespaces, handlers } = this.#workers.get(worker)!;
    return namespaces.includes(task.namespace) && (handlers?.includes(handler) ?? true);
  }
}

/** Whether a step may be claimed now. */
export function isQueued({ state, timer }: ModelStep): boolean {
  return state === "enqueued" && timer === undefined;
}

/** Whether a task has ended. */
export function isOver({ state }: ModelTask): boolean {
  return TASK_OVER.includes(state);
}

function isUnblocked({ task, parents }: ModelStep): boolean {
  return task.steps.every(({ name, state }) => !parents.includes(name) || SATISFIED.includes(state));
}

function forget(step: ModelStep): void {
  delete step.lease;
  delete step.timer;
  delete step.parked;
}
