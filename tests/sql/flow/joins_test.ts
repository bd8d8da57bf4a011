import { assertEquals } from "@std/assert";
import { TestDatabase } from "../../_support/database.ts";
import {
  claim,
  claimOne,
  complete,
  createTask,
  done,
  failed,
  names,
  stepStates,
  taskState,
} from "./_engine.ts";
import { meet } from "./_sessions.ts";
import { DIAMOND, register, template } from "./_templates.ts";

/** A diamond whose `b` and `c` run. */
async function halfway(db: TestDatabase) {
  await register(db.sql, DIAMOND);
  const task = await createTask(db.sql, "diamond");
  await complete(db.sql, [done(await claimOne(db.sql))]);
  const [b, c] = await claim(db.sql) as [never, never];
  return { task, b, c };
}

Deno.test("complete_steps() makes a join ready once when two sessions end its parents at the same time", async () => {
  await using db = await TestDatabase.create();
  const { task, b, c } = await halfway(db);
  const taken = await meet(
    db,
    (sql) => complete(sql, [done(b, "from b")]),
    (sql) => complete(sql, [done(c, "from c")], { take: 1 }),
  );
  assertEquals(names(taken), ["d"]);
  assertEquals(taken[0]?.dependencies, { b: "from b", c: "from c" });
  await complete(db.sql, taken.map((step) => done(step)));
  assertEquals(await taskState(db.sql, task), "complete");
});

Deno.test("complete_steps() leaves a join pending when the session with its other parent rolls back", async () => {
  await using db = await TestDatabase.create();
  const { task, b, c } = await halfway(db);
  await db.sql.begin(async (tx) => {
    await complete(tx, [done(b)]);
    throw new Error("the connection broke");
  }).catch(() => {});
  await complete(db.sql, [done(c)]);
  assertEquals(await stepStates(db.sql, task), {
    a: "complete",
    b: "in_progress",
    c: "complete",
    d: "pending",
  });
});

const LAST_TWO = template("last_two", { a: {}, x: {} });

/** A task whose only two steps run, both of them leaves. */
async function lastTwo(db: TestDatabase) {
  await register(db.sql, LAST_TWO);
  const task = await createTask(db.sql, "last_two");
  const [a, x] = await claim(db.sql) as [never, never];
  return { task, a, x };
}

Deno.test("complete_steps() completes a task once whose last two leaves end at the same time", async () => {
  await using db = await TestDatabase.create();
  const { task, a, x } = await lastTwo(db);
  await meet(db, (sql) => complete(sql, [done(a)]), (sql) => complete(sql, [done(x)]));
  assertEquals(await taskState(db.sql, task), "complete");
});

for (
  const [what, error, state] of [
    ["for good", { retryable: false }, "blocked_by_failures"],
    ["with a retry to come", {}, "waiting_for_retry"],
  ] as const
) {
  Deno.test(`complete_steps() leaves a task ${state} when one leaf fails ${what} while the other succeeds`, async () => {
    await using db = await TestDatabase.create();
    const { task, a, x } = await lastTwo(db);
    await meet(db, (sql) => complete(sql, [failed(a, error)]), (sql) => complete(sql, [done(x)]));
    assertEquals(await taskState(db.sql, task), state);
  });

  Deno.test(`complete_steps() leaves a task ${state} when one leaf succeeds while the other fails ${what}`, async () => {
    await using db = await TestDatabase.create();
    const { task, a, x } = await lastTwo(db);
    await meet(db, (sql) => complete(sql, [done(x)]), (sql) => complete(sql, [failed(a, error)]));
    assertEquals(await taskState(db.sql, task), state);
  });

  Deno.test(`complete_steps() leaves a task ${state} when one parent fails ${what} while the other succeeds`, async () => {
    await using db = await TestDatabase.create();
    const { task, b, c } = await halfway(db);
    await meet(db, (sql) => complete(sql, [failed(b, error)]), (sql) => complete(sql, [done(c)]));
    assertEquals(await taskState(db.sql, task), state);
  });

  Deno.test(`complete_steps() leaves a task ${state} when one parent succeeds while the other fails ${what}`, async () => {
    await using db = await TestDatabase.create();
    const { task, b, c } = await halfway(db);
    await meet(db, (sql) => complete(sql, [done(c)]), (sql) => complete(sql, [failed(b, error)]));
    assertEquals(await taskState(db.sql, task), state);
  });
}

Deno.test("complete_steps() leaves a task waiting when both of its last steps fail at the same time", async () => {
  await using db = await TestDatabase.create();
  const { task, a, x } = await lastTwo(db);
  await meet(
    db,
    (sql) => complete(sql, [failed(a, { retryable: false })]),
    (sql) => complete(sql, [failed(x)]),
  );
  assertEquals(await taskState(db.sql, task), "waiting_for_retry");
});
