import type { TaskState } from "./states.ts";

/** Which tasks are meant; an unknown namespace, name or version matches nothing. */
export interface TaskMatch {
  /** Namespace of the template. */
  readonly namespace?: string | undefined;
  /** Name of the template. */
  readonly name?: string | undefined;
  /** Version of the template. */
  readonly version?: string | undefined;
  /** State, or several of them. */
  readonly status?: TaskState | readonly TaskState[] | undefined;
  /** Who asked. */
  readonly initiator?: string | undefined;
  /** From where. */
  readonly sourceSystem?: string | undefined;
  /** A tag it carries. */
  readonly tag?: string | undefined;
  /** Its correlation id. */
  readonly correlationId?: string | undefined;
  /** Created at this time or later: ISO 8601. */
  readonly createdAfter?: string | undefined;
  /** Created before this time: ISO 8601. */
  readonly createdBefore?: string | undefined;
}
