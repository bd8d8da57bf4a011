import { assert, assertEquals } from "@std/assert";
import { parseArgs } from "@std/cli/parse-args";
import type { Sql } from "postgres";
import { copyTask } from "../../bench/systems/history.ts";
import type { Queryable } from "../../sql/connect.ts";
import { TestDatabase } from "../_support/database.ts";
import { SERVERS } from "../_support/servers.ts";
import { until } from "../_support/waiting.ts";
import { type Access, PlanSession } from "./_plans.ts";

/** Tables that grow with use; reading one of them as a whole is what this file guards against. */
const GROWING = [
  "tasks",
  "workflow_steps",
  "step_queue",
  "timers",
  "task_transition_log",
  "step_transition_log",
];

/** Tasks that are over, that wait for a time, and that are ready; `deno task plans` takes the whole. */
const [FINISHED, TIMED, READY] = parseArgs(Deno.args).whole
  ? [1_000_000, 100_000, 100_000] as const
  : [100_000, 20_000, 20_000] as const;

const WORKER = "00000000-0000-7000-8000-0000000000aa";

/** What each session claimed or took along last. */
const held = new WeakMap<Sql, string[]>();

/** Statements of the hot path, and by which index each must find its rows in each growing table. */
const HOT: Readonly<
  Record<string, {
    readonly run: (sql: Sql, aside: Sql) => Promise<unknown>;
    readonly indexes: Readonly<Record<string, readonly string[]>>;
  }>
> = {
  "create_tasks()": {
    run: (sql) => create(sql, "chain", 50),
    indexes: {},
  },
  "create_tasks() with an idempotency key": {
    run: async (sql) => {
      const request = { namespace: "guard", name: "chain", context: {}, idempotency_key: "once" };
      for (let i = 0; i < 2; i += 1) {
        await sql`select * from tasker_v1.create_tasks(${JSON.stringify([request])}::text::jsonb)`;
      }
    },
    indexes: { tasks: ["tasks_by_identity"] },
  },
  "claim_steps()": {
    run: async (sql, aside) => {
      await create(aside, "chain", 100);
      return await claim(sql);
    },
    indexes: {
      step_queue: ["step_queue_by_namespace_id_rank_where_ranked", "step_queue_pkey"],
      tasks: ["tasks_pkey"],
      workflow_steps: ["workflow_steps_pkey"],
    },
  },
  "complete_steps() that takes steps along": {
    run: async (sql, aside) => await complete(sql, await begin(aside), 100),
    indexes: {
      step_queue: ["step_queue_by_namespace_id_rank_where_ranked", "step_queue_pkey"],
      tasks: ["tasks_pkey"],
      workflow_steps: ["workflow_steps_pkey"],
    },
  },
  "what a worker calls: claim_steps_packed(), complete_steps_packed()": {
    run: async (sql, aside) => {
      await create(aside, "joined", 100, { priority: 100 });
      await claimPacked(sql);
      await completePacked(sql); // two branches each
      await completePacked(sql); // then their joins
    },
    indexes: {
      step_queue: ["step_queue_by_namespace_id_rank_where_ranked", "step_queue_pkey"],
      tasks: ["tasks_pkey"],
      workflow_steps: ["workflow_steps_pkey"],
    },
  },
  "complete_steps() that ends tasks": {
    run: async (sql, aside) => await complete(sql, await complete(aside, await begin(aside), 1000), 0),
    indexes: {
      step_queue: ["step_queue_pkey"],
      tasks: ["tasks_pkey"],
      workflow_steps: ["workflow_steps_pkey"],
    },
  },
  "wake_timers() of tasks to start, of retries and of deferred steps": {
    run: async (sql, aside) => {
      await create(sql, "chain", 20, { run_at: new Date(Date.now() + 60_000).toISOString() });
      const claimed = await begin(aside);
      await fail(aside, claimed.slice(0, 50));
      const deferred = claimed.slice(50).map((step) => step.step_uuid);
      await aside`select tasker_v1.defer_steps(${WORKER}, ${deferred}, '1 minute')`;
      await sql`select set_config('tasker.now', (now() + interval '2 minutes')::text, false)`;
      const [row] = await sql`select tasker_v1.wake_timers(1000) as count`;
      assert(row?.count >= 120 && row?.count < 1000, `${row?.count} timers were woken`); // all that were due
      await sql`select set_config('tasker.now', '', false)`;
    },
    indexes: {
      tasks: ["tasks_pkey"],
      timers: ["timers_by_due_at", "timers_pkey"],
      workflow_steps: ["workflow_steps_pkey"],
    },
  },
  "wake_timers() when nothing is due": {
    run: async (sql) => {
      const [row] = await sql`select tasker_v1.wake_timers() as count`;
      assertEquals(row?.count, 0);
    },
    indexes: { timers: ["timers_by_due_at", "timers_pkey"] },
  },
  "complete_steps() of failures": {
    run: async (sql, aside) => await fail(sql, await begin(aside)),
    indexes: {
      step_queue: ["step_queue_pkey"],
      tasks: ["tasks_pkey"],
      workflow_steps: ["workflow_steps_pkey"],
    },
  },
  "get_step_readiness_status() and get_task_execution_context()": {
    run: async (sql, aside) => {
      const [task] = await aside`select t.task_uuid from tasker.tasks t limit 1`;
      await sql`select * from tasker_v1.get_step_readiness_status(${task!.task_uuid})`;
      await sql`select * from tasker_v1.get_task_execution_context(${task!.task_uuid})`;
    },
    indexes: {
      step_queue: ["step_queue_pkey"],
      tasks: ["tasks_pkey"],
      timers: ["timers_pkey"],
      workflow_steps: ["workflow_steps_pkey"],
    },
  },
  "get_task() and get_task_steps()": {
    run: async (sql, aside) => {
      const [task] = await aside`select t.task_uuid from tasker.tasks t limit 1`;
      await sql`select * from tasker_v1.get_task(${task!.task_uuid})`;
      await sql`select * from tasker_v1.get_task_steps(${task!.task_uuid})`;
    },
    indexes: {
      step_queue: ["step_queue_pkey"],
      tasks: ["tasks_pkey"],
      timers: ["timers_pkey"],
      workflow_steps: ["workflow_steps_pkey"],
    },
  },
};

