import { assertEquals } from "@std/assert";
import { configureUpkeep } from "../../orchestration/calls/configure_upkeep.ts";
import { listDlqEntries } from "../../orchestration/calls/list_dlq_entries.ts";
import { API_LEVEL } from "../../sql/api_level.ts";
import { TestDatabase } from "../_support/database.ts";
import { until } from "../_support/waiting.ts";
import { loadConfig } from "../../config/mod.ts";
import { Orchestrator } from "../../orchestration/orchestrator.ts";
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

  const [moved] = await db.sql`
    update tasker.upkeep set detected_at = now() - interval '5 minutes' returning detected_at as at`;
  await until(async () => (await detectedAt())! > moved?.at, { what: "the look that is due" });
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

Deno.test("Orchestrator writes its configuration of upkeep to the database, and its presence", async () => {
  await using db = await TestDatabase.create();
  const config = await loadConfig({ environment: "test" });
  const upkeep = {
    setBy: "config" as const,
    heldTransactionSeconds: 7,
    staleness: {
      ...config.upkeep.staleness,
      dryRun: true,
      autoMoveToDlq: false,
      failsTasks: true,
      maxWaitingForRetryMinutes: 3,
    },
    retention: { ...config.upkeep.retention, keepHistoryDays: 40, keepTasksDays: 0, batch: 77 },
  };
  const orchestrator = new Orchestrator({ ...config, upkeep, url: db.url });
  await orchestrator.start();
  const [row] = await db.sql`
    select u.detection_is_dry, u.investigates_stale_tasks, u.fails_stale_tasks, u.max_waiting_for_retry_minutes, u.keep_history::text, u.keep_tasks::text, u.archive_batch,
           u.held_transaction_limit::text
      from tasker.upkeep u`;
  assertEquals(row, {
    detection_is_dry: true,
    investigates_stale_tasks: false,
    fails_stale_tasks: true,
    max_waiting_for_retry_minutes: 3,
    keep_history: "40 days",
    keep_tasks: null,
    archive_batch: 77,
    held_transaction_limit: "00:00:07",
  });
  const programs = () => db.sql`select p.kind, p.program_uuid, p.api_level from tasker_v1.list_programs() p`;
  assertEquals([...await programs()], [
    { kind: "orchestrator", program_uuid: orchestrator.processorUuid, api_level: API_LEVEL },
  ]);
  await orchestrator.stop();
  assertEquals([...await programs()], []);
});

Deno.test("Orchestrator leaves upkeep as SQL set it, where the configuration says so", async () => {
  await using db = await TestDatabase.create();
  await db.sql`select tasker_v1.configure_upkeep('{"keep_tasks": "90 days", "archive_batch": 5}')`;
  const config = await loadConfig({ environment: "test", overrides: { upkeep: { setBy: "sql" } } });
  await using orchestrator = new Orchestrator({ ...config, url: db.url });
  await orchestrator.start();

  const [row] = await db.sql`select u.keep_tasks::text, u.archive_batch from tasker.upkeep u`;
  assertEquals(row, { keep_tasks: "90 days", archive_batch: 5 });
  await configureUpkeep(db.sql, { ...config.upkeep, setBy: "config" });
  await db.sql`select tasker_v1.configure_upkeep('{"keep_tasks": "90 days", "archive_batch": 5}')`;
  assertEquals(await configureUpkeep(db.sql, { ...config.upkeep, setBy: "config" }), [
    { name: "keep_tasks", before: "90 days", after: null },
    { name: "archive_batch", before: 5, after: config.upkeep.retention.batch },
  ]);
});

Deno.test("Orchestrator's health names a session that keeps finished rows from being removed", async () => {
  await using db = await TestDatabase.create();
  await db.sql`update tasker.upkeep set held_transaction_limit = '1 millisecond'`;
  const holder = db.connect();
  const release = Promise.withResolvers<void>();
  const pid = Promise.withResolvers<number>();
  const held = holder.begin("isolation level repeatable read", async (tx) => {
    const [row] = await tx<[{ pid: number }]>`select pg_backend_pid() as pid`;
    pid.resolve(row.pid);
    await release.promise;
  });
  const holderPid = await pid.promise;
  await using orchestrator = await makeOrchestrator(db.url);
  await orchestrator.start();
  const check = orchestrator.healthChecks.find(({ name }) => name === "held_transactions")!;
  await until(async () => {
    const report = await check.check();
    return report.status === "degraded" && report.message?.includes(`(pid ${holderPid})`);
  }, { what: "the session to be named" });
  release.resolve();
  await held;
});
