import type { JsonObject } from "./json.ts";
import type { JsonSchema } from "./standard_schema.ts";

/** How delays between attempts grow. */
export const BACKOFFS = ["none", "linear", "exponential", "fibonacci"] as const;

/** How the delay before attempt n grows with n. */
export type Backoff = (typeof BACKOFFS)[number];

/** How a task is recognised as one that exists already. */
export const IDENTITY_STRATEGIES = ["always_unique", "caller_provided", "strict"] as const;

/**
 * How a task is recognised as one that exists already: never, by the caller's idempotency key, or by
 * its context. An idempotency key deduplicates under every strategy.
 */
export type IdentityStrategy = (typeof IDENTITY_STRATEGIES)[number];

/** When a step publishes one of its events. */
export const EVENT_CONDITIONS = [
  "success",
  "failure",
  "retryable_failure",
  "permanent_failure",
  "always",
] as const;

/** How an event is delivered. */
export const DELIVERY_MODES = ["durable", "fast", "broadcast"] as const;

/** What happens to a task that went stale. */
export const STALENESS_ACTIONS = ["dlq"] as const;

/**
 * A template as `tasker_v1.register_template(p_template jsonb)` takes it: the one form that typed
 * definitions and files are both turned into. Ranges are stated by `TEMPLATE_FIELDS`.
 */
export interface Template {
  /** Groups templates and worker queues. */
  readonly namespace: string;
  /** Name, unique in the namespace. */
  readonly name: string;
  /** Semantic version. */
  readonly version: string;
  /** For people. */
  readonly description?: string;
  /** Author, tags, links: kept, not read. */
  readonly metadata?: JsonObject;
  /** How duplicates are recognised. @default {"always_unique"} */
  readonly identity_strategy?: IdentityStrategy;
  /** JSON Schema of the context, enforced and its defaults filled in when a task is created. */
  readonly input_schema?: JsonSchema;
  /** Paths in the context, such as `customer.name`, whose words tasks are found by. @default {[]} */
  readonly searchable?: readonly string[];
  /**
   * JSON Pointers to values in the context that are stored sealed, such as `/card/number`; through a list, in each of
   * its entries. @default {[]}
   */
  readonly sensitive?: readonly string[];
  /** Limits on how long a task may take. */
  readonly lifecycle?: TemplateLifecycle;
  /** Systems the steps talk to. */
  readonly system_dependencies?: TemplateSystems;
  /** Events that the steps may publish. */
  readonly domain_events?: readonly TemplateEvent[];
  /** The steps, at least one. */
  readonly steps: readonly TemplateStep[];
}

/** A step of a {@linkcode Template}. */
export interface TemplateStep {
  /** Name, unique in the template. */
  readonly name: string;
  /** For people. */
  readonly description?: string;
  /** Which code runs it. */
  readonly handler: TemplateHandler;
  /** Names of the steps it needs. @default {[]} */
  readonly dependencies?: readonly string[];
  /** The system it talks to. */
  readonly system_dependency?: string;
  /** Whether and when it is tried again. */
  readonly retry?: TemplateRetry;
  /** How long one attempt may run, in seconds, 1 to 86400. @default {300} */
  readonly timeout_seconds?: number;
  /** Events it publishes. */
  readonly publishes_events?: readonly TemplatePublication[];
  /** JSON Schema of the result; documentation, not enforced. */
  readonly result_schema?: JsonSchema;
  /** JSON Pointers to values in the result that are stored sealed; `""` is all of it. @default {[]} */
  readonly sensitive?: readonly string[];
}

/** Which code runs a step. */
export interface TemplateHandler {
  /** Name under which a worker registered it. */
  readonly callable: string;
  /** Method to call on a class handler. @default {"process"} */
  readonly method?: string;
  /** Name of the one resolver to ask. */
  readonly resolver?: string;
  /** Handed to the handler as `context.config`. */
  readonly initialization?: JsonObject;
}

/** Whether and when a step is tried again. */
export interface TemplateRetry {
  /** Whether a failure may be tried again at all. @default {true} */
  readonly retryable?: boolean;
  /** Attempts in all, 0 to 100; 0 and 1 both mean one. @default {3} */
  readonly max_attempts?: number;
  /** How the delay grows. @default {"exponential"} */
  readonly backoff?: Backoff;
  /** First delay in milliseconds, 1 to 3600000. @default {1000} */
  readonly backoff_base_ms?: number;
  /** Largest delay in milliseconds, 1 to 3600000. @default {30000} */
  readonly max_backoff_ms?: number;
  /** Spread of the delay as a share of it, 0 to 1. */
  readonly jitter?: number;
}

/** Limits on how long a task may take, in minutes. */
export interface TemplateLifecycle {
  /** From creation to end, 1 to 43200. */
  readonly max_duration_minutes?: number;
  /** Waiting for dependencies, 1 to 10080. */
  readonly max_waiting_for_dependencies_minutes?: number;
  /** Waiting for a retry, 1 to 10080. */
  readonly max_waiting_for_retry_minutes?: number;
  /** Running steps, 1 to 10080. */
  readonly max_steps_in_process_minutes?: number;
  /** What happens to a stale task. */
  readonly staleness_action?: (typeof STALENESS_ACTIONS)[number];
  /** Whether a task over its duration fails. */
  readonly auto_fail_on_timeout?: boolean;
  /** Whether a task over its duration goes to the dead letters. */
  readonly auto_dlq_on_timeout?: boolean;
}

/** Systems that a template's steps talk to. */
export interface TemplateSystems {
  /** The one most steps use. @default {"default"} */
  readonly primary?: string;
  /** The others. */
  readonly secondary?: readonly string[];
}

/** An event that a template's steps may publish. */
export interface TemplateEvent {
  /** Name, `namespace.action`. */
  readonly name: string;
  /** For people. */
  readonly description?: string;
  /** JSON Schema of the payload. */
  readonly schema?: JsonSchema;
}

/** An event that one step publishes. */
export interface TemplatePublication extends TemplateEvent {
  /** When. @default {"success"} */
  readonly condition?: (typeof EVENT_CONDITIONS)[number];
  /** How. @default {"durable"} */
  readonly delivery_mode?: (typeof DELIVERY_MODES)[number];
  /** Name of a publisher of the user's. */
  readonly publisher?: string;
}