for (const server of SERVERS) {
  Deno.test(`plans: the hot statements look up rows by their index, whatever the statistics (PostgreSQL ${server})`, async (t) => {
    await using db = await TestDatabase.create({ server, invariants: false });
    await forgoStatistics(db.sql);
    await using old = await PlanSession.open(db.url);
    for (const { run } of Object.values(HOT)) await run(old.sql, db.sql); // its plans are made now, and kept
    await fill(db.sql);
    await using young = await PlanSession.open(db.url);

    const guard = async (session: PlanSession, age: string) => {
      for (const [name, { run, indexes }] of Object.entries(HOT)) {
        await t.step(`${name}, plan ${age}`, async () => {
          const accesses = await session.accesses(GROWING, (sql) => run(sql, db.sql));
          const whole = accesses.filter(({ isSearched }) => !isSearched);
          assertEquals(whole, [], "reads a whole table or index");
          assertEquals(indexesOf(accesses), indexes);
        });
      }
    };
    await guard(old, "kept since the tables were empty");
    await guard(young, "new with the statistics of empty tables");
    await mislead(db.sql); // and every plan is made anew
    await using misled = await PlanSession.open(db.url);
    await guard(misled, "new with statistics of large tables with hardly a row");

    await t.step(
      "archive_tasks() looks up what belongs to each task, and no block ranges of all",
      async () => {
        await db.sql`select tasker_v1.run_rollup()`;
        await db.sql`select tasker_v1.run_rollup()`; // the first call may only have found from where to look
        const partitions = await db.sql`
        select i.inhrelid::regclass::text as name
          from pg_inherits i
         where i.inhparent in ('tasker.task_transition_log'::regclass, 'tasker.step_transition_log'::regclass)`;
        const logs = partitions.map(({ name }) => String(name).replace("tasker.", ""));
        for (const session of [young, misled]) {
          const accesses = await session.accesses([...GROWING, ...logs], async (sql) => {
            const [row] = await sql`select tasker_v1.archive_tasks('1 microsecond', 1000) as count`;
            assertEquals(row?.count, 1000);
          });
          assertEquals(accesses.filter(({ isSearched }) => !isSearched), []);
          assertEquals(accesses.map(({ by }) => by).filter((by) => by.includes("history_id")), []);
        }
      },
    );

    await t.step("archive_tasks() looks at no more tasks than its batch needs", async () => {
      await until(async () => { // what is not summed up is passed over, and other databases' transactions hold that back
        await db.sql`select tasker_v1.run_rollup()`;
        const [row] = await db.sql`
          select r.floor_id >= (select max(l.history_id) from tasker.step_transition_log l)
             and r.floor_id >= (select max(l.history_id) from tasker.task_transition_log l) as is_summed
            from tasker.current_rollup() r`;
        return row?.is_summed === true;
      }, { what: "the history to be summed up" });
      const { read, passed } = await db.sql.begin(async (sql) => {
        const [row] = await sql`
          select count(*)::int as passed
            from tasker.tasks t
           where t.task_uuid <= (select a.task_uuid
                                   from tasker.current_rollup() r,
                                        tasker.archivable_tasks(r.rolled_at, 120) a (task_uuid)
                                  order by a.task_uuid desc
                                  limit 1)`;
        const before = await tasksRead(sql);
        await sql`select tasker_v1.archive_tasks('1 microsecond', 20)`;
        return { read: await tasksRead(sql) - before, passed: row?.passed };
      });
      assert(
        read < passed + 200 && read < 1_000,
        `${read} tasks were read to delete 20, with ${passed} up to the last candidate`,
      );
    });
  });
}

/** Tasks that indexes led to in this transaction. */
async function tasksRead(sql: Queryable): Promise<number> {
  const [row] = await sql`
    select s.idx_tup_fetch::int as count from pg_stat_xact_user_tables s where s.relid = 'tasker.tasks'::regclass`;
  return row?.count;
}

