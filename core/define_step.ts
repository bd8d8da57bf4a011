import type { JsonObject } from "./json.ts";
import { present } from "./present.ts";
import type { JsonSchema } from "./standard_schema.ts";
import type { Backoff, TemplatePublication, TemplateRetry, TemplateStep } from "./template.ts";

/** Whether and when a step is tried again. */
export interface RetryOptions {
  /**
   * Whether a failure may be tried again at all.
   *
   * @default {true}
   */
  readonly retryable?: boolean;
  /**
   * Attempts in all, the first included, 0 to 100; 0 and 1 both mean one.
   *
   * @default {3}
   */
  readonly maxAttempts?: number;
  /**
   * How the delay grows from attempt to attempt.
   *
   * @default {"exponential"}
   */
  readonly backoff?: Backoff;
  /**
   * First delay, in milliseconds, 1 to 3600000.
   *
   * @default {1000}
   */
  readonly backoffBaseMs?: number;
  /**
   * Largest delay, in milliseconds, 1 to 3600000.
   *
   * @default {30000}
   */
  readonly maxBackoffMs?: number;
  /** Spread of the delay as a share of it, 0 to 1; the server's configuration decides when absent. */
  readonly jitter?: number;
}

/**
 * Options of one step.
 *
 * @typeParam Parents Names of the steps it depends on.
 * @typeParam Config Type of its configuration.
 */
export interface StepOptions<Parents extends string = string, Config extends JsonObject = JsonObject> {
  /**
   * Earlier steps whose results it needs.
   *
   * @default {[]}
   */
  readonly dependsOn?: readonly Parents[];
  /** For people. */
  readonly description?: string;
  /**
   * Name under which workers know its handler; no two steps share one.
   *
   * @default {"<namespace>.<task>.<step>"}
   */
  readonly callable?: string;
  /** Handed to the handler as `context.config`; JSON, stored with the template. */
  readonly config?: Config;
  /** Whether and when it is tried again. */
  readonly retry?: RetryOptions;
  /**
   * How long one attempt may run, in seconds, 1 to 86400.
   *
   * @default {300}
   */
  readonly timeoutSeconds?: number;
  /** The system it talks to. */
  readonly systemDependency?: string;
  /** Events it publishes. */
  readonly publishesEvents?: readonly TemplatePublication[];
  /** JSON Schema of its result; documentation, not enforced. */
  readonly resultSchema?: JsonSchema;
  /**
   * JSON Pointers to values in its result that are stored sealed; `""` is all of it.
   *
   * @default {[]}
   */
  readonly sensitive?: readonly string[];
}

/**
 * Writes a step's options as the template has them. What is absent stays absent, so that the database's defaults hold.
 *
 * @param name The step's name.
 * @param callable Name of its handler.
 * @param options What the author gave.
 * @returns The step, unvalidated.
 */
export function toTemplateStep(name: string, callable: string, options: StepOptions): TemplateStep {
  return present({
    name,
    description: options.description,
    handler: present({ callable, initialization: options.config }),
    dependencies: options.dependsOn ?? [],
    system_dependency: options.systemDependency,
    retry: options.retry && toTemplateRetry(options.retry),
    timeout_seconds: options.timeoutSeconds,
    publishes_events: options.publishesEvents,
    result_schema: options.resultSchema,
    sensitive: options.sensitive,
  });
}

function toTemplateRetry(options: RetryOptions): TemplateRetry {
  return present({
    retryable: options.retryable,
    max_attempts: options.maxAttempts,
    backoff: options.backoff,
    backoff_base_ms: options.backoffBaseMs,
    max_backoff_ms: options.maxBackoffMs,
    jitter: options.jitter,
  });
}
