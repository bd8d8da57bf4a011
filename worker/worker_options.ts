import type { CircuitConfig } from "../config/components/circuit_breakers.ts";
import type { WorkerConfig } from "../config/components/worker.ts";
import type { JsonObject } from "../core/json.ts";
import type { SecretsOptions } from "../core/secrets/keyring.ts";
import type { StepContext } from "../core/step_context.ts";
import type { StepFunction } from "../core/step_handler.ts";
import type { Template } from "../core/template.ts";
import type { Handler, HandlerResolver } from "./registry.ts";

/** How a worker reaches PostgreSQL: it opens six connections of its own. */
export interface WorkerDatabase {
  /** Where it is: `postgres://user:password@host:port/database`. */
  readonly url: string;
  /**
   * Where the session goes that listens for notifications: the same database, without a pooler that gives each transaction
   * another session.
   *
   * @default {url}
   */
  readonly listenUrl?: string | undefined;
  /**
   * Longest a statement may run, in milliseconds, 100 to 3,600,000.
   *
   * @default {30000}
   */
  readonly statementTimeoutMs?: number;
  /**
   * Longest that opening a connection may take, in seconds, 1 to 300.
   *
   * @default {10}
   */
  readonly connectTimeoutSeconds?: number;
}

/** What a worker needs of a task's definition; `defineTask()` gives one. */
export interface WorkerTask {
  /** Namespace of the task. */
  readonly namespace: string;
  /** Handlers by callable name. */
  readonly handlers: ReadonlyMap<string, StepFunction>;
  /** Writes the template. */
  toTemplate(): Template;
}

/** Options for {@linkcode Worker}. */
export interface WorkerOptions {
  /** Where the database is. */
  readonly database: WorkerDatabase;
  /**
   * Tasks to publish at start, with their handlers.
   *
   * @default {[]}
   */
  readonly tasks?: readonly WorkerTask[];
  /**
   * Templates to publish at start; their handlers come by name.
   *
   * @default {[]}
   */
  readonly templates?: readonly Template[];
  /**
   * Handlers by callable name: functions, `StepHandler` instances or `StepHandler` classes.
   *
   * @default {{}}
   */
  readonly handlers?: Readonly<Record<string, Handler>>;
  /**
   * Find handlers by rule, asked in order after those given by name. With any, the worker asks for steps of every
   * handler and defers those that none resolves.
   *
   * @default {[]}
   */
  readonly resolvers?: readonly HandlerResolver[];
  /**
   * Namespaces to serve.
   *
   * @default {config.namespaces, or those of the tasks and templates, or all that are published}
   */
  readonly namespaces?: readonly string[];
  /**
   * Slots, lease, timeouts.
   *
   * @default {{}} the values of `config/base/worker.toml`
   */
  readonly config?: Partial<WorkerConfig>;
  /**
   * Keys that open what templates declare sensitive, and seal it again.
   *
   * @default {undefined} steps of such templates fail, to be tried again
   */
  readonly secrets?: SecretsOptions | undefined;
  /**
   * When statements are refused for a while because the database is away. Results wait meanwhile; none is dropped. A
   * circuit stays open for half of the time between heartbeats at most.
   *
   * @default {undefined} never
   */
  readonly circuit?: CircuitConfig | undefined;
  /**
   * How it learns of ready steps: by notification and claim, or by messages on its namespaces' queues.
   *
   * @default {"direct"}
   */
  readonly transport?: "direct" | "pgmq";
  /**
   * What it says of itself besides host, process id and runtime.
   *
   * @default {{}}
   */
  readonly info?: JsonObject;
  /** Called as things happen, so that tests need not sleep. */
  readonly testSignals?: WorkerTestSignals;
}

/** Callbacks for tests; each is called at once and must return quickly. */
export interface WorkerTestSignals {
  /** A claim brought steps. */
  readonly claimed?: (count: number) => void;
  /** A handler is about to be called. */
  readonly started?: (context: StepContext) => void;
  /** An attempt is over for the worker: it has a result, or was aborted. */
  readonly finished?: (context: StepContext) => void;
  /** Results were recorded. */
  readonly flushed?: (count: number) => void;
  /** There is nothing to do: it waits for a notification or a poll. */
  readonly idle?: () => void;
  /** Its leases were renewed. */
  readonly heartbeat?: () => void;
  /** An attempt was given up. */
  readonly aborted?: (stepUuid: string, reason: AbortReason) => void;
}

/** Why an attempt was given up before its handler ended. */
export type AbortReason = "timeout" | "cancelled" | "lease lost" | "worker stopping";

/** The part of the configuration that a worker reads. */
export type WorkerSettings = Pick<
  WorkerConfig,
  | "namespaces"
  | "maxConcurrentSteps"
  | "bufferSize"
  | "leaseSeconds"
  | "heartbeatSeconds"
  | "pollIntervalMs"
  | "drainTimeoutSeconds"
  | "completion"
>;

/**
 * Fills in what was not configured.
 *
 * @param config Some of the configuration.
 * @returns All of it.
 * @throws {RangeError} For a value outside its range.
 */
export function workerSettings(config: Partial<WorkerConfig> = {}): WorkerSettings {
  const maxConcurrentSteps = config.maxConcurrentSteps ?? 10;
  const leaseSeconds = config.leaseSeconds ?? 30;
  const settings: WorkerSettings = {
    namespaces: config.namespaces ?? [],
    maxConcurrentSteps,
    bufferSize: config.bufferSize ?? maxConcurrentSteps * 2,
    leaseSeconds,
    heartbeatSeconds: config.heartbeatSeconds ?? leaseSeconds / 3,
    pollIntervalMs: config.pollIntervalMs ?? 1000,
    drainTimeoutSeconds: config.drainTimeoutSeconds ?? 30,
    completion: config.completion ?? "inline",
  };
  demand("maxConcurrentSteps", settings.maxConcurrentSteps, 1, 1000);
  demand("bufferSize", settings.bufferSize, settings.maxConcurrentSteps, 10_000);
  demand("leaseSeconds", settings.leaseSeconds, 1, 3600);
  demand("heartbeatSeconds", settings.heartbeatSeconds, 0.05, settings.leaseSeconds / 2);
  demand("pollIntervalMs", settings.pollIntervalMs, 10, 60_000);
  demand("drainTimeoutSeconds", settings.drainTimeoutSeconds, 0, 3600);
  return settings;
}

function demand(key: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  throw new RangeError(`Cannot make a worker with ${key} ${value}: it must be ${least} to ${most}`);
}
