import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import type { Sql } from "postgres";
import { TestDatabase } from "../../_support/database.ts";
import { claim, claimOne, complete, createTask, done, failed, stepOf, W1, W2 } from "./_engine.ts";
import { DIAMOND, register, SINGLE } from "./_templates.ts";

/**
 * A database in which nothing is wrong: of a diamond, `a` is complete, `b` runs, `c` is queued and `d` waits for
 * both; a task `over` is complete, a task `later` has not begun, a task `retry` waits for its second attempt.
 */
async function healthy() {
  const db = await TestDatabase.create({ invariants: false });
  await register(db.sql, DIAMOND, SINGLE);
  const over = await createTask(db.sql, "single");
  await complete(db.sql, [done(await claimOne(db.sql))]);
  const retry = await createTask(db.sql, "single");
  await complete(db.sql, [failed(await claimOne(db.sql), {}, { retry_after_seconds: 3600 })]);
  const later = await createTask(db.sql, "single", { run_at: "2099-01-01T00:00:00Z" });
  const task = await createTask(db.sql, "diamond");
  await complete(db.sql, [done(await claimOne(db.sql))]);
  await claim(db.sql, { limit: 1 });
  const names = {
    task,
    over,
    retry,
    later,
    over_step: await stepOf(db.sql, over, "only"),
    retry_step: await stepOf(db.sql, retry, "only"),
    later_step: await stepOf(db.sql, later, "only"),
    a: await stepOf(db.sql, task, "a"),
    b: await stepOf(db.sql, task, "b"),
    c: await stepOf(db.sql, task, "c"),
    d: await stepOf(db.sql, task, "d"),
    nowhere: crypto.randomUUID(),
    w1: W1,
    w2: W2,
  };
  return { db, names };
}

interface Violation {
  readonly invariant: string;
  readonly entity: string;
  readonly detail: string;
}

type Names = Awaited<ReturnType<typeof healthy>>["names"];

const QUEUE_ROW =
  `insert into tasker.step_queue (step_uuid, rank, namespace_id, handler_id, named_task_id, position, attempt)
  select `;

