import type { CircuitConfig } from "../config/components/circuit_breakers.ts";
import { Breaker } from "../core/breaker.ts";
import { isOutage, toTaskerError } from "../core/driver_errors.ts";
import { TaskerError } from "../core/errors.ts";
import type { CreatedTask, TaskRequest } from "../core/wire.ts";
import { HandlerRegistry } from "./registry.ts";
import { sealedSteps } from "./sealed_steps.ts";
import { type WorkerOptions, type WorkerSettings, workerSettings } from "./worker_options.ts";
import { WorkerSession } from "./worker_session.ts";
import type { WorkerState, WorkerStatus } from "./worker_status.ts";

/** Options for {@linkcode Worker.stop}. */
export interface StopOptions {
  /**
   * Longest that running handlers are waited for, in milliseconds; then they are aborted and their steps handed back.
   *
   * @default {config.drainTimeoutSeconds * 1000}
   */
  readonly graceMs?: number;
}

/**
 * Claims steps of some namespaces, runs their handlers and reports what came of it.
 *
 * Any number of workers run side by side. A handler may run more than once (its worker may die), its result is
 * recorded once. Errors of the loops are logged and retried; the process is never ended, and its signals are left
 * to the program.
 *
 * @example Usage
 * ```ts no-eval
 * import { defineTask, Worker } from "@tasker/tasker/worker";
 *
 * const hello = defineTask({ namespace: "demo", name: "hello", version: "1.0.0" })
 *   .step("greet", () => ({ text: "Hello" }));
 *
 * await using worker = new Worker({ database: { url: "postgres://localhost/tasker" }, tasks: [hello] });
 * await worker.start();
 * ```
 */
export class Worker implements AsyncDisposable {
  /** Stands before the database; none where the options name no rules. */
  readonly circuit: Breaker | undefined;
  readonly #options: WorkerOptions;
  readonly #settings: WorkerSettings;
  readonly #registry: HandlerRegistry;
  #state: WorkerState = "stopped";
  #session: WorkerSession | undefined;
  #starting: Promise<void> | undefined;
  #stopping: Promise<void> = Promise.resolve();

  /**
   * Makes a worker; it does nothing until `start()`.
   *
   * @param options Database, tasks and handlers.
   * @throws {RangeError} For a setting outside its range, two handlers of one name, or a malformed secret key.
   */
  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#settings = workerSettings(options.config);
    this.#registry = new HandlerRegistry(options.resolvers, sealedSteps(options.secrets));
    this.circuit = breakerOf(options.circuit, this.#settings);
    for (const { handlers } of options.tasks ?? []) {
      for (const [callable, handler] of handlers) this.#registry.add(callable, handler);
    }
    for (const [callable, handler] of Object.entries(options.handlers ?? {})) {
      this.#registry.add(callable, handler);
    }
  }

  /**
   * Starts it: publishes the templates, registers, listens and claims. Calling it again changes nothing; after
   * `stop()` it starts anew, as another worker to the database.
   *
   * @throws {TaskerError} `TK503` when the database is away; `TK002` or `TK201` when a template is refused.
   */
  start(): Promise<void> {
    if (this.#starting !== undefined) return this.#starting;
    const starting = this.#starting = this.#start();
    starting.catch(() => {
      if (this.#starting === starting) this.#starting = undefined; // else it was stopped, and perhaps started again
    });
    return starting;
  }

  /**
   * Stops it: claims no more, hands back what has not started, waits for running handlers, records their results,
   * aborts those that take longer than the grace, and signs off. Calling it again, or before `start()`, changes nothing.
   *
   * @param options How long to wait.
   */
  stop(options: StopOptions = {}): Promise<void> {
    const starting = this.#starting;
    if (starting === undefined) return this.#stopping;
    this.#starting = undefined;
    const graceMs = options.graceMs ?? this.#settings.drainTimeoutSeconds * 1000;
    this.#stopping = starting.then(() => this.#stop(graceMs), () => {});
    return this.#stopping;
  }

  /**
   * Creates tasks and runs their first steps at once in this worker, without a queue in between: for a program that
   * both asks for tasks and runs them. Steps it has no handler for, and those after the first, go the usual way. One
   * statement; when it resolves, the tasks are as safe as any.
   *
   * @param requests What to create; a few at a time, for this worker is to run them now.
   * @returns One entry a request, in order; `created` is false where an earlier task has the same identity.
   * @throws {TaskerError} As `createTasks`; `TK202` when the worker does not run.
   */
  async startTasks(requests: readonly TaskRequest<unknown>[]): Promise<readonly CreatedTask[]> {
    if (this.#session === undefined || this.#state !== "running") {
      throw new TaskerError("TK202", `Cannot start tasks: the worker is ${this.#state}`, {
        hint: "Start the worker first, or create the tasks for another one to run.",
      });
    }
    return await this.#session.startTasks(requests);
  }

  /** Tells what it does at the moment. */
  status(): WorkerStatus {
    const load = this.#session?.load();
    return {
      uuid: this.#session?.uuid ?? null,
      state: this.#state,
      namespaces: load?.namespaces ?? [],
      slots: this.#settings.maxConcurrentSteps,
      running: load?.running ?? 0,
      waiting: load?.waiting ?? 0,
      unrecorded: load?.unrecorded ?? 0,
      claimedCount: load?.claimedCount ?? 0,
      succeededCount: load?.succeededCount ?? 0,
      failedCount: load?.failedCount ?? 0,
      isListening: load?.isListening ?? false,
      leasedForMs: Math.max(load?.leasedForMs ?? 0, 0),
    };
  }

  /** Stops it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #start(): Promise<void> {
    await this.#stopping;
    this.#state = "starting";
    const session = new WorkerSession(this.#options, this.#settings, this.#registry, this.circuit);
    this.#session = session;
    try {
      await session.start();
      this.#state = "running";
    } catch (error) {
      await session.stop(0);
      this.#state = "stopped";
      throw toTaskerError(error);
    }
  }

  async #stop(graceMs: number): Promise<void> {
    this.#state = "stopping";
    await this.#session?.stop(graceMs);
    this.#state = "stopped";
  }
}

/** A circuit never stays open for longer than half of the time between heartbeats: leases must not run out by it. */
function breakerOf(circuit: CircuitConfig | undefined, settings: WorkerSettings): Breaker | undefined {
  if (circuit === undefined) return undefined;
  const openMs = Math.min(circuit.openMs, settings.heartbeatSeconds * 500);
  return new Breaker({ name: "worker", policy: { ...circuit, openMs }, isFailure: isOutage });
}
