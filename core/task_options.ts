import type { JsonObject } from "./json.ts";
import type { JsonSchema, Schema } from "./standard_schema.ts";
import type { IdentityStrategy, TemplateEvent, TemplateLifecycle, TemplateSystems } from "./template.ts";

/**
 * Options for `defineTask`.
 *
 * @typeParam Args What a caller creates the task with.
 * @typeParam Input What handlers see of it.
 */
export interface TaskOptions<Args = JsonObject, Input = Args> {
  /** Groups templates and worker queues; `[a-z][a-z0-9_]*`, up to 29 characters. */
  readonly namespace: string;
  /** Name, unique in the namespace; up to 64 characters of `a-z A-Z 0-9 _ . -`. */
  readonly name: string;
  /** Semantic version, `1.0.0`; a published version never changes its graph. */
  readonly version: string;
  /** Checks and types the context: any Standard Schema (zod, valibot, arktype…). */
  readonly input?: Schema<Args, Input>;
  /**
   * JSON Schema of the context, enforced by the database. Needed only where `input` cannot be converted.
   *
   * @default {undefined} derived from `input`
   */
  readonly inputSchema?: JsonSchema;
  /** For people. */
  readonly description?: string;
  /** Author, tags, links: kept, not read. */
  readonly metadata?: JsonObject;
  /**
   * How duplicates are recognised.
   *
   * @default {"always_unique"}
   */
  readonly identityStrategy?: IdentityStrategy;
  /** Paths in the input, such as `customer.name`, whose words tasks are found by. @default {[]} */
  readonly searchable?: readonly string[];
  /**
   * JSON Pointers to values in the input that are stored sealed, such as `/card/number`; through a list, in each of its
   * entries.
   *
   * @default {[]}
   */
  readonly sensitive?: readonly string[];
  /** Limits on how long a task may take. */
  readonly lifecycle?: TemplateLifecycle;
  /** Systems the steps talk to. */
  readonly systemDependencies?: TemplateSystems;
  /** Events the steps may publish. */
  readonly domainEvents?: readonly TemplateEvent[];
}