/** What is broken by hand, `:name` standing for a uuid; the entity that must be reported, and words of the detail. */
const DAMAGES: Readonly<Record<string, readonly (readonly [string, string, keyof Names, string])[]>> = {
  I1: [
    [
      "a live step in a task that is over",
      "update tasker.tasks set state = 'cancelled', completed_at = now() where task_uuid = :task",
      "d",
      "is pending in a task that is cancelled",
    ],
    [
      "a queue row in a task that is over",
      `${QUEUE_ROW} :over_step, 0, 1, 1, 1, 1, 1`,
      "over_step",
      "has a queue row in a task",
    ],
    [
      "a timer in a task that is over",
      "insert into tasker.timers values (:over, now(), 'start')",
      "over",
      "has a timer in a task",
    ],
  ],
  I2: [
    [
      "a ready step without a queue row",
      "delete from tasker.step_queue where step_uuid = :c",
      "c",
      "queue row is missing",
    ],
    [
      "a ready step whose queue row is leased",
      "update tasker.step_queue set worker_uuid = :w2, leased_until = now() where step_uuid = :c",
      "c",
      "is enqueued, attempt 0",
    ],
    [
      "a ready step whose queue row counts another attempt",
      "update tasker.step_queue set attempt = 7 where step_uuid = :c",
      "c",
      "attempt 7 of worker none",
    ],
    [
      "a ready step with a queue row and a timer",
      "insert into tasker.timers values (:c, now(), 'deferred')",
      "c",
      "is enqueued",
    ],
    [
      "a queue row of a complete step",
      `${QUEUE_ROW} :a, 0, 1, 1, 1, 1, 1`,
      "a",
      "has a queue row and is complete",
    ],
    [
      "a queue row of no step",
      `${QUEUE_ROW} :nowhere, 0, 1, 1, 1, 1, 1`,
      "nowhere",
      "has a queue row and is nowhere",
    ],
    [
      "a timer of nothing",
      "insert into tasker.timers values (:nowhere, now(), 'retry')",
      "nowhere",
      "has a timer of kind retry and is nowhere",
    ],
    [
      "a timer of a step that does not wait",
      "insert into tasker.timers values (:b, now(), 'retry')",
      "b",
      "has a timer of kind retry and is in_progress",
    ],
  ],
  I3: [
    [
      "a running step without a queue row",
      "delete from tasker.step_queue where step_uuid = :b",
      "b",
      "queue row is missing",
    ],
    [
      "a running step without a lease",
      "update tasker.step_queue set worker_uuid = null, leased_until = null where step_uuid = :b",
      "b",
      "of worker none",
    ],
    [
      "a running step whose fence is another attempt",
      "update tasker.step_queue set attempt = 2 where step_uuid = :b",
      "b",
      "is in_progress, attempt 1, and its queue row is attempt 2",
    ],
    [
      "a parked result whose lease ends",
      "update tasker.workflow_steps set state = 'enqueued_for_orchestration' where step_uuid = :b",
      "b",
      "is enqueued_for_orchestration",
    ],
    [
      "a parked failure without a queue row",
      `update tasker.workflow_steps set state = 'enqueued_as_error_for_orchestration' where step_uuid = :b;
       delete from tasker.step_queue where step_uuid = :b`,
      "b",
      "queue row is missing",
    ],
  ],
  I4: [
    [
      "a step that counts too many parents",
      "update tasker.workflow_steps set remaining_parents = 3 where step_uuid = :d",
      "d",
      "counts 3 missing parents, the edges 2",
    ],
    [
      "a task that counts too few leaves",
      "update tasker.tasks set remaining_leaves = 0 where task_uuid = :task",
      "task",
      "counts 0 open leaves, the steps 1",
    ],
  ],
  I5: [
    [
      "a step that is ready before its parents are complete",
      "update tasker.workflow_steps set remaining_parents = 0, state = 'enqueued' where step_uuid = :d",
      "d",
      "is enqueued",
    ],
    [
      "a step that ran before its parents were complete",
      "update tasker.workflow_steps set attempts = 1 where step_uuid = :d",
      "d",
      "attempt 1, and parent",
    ],
  ],
  I6: [[
    "a step with two recorded successes",
    `insert into tasker.step_transition_log (step_uuid, at, from_state, to_state, attempt)
     values (:a, now(), 'in_progress', 'complete', 1)`,
    "a",
    "2 successes are recorded",
  ]],
  I7: [[
    "a step with more attempts than it may have",
    `alter table tasker.workflow_steps drop constraint workflow_steps_attempts_at_most_max;
     update tasker.workflow_steps set attempts = 9 where step_uuid = :a`,
    "a",
    "9 attempts of 3",
  ]],
  I8: [
    [
      "a move of a task that no rule allows",
      `insert into tasker.task_transition_log (task_uuid, at, from_state, to_state)
       values (:over, now(), 'complete', 'pending'), (:over, now(), 'pending', 'complete')`,
      "over",
      "went from complete to pending",
    ],
    [
      "a move of a step that no rule allows",
      `insert into tasker.step_transition_log (step_uuid, at, from_state, to_state, attempt)
       values (:d, now(), 'pending', 'complete', 0), (:d, now(), 'complete', 'pending', 0)`,
      "d",
      "went from complete to pending",
    ],
    [
      "a task whose history ends elsewhere",
      "update tasker.tasks set state = 'evaluating_results' where task_uuid = :task",
      "task",
      "is evaluating_results and its history ends in steps_in_process",
    ],
    [
      "a step whose history ends elsewhere",
      "update tasker.workflow_steps set state = 'waiting_for_retry' where step_uuid = :b",
      "b",
      "is waiting_for_retry and its history ends in in_progress",
    ],
    [
      "a task without a history",
      "delete from tasker.task_transition_log where task_uuid = :over",
      "over",
      "its history ends in nothing",
    ],
    [
      "a move of a task that tells another beginning than the move before it",
      "update tasker.task_transition_log set from_state = 'waiting_for_retry' where task_uuid = :over and to_state = 'complete'",
      "over",
      "left waiting_for_retry and was steps_in_process",
    ],
    [
      "a move of a step that tells another beginning than the move before it",
      "update tasker.step_transition_log set from_state = 'pending' where step_uuid = :a and to_state = 'complete'",
      "a",
      "left pending and was in_progress",
    ],
  ],
  I9: [
    [
      "a retry without a timer",
      "delete from tasker.timers where waiter_uuid = :retry_step",
      "retry_step",
      "is waiting_for_retry without a timer",
    ],
    [
      "a pending step whose parents are complete",
      "update tasker.workflow_steps set remaining_parents = 0 where step_uuid = :d",
      "d",
      "is pending with no parent missing",
    ],
    [
      "a task that will never start",
      "delete from tasker.timers where waiter_uuid = :later",
      "later",
      "is pending without a timer",
    ],
    [
      "a task in process of which nothing runs",
      "update tasker.tasks set state = 'steps_in_process' where task_uuid = :retry",
      "retry",
      "while no step of it is ready or running",
    ],
    [
      "a task that waits for no retry",
      "update tasker.tasks set state = 'waiting_for_retry' where task_uuid = :task",
      "task",
      "while no step of it is waiting for a retry",
    ],
    [
      "a task blocked by no failure",
      "update tasker.tasks set state = 'blocked_by_failures' where task_uuid = :task",
      "task",
      "while no step of it is in error or cancelled",
    ],
    [
      "a task that waits for dependencies and has none under way",
      `update tasker.tasks set state = 'waiting_for_dependencies' where task_uuid = :later`,
      "later",
      "while no step of it is under way",
    ],
  ],
  I10: [
    [
      "a task that lost a step",
      "delete from tasker.workflow_steps where step_uuid = :d",
      "task",
      "has 3 steps of 4",
    ],
    ["a step that lost its task", "delete from tasker.tasks where task_uuid = :task", "d", "is of no task"],
  ],
};

