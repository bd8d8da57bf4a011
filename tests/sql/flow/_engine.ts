/** The door's flow functions, as these tests call them, and what tasks and steps look like afterwards. */
import { only } from "../../../orchestration/calls/call.ts";
import type { Queryable } from "../../../sql/connect.ts";

/** Two workers; nobody registered them, so they serve every handler. */
export const W1 = "00000000-0000-7000-8000-000000000001";
export const W2 = "00000000-0000-7000-8000-000000000002";

/** A row of `create_tasks()`. */
export interface Created {
  readonly position: number;
  readonly task_uuid: string;
  readonly created: boolean;
}

/** A row of `claim_steps()`. */
export interface Claimed {
  readonly step_uuid: string;
  readonly task_uuid: string;
  readonly attempt: number;
  readonly step_name: string;
  readonly handler: string;
  readonly context: unknown;
  readonly dependencies: Readonly<Record<string, unknown>>;
  readonly leased_until: Date;
  readonly correlation_id: string;
  readonly max_attempts: number;
  readonly timeout_seconds: number | null;
}

/** One result for `complete_steps()`. */
export type Result = Readonly<Record<string, unknown>>;

/** JSON text for a `jsonb` argument: the driver's own encoding of a string would quote it twice. */
export const text = (value: unknown): string => JSON.stringify(value);

/** Creates tasks in `flow`; what a request lacks is `{namespace: "flow"}`. */
export async function createTasks(sql: Queryable, ...requests: readonly Result[]): Promise<Created[]> {
  const body = requests.map((request) => ({ namespace: "flow", ...request }));
  return [
    ...await sql<Created[]>`
    select * from tasker_v1.create_tasks(${text(body)}::text::jsonb) t order by t.position`,
  ];
}

/** Creates one task of a template of `flow` and gives its uuid. */
export async function createTask(sql: Queryable, name: string, more: Result = {}): Promise<string> {
  return only(await createTasks(sql, { name, ...more })).task_uuid;
}

/** Options for {@linkcode claim}. */
export interface ClaimOptions {
  readonly worker?: string;
  readonly limit?: number;
  readonly namespaces?: readonly string[];
  readonly lease?: string;
}

/** Claims steps of `flow`, for W1 unless said otherwise. */
export async function claim(sql: Queryable, options: ClaimOptions = {}): Promise<Claimed[]> {
  const namespaces = [...options.namespaces ?? ["flow"]];
  return [
    ...await sql<Claimed[]>`
    select * from tasker_v1.claim_steps(${options.worker ?? W1}, ${namespaces}::text[], ${
      options.limit ?? 100
    },
                                        ${options.lease ?? "30 seconds"}::text::interval)`,
  ];
}

/** Claims the one step that is ready. */
export async function claimOne(sql: Queryable, options: ClaimOptions = {}): Promise<Claimed> {
  return only(await claim(sql, options));
}

/** The result of an attempt that succeeded. */
export function done(step: Claimed, result?: unknown): Result {
  const { step_uuid, attempt } = step;
  return { step_uuid, attempt, success: true, ...result !== undefined && { result } };
}

/** The result of an attempt that failed. */
export function failed(step: Claimed, error: Result = {}, more: Result = {}): Result {
  const { step_uuid, attempt } = step;
  return { step_uuid, attempt, success: false, error: { message: "boom", ...error }, ...more };
}

/** Completes steps for a worker and gives those taken along. */
export async function complete(
  sql: Queryable,
  results: readonly Result[],
  options: { readonly worker?: string; readonly take?: number } = {},
): Promise<Claimed[]> {
  return [
    ...await sql<Claimed[]>`
    select * from tasker_v1.complete_steps(${options.worker ?? W1}, ${text(results)}::text::jsonb, ${
      options.take ?? 0
    })`,
  ];
}

/** Completes steps and says of each result whether it was `recorded` or `stale`. */
export async function report(
  sql: Queryable,
  results: readonly Result[],
  worker: string = W1,
): Promise<string[]> {
  const rows = await sql<{ outcome: string }[]>`
    select r.outcome from tasker_v1.complete_steps_report(${worker}, ${text(results)}::text::jsonb) r`;
  return rows.map((row) => row.outcome);
}

/** Claims whatever is ready and completes it, until nothing is. */
export async function runToEnd(sql: Queryable): Promise<void> {
  for (let ready = await claim(sql); ready.length > 0; ready = await claim(sql)) {
    await complete(sql, ready.map((step) => done(step)));
  }
}

/** The state of a task. */
export async function taskState(sql: Queryable, task: string): Promise<string | undefined> {
  const [row] = await sql<
    { state: string }[]
  >`select t.state from tasker.tasks t where t.task_uuid = ${task}`;
  return row?.state;
}

/** The states of a task's steps, by name. */
export async function stepStates(sql: Queryable, task: string): Promise<Record<string, string>> {
  const rows = await sql<{ name: string; state: string }[]>`
    select n.step_name as name, s.state
      from tasker.workflow_steps s
      join tasker.named_tasks_named_steps n on n.named_task_id = s.named_task_id and n.position = s.position
     where s.task_uuid = ${task}
     order by s.position`;
  return Object.fromEntries(rows.map((row) => [row.name, row.state]));
}

/** The uuid of a task's step. */
export async function stepOf(sql: Queryable, task: string, name: string): Promise<string> {
  const rows = await sql<{ step_uuid: string }[]>`
    select s.step_uuid
      from tasker.workflow_steps s
      join tasker.named_tasks_named_steps n on n.named_task_id = s.named_task_id and n.position = s.position
     where s.task_uuid = ${task} and n.step_name = ${name}`;
  return only(rows).step_uuid;
}

/** Names of steps, sorted, to compare sets of them. */
export function names(steps: readonly Claimed[]): string[] {
  return steps.map((step) => step.step_name).sort();
}

/** What a refused statement said. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
}

/** Waits for a statement to be refused and gives the error. */
export async function refusal(statement: PromiseLike<unknown>): Promise<Refusal> {
  try {
    await statement;
  } catch (error) {
    return error as Refusal;
  }
  throw new Error("Expected the statement to be refused");
}
