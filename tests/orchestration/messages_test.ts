import { assertEquals } from "@std/assert";
import { getTaskSteps } from "../../orchestration/calls/get_task_steps.ts";
import { listTasks } from "../../orchestration/calls/list_tasks.ts";
import type { Queryable } from "../../sql/connect.ts";
import { TestDatabase } from "../_support/database.ts";
import { until } from "../_support/waiting.ts";
import { makeOrchestrator } from "./_orchestrator.ts";
import { createPairs, PAIR_REQUEST } from "./_pair.ts";
import { TestWorker } from "./_test_worker.ts";

/** Sends a message as any program could. */
async function send(sql: Queryable, queue: string, message: unknown): Promise<void> {
  await sql`select tasker_v1.pgmq_send_with_notify(${queue}, ${JSON.stringify(message)}::text::jsonb)`;
}

async function archived(sql: Queryable, queue: string): Promise<number> {
  const [row] = await sql`select count(*)::int as count from ${sql(`pgmq.a_${queue}`)}`;
  return row?.["count"];
}

Deno.test("a message that nobody can read is archived, and holds up no other", async () => {
  await using db = await TestDatabase.create();
  await createPairs(db.sql, 1);
  const queue = "orchestration_task_requests";
  for (
    const message of ["nonsense", { task_request: 7 }, { task_request: { ...PAIR_REQUEST, context: {} } }]
  ) {
    await send(db.sql, queue, message);
  }
  await send(db.sql, queue, { task_request: PAIR_REQUEST });
  await using orchestrator = await makeOrchestrator(db.url);

  await orchestrator.start();

  await until(async () => await archived(db.sql, queue) === 3, { what: "three archived messages" });
  await until(async () => (await listTasks(db.sql)).length === 2, { what: "the task of the good message" });
  const stats = await orchestrator.send({ kind: "GetProcessingStats" });
  assertEquals(stats.status === "success" && stats.value.messagesArchived, 3);
  assertEquals(stats.status === "success" && stats.value.currentQueueSizes[queue], 0);
});

Deno.test("a message that fails comes back after its visibility timeout, and is given up in the end", async () => {
  await using db = await TestDatabase.create();
  await createPairs(db.sql, 1);
  const queue = "orchestration_task_requests";
  await send(db.sql, queue, { task_request: { ...PAIR_REQUEST, version: "7.0.0" } });
  await using orchestrator = await makeOrchestrator(db.url, {
    visibilityTimeoutSeconds: 1,
    maxReceiveCount: 2,
  });

  await orchestrator.start();

  await until(async () => await archived(db.sql, queue) === 1, { what: "the message to be given up" });
  const [message] = await db.sql`select m.read_ct from pgmq.a_orchestration_task_requests m`;
  assertEquals(message?.["read_ct"], 3);
});

Deno.test("a message about a step without a parked result is done with", async () => {
  await using db = await TestDatabase.create();
  const [taskUuid] = await createPairs(db.sql, 1);
  const [step] = await getTaskSteps(db.sql, taskUuid!);
  const queue = "orchestration_step_results";
  await send(db.sql, queue, { task_uuid: taskUuid, step_uuid: step!.stepUuid, correlation_id: taskUuid });
  await using orchestrator = await makeOrchestrator(db.url);
  await orchestrator.start();

  await until(async () => {
    const [row] = await db.sql`select count(*)::int as count from pgmq.q_orchestration_step_results`;
    return row?.["count"] === 0;
  }, { what: "an empty queue" });
  assertEquals(await archived(db.sql, queue), 0);
});

Deno.test("a message asks for a task's finalization", async () => {
  await using db = await TestDatabase.create();
  const [taskUuid] = await createPairs(db.sql, 1);
  const worker = await TestWorker.register(db.sql);
  await worker.succeed(await worker.claim());
  await using orchestrator = await makeOrchestrator(db.url);
  await orchestrator.start();

  await send(db.sql, "orchestration_task_finalization", { task_uuid: taskUuid });

  await until(async () => {
    const [attempt] = await db.sql`select a.claimed from tasker.finalization_attempts a`;
    return attempt?.["claimed"];
  }, { what: "a claimed finalization" });
  await until(async () => {
    const [row] = await db.sql`select count(*)::int as count from tasker.task_finalization_claims`;
    return row?.["count"] === 0;
  }, { what: "the claim to be released" });
});