Deno.test("check_invariants() and check_live_invariants() find nothing wrong with a healthy database", async () => {
  const { db } = await healthy();
  await using _ = db;
  assertEquals([...await db.sql`select * from tasker_v1.check_invariants()`], []);
  assertEquals([...await db.sql`select * from tasker_v1.check_live_invariants()`], []);
});

for (const [invariant, damages] of Object.entries(DAMAGES)) {
  Deno.test(`check_invariants() and check_live_invariants() report a broken ${invariant}`, async (t) => {
    const { db, names } = await healthy();
    await using _ = db;
    for (const [what, statement, entity, words] of damages) {
      for (const check of ["check_invariants", "check_live_invariants"]) {
        await t.step(`${what}: ${check}()`, async () => {
          const found = await afterDamage(db.sql, statement, names, check);
          const reported = found.filter((row) => row.invariant === invariant && row.entity === names[entity]);
          assert(reported.some((row) => row.detail.includes(words)), JSON.stringify(found, null, 2));
        });
      }
    }
  });
}

Deno.test("check_live_invariants() looks at what is live however old it is, and not at old tasks that are over", async () => {
  const { db, names } = await healthy();
  await using _ = db;
  const requests = Array.from({ length: 1000 }, () => ({ namespace: "flow", name: "single", context: {} }));
  await db.sql`select from tasker_v1.create_tasks(${JSON.stringify(requests)}::text::jsonb)`;
  for (
    const [statement, invariant, entity, isSeenLive] of [
      ["delete from tasker.task_transition_log where task_uuid = :over", "I8", "over", false],
      ["delete from tasker.timers where waiter_uuid = :retry_step", "I9", "retry_step", true],
      ["update tasker.step_queue set attempt = 7 where step_uuid = :c", "I2", "c", true],
      ["update tasker.workflow_steps set remaining_parents = 3 where step_uuid = :d", "I4", "d", true],
    ] as const
  ) {
    const finding = [{ invariant, entity: names[entity] }];
    const all = await afterDamage(db.sql, statement, names, "check_invariants");
    assertEquals(all.map(({ invariant, entity }) => ({ invariant, entity })), finding);
    const live = await afterDamage(db.sql, statement, names, "check_live_invariants");
    assertEquals(live.map(({ invariant, entity }) => ({ invariant, entity })), isSeenLive ? finding : []);
  }
});

