import { assertEquals, assertNotEquals } from "@std/assert";
import { backendPid, blockedOn } from "../../_support/waiting.ts";
import { TestDatabase } from "../../_support/database.ts";
import { createTask, createTasks, refusal } from "./_engine.ts";
import { blocked } from "./_sessions.ts";
import { register, SINGLE, template } from "./_templates.ts";

/** `single`, whose identity is what the strategy says. */
function single(identity_strategy: string, more: Readonly<Record<string, unknown>> = {}) {
  return template(identity_strategy, { only: {} }, { identity_strategy, ...more });
}

Deno.test("create_tasks() knows an idempotency key under a newer version too", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const first = await createTask(db.sql, "single", { idempotency_key: "order-1" });
  await register(db.sql, { ...SINGLE, version: "2.0.0" });
  const [row] = await createTasks(db.sql, { name: "single", idempotency_key: "order-1" });
  assertEquals([row?.task_uuid, row?.created], [first, false]);
});

Deno.test("create_tasks() gives the existing task for a known idempotency key", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const first = await createTask(db.sql, "single", { idempotency_key: "order-1" });
  const again = await createTasks(db.sql, {
    name: "single",
    idempotency_key: "order-1",
    context: { other: true },
  });
  assertEquals(again.map(({ task_uuid, created }) => ({ task_uuid, created })), [{
    task_uuid: first,
    created: false,
  }]);
});

Deno.test("create_tasks() creates one task for a key that stands twice in a call", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const rows = await createTasks(
    db.sql,
    { name: "single", idempotency_key: "k" },
    { name: "single" },
    { name: "single", idempotency_key: "k" },
  );
  assertEquals(rows.map((row) => row.created), [true, true, false]);
  assertEquals(rows[2]?.task_uuid, rows[0]?.task_uuid);
  const [count] = await db.sql`select count(*)::integer as tasks from tasker.tasks`;
  assertEquals(count?.tasks, 2);
});

Deno.test("create_tasks() waits for another session's same key and gives its task", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const [one, two] = [db.connect(), db.connect()];
  const pid = await backendPid(two);

  await one`begin`;
  const first = await createTask(one, "single", { idempotency_key: "k" });
  const waiting = createTasks(two, { name: "single", idempotency_key: "k" });
  await blockedOn(db.sql, pid);
  await one`commit`;
  assertEquals((await waiting).map((row) => [row.task_uuid, row.created]), [[first, false]]);
});

Deno.test("create_tasks() creates the task when the session with the same key rolls back", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const [one, two] = [db.connect(), db.connect()];
  const pid = await backendPid(two);

  await one`begin`;
  const first = await createTask(one, "single", { idempotency_key: "k" });
  const waiting = createTasks(two, { name: "single", idempotency_key: "k" });
  await blockedOn(db.sql, pid);
  await one`rollback`;
  const [row] = await waiting;
  assertEquals(row?.created, true);
  assertNotEquals(row?.task_uuid, first);
});

Deno.test("create_tasks() lets the same key stand for tasks of different templates", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE, template("other", { only: {} }));
  const rows = await createTasks(
    db.sql,
    { name: "single", idempotency_key: "k" },
    { name: "other", idempotency_key: "k" },
  );
  assertEquals(rows.map((row) => row.created), [true, true]);
});

Deno.test("create_tasks() knows a strict template's tasks by their context, defaults and key order aside", async () => {
  await using db = await TestDatabase.create();
  const input_schema = { type: "object", properties: { size: { type: "integer", default: 1 } } };
  await register(db.sql, single("strict", { input_schema }));
  const [first] = await createTasks(db.sql, { name: "strict", context: { sku: "A", size: 1 } });
  const others = await createTasks(
    db.sql,
    { name: "strict", context: { sku: "A" } },
    { name: "strict", context: { size: 1, sku: "A" } },
    { name: "strict", context: { sku: "A", size: 2 } },
  );
  assertEquals(others.map((row) => row.created), [false, false, true]);
  assertEquals(others[0]?.task_uuid, first?.task_uuid);
});

Deno.test("create_tasks() asks for a key when the template says that the caller provides it", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, single("caller_provided"));
  const error = await refusal(
    createTasks(db.sql, { name: "caller_provided", idempotency_key: "k" }, { name: "caller_provided" }),
  );
  assertEquals(error.code, "TK006");
  assertEquals(error.message.includes("task 2 of the call"), true, error.message);
  assertEquals(
    (await createTasks(db.sql, { name: "caller_provided", idempotency_key: "k" }))[0]?.created,
    true,
  );
  assertEquals(
    (await createTasks(db.sql, { name: "caller_provided", idempotency_key: "k" }))[0]?.created,
    false,
  );
});

Deno.test("create_tasks() makes equal requests of an always_unique template into different tasks", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, single("always_unique"));
  const request = { name: "always_unique", context: { sku: "A" } };
  assertEquals((await createTasks(db.sql, request, request)).map((row) => row.created), [true, true]);
});

Deno.test("create_tasks() in two sessions with the same keys in opposite orders do not cross", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  const keyed = (...keys: readonly string[]) =>
    keys.map((idempotency_key) => ({ name: "single", idempotency_key }));
  const keys = Array.from({ length: 12 }, (_, n) => `k${n}`);
  const holder = db.connect();
  await holder`begin`;
  await createTasks(holder, ...keyed("k6"));
  const first = await blocked(db, (sql) => createTasks(sql, ...keyed(...keys)));
  const second = await blocked(
    db,
    (sql) => createTasks(sql, ...keyed(...keys.filter((key) => key !== "k6").toReversed())),
  );
  await holder`rollback`;
  const created = [...await first.result, ...await second.result].filter((row) => row.created);
  assertEquals(created.length, 12);
});
