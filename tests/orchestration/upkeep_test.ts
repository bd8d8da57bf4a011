import { assertEquals } from "@std/assert";
import { listDlqEntries } from "../../orchestration/calls/list_dlq_entries.ts";
import { TestDatabase } from "../_support/database.ts";
import { until } from "../_support/waiting.ts";
import { makeOrchestrator } from "./_orchestrator.ts";
import { createPairs } from "./_pair.ts";
import { TestWorker } from "./_test_worker.ts";

Deno.test("Orchestrator opens investigations of tasks that stopped moving", async () => {
  await using db = await TestDatabase.create();
  const [task] = await createPairs(db.sql, 1);
  const worker = await TestWorker.register(db.sql);
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    const claims = await worker.claim();
    await worker.fail(claims, { message: "declined", retryable: true });
    await db.sql`update tasker.timers set due_at = now() - interval '1 second'`;
    await db.sql`select tasker_v1.wake_timers()`;
  }

  await using orchestrator = await makeOrchestrator(db.url);
  await orchestrator.start();

  const [entry] = await until(async () => {
    const entries = await listDlqEntries(db.sql);
    return entries.length > 0 && entries;
  }, { what: "an investigation" });
  assertEquals([entry!.taskUuid, entry!.dlqReason], [task, "max_retries_exceeded"]);
});

Deno.test("Orchestrator looks for stale tasks when that is due", async () => {
  await using db = await TestDatabase.create();
  const detectedAt = async () => {
    const [row] = await db.sql`select u.detected_at from tasker.upkeep u`;
    return row?.detected_at as Date | null;
  };
  await using orchestrator = await makeOrchestrator(db.url);
  await orchestrator.start();
  await until(detectedAt, { what: "the look at the start" });

  await db.sql`update tasker.upkeep set detected_at = now() - interval '5 minutes'`;
  const before = await detectedAt();
  await until(async () => (await detectedAt())! > before!, { what: "the look that is due" });
});

Deno.test("Orchestrator deletes tasks that were kept for long enough", async () => {
  await using db = await TestDatabase.create();
  await createPairs(db.sql, 3);
  const worker = await TestWorker.register(db.sql);
  for (let i = 0; i < 2; i += 1) await worker.succeed(await worker.claim(10));
  await db.sql`select tasker_v1.configure_upkeep('{"keep_tasks": "1 microsecond", "archive_batch": 2}')`;

  await using orchestrator = await makeOrchestrator(db.url);
  await orchestrator.start();

  await until(async () => {
    const [row] = await db.sql`select count(*)::int as count from tasker.tasks`;
    return row?.count === 0;
  }, { what: "every task to be deleted" });
});
