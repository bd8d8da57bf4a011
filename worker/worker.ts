import { toTaskerError } from "../core/driver_errors.ts";
import { HandlerRegistry } from "./registry.ts";
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
   * @throws {RangeError} For a setting outside its range, or two handlers of one name.
   */
  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#settings = workerSettings(options.config);
    this.#registry = new HandlerRegistry(options.resolvers);
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
    return this.#starting ??= this.#start();
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
    const session = new WorkerSession(this.#options, this.#settings, this.#registry);
    this.#session = session;
    try {
      await session.start();
      this.#state = "running";
    } catch (error) {
      await session.stop(0);
      this.#state = "stopped";
      this.#starting = undefined;
      throw toTaskerError(error);
    }
  }

  async #stop(graceMs: number): Promise<void> {
    this.#state = "stopping";
    await this.#session?.stop(graceMs);
    this.#state = "stopped";
  }
}
