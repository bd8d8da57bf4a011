import { assert, assertEquals, assertRejects } from "@std/assert";
import { createTasks } from "../../orchestration/calls/create_tasks.ts";
import { getTask } from "../../orchestration/calls/get_task.ts";
import { getTaskTransitions } from "../../orchestration/calls/get_task_transitions.ts";
import { getTaskSteps } from "../../orchestration/calls/get_task_steps.ts";
import { listTasks } from "../../orchestration/calls/list_tasks.ts";
import { listWorkers } from "../../orchestration/calls/list_workers.ts";
import { TaskerError } from "../../core/errors.ts";
import { TestDatabase } from "../_support/database.ts";
import { freePort } from "../_support/ports.ts";
import { until } from "../_support/waiting.ts";
import { makeOrchestrator } from "./_orchestrator.ts";
import { createPairs, PAIR_REQUEST } from "./_pair.ts";
import { TestWorker } from "./_test_worker.ts";

const MODES = ["Hybrid", "EventDrivenOnly", "PollingOnly"] as const;

for (const deploymentMode of MODES) {
  Deno.test(`Orchestrator records parked results in mode ${deploymentMode}`, async () => {
    await using db = await TestDatabase.create();
    const taskUuids = await createPairs(db.sql, 20);
    await using orchestrator = await makeOrchestrator(db.url, { deploymentMode });
    await orchestrator.start();
    const worker = await TestWorker.register(db.sql, { completion: "queued" });

    for (let done = 0; done < 40;) {
      const claims = await worker.claim(10);
      await worker.succeed(claims, { ok: true });
      done += claims.length;
    }

    await until(async () => {
      const tasks = await Promise.all(taskUuids.map((uuid) => getTask(db.sql, uuid)));
      return tasks.every(({ status }) => status === "complete");
    }, { what: "every task to complete" });
    const moves = await getTaskTransitions(db.sql, taskUuids[0]!);
    assertEquals(moves.at(-1)?.processorUuid, orchestrator.processorUuid, "who recorded them");
  });

  Deno.test(`Orchestrator creates requested tasks in mode ${deploymentMode}`, async () => {
    await using db = await TestDatabase.create();
    await createPairs(db.sql, 1);
    await db.sql`select tasker_v1.request_tasks(${db.sql.json([PAIR_REQUEST])})`;
    await using orchestrator = await makeOrchestrator(db.url, { deploymentMode });
    await orchestrator.start();
    await until(async () => (await listTasks(db.sql)).length === 2, {
      what: "the request from before the start",
    });

    await db.sql`select tasker_v1.request_tasks(${db.sql.json([PAIR_REQUEST, PAIR_REQUEST])})`;

    await until(async () => (await listTasks(db.sql)).length === 4, {
      what: "the requests from after the start",
    });
  });

  Deno.test(`Orchestrator takes back expired leases in mode ${deploymentMode}`, async () => {
    await using db = await TestDatabase.create();
    const [taskUuid] = await createPairs(db.sql, 1);
    await using orchestrator = await makeOrchestrator(db.url, { deploymentMode });
    await orchestrator.start();
    const dead = await TestWorker.register(db.sql);
    const [lost] = await dead.claim(1, 5);
    await db.sql`
      with over as (update tasker.workers set leased_until = now() - interval '1 second')
      update tasker.step_queue set leased_until = now() - interval '1 second'`;

    const worker = await TestWorker.register(db.sql);
    const claims = await until(async () => {
      const claims = await worker.claim();
      return claims.length > 0 && claims;
    }, { what: "the step whose worker died" });

    assertEquals([claims[0]?.stepUuid, claims[0]?.attempt], [lost?.stepUuid, 2]);
    await worker.fail(claims, { message: "broken", retryable: true });
    await until(async () => (await getTask(db.sql, taskUuid!)).status === "blocked_by_failures");
    await until(async () => (await listWorkers(db.sql)).some(({ state }) => state === "dead"), {
      what: "a dead worker",
    });
  });
}

Deno.test("Orchestrator offers a failed step again when its backoff is over", async () => {
  await using db = await TestDatabase.create();
  const [taskUuid] = await createPairs(db.sql, 1);
  await using orchestrator = await makeOrchestrator(db.url);
  await orchestrator.start();
  const worker = await TestWorker.register(db.sql);

  await worker.fail(await worker.claim(), { message: "busy", retryable: true });
  assertEquals((await getTask(db.sql, taskUuid!)).status, "waiting_for_retry");

  const [claim] = await until(async () => {
    const claims = await worker.claim();
    return claims.length > 0 && claims;
  }, { what: "the second attempt" });
  assertEquals(claim?.attempt, 2);
});

