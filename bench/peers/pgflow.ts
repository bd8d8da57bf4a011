import type { Sql } from "postgres";
import { connect } from "../../sql/connect.ts";
import type { Shape } from "../harness/shapes.ts";
import { numberOf, type Session, type Setup, type System, type Variant } from "../harness/system.ts";

interface Task {
  readonly run_id: string;
  readonly step_slug: string;
  readonly task_index: number;
  readonly i: number;
}

/** What Supabase has and a plain server has not; sending a change to listeners does nothing here. */
const STUBS = `
  do $$ begin
    if to_regrole('anon') is null then create role anon; end if;
    if to_regrole('authenticated') is null then create role authenticated; end if;
    if to_regrole('service_role') is null then create role service_role; end if;
  end $$;
  create schema realtime; create schema cron; create schema net; create schema vault;
  create function realtime.send(payload jsonb, event text, topic text, private boolean default true)
    returns void language sql as 'select';
  create table cron.job_run_details (end_time timestamptz);
  create function cron.schedule(job_name text, schedule text, command text) returns bigint language sql as 'select 1::bigint';
  create function cron.unschedule(job_name text) returns boolean language sql as 'select true';
  create function net.http_post(url text, body jsonb default '{}', params jsonb default '{}', headers jsonb default '{}',
    timeout_milliseconds int default 5000) returns bigint language sql as 'select 1::bigint';
  create view vault.decrypted_secrets as select null::text as name, null::text as decrypted_secret where false;`;

/**
 * pgflow's SQL on pgmq, driven by a loop with the three statements of its edge worker. Its SQL comes by path:
 * `PGFLOW_SCHEMAS` is the folder `pkgs/core/schemas`, `PGMQ_SQL` the file `pgmq.sql`.
 */
export const system: System = { prepare };

async function prepare({ url, shape, variant, observer }: Setup): Promise<Session> {
  const sql = connect(url, { max: 10, statementTimeoutMs: 0 });
  await install(sql);
  await sql`select pgflow.create_flow(${shape.name})`;
  for (const { name, needs } of shape.steps) {
    await sql`select pgflow.add_step(${shape.name}, ${name}, ${[...needs]})`;
  }
  const slots = numberOf(variant, "slots", 50);
  const pollMs = variant.defaults === true ? 100 : 5;
  return {
    settings:
      `batch and concurrency ${slots}, read_with_poll every ${pollMs} ms, 10 connections; Supabase stubbed`,
    callsPerTask: shape.steps.length,
    enqueue: (first, count) =>
      sql`
      select pgflow.start_flow(${shape.name}, jsonb_build_object('i', g))
        from generate_series(${first}::int, ${first + count - 1}::int) g`,
    submit: async (i) => {
      const id = crypto.randomUUID();
      await sql`select pgflow.start_flow(${shape.name}, ${sql.json({ i })}, ${id})`;
      return id;
    },
    work: async (onCall) => {
      const worker = crypto.randomUUID();
      await sql`insert into pgflow.workers (queue_name, worker_id, function_name) values (${shape.name}, ${worker}, 'bench')`;
      void loop(sql, { shape, worker, slots, pollMs, variant, onCall });
    },
    awaitOne: (id) =>
      observer.until("exists (select from pgflow.runs r where r.run_id = $1 and r.status = 'completed')", [
        id,
      ]),
    awaitAll: (count) =>
      observer.until(`(select count(*) from pgflow.runs r where r.status = 'completed') >= ${count}`, [], 5),
  };
}

async function install(sql: Sql): Promise<void> {
  await sql.unsafe(await Deno.readTextFile(Deno.env.get("PGMQ_SQL") ?? ""));
  await sql.unsafe(STUBS);
  const folder = Deno.env.get("PGFLOW_SCHEMAS") ?? "";
  const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
  for (const name of names) {
    if (name === "0010_extensions.sql") continue;
    await sql.unsafe(`set check_function_bodies = off; ${await Deno.readTextFile(`${folder}/${name}`)}`);
  }
}

interface LoopOptions {
  readonly shape: Shape;
  readonly worker: string;
  readonly slots: number;
  readonly pollMs: number;
  readonly variant: Variant;
  readonly onCall: (index: number) => void;
}

/** Polls while there is room; each task is completed on its own. */
async function loop(
  sql: Sql,
  { shape, worker, slots, pollMs, variant, onCall }: LoopOptions,
): Promise<never> {
  const running = new Set<Promise<void>>();
  for (;;) {
    while (running.size >= slots) await Promise.race(running);
    const messages = await sql<{ msg_id: string }[]>`
      select m.msg_id
        from pgmq.read_with_poll(queue_name => ${shape.name}, vt => 5, qty => ${slots - running.size},
                                 max_poll_seconds => 2, poll_interval_ms => ${pollMs}) m`;
    if (messages.length === 0) continue;
    const tasks = await sql<Task[]>`
      select t.run_id, t.step_slug, t.task_index, (r.input ->> 'i')::int as i
        from pgflow.start_tasks(flow_slug => ${shape.name}, msg_ids => ${
      messages.map(({ msg_id }) => msg_id)
    }::bigint[],
                                worker_id => ${worker}::uuid) t
        join pgflow.runs r on r.run_id = t.run_id`;
    const batch = tasks.map((task) => {
      onCall(task.i);
      const done: Promise<void> = sql`
        select pgflow.complete_task(run_id => ${task.run_id}::uuid, step_slug => ${task.step_slug}::text,
                                    task_index => ${task.task_index}::int, output => ${
        sql.json({ ok: 1 })
      }::jsonb)`
        .then(() => void running.delete(done));
      running.add(done);
      return done;
    });
    if (variant.defaults === true) await Promise.all(batch);
  }
}
