/** The verbs that meet in the tests of locks, and the tasks they meet on. */
import type { Sql } from "postgres";
import type { TestDatabase } from "../../_support/database.ts";
import { claim, createTask, text, W1 } from "./_engine.ts";
import { hold } from "./_sessions.ts";
import { type LINEAR, register, template } from "./_templates.ts";

/** When the tasks of these tests begin. */
export const START = "2026-01-01T00:00:00Z";
/** When every lease and timer of theirs is over. */
export const LATER = "2026-01-01T01:00:00Z";

/** Three steps that need nothing. */
export const ROOTS = template("roots", { a: {}, m: {}, z: {} });

/** The verbs, each one statement. */
export const cancel = (sql: Sql, task: string) =>
  sql`select * from tasker_v1.cancel_tasks(array[${task}]::uuid[], 'test')`;
export const recover = (sql: Sql) => sql`select * from tasker_v1.recover_expired_leases()`;
export const wake = (sql: Sql) => sql`select tasker_v1.wake_timers()`;
export const reset = (sql: Sql, step: string) =>
  sql`select tasker_v1.reset_step_for_retry(${step}, 'ann', 'test')`;
export const resolve = (sql: Sql, step: string) =>
  sql`select tasker_v1.resolve_step_manually(${step}, 'ann', 'test')`;
export const release = (sql: Sql, step: string) =>
  sql`select tasker_v1.release_steps(${W1}, array[${step}]::uuid[])`;
export const submit = (sql: Sql, results: unknown) =>
  sql`select * from tasker_v1.submit_step_results(${W1}, ${text(results)}::text::jsonb)`;
export const registerWorker = (sql: Sql, worker: string) =>
  sql`select tasker_v1.register_worker(${worker}, '{flow}', null)`;
export const process = (sql: Sql, steps: readonly string[]) =>
  sql`select * from tasker_v1.process_step_results(${[...steps]}::uuid[])`;

/** Holds a step's row. */
export const holdStep = (db: TestDatabase, step: string) =>
  hold(db, (sql) => sql`select from tasker.workflow_steps s where s.step_uuid = ${step} for update`);

/** A task whose ready steps W1 runs. */
export async function running(db: TestDatabase, shape: typeof LINEAR, at?: string) {
  const sql = at === undefined ? db.sql : await db.at(at);
  await register(sql, shape);
  const task = await createTask(sql, shape.name);
  const steps = Object.fromEntries((await claim(sql)).map((step) => [step.step_name, step]));
  return { task, sql, step: (name: string) => steps[name]! };
}