Deno.test("Orchestrator starts a task at the time it asks for", async () => {
  await using db = await TestDatabase.create();
  await createPairs(db.sql, 1);
  await using orchestrator = await makeOrchestrator(db.url);
  await orchestrator.start();
  const runAt = new Date(Date.now() + 300).toISOString();

  const [task] = await createTasks(db.sql, [{ ...PAIR_REQUEST, runAt }]);

  await until(async () => (await getTask(db.sql, task!.taskUuid)).status === "steps_in_process");
  const [created, started] = await getTaskTransitions(db.sql, task!.taskUuid);
  assertEquals([created?.toState, started?.fromState], ["pending", "pending"]);
  assert(Date.parse(started!.createdAt) >= Date.parse(runAt), "not before its time");
  const [first] = await getTaskSteps(db.sql, task!.taskUuid);
  assertEquals(first?.currentState, "enqueued");
});

Deno.test("two orchestrators side by side do everything once", async () => {
  await using db = await TestDatabase.create();
  await createPairs(db.sql, 1);
  await using one = await makeOrchestrator(db.url);
  await using two = await makeOrchestrator(db.url);
  await Promise.all([one.start(), two.start()]);
  const requests = Array.from({ length: 200 }, () => PAIR_REQUEST);

  await db.sql`select tasker_v1.request_tasks(${db.sql.json(requests)})`;
  const worker = await TestWorker.register(db.sql, { completion: "queued" });
  for (let done = 0; done < 402;) {
    const claims = await worker.claim(50);
    await worker.succeed(claims);
    done += claims.length;
  }

  const total = async (status?: "complete") =>
    (await listTasks(db.sql, { status, limit: 1, page: 1, withTotal: true }))[0]?.totalCount;
  await until(async () => await total("complete") === 201, { what: "201 complete tasks" });
  assertEquals(await total(), 201);
});

Deno.test("start() fails when the database is away, and can be called again", async () => {
  const orchestrator = await makeOrchestrator(`postgres://nobody@127.0.0.1:${freePort()}/none`);
  const error = await assertRejects(() => orchestrator.start(), TaskerError);
  assertEquals(error.code, "TK503");
  await assertRejects(() => orchestrator.start(), TaskerError);
  await orchestrator.stop();
});

Deno.test("stop() and start() may be called twice and out of order", async () => {
  await using db = await TestDatabase.create();
  const orchestrator = await makeOrchestrator(db.url);
  await orchestrator.stop();
  await Promise.all([orchestrator.start(), orchestrator.start()]);
  await Promise.all([orchestrator.stop(), orchestrator.stop()]);
  await orchestrator.start();
  assertEquals((await orchestrator.send({ kind: "HealthCheck" })).status, "success");
  await orchestrator.stop();
  await assertRejects(() => orchestrator.send({ kind: "HealthCheck" }), TaskerError);
});

Deno.test("start() writes the settings to the database", async () => {
  await using db = await TestDatabase.create();
  await using orchestrator = await makeOrchestrator(db.url, { transport: "pgmq" });
  await orchestrator.start();
  const [settings] = await db.sql`select s.transport from tasker.settings s`;
  assertEquals(settings?.["transport"], "pgmq");
});

Deno.test("an orchestrator whose sessions are ended listens and works again", async () => {
  await using db = await TestDatabase.create();
  await createPairs(db.sql, 1);
  await using orchestrator = await makeOrchestrator(db.url, { deploymentMode: "EventDrivenOnly" });
  await orchestrator.start();
  const listeners = async () =>
    (await db.sql`select a.pid from pg_stat_activity a
                   where a.datname = ${db.name} and a.application_name = 'tasker_listener'`).map(({ pid }) =>
      pid
    );
  const [before] = await listeners();

  await db.sql`select pg_terminate_backend(a.pid) from pg_stat_activity a
                where a.datname = ${db.name} and a.application_name in ('tasker_listener', 'tasker_orchestrator')`;

  await until(async () => {
    const [after] = await listeners();
    return after !== undefined && after !== before;
  }, { what: "a new listening session" });
  await db.sql`select tasker_v1.request_tasks(${db.sql.json([PAIR_REQUEST])})`;
  await until(async () => (await listTasks(db.sql)).length === 2, { what: "the requested task" });
});

Deno.test("Orchestrator leaves its identity on the moves that its loops make", async () => {
  await using db = await TestDatabase.create();
  await using orchestrator = await makeOrchestrator(db.url);
  await orchestrator.start();
  await createPairs(db.sql, 1);

  const [task] = await createTasks(db.sql, [{
    ...PAIR_REQUEST,
    runAt: new Date(Date.now() + 50).toISOString(),
  }]);
  const started = await until(async () => {
    const moves = await getTaskTransitions(db.sql, task?.taskUuid ?? "");
    return moves.find(({ toState }) => toState === "steps_in_process");
  }, { what: "the task to start" });

  assertEquals(started.processorUuid, orchestrator.processorUuid);
});
