import { assert, assertEquals } from "@std/assert";
import type { Sql } from "postgres";
import { only } from "../../../orchestration/calls/call.ts";
import { moveClock, TestDatabase } from "../../_support/database.ts";
import { claim, createTask, createTasks } from "./_engine.ts";
import { register, SINGLE } from "./_templates.ts";

const [NOW, HOUR_AGO, DAY_AGO] = ["2026-01-02T00:00:00Z", "2026-01-01T23:00:00Z", "2026-01-01T00:00:00Z"];

/** Ranks are microseconds. */
const rankAt = (time: string) => Date.parse(time) * 1000;
const FLOOR = rankAt(NOW) - 10_000_000;
const BOTTOM = rankAt("2026-01-01T22:30:00Z");

/** Claims that one sweep takes. */
const SLICES = 23;

/** A session whose clock stands. */
async function begin(db: TestDatabase): Promise<Sql> {
  const clock = await db.at(NOW);
  await register(clock, SINGLE);
  await clock`alter table tasker.step_queue set (autovacuum_enabled = off)`;
  return clock;
}

/** Where the session stands: floor, bottom, next slice, microseconds spent; none when it reads queues from their start. */
async function sweepOf(sql: Sql): Promise<number[] | undefined> {
  const { sweep } = only(
    await sql<{ sweep: string[] | null }[]>`select tasker.queue_sweep()::text[] as sweep`,
  );
  return sweep?.map(Number);
}

async function stand(sql: Sql, sweep: readonly number[]): Promise<void> {
  await sql`select set_config('tasker.queue_sweep', ${sweep.join(" ")}, false)`;
}

async function createAt(clock: Sql, time: string): Promise<string> {
  await moveClock(clock, time);
  const task = await createTask(clock, "single");
  await moveClock(clock, NOW);
  return task;
}

/** Lets queue rows die below the floor, a millisecond of rank apart, while a transaction is open that keeps them in place. */
async function letDie(db: TestDatabase, count: number): Promise<void> {
  const holder = db.connect();
  await holder`begin isolation level repeatable read`;
  await holder`select pg_current_xact_id()`;
  await db.sql`
    insert into tasker.step_queue (step_uuid, rank, namespace_id, handler_id, named_task_id, position, attempt)
    select gen_random_uuid(), ${FLOOR}::bigint - i * 1000, n.namespace_id, 1, 1, 1, 1
      from generate_series(1, ${count}) i, tasker.task_namespaces n
     where n.name = 'flow'`;
  await db.sql`delete from tasker.step_queue q where q.rank < ${FLOOR}::bigint`;
}

/** Index entries of the queue that something reads. */
async function entriesRead(sql: Sql, act: () => Promise<unknown>): Promise<number> {
  const read = async () =>
    only(
      await sql<{ count: number }[]>`
        select pg_stat_get_xact_tuples_returned('tasker.step_queue_by_namespace_id_rank_where_ranked'::regclass)::int as count`,
    ).count;
  await sql`begin`;
  const before = await read();
  await act();
  const count = await read() - before;
  await sql`rollback`;
  return count;
}

async function claimedTasks(sql: Sql, limit = 1): Promise<string[]> {
  return (await claim(sql, { limit })).map(({ task_uuid }) => task_uuid);
}

Deno.test("claim_steps() that was slow raises a floor ten seconds before what it found, and reads on in slices", async () => {
  await using db = await TestDatabase.create();
  const clock = await begin(db);
  let sweep: number[] | undefined;
  for (let tries = 0; sweep === undefined; tries += 1) {
    assert(tries < 20, "reading past a million dead rows took less than 5 ms");
    await letDie(db, 50_000);
    await createTask(clock, "single");
    await claim(clock, { limit: 1 });
    sweep = await sweepOf(clock);
  }
  assertEquals(sweep, [FLOOR, FLOOR - 60_000_000, 1, 0]);
});

Deno.test("claim_steps() above a floor reads a part of what is dead below it", async () => {
  await using db = await TestDatabase.create();
  const clock = await begin(db);
  await letDie(db, 40_000);
  await createTask(clock, "single");
  await stand(clock, [FLOOR, FLOOR - 40_000_000, 7, 0]);
  const some = await entriesRead(clock, () => claim(clock, { limit: 1 }));
  assert(some < 4_000, `${some} entries were read`);
  await clock`select set_config('tasker.queue_sweep', '', false)`;
  const all = await entriesRead(clock, () => claim(clock, { limit: 1 }));
  assert(all >= 40_000, `${all} entries were read`);
});

