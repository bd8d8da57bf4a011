import type { TaskState } from "../core/states.ts";
import type { TaskView } from "../core/wire.ts";

/** Which tasks to list; an unknown namespace, name or version matches nothing. */
export interface TaskFilter {
  /** Namespace of the template. */
  readonly namespace?: string;
  /** Name of the template. */
  readonly name?: string;
  /** Version of the template. */
  readonly version?: string;
  /** State, or several of them. */
  readonly status?: TaskState | readonly TaskState[];
  /** Who asked. */
  readonly initiator?: string;
  /** From where. */
  readonly sourceSystem?: string;
  /** A tag it carries. */
  readonly tag?: string;
  /** Its correlation id. */
  readonly correlationId?: string;
  /** Created at this time or later: ISO 8601. */
  readonly createdAfter?: string;
  /** Created before this time: ISO 8601. */
  readonly createdBefore?: string;
  /**
   * Most to list, 1 to 100.
   *
   * @default {25}
   */
  readonly perPage?: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
}

/** Some of the tasks that match a {@linkcode TaskFilter}, the newest first. */
export interface TaskPage {
  /** The tasks, without their contexts. */
  readonly tasks: readonly Omit<TaskView, "context">[];
  /** Where the next page begins; null when this is the last. */
  readonly nextCursor: string | null;
}
