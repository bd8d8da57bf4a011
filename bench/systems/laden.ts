import type { Sql } from "postgres";
import { createTasks, registerTemplate } from "../../orchestration/calls/mod.ts";
import { connect } from "../../sql/mod.ts";
import { SHAPES } from "../harness/shapes.ts";
import { copyTask } from "./history.ts";
import { templateOf } from "./templates.ts";

/** Tasks that are over: the bulk of what a system has after a while. */
const FINISHED = 500_000;

/** Tasks that wait for a time to come. */
const TIMED = 100_000;

/** Tasks that are ready, in a namespace whose workers are all gone. */
const BACKLOG = 50_000;

/** Namespace of the backlog. */
const OTHER_NAMESPACE = "other";

/**
 * Fills a system with a past, timers and a backlog, so that it can be compared with an empty one.
 *
 * @param url Address of the migrated database.
 */
export async function fill(url: string): Promise<void> {
  const sql = connect(url, { max: 1, statementTimeoutMs: 0 });
  await registerTemplate(sql, templateOf(SHAPES.single, OTHER_NAMESPACE));
  await copyTask(sql, await finishOne(sql), FINISHED);
  const runAt = new Date(Date.now() + 30 * 86_400_000).toISOString();
  await create(sql, TIMED, { runAt });
  await create(sql, BACKLOG, {});
  await settle(sql);
  await sql.end();
}

/** A past is summed up, vacuumed and on the disk; what making it leaves to do would run beside what is measured. */
async function settle(sql: Sql): Promise<void> {
  await sql`select tasker_v1.run_rollup()`;
  await sql`select tasker_v1.run_rollup()`; // the first call may only have found from where to look
  await sql`vacuum analyze`;
  await sql`checkpoint`;
}

async function create(sql: Sql, count: number, options: { readonly runAt?: string }): Promise<void> {
  const request = { namespace: OTHER_NAMESPACE, name: SHAPES.single.name, context: {}, ...options };
  for (let i = 0; i < count; i += 1000) await createTasks(sql, Array.from({ length: 1000 }, () => request));
}

/** Runs one task to its end, by the calls that a worker makes. */
async function finishOne(sql: Sql): Promise<string> {
  const { name } = SHAPES.single;
  const [task] = await createTasks(sql, [{ namespace: OTHER_NAMESPACE, name, context: {} }]);
  const worker = crypto.randomUUID();
  const steps = await sql`
    select c.step_uuid, c.attempt, true as success from tasker_v1.claim_steps(${worker}, ${[
    OTHER_NAMESPACE,
  ]}, 1) c`;
  await sql`select from tasker_v1.complete_steps(${worker}, ${JSON.stringify(steps)}::text::jsonb)`;
  return task!.taskUuid;
}
