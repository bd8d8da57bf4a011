import { assert, assertEquals } from "@std/assert";
import { METRICS } from "../../core/telemetry/metrics.ts";
import { createTasks } from "../../orchestration/calls/create_tasks.ts";
import { circuitFamily } from "../../orchestration/breaker_check.ts";
import { connect } from "../../sql/connect.ts";
import { startEmbedded } from "../../sql/embedded.ts";
import { migrate } from "../../sql/migrate.ts";
import { defineTask, Worker } from "../../worker/mod.ts";
import { until } from "../_support/waiting.ts";
import { makeOrchestrator } from "../orchestration/_orchestrator.ts";

const CIRCUIT = { failureThreshold: 3, openMs: 200, successThreshold: 1, probeLimit: 1 };

Deno.test("a worker's results wait while the database is away and its circuit open, and none is lost or doubled", async () => {
  await using stack = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "tasker-circuit-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  await Deno.chmod(folder, 0o755);
  const options = { dataDir: `${folder}/data`, trust: true, settings: { fsync: "off" } };
  let server = await startEmbedded(options);
  stack.defer(() => server.stop(5));
  const sql = connect(server.url, { max: 2 });
  stack.defer(() => sql.end({ timeout: 1 }));
  await migrate(sql);

  const open = Promise.withResolvers<void>();
  const ran: string[] = [];
  const task = defineTask({ namespace: "shop", name: "held", version: "1.0.0" })
    .step("a", async ({ taskUuid }) => {
      ran.push(taskUuid);
      await open.promise;
    });
  const worker = new Worker({
    database: { url: server.url },
    tasks: [task],
    config: { maxConcurrentSteps: 2, bufferSize: 4 },
    circuit: CIRCUIT,
  });
  stack.defer(() => worker.stop());
  const orchestrator = stack.use(await makeOrchestrator(server.url, {}, CIRCUIT));
  await orchestrator.start();
  await worker.start();
  const requests = Array.from(
    { length: 10 },
    (_, n) => ({ namespace: "shop", name: "held", context: { n } }),
  );
  await createTasks(sql, requests);
  await until(() => worker.status().running === 2 && worker.status().waiting === 2);

  await server.stop(5);
  open.resolve();
  const openings = () =>
    [worker.circuit, orchestrator.circuit].map((circuit) => circuit?.counters.openings ?? 0);
  await until(() => worker.status().unrecorded === 4 && openings().every((count) => count > 0));
  await until(() => worker.circuit!.counters.rejections > 0);
  const states = circuitFamily([worker.circuit, orchestrator.circuit]);
  await until(async () => (await states.read()).every(({ value }) => value > 0));
  assertEquals([worker.status().unrecorded, ran.length], [4, 4]);

  server = await startEmbedded({ ...options, port: server.port });
  await until(async () => {
    const [row] = await sql`select bool_and(t.state = 'complete') as done from tasker.tasks t`;
    return row?.done === true;
  }, { deadlineMs: 20_000, what: "all tasks to be complete" });
  await until(() => worker.circuit?.state === "closed" && orchestrator.circuit?.state === "closed");
  assertEquals(await states.read(), [
    { labels: ["worker"], value: 0 },
    { labels: ["orchestration"], value: 0 },
  ]);
  const [steps] = await sql`
    select count(*)::int as steps, sum(s.attempts)::int as attempts from tasker.workflow_steps s`;
  assertEquals({ ...steps }, { steps: 10, attempts: 10 });
  assertEquals(ran.length, 10);
  assert(METRICS.circuitTransitions.of("worker", "open").value > 0);
  assert(METRICS.circuitTransitions.of("worker", "closed").value > 0);
  assert(METRICS.circuitRejections.of("worker").value > 0);
  assertEquals((await sql`select * from tasker_v1.check_invariants()`).length, 0);
});