/** Which indexes of each table were used. */
function indexesOf(accesses: readonly Access[]): Record<string, string[]> {
  const tables = Map.groupBy(accesses, ({ table }) => table);
  const named = [...tables].map(([table, own]) =>
    [table, [...new Set(own.map(({ by }) => by))].sort()] as const
  );
  return Object.fromEntries(named);
}

/** Takes the statistics of empty tables; nothing may learn how large they grow while the test runs. */
async function forgoStatistics(sql: Sql): Promise<void> {
  const tables = await sql`
    select c.oid::regclass::text as name
      from pg_class c
     where c.relnamespace = 'tasker'::regnamespace and c.relkind = 'r'`;
  for (const { name } of tables) await sql.unsafe(`alter table ${name} set (autovacuum_enabled = off)`);
  await sql`vacuum analyze`;
  const steps = ["first", "second"].map((name, i) => ({
    name,
    handler: { callable: `guard.${name}` },
    dependencies: i === 0 ? [] : ["first"],
  }));
  const template = { namespace: "guard", name: "chain", version: "1.0.0", steps };
  await sql`select * from tasker_v1.register_template(${JSON.stringify(template)}::text::jsonb)`;
  const joined = ["first", "second", "third", "fourth"].map((name, i) => ({
    name,
    handler: { callable: `guard.${name}` },
    dependencies: [[], ["first"], ["first"], ["second", "third"]][i],
  }));
  await sql`select * from tasker_v1.register_template(${
    JSON.stringify({ ...template, name: "joined", steps: joined })
  }::text::jsonb)`;
  await sql`select tasker_v1.register_worker(${WORKER}, '{guard}', '{guard.first,guard.second,guard.third,guard.fourth}')`;
  await create(sql, "chain", 1);
}

/** Statistics that a vacuum in a quiet moment leaves: many pages, hardly a row. */
async function mislead(sql: Sql): Promise<void> {
  await sql`
    update pg_class c
       set relpages = pg_relation_size(c.oid) / current_setting('block_size')::int, reltuples = 10
     where c.relnamespace = 'tasker'::regnamespace and c.relname in ${sql(GROWING)} and c.relkind = 'r'`;
}

/** Much that is over, much that waits for a time, much that is ready. */
async function fill(sql: Sql): Promise<void> {
  const [model] = await sql`select t.task_uuid from tasker.tasks t where t.state = 'complete' limit 1`;
  await copyTask(sql, model!.task_uuid, FINISHED);
  await create(sql, "chain", TIMED, { run_at: new Date(Date.now() + 86_400_000).toISOString() });
  await create(sql, "chain", READY);
}

async function create(sql: Sql, name: string, count: number, more: object = {}): Promise<void> {
  const request = { namespace: "guard", name, context: {}, ...more };
  const requests = (size: number) => JSON.stringify(Array.from({ length: size }, () => request));
  for (let left = count; left > 0; left -= 1000) {
    await sql`select count(*) from tasker_v1.create_tasks(${requests(Math.min(left, 1000))}::text::jsonb)`;
  }
}

/** A step that the worker holds, as its result. */
interface Done {
  readonly step_uuid: string;
  readonly attempt: number;
  readonly success: boolean;
}

async function claim(sql: Sql): Promise<Done[]> {
  return await sql<Done[]>`
    select c.step_uuid, c.attempt, true as success from tasker_v1.claim_steps(${WORKER}, '{guard}', 100) c`;
}

/** Claims a hundred steps as a worker does. */
async function claimPacked(sql: Sql): Promise<void> {
  const [row] = await sql`select c.step_uuids from tasker_v1.claim_steps_packed(${WORKER}, '{guard}', 100) c`;
  held.set(sql, String(row?.step_uuids).split("\x1e"));
}

/** Completes, as a worker does, what it claimed or took along last. */
async function completePacked(sql: Sql): Promise<void> {
  const uuids = held.get(sql) ?? [];
  const successes = JSON.stringify(Object.fromEntries(uuids.map((uuid) => [`${uuid}/1`, null])));
  const [row] = await sql`
    select c.step_uuids
      from tasker_v1.complete_steps_packed(${WORKER}, ${uuids}::uuid[], ${successes}::text::jsonb, null, 1000) c`;
  assert(row?.step_uuids !== null, "nothing came along");
  held.set(sql, String(row?.step_uuids).split("\x1e"));
}

/** Some tasks' first steps, claimed. */
async function begin(sql: Sql): Promise<Done[]> {
  await create(sql, "chain", 100);
  return await claim(sql);
}

/** Completes steps, and gives those that come along. */
async function complete(sql: Sql, steps: readonly Done[], take: number): Promise<Done[]> {
  return await sql<Done[]>`
    select c.step_uuid, c.attempt, true as success
      from tasker_v1.complete_steps(${WORKER}, ${JSON.stringify(steps)}::text::jsonb, ${take}) c`;
}

/** Fails steps that may be tried again. */
async function fail(sql: Sql, steps: readonly Done[]): Promise<void> {
  const error = { message: "no", retryable: true };
  await complete(sql, steps.map((step) => ({ ...step, success: false, error })), 0);
}
