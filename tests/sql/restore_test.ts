import { assertEquals } from "@std/assert";
import { recoverExpiredLeases } from "../../orchestration/calls/recover_expired_leases.ts";
import { wakeTimers } from "../../orchestration/calls/wake_timers.ts";
import { checkDrift } from "../../sql/check.ts";
import { connect } from "../../sql/connect.ts";
import { migrate } from "../../sql/migrate.ts";
import { Worker } from "../../worker/mod.ts";
import { moveClock, TestDatabase } from "../_support/database.ts";
import { SERVERS, serverUrl, withDatabase } from "../_support/servers.ts";
import { createEmpty, dropDatabase } from "../_support/template.ts";
import { until } from "../_support/waiting.ts";
import { createPairs } from "../orchestration/_pair.ts";
import { TestWorker } from "../orchestration/_test_worker.ts";

/** PostgreSQL's own programs, of the release that the tests' older server is of. */
const PROGRAMS = "/usr/lib/postgresql/15/bin";

async function run(program: string, ...args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(`${PROGRAMS}/${program}`, { args: [...args] }).output();
  if (!success) throw new Error(`${program} failed:\n${new TextDecoder().decode(stderr)}`);
}

function hasPrograms(): boolean {
  try {
    return Deno.statSync(`${PROGRAMS}/pg_dump`).isFile;
  } catch {
    return false;
  }
}

/** Tasks of a day: done, waiting, under way, to be tried again, with sums of their history. */
async function liveThroughADay(db: TestDatabase): Promise<void> {
  await createPairs(db.sql, 6);
  const worker = await TestWorker.register(db.sql);
  await worker.succeed(await worker.claim(3), { answer: 42 });
  await worker.succeed(await worker.claim(1));
  await worker.fail(await worker.claim(1), { message: "not now", retryable: true });
  await worker.claim(2);
  await until(async () => {
    await db.sql`select tasker_v1.run_rollup()`;
    return (await db.sql`select from tasker.current_rollup()`).length === 1;
  }, { deadlineMs: 60_000, what: "the history to be summed up" });
}

Deno.test({
  name: "a dump that is restored keeps every invariant, differs in nothing, and goes on where it was",
  ignore: !SERVERS.includes(15) || !hasPrograms(),
  fn: async () => {
    await using stack = new AsyncDisposableStack();
    const db = stack.use(await TestDatabase.create({ server: 15 }));
    await liveThroughADay(db);
    const dump = await Deno.makeTempFile({ suffix: ".dump" });
    stack.defer(() => Deno.remove(dump));
    await run("pg_dump", "--format=custom", `--file=${dump}`, db.url);

    const name = `${db.name}_restored`;
    const url = withDatabase(serverUrl(15), name);
    await createEmpty(serverUrl(15), name);
    stack.defer(() => dropDatabase(serverUrl(15), name));
    await run("pg_restore", "--exit-on-error", `--dbname=${url}`, dump);
    const sql = connect(url, { max: 2 });
    stack.defer(() => sql.end({ timeout: 1 }));
    const broken = () => sql`select * from tasker_v1.check_invariants()`;
    const counts = async (from: typeof sql) => ({
      ...(await from`select * from tasker_v1.get_system_health_counts()`)[0],
    });

    assertEquals([...await broken()], []);
    assertEquals((await migrate(sql)).ran, []);
    assertEquals(await checkDrift(url), []);
    assertEquals((await sql`select from tasker.current_rollup()`).length, 0); // sums of other transactions' ids
    assertEquals(await counts(sql), await counts(db.sql));

    const later = connect(url, { max: 1 });
    stack.defer(() => later.end({ timeout: 1 }));
    await moveClock(later, new Date(Date.now() + 3_600_000).toISOString());
    assertEquals((await recoverExpiredLeases(later, { limit: 10 })).requeued, 2);
    await wakeTimers(later, 10);
    const handlers = { "tests.first": () => 1, "tests.second": () => 2 };
    const worker = stack.use(new Worker({ database: { url }, handlers, namespaces: ["tests"] }));
    await worker.start();
    await until(async () => {
      const [row] = await sql`
        select bool_and(t.state = 'complete') as done, count(*)::int as count from tasker.tasks t`;
      return row?.done === true && row.count === 6;
    }, { what: "all tasks to be complete" });
    await until(async () => {
      await sql`select tasker_v1.run_rollup()`;
      return (await sql`select from tasker.current_rollup()`).length === 1;
    }, { deadlineMs: 60_000, what: "the history to be summed up anew" });
    assertEquals((await counts(sql)).complete_tasks, "6");
    assertEquals([...await broken()], []);
    await worker.stop();
  },
});
