import { assertEquals } from "@std/assert";
import type { Sql } from "postgres";
import type { Queryable } from "../../../sql/connect.ts";
import { moveClock, TestDatabase } from "../../_support/database.ts";
import { until } from "../../_support/waiting.ts";
import { claimOne, complete, createTask, createTasks, done, failed, W1 } from "./_engine.ts";
import { LINEAR, register, SINGLE, template } from "./_templates.ts";

/** A database with two namespaces, and what is heard on `tasker_ready` there. */
async function listening() {
  const db = await TestDatabase.create();
  await register(db.sql, SINGLE, LINEAR, template("other", { only: {} }, { namespace: "elsewhere" }));
  const heard: string[] = [];
  await db.sql.listen("tasker_ready", (payload) => heard.push(payload));
  return {
    db,
    /** All that was heard so far: a last notification on the channel comes after every earlier one. */
    async heard(): Promise<string[]> {
      await db.sql`select pg_notify('tasker_ready', 'END')`;
      await until(() => heard.at(-1) === "END");
      return heard.splice(0).filter((payload) => payload !== "END");
    },
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  };
}

/** A session on which a worker says that it is idle. */
async function idle(db: TestDatabase, ...namespaces: readonly string[]): Promise<Sql> {
  const session = db.connect();
  await session`select tasker_v1.mark_worker_idle(${[...namespaces]}::text[])`;
  return session;
}

/** Locks in this database that say of a worker that it is idle; other tests run beside this one. */
async function idleLocks(sql: Queryable): Promise<number> {
  const locks = await sql`
    select from pg_locks l
     where l.locktype = 'advisory' and l.classid = 7459001
       and l.database = (select d.oid from pg_database d where d.datname = current_database())`;
  return locks.length;
}

Deno.test("nobody is notified while no worker is idle", async () => {
  await using floor = await listening();
  await createTask(floor.db.sql, "single");
  assertEquals(await floor.heard(), []);
});

Deno.test("a namespace is notified once a transaction when a worker of it is idle", async () => {
  await using floor = await listening();
  await idle(floor.db, "flow");
  await idle(floor.db, "flow", "elsewhere");
  await createTasks(floor.db.sql, { name: "single" }, { name: "linear" }, {
    name: "other",
    namespace: "elsewhere",
  });
  assertEquals((await floor.heard()).sort(), ["elsewhere", "flow"]);
  await floor.db.sql.begin(async (tx) => {
    await createTask(tx, "single");
    await createTask(tx, "single");
  });
  assertEquals(await floor.heard(), ["flow"]);
});

Deno.test("a namespace is not notified for another's idle worker", async () => {
  await using floor = await listening();
  await idle(floor.db, "elsewhere");
  await createTask(floor.db.sql, "single");
  assertEquals(await floor.heard(), []);
});

Deno.test("nobody is notified of what is rolled back", async () => {
  await using floor = await listening();
  await idle(floor.db, "flow");
  await floor.db.sql.begin(async (tx) => {
    await createTask(tx, "single");
    throw new Error("changed my mind");
  }).catch(() => {});
  assertEquals(await floor.heard(), []);
});

Deno.test("mark_worker_busy() ends the idleness, and so does the end of the session", async () => {
  await using floor = await listening();
  const [one, two] = [await idle(floor.db, "flow"), await idle(floor.db, "flow")];
  await one`select tasker_v1.mark_worker_busy()`;
  await createTask(floor.db.sql, "single");
  assertEquals(await floor.heard(), ["flow"]);
  await two.end();
  await until(async () => (await idleLocks(floor.db.sql)) === 0);
  await createTask(floor.db.sql, "single");
  assertEquals(await floor.heard(), []);
});

Deno.test("mark_worker_idle() again replaces what was said before", async () => {
  await using floor = await listening();
  const session = await idle(floor.db, "flow");
  await session`select tasker_v1.mark_worker_idle('{elsewhere}')`;
  await createTask(floor.db.sql, "single");
  assertEquals(await floor.heard(), []);
});

Deno.test("a notification leaves no lock behind", async () => {
  await using floor = await listening();
  await floor.db.sql.begin(async (tx) => {
    await createTask(tx, "single");
    assertEquals(await idleLocks(tx), 0);
  });
});

Deno.test("a completion notifies of what it unlocked and did not take along", async () => {
  await using floor = await listening();
  await createTask(floor.db.sql, "linear");
  const a = await claimOne(floor.db.sql);
  await idle(floor.db, "flow");
  const [b] = await complete(floor.db.sql, [done(a)], { take: 1 }) as [never];
  assertEquals(await floor.heard(), []);
  await complete(floor.db.sql, [done(b)]);
  assertEquals(await floor.heard(), ["flow"]);
});

Deno.test("a retry, a released step and a recovered one are notified of", async () => {
  await using floor = await listening();
  const clock = await floor.db.at("2026-01-01T00:00:00Z");
  await createTask(clock, "single");
  await idle(floor.db, "flow");

  await complete(clock, [failed(await claimOne(clock), {}, { retry_after_seconds: 0 })]);
  assertEquals(await floor.heard(), []);
  await clock`select tasker_v1.wake_timers()`;
  assertEquals(await floor.heard(), ["flow"]);

  const { step_uuid } = await claimOne(clock);
  await clock`select tasker_v1.release_steps(${W1}, array[${step_uuid}]::uuid[])`;
  assertEquals(await floor.heard(), ["flow"]);

  await claimOne(clock);
  await moveClock(clock, "2026-01-01T00:05:00Z");
  await clock`select tasker_v1.recover_expired_leases()`;
  assertEquals(await floor.heard(), ["flow"]);
});

Deno.test("announce_waiting_steps() notifies idle workers of what waits", async () => {
  await using floor = await listening();
  await createTask(floor.db.sql, "single");
  await idle(floor.db, "flow", "elsewhere");
  const [row] = await floor.db.sql`select tasker_v1.announce_waiting_steps() as announced`;
  assertEquals(row?.announced, 1);
  assertEquals(await floor.heard(), ["flow"]);
});
