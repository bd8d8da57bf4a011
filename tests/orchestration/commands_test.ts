import { assertEquals, assertRejects } from "@std/assert";
import { TaskerError } from "../../core/errors.ts";
import { CommandProcessor } from "../../orchestration/commands/processor.ts";
import { TestDatabase } from "../_support/database.ts";
import { createPairs, PAIR_REQUEST } from "./_pair.ts";
import { TestWorker } from "./_test_worker.ts";

/** Makes a processor that consumes nothing before it is started. */
function makeProcessor(db: TestDatabase, bufferSize = 100): CommandProcessor {
  return new CommandProcessor({
    sql: db.sql,
    processorUuid: crypto.randomUUID(),
    bufferSize,
    consumers: 2,
    visibilityTimeoutSeconds: 30,
    maxReceiveCount: 3,
    onShutdown: () => {},
  });
}

Deno.test("InitializeTask creates a task", async () => {
  await using db = await TestDatabase.create();
  await createPairs(db.sql, 1);
  await using processor = makeProcessor(db);
  await processor.start();

  const outcome = await processor.send({ kind: "InitializeTask", request: PAIR_REQUEST });

  assertEquals(outcome.status === "success" && outcome.value.created, true);
  assertEquals(processor.counters.taskRequestsProcessed, 1);
});

Deno.test("a command that fails is an outcome, not an exception", async () => {
  await using db = await TestDatabase.create();
  await using processor = makeProcessor(db);
  await processor.start();

  const outcome = await processor.send({ kind: "InitializeTask", request: PAIR_REQUEST });

  assertEquals(outcome.status === "failed" && (outcome.error as TaskerError).code, "TK103");
  assertEquals(processor.counters.processingErrors, 1);
});

Deno.test("ProcessStepResult records a parked result, and skips a step that has none", async () => {
  await using db = await TestDatabase.create();
  await createPairs(db.sql, 1);
  const worker = await TestWorker.register(db.sql, { completion: "queued" });
  const claims = await worker.claim();
  await worker.succeed(claims);
  await using processor = makeProcessor(db);
  await processor.start();
  const stepUuid = claims[0]!.stepUuid;

  const first = await processor.send({ kind: "ProcessStepResult", stepUuid });
  const second = await processor.send({ kind: "ProcessStepResult", stepUuid });

  assertEquals([first.status, second.status], ["success", "skipped"]);
});

Deno.test("FinalizeTask tells what it decided, and skips a task that somebody else finalizes", async () => {
  await using db = await TestDatabase.create();
  const [taskUuid] = await createPairs(db.sql, 1);
  const worker = await TestWorker.register(db.sql);
  await worker.succeed(await worker.claim());
  await using processor = makeProcessor(db);
  await processor.start();

  const mine = await processor.send({ kind: "FinalizeTask", taskUuid: taskUuid! });
  await db.sql`select from tasker_v1.claim_task_for_finalization(${taskUuid!}, 'another')`;
  const theirs = await processor.send({ kind: "FinalizeTask", taskUuid: taskUuid! });
  await db.sql`select tasker_v1.release_finalization_claim(${taskUuid!}, 'another')`;

  assertEquals(mine.status === "success" && mine.value.state, "steps_in_process");
  assertEquals(theirs.status, "skipped");
});

Deno.test("ProcessTaskReadiness counts the steps that may run", async () => {
  await using db = await TestDatabase.create();
  const [taskUuid] = await createPairs(db.sql, 1);
  await using processor = makeProcessor(db);
  await processor.start();

  const outcome = await processor.send({
    kind: "ProcessTaskReadiness",
    taskUuid: taskUuid!,
    triggeredBy: "task_start",
  });

  assertEquals(outcome.status === "success" && [outcome.value.namespace, outcome.value.stepsDiscovered], [
    "tests",
    1,
  ]);
});

Deno.test("a from-message-event command reads the message it names, once", async () => {
  await using db = await TestDatabase.create();
  await createPairs(db.sql, 1);
  const [message] = await db.sql<{ id: string }[]>`
    select r::text as id from tasker_v1.request_tasks(${db.sql.json([PAIR_REQUEST])}) r`;
  await using processor = makeProcessor(db);
  await processor.start();
  const command = { kind: "InitializeTaskFromMessageEvent", messageId: message!.id } as const;

  const first = await processor.send(command);
  const second = await processor.send(command);

  assertEquals(first, { status: "success", value: { handled: 1, archived: 0, left: 0 } });
  assertEquals(second.status, "skipped");
});

Deno.test("send() refuses a command when too many wait", async () => {
  await using db = await TestDatabase.create();
  await using processor = makeProcessor(db, 2);
  const waiting = [1, 2].map(() => processor.send({ kind: "HealthCheck" }));

  const error = await assertRejects(
    () => processor.send({ kind: "HealthCheck" }),
    TaskerError,
  );

  assertEquals([error.code, error.status], ["TK510", 503]);
  await processor.start();
  assertEquals((await Promise.all(waiting)).map(({ status }) => status), ["success", "success"]);
});

Deno.test("Shutdown lets nothing more in, and what waits is done", async () => {
  await using db = await TestDatabase.create();
  await using processor = makeProcessor(db);
  const shutdown = processor.send({ kind: "Shutdown" });
  const waiting = processor.send({ kind: "HealthCheck" });
  await processor.start();

  assertEquals([(await shutdown).status, (await waiting).status], ["success", "success"]);
  const error = await assertRejects(
    () => processor.send({ kind: "HealthCheck" }),
    TaskerError,
  );
  assertEquals(error.code, "TK503");
});