Deno.test("claim_steps() finds every step below a floor within one sweep, the older first in a slice", async () => {
  await using db = await TestDatabase.create();
  const clock = await begin(db);
  await createTasks(clock, ...Array.from({ length: 2 * SLICES }, () => ({ name: "single" })));
  const hidden = [await createAt(clock, HOUR_AGO), await createAt(clock, DAY_AGO)];
  await stand(clock, [FLOOR, BOTTOM, 1, 0]);
  const claimed: string[] = [];
  for (let claims = 0; claims < SLICES + hidden.length; claims += 1) {
    claimed.push(...await claimedTasks(clock));
  }
  assertEquals(claimed[0], hidden[1]);
  assert(claimed.includes(hidden[0]!));

  const [old, older] = [await createAt(clock, HOUR_AGO), await createAt(clock, "2026-01-01T22:59:59Z")];
  await stand(clock, [FLOOR, BOTTOM, 8, 0]);
  assertEquals((await claimedTasks(clock, 3)).slice(0, 2), [older, old]);
});

Deno.test("claim_steps() that finds nothing by its slice reads all below the floor", async () => {
  await using db = await TestDatabase.create();
  const clock = await begin(db);
  const hidden = await createAt(clock, DAY_AGO);
  await stand(clock, [FLOOR, BOTTOM, 9, 0]);
  assertEquals(await claimedTasks(clock), [hidden]);
});

Deno.test("claim_steps() that finds nothing above a floor does not read that again", async () => {
  await using db = await TestDatabase.create();
  const clock = await begin(db);
  await letDie(db, 40_000);
  await stand(clock, [FLOOR - 10_000_000, FLOOR - 40_000_000, 7, 0]);
  const count = await entriesRead(clock, () => claim(clock, { limit: 1 }));
  assert(count >= 40_000 && count < 45_000, `${count} entries were read`);
});

Deno.test("a sweep", async (t) => {
  await using db = await TestDatabase.create();
  const clock = await begin(db);
  const task = () => createTask(clock, "single");

  await t.step("goes on from slice to slice", async () => {
    await task();
    await stand(clock, [FLOOR, BOTTOM, 3, 400]);
    await claim(clock, { limit: 1 });
    const [floor, bottom, slice, spent] = await sweepOf(clock) ?? [];
    assertEquals([floor, bottom, slice], [FLOOR, BOTTOM, 4]);
    assert(spent! >= 400);
  });

  await t.step("does not go on where nothing is wanted", async () => {
    await stand(clock, [FLOOR, BOTTOM, 3, 400]);
    await claim(clock, { limit: 0 });
    assertEquals(await sweepOf(clock), [FLOOR, BOTTOM, 3, 400]);
  });

  await t.step("is the last when all of it took no time", async () => {
    await task();
    await stand(clock, [FLOOR, BOTTOM, SLICES, -1_000_000]);
    await claim(clock, { limit: 1 });
    assertEquals(await sweepOf(clock), undefined);
  });

  await t.step("is followed by one under a higher floor when it took its time", async () => {
    await moveClock(clock, "2026-01-02T00:01:00Z");
    await task();
    await stand(clock, [FLOOR, BOTTOM, SLICES, 6_000]);
    await claim(clock, { limit: 1 });
    assertEquals(await sweepOf(clock), [FLOOR + 60_000_000, BOTTOM, 1, 0]);
    await moveClock(clock, NOW);
  });

  await t.step("stays with a slice that gives all that is wanted", async () => {
    const [later, first] = [
      await createAt(clock, "2026-01-01T23:59:49Z"),
      await createAt(clock, "2026-01-01T23:59:48Z"),
    ];
    await stand(clock, [FLOOR, BOTTOM, SLICES, 400]);
    assertEquals(await claimedTasks(clock), [first]);
    assertEquals(await sweepOf(clock), [FLOOR, BOTTOM, SLICES, 400]);
    assertEquals(await claimedTasks(clock), [later]);
  });

  await t.step("reaches twice as deep when its first slice took long", async () => {
    await task();
    await stand(clock, [FLOOR, BOTTOM, 1, 6_000]);
    await claim(clock, { limit: 1 });
    assertEquals((await sweepOf(clock))?.slice(0, 3), [FLOOR, BOTTOM - (FLOOR - BOTTOM), 2]);
  });
});
