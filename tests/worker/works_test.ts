import { assertEquals, assertRejects } from "@std/assert";
import type { Sql } from "postgres";
import { Works } from "../../orchestration/calls/works.ts";
import { defineTask } from "../../worker/mod.ts";
import { TestDatabase } from "../_support/database.ts";
import { until } from "../_support/waiting.ts";
import { startWorker } from "./_harness.ts";

/** A database with a template of two steps, the ids of their works, and a session that counts what it is asked. */
async function published(): Promise<{ db: TestDatabase; ids: string[]; sql: Sql; asked: () => number }> {
  const db = await TestDatabase.create();
  const task = defineTask({ namespace: "shop", name: "pair", version: "1.0.0" })
    .step("one", () => 1)
    .step("two", { dependsOn: ["one"] }, () => 2);
  await using _worker = await startWorker(db, { tasks: [task] });
  const rows = await db.sql`
    select tasker.work_id(n.named_task_id, n.position, 3::smallint)::text as id
      from tasker.named_tasks_named_steps n
     order by n.position`;
  let count = 0;
  const sql = ((...statement: Parameters<Sql>) => {
    count += 1;
    return db.sql(...statement);
  }) as unknown as Sql;
  return { db, ids: rows.map(({ id }) => String(id)), sql, asked: () => count };
}

Deno.test("Works asks for a work once, until it is told to forget", async () => {
  const { db, ids, sql, asked } = await published();
  await using _ = db;
  const works = new Works();
  const found = await works.find(sql, [ids[0]!, ids[1]!, ids[0]!]);
  assertEquals(
    ids.map((id) => [found.get(id)?.stepName, found.get(id)?.maxAttempts, found.get(id)?.hasChildren]),
    [
      ["one", 3, true],
      ["two", 3, false],
    ],
  );
  await works.find(sql, ids);
  assertEquals(asked(), 1);
  works.forget();
  assertEquals(found.get(ids[0]!)?.stepName, "one"); // who asked before still has it
  await works.find(sql, ids);
  assertEquals(asked(), 2);
});

Deno.test("Works refuses an id that the database does not know", async () => {
  const { db, ids, sql } = await published();
  await using _ = db;
  await assertRejects(() => new Works().find(sql, [ids[0]!, "99"]), Error, "has the work id 99");
});

Deno.test("Worker asks for works anew when its connections were closed", async () => {
  await using db = await TestDatabase.create();
  const looked = Promise.withResolvers<void>();
  const runs: string[] = [];
  const task = defineTask({ namespace: "shop", name: "again", version: "1.0.0" })
    .step("only", async ({ input }) => {
      runs.push(String(input.n));
      await looked.promise; // until then no result is the last statement of the session
    });
  await using worker = await startWorker(db, { tasks: [task] });
  const statements = async () => {
    const [row] = await db.sql`
      select count(*)::int as count from pg_stat_activity a
       where a.datname = current_database() and a.query like '%get_works%' and a.application_name = 'tasker_worker_completions'`;
    return row?.count as number;
  };
  const start = (n: number) => worker.startTasks([{ namespace: "shop", name: "again", context: { n } }]);
  await start(1);
  assertEquals(await statements(), 1);
  await db.sql`
    select pg_terminate_backend(a.pid) from pg_stat_activity a
     where a.datname = current_database() and a.application_name = 'tasker_worker_completions'`;
  await until(() => start(2).then(() => true, () => false), { what: "the worker to connect again" });
  assertEquals(await statements(), 1); // asked again by the new session
  looked.resolve();
  assertEquals(runs, ["1", "2"]);
});