Deno.test("check_invariants() reports once what belongs to no task, between tasks and beyond them", async () => {
  const { db, names } = await healthy();
  await using _ = db;
  const ends = ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"];
  const between = [names.retry_step.replace(/.{4}$/, "ffff"), names.later.replace(/^(.{14}).{4}/, "$17000")];
  for (const uuid of [...ends, ...between]) {
    const found = await afterDamage(
      db.sql,
      `insert into tasker.timers values ('${uuid}', now(), 'retry')`,
      names,
      "check_invariants",
    );
    assertEquals(found.map(({ invariant, entity }) => [invariant, entity]), [["I2", uuid]]);
  }
});

Deno.test("uuid_after() carries", async () => {
  await using db = await TestDatabase.create();
  const [row] = await db.sql`
    select tasker.uuid_after('01a1ffa3-7802-7976-851d-361ec73affff') as carried,
           tasker.uuid_after('00000000-0000-0000-0000-000000000000') as first`;
  assertEquals({ ...row }, {
    carried: "01a1ffa3-7802-7976-851d-361ec73b0000",
    first: "00000000-0000-0000-0000-000000000001",
  });
});

Deno.test("task_spans() reads a hundred tasks at once, and each alone where more than a hundred others are between", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const requests = Array.from({ length: 450 }, () => ({ namespace: "flow", name: "single", context: {} }));
  await db.sql`select from tasker_v1.create_tasks(${JSON.stringify(requests)}::text::jsonb)`;
  const tasks = (await db.sql`select t.task_uuid from tasker.tasks t order by 1`).map((row) => row.task_uuid);
  const spansOf = async (uuids: readonly string[]) =>
    (await db.sql<{ first_uuid: string; last_uuid: string }[]>`
      select * from tasker.task_spans(${uuids}::uuid[])`).map((span) => [span.first_uuid, span.last_uuid]);
  const span = (first: string, last: string) => [first, last.slice(0, -4) + "ffff"];
  assertEquals(await spansOf([]), []);
  assertEquals(await spansOf(tasks.slice(0, 150)), [span(tasks[0], tasks[99]), span(tasks[100], tasks[149])]);
  const halves = tasks.filter((_, place) => place % 2 === 0).slice(0, 100);
  assertEquals(await spansOf(halves), [span(tasks[0], tasks[198])]);
  const quarters = tasks.filter((_, place) => place % 4 === 0).slice(0, 100);
  assertEquals(await spansOf(quarters), quarters.map((task) => span(task, task)));
});

/** What a check finds once a statement broke something; the damage is rolled back. */
async function afterDamage(sql: Sql, statement: string, names: Names, check: string): Promise<Violation[]> {
  let found: Violation[] = [];
  const undo = new Error("undo");
  await sql.begin(async (tx) => {
    await tx.unsafe(statement.replaceAll(/:(\w+)/g, (_, name: keyof Names) => `'${names[name]}'::uuid`));
    found = await tx.unsafe<Violation[]>(`select * from tasker_v1.${check}()`);
    throw undo;
  }).catch((error) => assertStrictEquals(error, undo));
  return found;
}
