import { assertEquals, assertRejects } from "@std/assert";
import { TaskerError } from "../../core/errors.ts";
import { PermanentError } from "../../core/handler_errors.ts";
import { rotateSecrets } from "../../orchestration/secrets/rotate_secrets.ts";
import { TestDatabase } from "../_support/database.ts";
import { startWorker, untilTask } from "../worker/_harness.ts";
import { CARD, payment, secrets, tablesWith } from "./_sealed_shop.ts";

const context = { card: { number: CARD, holder: "Ada" }, cents: 990 };

/** How many contexts and results hold something sealed with each key. */
async function sealedBy(db: TestDatabase): Promise<Record<string, number>> {
  const rows = await db.sql<{ kid: string; count: number }[]>`
    select k.kid #>> '{}' as kid, count(*)::int as count
      from (select context as value from tasker.tasks union all select results from tasker.workflow_steps) v
      cross join lateral jsonb_path_query(v.value, '$.**."$sealed".kid') k (kid)
     group by 1`;
  return Object.fromEntries(rows.map(({ kid, count }) => [kid, count]));
}

Deno.test("rotateSecrets() seals all anew in batches, beside work, and can be begun again", async (t) => {
  await using db = await TestDatabase.create();
  const worker = await startWorker(db, { tasks: [payment()], secrets: secrets("old") });
  const request = { namespace: "shop", name: "payment", context };
  const tasks = await worker.startTasks([request, request, request]);
  for (const { taskUuid } of tasks) await untilTask(db.sql, taskUuid, "complete");
  await worker.stop();
  assertEquals(await sealedBy(db), { old: 6 });

  await t.step("it stops where it is told to, and says that it is not done", async () => {
    const stop = new AbortController();
    const onBatch = () => stop.abort();
    const first = await rotateSecrets(db.sql, {
      secrets: secrets("new"),
      batch: 1,
      onBatch,
      signal: stop.signal,
    });
    assertEquals(first, { resealedCount: 2, isComplete: false });
    assertEquals(await sealedBy(db), { old: 4, new: 2 });
  });
  await t.step("it refuses where a key is missing, and says which", async () => {
    const error = await assertRejects(
      () => rotateSecrets(db.sql, { secrets: secrets("new", ["new"]) }),
      TaskerError,
    );
    assertEquals([error.code, error.message.includes('no secret key "old"')], ["TK520", true]);
    assertEquals(await sealedBy(db), { old: 4, new: 2 });
  });
  await t.step("begun again it does the rest, and then nothing", async () => {
    const rest = await rotateSecrets(db.sql, { secrets: secrets("new"), batch: 2 });
    assertEquals(rest, { resealedCount: 4, isComplete: true });
    assertEquals(await rotateSecrets(db.sql, { secrets: secrets("new") }), {
      resealedCount: 0,
      isComplete: true,
    });
    assertEquals(await sealedBy(db), { new: 6 });
  });
  await t.step("what was sealed anew opens without the old key", async () => {
    const seen = {};
    await using again = await startWorker(db, { tasks: [payment(seen)], secrets: secrets("new", ["new"]) });
    await db.sql`
      with clone as (select tasker_v1.create_tasks(jsonb_build_array(jsonb_build_object(
        'namespace', 'shop', 'name', 'payment', 'context', t.context))) as made from tasker.tasks t limit 1)
      select made from clone`;
    await untilTask(
      db.sql,
      (await db.sql`select max(task_uuid::text) as uuid from tasker.tasks`)[0]!.uuid,
      "complete",
    );
    assertEquals(seen, { charged: context, sent: { token: "tok_9f31c2d7aa55", cents: 990 } });
    assertEquals(again.status().failedCount, 0);
  });
  assertEquals(await tablesWith(db, CARD), []);
});

Deno.test("rotateSecrets() is not stopped by what a caller made look sealed, nor by one value that was changed", async () => {
  await using db = await TestDatabase.create();
  const refuse = (): string => {
    throw new PermanentError("No");
  };
  await using worker = await startWorker(db, { tasks: [payment({}, refuse)], secrets: secrets("old") });
  const note = { $sealed: { kid: "made up", iv: "", ct: "" } };
  const request = { namespace: "shop", name: "payment", context };
  const tasks = await worker.startTasks([request, request]);
  for (const { taskUuid } of tasks) await untilTask(db.sql, taskUuid, "blocked_by_failures");
  await db.sql`update tasker.tasks set context = jsonb_set(context, '{note}', ${
    JSON.stringify(note)
  }::text::jsonb)`;
  assertEquals(await rotateSecrets(db.sql, { secrets: secrets("new") }), {
    resealedCount: 2,
    isComplete: true,
  });
  await db.sql`
    update tasker.tasks set context = jsonb_set(context, '{card,number,$sealed,iv}', '"AAAAAAAAAAAAAAAA"')
     where task_uuid = ${tasks[0]!.taskUuid}`;
  const error = await assertRejects(
    () => rotateSecrets(db.sql, { secrets: secrets("old"), batch: 1 }),
    TaskerError,
  );
  assertEquals([error.code, error.message.includes(tasks[0]!.taskUuid)], ["TK521", true]);
  assertEquals(await sealedBy(db), { new: 1, old: 1, "made up": 2 });
});

Deno.test("replace_sealed_values() changes what is sealed and nothing else", async () => {
  await using db = await TestDatabase.create();
  const [row] = await db.sql`
    select tasker.without_sealed('{"a": {"$sealed": {"kid": "k", "iv": "i", "ct": "c"}}, "b": [1]}') as value`;
  assertEquals(row!.value, { a: null, b: [1] });
  const change = [{ task_uuid: crypto.randomUUID(), step_uuid: null, old: { cents: 1 }, new: { cents: 2 } }];
  await assertRejects(
    () => db.sql`select tasker_v1.replace_sealed_values(${JSON.stringify(change)}::text::jsonb)`.execute(),
    Error,
    "more than they would change",
  );
});
