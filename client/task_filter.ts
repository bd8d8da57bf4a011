import type { TaskMatch } from "../core/task_match.ts";
import type { ListedTask } from "../core/wire.ts";

/** Which tasks to list, and how many at a time. */
export interface TaskFilter extends TaskMatch {
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
