import type { TaskState } from "../core/states.ts";
import type { ListedTask } from "../core/wire.ts";

/** Which tasks to list; an unknown namespace, name or version matches nothing. */
export interface TaskFilter {
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
  /**
   * Tasks a page, 1 to 100.
   *
   * @default {25}
   */
  readonly perPage?: number | undefined;
  /** `nextCursor` of the page before; none begins with the newest. */
  readonly cursor?: string | undefined;
}

/** Some of the tasks that match a {@linkcode TaskFilter}, the newest first. */
export interface TaskPage {
  /** The tasks, without their contexts. */
  readonly tasks: readonly ListedTask[];
  /** Where the next page begins; null when this is the last. */
  readonly nextCursor: string | null;
}
