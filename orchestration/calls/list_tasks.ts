import { toSnakeCase } from "../../core/case.ts";
import type { TaskMatch } from "../../core/task_match.ts";
import type { TaskView } from "../../core/wire.ts";
import type { Queryable } from "../../sql/connect.ts";
import { readRows } from "./read_rows.ts";

/** Which tasks to list, and how many at a time. */
export interface TaskFilter extends TaskMatch {
  /**
   * Most to list, 1 to 100.
   *
   * @default {25}
   */
  readonly limit?: number | undefined;
  /** The last task's uuid of the page before. */
  readonly cursor?: string | undefined;
  /** Number of the page, from 1; slower than a cursor. */
  readonly page?: number | undefined;
  /** Whether each row tells how many match in all. */
  readonly withTotal?: boolean | undefined;
}

/** A task in a list: as `get_task` gives it, but without its context. */
export interface ListedTask extends Omit<TaskView, "context"> {
  /** How many match in all; only if asked for. */
  readonly totalCount?: number | null;
}

/**
 * Lists tasks, the newest first. Source: `sql/functions/reading/list_tasks.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param filter Which ones.
 * @returns At most `filter.limit`.
 * @throws {TaskerError} `TK001` for a value out of range.
 */
export function listTasks(sql: Queryable, filter: TaskFilter = {}): Promise<ListedTask[]> {
  const text = JSON.stringify(toSnakeCase(filter));
  return readRows(sql`select to_jsonb(r) as row from tasker_v1.list_tasks(${text}::text::jsonb) r`);
}
