/**
 * A client, a worker and an orchestrator of API level 1, as other people wrote them in any language: their statements
 * stay as they are, whatever this repository's own programs come to call.
 */
import type { Sql } from "postgres";

/** Of a row of `claim_steps()`, what the old worker reads. */
export interface OldStep {
  readonly step_uuid: string;
  readonly task_uuid: string;
  readonly attempt: number;
  readonly handler: string;
}

type Json = Readonly<Record<string, unknown>>;
const text = (value: unknown): string => JSON.stringify(value);

/**
 * What a call that is on its way may come to at the instant of a migration that widens its result; nothing was done then.
 * `0A000` cached plan must not change result type, `42804` structure of query does not match function result type,
 * `42883` a function that the old body calls is gone.
 */
const OVERTAKEN: readonly (string | undefined)[] = ["0A000", "42804", "42883"];

/** Sends a call, and again when a migration overtook it. */
export async function sent<T>(call: () => Promise<T>): Promise<T> {
  for (let tries = 1;; tries++) {
    try {
      return await call();
    } catch (error) {
      if (tries === 3 || !OVERTAKEN.includes((error as { code?: string }).code)) throw error;
    }
  }
}

/** Publishes a template of namespace `old`; `steps` maps a step's name to what it needs. */
export async function publish(
  sql: Sql,
  name: string,
  steps: Readonly<Record<string, readonly string[]>>,
  step: Json = {},
): Promise<void> {
  const template = {
    namespace: "old",
    name,
    version: "1.0.0",
    steps: Object.entries(steps).map(([step_name, needs]) => ({
      name: step_name,
      handler: { callable: `old.${step_name}` },
      ...needs.length > 0 && { dependencies: needs },
      ...step,
    })),
  };
  await sql`select tasker_v1.register_template(${text(template)}::text::jsonb)`;
}

/** Asks for tasks of namespace `old` and gives their uuids. */
export async function ask(sql: Sql, requests: readonly Json[]): Promise<string[]> {
  const body = text(requests.map((request) => ({ namespace: "old", ...request })));
  const rows = await sql<{ task_uuid: string }[]>`
    select t.task_uuid from tasker_v1.create_tasks(${body}::text::jsonb) t order by t.position`;
  return rows.map((row) => row.task_uuid);
}

/** Registers as a worker that serves everything; it says nothing of its release. */
export async function register(sql: Sql, worker: string): Promise<void> {
  await sql`select tasker_v1.register_worker(${worker}, ${["old"]}::text[], null, '{"host": "old"}')`;
}

/** Renews the leases. */
export async function heartbeat(sql: Sql, worker: string): Promise<void> {
  await sql`select * from tasker_v1.heartbeat(${worker}, '30 seconds')`;
}

/** Claims steps. */
export async function claim(sql: Sql, worker: string, limit = 100, lease = "30 seconds"): Promise<OldStep[]> {
  return [
    ...await sql<OldStep[]>`
      select c.* from tasker_v1.claim_steps(${worker}, ${[
      "old",
    ]}::text[], ${limit}, ${lease}::text::interval) c`,
  ];
}

/** The result of an attempt: a success, or what failed. */
export function resultOf(step: OldStep, failure?: Json): Json {
  const { step_uuid, attempt } = step;
  return failure === undefined
    ? { step_uuid, attempt, success: true, result: { by: step.handler } }
    : { step_uuid, attempt, success: false, error: failure };
}

/** Records results and takes further steps along. */
export async function complete(
  sql: Sql,
  worker: string,
  results: readonly Json[],
  take = 0,
): Promise<OldStep[]> {
  return [
    ...await sql<OldStep[]>`
      select c.* from tasker_v1.complete_steps(${worker}, ${text(results)}::text::jsonb, ${take}) c`,
  ];
}

/** Does once what an orchestrator repeats. */
export async function orchestrate(sql: Sql): Promise<void> {
  await sql`select * from tasker_v1.get_agenda()`;
  await sql`select tasker_v1.wake_timers(500)`;
  await sql`select * from tasker_v1.recover_expired_leases(500)`;
  const parked = await sql<{ msg_id: string; message: { step_uuid: string } }[]>`
    select m.msg_id, m.message from tasker_v1.read_messages('orchestration_step_results', 30, 50) m`;
  if (parked.length === 0) return;
  await sql`select * from tasker_v1.process_step_results(${
    parked.map(({ message }) => message.step_uuid)
  }::uuid[])`;
  await sql`select tasker_v1.delete_messages('orchestration_step_results', ${
    parked.map((m) => m.msg_id)
  }::bigint[])`;
}
