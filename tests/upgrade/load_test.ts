import { assertEquals } from "@std/assert";
import type { Sql } from "postgres";
import { migrate } from "../../sql/migrate.ts";
import { readSqlFiles } from "../../sql/sql_files.ts";
import { filesOf, readSteps } from "../../tools/freeze_step.ts";
import { TestDatabase } from "../_support/database.ts";
import { SERVERS } from "../_support/servers.ts";
import { until } from "../_support/waiting.ts";
import {
  ask,
  claim,
  complete,
  heartbeat,
  orchestrate,
  publish,
  register,
  resultOf,
  sent,
} from "./_old_program.ts";

const files = await readSqlFiles();
const steps = await readSteps();

/** How long an old program may stand still while a migration holds its locks: milliseconds. Measured: see docs/operations.md. */
const LONGEST_STALL_MS = 5_000;

/** What an old program repeats until it is told to stop, or fails; tells how long its slowest turn took. */
async function repeat(stop: AbortController, turn: () => Promise<unknown>): Promise<number> {
  let slowestMs = 0;
  try {
    while (!stop.signal.aborted) {
      const began = performance.now();
      await turn();
      slowestMs = Math.max(slowestMs, performance.now() - began);
    }
  } catch (error) {
    stop.abort(error);
  }
  return slowestMs;
}

async function unfinished(sql: Sql): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*)::integer as count from tasker.tasks t where t.state < 'complete'`;
  return row.count;
}

for (const server of SERVERS) {
  for (const step of steps) {
    Deno.test(`Programs of step ${step.number} work through a migration to head and lose nothing, on PostgreSQL ${server}`, async () => {
      await using db = await TestDatabase.create({ server, migrated: false });
      await migrate(db.sql, { files: await filesOf(step, files), release: step.release });
      await publish(db.sql, "load", { a: [], b: ["a"], c: ["a"], d: ["b", "c"] }, {
        retry: { max_attempts: 10, backoff_base_ms: 1, jitter: 0 },
      });
      const stop = new AbortController();
      const asked: string[] = [];
      const executed = new Map<string, number>();
      const client = db.connect();
      const asking = repeat(stop, async () => {
        asked.push(...await sent(() => ask(client, Array.from({ length: 5 }, () => ({ name: "load" })))));
      });
      const workers = [1, 2].map(async (number) => {
        const worker = `00000000-0000-7000-8000-0000000000a${number}`;
        const sql = db.connect();
        await register(sql, worker);
        return await repeat(stop, async () => {
          await sent(() => heartbeat(sql, worker));
          let work = await sent(() => claim(sql, worker, 20));
          for (const { step_uuid } of work) executed.set(step_uuid, (executed.get(step_uuid) ?? 0) + 1);
          const fails = (index: number) => index % 11 === 10 ? { message: "flaky" } : undefined;
          const results = work.map((step, index) => resultOf(step, fails(index)));
          work = await sent(() => complete(sql, worker, results, 10));
          for (const { step_uuid } of work) executed.set(step_uuid, (executed.get(step_uuid) ?? 0) + 1);
          await sent(() => complete(sql, worker, work.map((step) => resultOf(step))));
        });
      });
      const caretaker = db.connect();
      const caring = repeat(stop, async () => {
        await sent(() => orchestrate(caretaker));
      });

      const ended = (more: number) => {
        const goal = executed.size + more;
        return until(() => stop.signal.aborted || executed.size >= goal, {
          what: `${more} more steps`,
          deadlineMs: 60_000,
        });
      };
      await ended(100);
      const migrator = db.connect();
      const began = performance.now();
      let tries = 1;
      const done = await migrate(migrator, { files, onBlocked: () => tries++ });
      const tookMs = performance.now() - began;
      assertEquals([done.ran.length > 0, done.functionsReplaced], [true, true]);
      await ended(100);
      if (!stop.signal.aborted) stop.abort("done");
      const slowestMs = Math.max(...await Promise.all([asking, ...workers, caring]));
      assertEquals(stop.signal.reason, "done");

      const worker = "00000000-0000-7000-8000-0000000000a1";
      const sql = db.connect();
      await until(async () => {
        await orchestrate(sql);
        await sql`select * from tasker_v1.recover_expired_leases(1000, true)`;
        await complete(sql, worker, (await claim(sql, worker)).map((step) => resultOf(step)));
        return await unfinished(sql) === 0;
      }, { deadlineMs: 60_000, what: "every task to finish" });
      const [found] = await sql<[{ complete: number; recorded: number }]>`
        select (select count(*)::integer from tasker.tasks t
                 where t.task_uuid = any (${asked}::uuid[]) and t.state = 'complete') as complete,
               (select count(*)::integer from tasker.step_transition_log l
                 where l.to_state = 'complete' or 'complete' = any (l.via)) as recorded`;
      assertEquals(found, { complete: asked.length, recorded: asked.length * 4 });
      assertEquals(slowestMs < LONGEST_STALL_MS, true, `${slowestMs} ms`);
      if (Deno.env.has("TASKER_TEST_TELL")) {
        const line = `${server}: ${asked.length} tasks, migration ${
          tookMs.toFixed(0)
        } ms in ${tries} tries, slowest turn ${slowestMs.toFixed(0)} ms\n`;
        await Deno.stderr.write(new TextEncoder().encode(line));
      }
    });
  }
}
