/** Tasks that stopped moving, and what detection makes of them. */
import type { Queryable } from "../../../sql/connect.ts";
import { createTask, text } from "../flow/_engine.ts";
import { register, template } from "../flow/_templates.ts";
import type { Sql } from "postgres";

/** When the tasks of these tests are created. */
export const NOON = "2026-03-01T12:00:00Z";

/** A time some minutes after {@linkcode NOON}. */
export function after(minutes: number): string {
  return new Date(Date.parse(NOON) + minutes * 60_000).toISOString();
}

/** Registers `patient`, `a` → `b`, with a lifecycle, and creates a task of it at noon. */
export async function createPatient(
  sql: Sql,
  lifecycle: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  await register(
    sql,
    template("patient", { a: { retry: { max_attempts: 1 } }, b: { needs: ["a"] } }, { lifecycle }),
  );
  return await createTask(sql, "patient", { context: { order: 7 }, tags: ["vip"], priority: 3 });
}

/** What `run_staleness_detection()` found, by reason. */
export async function detect(sql: Queryable): Promise<Record<string, number>> {
  const rows = await sql<{ dlq_reason: string; tasks_count: number }[]>`
    select * from tasker_v1.run_staleness_detection()`;
  return Object.fromEntries(rows.map((row) => [row.dlq_reason, row.tasks_count]));
}

/** What `detect_and_transition_stale_tasks()` did with the installation's limits. */
export async function transition(sql: Queryable, dryRun: boolean): Promise<string[]> {
  const rows = await sql<{ action_taken: string }[]>`
    select d.action_taken from tasker_v1.detect_and_transition_stale_tasks(${dryRun}) d`;
  return rows.map((row) => row.action_taken);
}

/** An entry of `tasker_v1.list_dlq_entries()`, as far as tests look. */
export interface Entry {
  readonly dlq_entry_uuid: string;
  readonly task_uuid: string;
  readonly dlq_reason: string;
  readonly original_state: string;
  readonly resolution_status: string;
  readonly resolved_by: string | null;
  readonly resolution_notes: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly task_snapshot: Readonly<Record<string, unknown>> & {
    readonly steps: readonly Readonly<Record<string, unknown>>[];
  };
}

/** All investigations, the newest first. */
export async function entries(sql: Queryable): Promise<Entry[]> {
  return [...await sql<Entry[]>`select * from tasker_v1.list_dlq_entries()`];
}

/** Sets what detection and retention go by. */
export async function configure(sql: Queryable, settings: Readonly<Record<string, unknown>>): Promise<void> {
  await sql`select tasker_v1.configure_upkeep(${text(settings)}::text::jsonb)`;
}
