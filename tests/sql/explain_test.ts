import { assertEquals, assertMatch } from "@std/assert";
import type { Queryable } from "../../sql/connect.ts";
import { TestDatabase } from "../_support/database.ts";
import { SERVERS } from "../_support/servers.ts";
import { claim, claimOne, complete, createTask, failed, refusal, stepOf, text, W1 } from "./flow/_engine.ts";
import { DIAMOND, LINEAR, register, retrying, SINGLE, template } from "./flow/_templates.ts";

/** A reason, as these tests compare it. */
interface Reason {
  readonly step: string;
  readonly reason: string;
  readonly detail: string;
  readonly until: Date | null;
}

/** What `explain_task()` tells. */
async function explain(sql: Queryable, task: string): Promise<Reason[]> {
  return [
    ...await sql<Reason[]>`
    select e.step_name as step, e.reason, e.detail, e.until from tasker_v1.explain_task(${task}) e`,
  ];
}

/** Steps and reasons alone. */
async function reasons(sql: Queryable, task: string): Promise<string[]> {
  return (await explain(sql, task)).map(({ step, reason }) => `${step} ${reason}`);
}

const NOON = "2026-03-01T12:00:00Z";

for (const server of SERVERS) {
  Deno.test(`explain_task() says start_time of a task that starts later, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    await register(db.sql, LINEAR);
    const sql = await db.at(NOON);
    const task = await createTask(sql, "linear", { run_at: "2026-03-01T13:00:00Z" });

    const [first, ...rest] = await explain(sql, task);

    assertEquals([first?.reason, first?.until], ["start_time", new Date("2026-03-01T13:00:00Z")]);
    assertEquals(rest.filter(({ reason }) => reason === "missing_parent").map(({ step }) => step), [
      "b",
      "c",
    ]);
  });

  Deno.test(`explain_task() says missing_parent of steps whose parents are under way, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    await register(db.sql, DIAMOND);
    const task = await createTask(db.sql, "diamond");
    await claim(db.sql);

    const found = (await explain(db.sql, task)).filter(({ step }) => step !== "a");

    assertEquals(found.map(({ step, reason, detail }) => [step, reason, detail]), [
      ["b", "missing_parent", 'parent "a" is in_progress'],
      ["c", "missing_parent", 'parent "a" is in_progress'],
      ["d", "missing_parent", 'parent "b" is pending'],
      ["d", "missing_parent", 'parent "c" is pending'],
    ]);
  });

  Deno.test(`explain_task() names the failure that blocks each step, near or far, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    await register(db.sql, LINEAR);
    const task = await createTask(db.sql, "linear");
    await complete(db.sql, [failed(await claimOne(db.sql), { message: "no funds", retryable: false })]);

    assertEquals((await explain(db.sql, task)).map(({ step, reason, detail }) => [step, reason, detail]), [
      ["a", "failed", "attempt 1 of 3 failed for good: no funds"],
      ["b", "failed_parent", 'parent "a" is error: no funds'],
      ["c", "failed_parent", 'step "a", which its parents need, is error: no funds'],
      ["c", "missing_parent", 'parent "b" is pending'],
    ]);
  });

  Deno.test(`explain_task() says retry_time of a step between two attempts, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    await register(
      db.sql,
      retrying({ max_attempts: 3, backoff: "linear", backoff_base_ms: 60_000, max_backoff_ms: 60_000 }),
    );
    const sql = await db.at(NOON);
    const task = await createTask(sql, "retrying");
    await complete(sql, [failed(await claimOne(sql), { message: "busy" })]);

    const [waiting] = await explain(sql, task);

    assertEquals([waiting?.reason, waiting?.detail], ["retry_time", "attempt 1 of 3 failed: busy"]);
    assertEquals(waiting?.until, new Date("2026-03-01T12:01:00Z"));
  });

  Deno.test(`explain_task() says no_worker where nobody serves the namespace, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    await register(db.sql, SINGLE);
    const task = await createTask(db.sql, "single");

    const found = await explain(db.sql, task);

    assertEquals(found.map(({ reason }) => reason), ["no_worker", "queued"]);
    assertEquals(found[0]?.detail, 'no live worker serves namespace "flow"');
  });

  Deno.test(`explain_task() says no_handler and deferred where workers lack the handler, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    await register(db.sql, SINGLE);
    await db.sql`select tasker_v1.register_worker(${W1}, '{flow}', '{flow.other}')`;
    await db.sql`select tasker_v1.heartbeat(${W1}, '30 seconds')`;
    const task = await createTask(db.sql, "single");
    assertEquals(await reasons(db.sql, task), ["only no_handler", "only queued"]);

    await db.sql`select tasker_v1.defer_unserved_steps()`;

    assertEquals(await reasons(db.sql, task), ["only deferred", "only no_handler"]);
  });

  Deno.test(`explain_task() counts the steps ahead of a queued one, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    await register(db.sql, SINGLE);
    await db.sql`select tasker_v1.register_worker(${W1}, '{flow}', null)`;
    await db.sql`select tasker_v1.heartbeat(${W1}, '30 seconds')`;
    const tasks = [];
    for (const priority of [2, 1, 0]) tasks.push(await createTask(db.sql, "single", { priority }));

    const details = [];
    for (const task of tasks) details.push(...(await explain(db.sql, task)).map(({ detail }) => detail));

    assertEquals(details, [
      'it is the next of namespace "flow"',
      '1 ready step of namespace "flow" is ahead',
      '2 ready steps of namespace "flow" are ahead',
    ]);
  });

  Deno.test(`explain_task() says by whom a step is leased, and when that is over, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    await register(db.sql, SINGLE);
    const sql = await db.at(NOON);
    const task = await createTask(sql, "single");
    await claim(sql, { lease: "30 seconds" });
    const [leased] = await explain(sql, task);
    assertEquals([leased?.reason, leased?.until], ["leased", new Date("2026-03-01T12:00:30Z")]);
    assertEquals(leased?.detail, `worker "${W1}" runs attempt 1 of 3`);

    const later = await db.at("2026-03-01T12:05:00Z");
    assertMatch((await explain(later, task))[0]!.detail, /its lease is over/);
  });

  Deno.test(`explain_task() says orchestrator of a result that nobody has recorded, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    await register(db.sql, SINGLE);
    const task = await createTask(db.sql, "single");
    const { step_uuid, attempt } = await claimOne(db.sql);
    await db.sql`select tasker_v1.submit_step_results(${W1}, ${
      text([{ step_uuid, attempt, success: true }])
    }::text::jsonb)`;

    assertEquals(await reasons(db.sql, task), ["only orchestrator"]);
  });

  Deno.test(`explain_step() tells of its step alone, on PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    await register(db.sql, LINEAR);
    const task = await createTask(db.sql, "linear");

    const rows = await db.sql`select e.step_name, e.reason from tasker_v1.explain_step(${await stepOf(
      db.sql,
      task,
      "b",
    )}) e`;

    assertEquals(rows.map((row) => [row.step_name, row.reason]), [["b", "missing_parent"]]);
    assertEquals((await refusal(db.sql`select tasker_v1.explain_step(${task})`)).code, "TK102");
  });
}

