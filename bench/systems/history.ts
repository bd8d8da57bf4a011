import type { Sql } from "postgres";

/** Tasks written by one statement. */
const CHUNK = 50_000;

/** Where the rows of a task are: table, and what finds those of a task `t`. */
const TABLES: readonly (readonly [table: string, rowsOfTask: string])[] = [
  ["tasks", "r.task_uuid = t.task_uuid"],
  ["workflow_steps", "r.step_uuid > t.task_uuid and r.step_uuid <= tasker.step_uuid(t.task_uuid, 65535)"],
  ["step_queue", "r.step_uuid > t.task_uuid and r.step_uuid <= tasker.step_uuid(t.task_uuid, 65535)"],
  ["timers", "r.waiter_uuid >= t.task_uuid and r.waiter_uuid <= tasker.step_uuid(t.task_uuid, 65535)"],
  ["task_transition_log", "r.task_uuid = t.task_uuid"],
  [
    "step_transition_log",
    "r.step_uuid > t.task_uuid and r.step_uuid <= tasker.step_uuid(t.task_uuid, 65535)",
  ],
];

/** What a copy has of its own; every other column is its model's. */
const OWN: Readonly<Record<string, string>> = {
  task_uuid: "c.task_uuid",
  correlation_id: "c.task_uuid",
  step_uuid: ownUuid("step_uuid"),
  waiter_uuid: ownUuid("waiter_uuid"),
  history_id: "nextval('tasker.history_order')",
};

/**
 * Fills a system: copies of a task with everything that belongs to it, without running anything. About 25,000 tasks of
 * one step a second.
 *
 * @param sql Session of the tables' owner.
 * @param modelUuid The task.
 * @param count How many copies.
 */
export async function copyTask(sql: Sql, modelUuid: string, count: number): Promise<void> {
  const inserts = await Promise.all(TABLES.map(async ([table, rowsOfTask]) => {
    const columns = await sql<{ name: string }[]>`
      select a.attname as name
        from pg_attribute a
       where a.attrelid = ${`tasker.${table}`}::regclass and a.attnum > 0 and not a.attisdropped
       order by a.attnum`;
    const names = columns.map(({ name }) => name);
    return `${table}_copied as (
      insert into tasker.${table} (${names.join(", ")})
      select ${names.map((name) => OWN[name] ?? `r.${name}`).join(", ")}
        from model t join tasker.${table} r on ${rowsOfTask} cross join copy c order by c.task_uuid)`;
  }));
  for (let left = count; left > 0; left -= CHUNK) {
    await sql.unsafe(`
      with model as (select '${modelUuid}'::uuid as task_uuid), copy as materialized (
        select tasker.new_task_uuid() as task_uuid from generate_series(1, ${Math.min(left, CHUNK)})
      ), ${inserts.join(", ")}
      select 1`);
  }
}

/** The uuid at the same place of the copy: the last two bytes say which step, zero the task itself. */
function ownUuid(column: string): string {
  return `tasker.step_uuid(c.task_uuid, ('x' || right(r.${column}::text, 4))::bit(16)::integer)`;
}
