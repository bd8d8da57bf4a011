import { withTaskSpans } from "../../core/telemetry/tracing.ts";
import type { CreatedTask, TaskRequest } from "../../core/wire.ts";
import type { Queryable } from "../../sql/connect.ts";
import { type Claim, type ClaimedTask, type Known, readClaims } from "./claim.ts";
import { countCreated, requestsText } from "./create_tasks.ts";
import type { Works } from "./works.ts";

/** Options for {@linkcode startTasks}. */
export interface StartTasksOptions {
  /** UUID of the worker that is to run the first steps. */
  readonly workerUuid: string;
  /** What to create. */
  readonly requests: readonly TaskRequest<unknown>[];
  /** How long the first steps are its own without a heartbeat, in seconds, 1 to 86,400. */
  readonly leaseSeconds: number;
  /** Works of that database. */
  readonly works: Works;
}

/** What {@linkcode startTasks} gives. */
export interface StartedTasks {
  /** One entry a request, in order. */
  readonly tasks: readonly CreatedTask[];
  /** First steps to run; those the worker has no handler for are in the queue. */
  readonly claims: readonly Claim[];
}

/**
 * Creates tasks and gives a worker their first steps, in one statement. Source: `sql/functions/tasks/start_tasks_packed.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param options Who runs what.
 * @returns The tasks, and what to run.
 * @throws {TaskerError} As {@linkcode createTasks}; `TK001` when the lease is out of range.
 */
export async function startTasks(sql: Queryable, options: StartTasksOptions): Promise<StartedTasks> {
  const { requests } = options;
  const started = await withTaskSpans(
    requests,
    (traced) => start(sql, { ...options, requests: traced }),
    ({ tasks }) => tasks,
  );
  countCreated(requests, started.tasks);
  return started;
}

async function start(
  sql: Queryable,
  { workerUuid, requests, leaseSeconds, works }: StartTasksOptions,
): Promise<StartedTasks> {
  let tasks: CreatedTask[] = [];
  const known: Known = {
    task: (taskUuid) => {
      const task = tasks.find((task) => task.created && task.taskUuid === taskUuid);
      return task && toTask(taskUuid, requests[task.position]!);
    },
    dependenciesOn: () => undefined,
  };
  const claims = await readClaims(
    sql<StartedRow[]>`
      select to_json(s.task_uuids)::text as task_uuids, to_json(s.created)::text as created, (s.claims).*
        from tasker_v1.start_tasks_packed(${workerUuid}, ${requestsText(requests)}::text::jsonb,
                                          make_interval(secs => ${leaseSeconds})) s`,
    { sql, works, known },
    (row) => {
      const created = JSON.parse(row.created ?? "[]") as boolean[];
      tasks = (JSON.parse(row.task_uuids) as string[]).map((taskUuid, position) => ({
        position,
        taskUuid,
        created: created[position] ?? true,
      }));
    },
  );
  return { tasks, claims };
}

interface StartedRow {
  readonly task_uuids: string;
  readonly created: string | null;
}

/** What was asked for, as a claim tells it. */
function toTask(taskUuid: string, request: TaskRequest<unknown>): ClaimedTask {
  const { context = {}, correlationId = taskUuid, traceparent = "" } = request;
  return { context: JSON.stringify(context), correlationId: correlationId.toLowerCase(), traceparent };
}