Deno.test("explain_task() tells of an ended task only what failed", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE, template("pair", { a: {}, b: { needs: ["a"] } }));
  const done = await createTask(db.sql, "single");
  const { step_uuid, attempt } = await claimOne(db.sql);
  await complete(db.sql, [{ step_uuid, attempt, success: true }]);
  const given = await createTask(db.sql, "pair");
  await complete(db.sql, [failed(await claimOne(db.sql), { retryable: false })]);
  await db.sql`select tasker_v1.give_up_task(${given}, 'ann', 'too late')`;

  assertEquals(await reasons(db.sql, done), []);
  assertEquals(await reasons(db.sql, given), ["a failed"]);
});

Deno.test("explain_task() has a reason for every live step of tasks in any stage", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, DIAMOND, retrying({ max_attempts: 2 }));
  for (const name of ["diamond", "diamond", "retrying", "retrying"]) await createTask(db.sql, name);
  const [one, two, three] = await claim(db.sql, { limit: 3 });
  await complete(db.sql, [failed(one!), failed(two!, { retryable: false }), failed(three!)]);

  const unexplained = await db.sql`
    select e.* from tasker.tasks t cross join lateral tasker_v1.explain_task(t.task_uuid) e where e.reason = 'unexplained'`;

  assertEquals(unexplained.length, 0);
});

Deno.test("explain_task() refuses an unknown task", async () => {
  await using db = await TestDatabase.create();
  const { code } = await refusal(db.sql`select * from tasker_v1.explain_task(${crypto.randomUUID()})`);
  assertEquals(code, "TK101");
});
