import { assert, assertEquals, assertMatch } from "@std/assert";
import { createTasks } from "../../orchestration/calls/create_tasks.ts";
import { getMetrics } from "../../orchestration/calls/get_metrics.ts";
import { databaseFamilies } from "../../orchestration/sight/metrics_source.ts";
import { Exposition } from "../../orchestration/sight/exposition.ts";
import { DATABASE_GAUGES } from "../../core/telemetry/gauges.ts";
import { CounterFamily } from "../../core/telemetry/meters.ts";
import { METRICS } from "../../core/telemetry/metrics.ts";
import { workerFamilies } from "../../cli/sight.ts";
import { RetryableError } from "../../mod.ts";
import { defineTask, Worker } from "../../worker/mod.ts";
import { TestApi } from "../http/_api.ts";
import { TestDatabase } from "../_support/database.ts";
import { claim, createTask, finish, register, runAll, templateOf } from "../_support/fixtures.ts";
import { until } from "../_support/waiting.ts";
import { untilTask } from "../worker/_harness.ts";

/** The value of the sample whose name and labels are these, as Prometheus reads it. */
function valueOf(text: string, sample: string): number | undefined {
  const line = text.split("\n").find((line) => line.startsWith(`${sample} `));
  return line === undefined ? undefined : Number(line.slice(sample.length + 1));
}

const metered = defineTask({ namespace: "metered", name: "two", version: "1.0.0" })
  .step("first", () => ({ ok: true }))
  .step("second", { dependsOn: ["first"], retry: { maxAttempts: 2, backoff: "none" } }, ({ attempt }) => {
    if (attempt === 1) throw new RetryableError("Not yet", { retryAfterSeconds: 0 });
    return { ok: true };
  });

Deno.test("GET /metrics tells of attempts, claims and tasks of this process", async () => {
  await using db = await TestDatabase.create();
  await using worker = new Worker({ database: { url: db.url }, tasks: [metered] });
  const exposition = new Exposition([
    ...databaseFamilies(db.sql, { cacheSeconds: 0 }),
    ...workerFamilies(worker),
  ]);
  await worker.start();
  const [task] = await createTasks(db.sql, [{ namespace: "metered", name: "two", context: {} }]);
  await untilTask(db.sql, task?.taskUuid ?? "", "complete");

  const text = await exposition.text();
  const labels = (step: string) => `{namespace="metered",task="two",step="${step}"}`;
  assertEquals(valueOf(text, 'tasker_tasks_requests_total{namespace="metered",task="two"}'), 1);
  assertEquals(valueOf(text, 'tasker_steps_claimed_total{namespace="metered"}'), 3);
  assertEquals(valueOf(text, `tasker_steps_executions_total${labels("second")}`), 2);
  assertEquals(valueOf(text, `tasker_steps_successes_total${labels("second")}`), 1);
  const failure = '{namespace="metered",task="two",step="second",error_type="retryable_error"}';
  assertEquals(valueOf(text, `tasker_steps_failures_total${failure}`), 1);
  assertEquals(valueOf(text, `tasker_step_execution_duration_seconds_count${labels("second")}`), 2);
  assertEquals(
    valueOf(
      text,
      'tasker_step_execution_duration_seconds_bucket{namespace="metered",task="two",step="first",le="+Inf"}',
    ),
    1,
  );
  assertEquals(valueOf(text, "tasker_worker_slots"), 10);
  assertEquals(valueOf(text, 'tasker_workers{state="running"}'), 1);
  assertMatch(text, /^# TYPE tasker_step_execution_duration_seconds histogram$/m);
  assertMatch(text, /^process_cpu_seconds_total /m);
});

Deno.test("GET /metrics tells how many steps wait, by namespace", async () => {
  await using api = await TestApi.create();
  const app = await TestApi.create({
    metrics: { access: "public", families: databaseFamilies(api.db.sql, { cacheSeconds: 0 }) },
  });
  await using _ = app;
  await register(api.db.sql, templateOf({ a: [], b: [], c: ["a"] }));
  await createTasks(
    api.db.sql,
    Array.from({ length: 3 }, () => ({
      namespace: "shop",
      name: "order",
      context: {},
    })),
  );

  const response = await app.app.fetch(new Request("http://tasker.test/metrics"));
  const text = await response.text();
  assertEquals(response.status, 200);
  assertMatch(response.headers.get("content-type") ?? "", /^text\/plain; version=0\.0\.4/);
  assertEquals(valueOf(text, 'tasker_steps_ready{namespace="shop"}'), 6);
  assertEquals(valueOf(text, 'tasker_queue_depth{queue="orchestration_task_requests"}'), 0);
});

Deno.test("get_metrics() counts how tasks of each template ended, its versions together", async () => {
  await using db = await TestDatabase.create();
  const numbers = async () => {
    await until(async () => { // a transaction anywhere on the server that writes may hold it up
      await db.sql`select tasker_v1.run_rollup()`;
      const [row] = await db.sql`
        select r.floor_id >= o.last_value as is_done from tasker.current_rollup() r, tasker.history_order o`;
      return row?.is_done === true;
    }, { deadlineMs: 60_000, what: "the sums" });
    const found = (await getMetrics(db.sql)).filter(({ metric }) => metric.startsWith("tasker.tasks."));
    return new Map(found.map(({ metric, labels, value }) => [[metric, ...labels].join(" "), value]));
  };
  for (const version of ["1.0.0", "1.1.0"]) await register(db.sql, templateOf({ a: [] }, { version }));
  const worker = crypto.randomUUID();
  await createTask(db.sql, { version: "1.0.0" });
  await runAll(db.sql, worker);
  assertEquals((await numbers()).get("tasker.tasks.completions shop order"), 1); // the sums begin
  for (const version of ["1.0.0", "1.1.0"]) await createTask(db.sql, { version });
  await runAll(db.sql, worker);
  await createTask(db.sql);
  await finish(db.sql, worker, await claim(db.sql, worker), { error: { message: "no", retryable: false } });

  const first = await numbers();
  assertEquals(first.get("tasker.tasks.completions shop order"), 3);
  assertEquals(first.get("tasker.tasks.failures shop order"), 1);
  assert((first.get("tasker.tasks.completion shop order") ?? -1) > 0);
  assertEquals([
    first.get("tasker.tasks.by_state complete"),
    first.get("tasker.tasks.by_state blocked_by_failures"),
  ], [3, 1]);
  assertEquals((await numbers()).get("tasker.tasks.completions shop order"), 3);
});

Deno.test("requests are counted by route, and paths that nobody serves count as one", async () => {
  await using api = await TestApi.create();
  const count = (method: string, route: string, status: string) =>
    METRICS.requests.of(method, route, status).value;
  const before = [
    count("GET", "/v1/tasks/{task_uuid}", "404"),
    count("GET", "/v1/tasks/:task_uuid", "404"),
    count("other", "unknown", "404"),
  ];
  await api.ask("GET", `/v1/tasks/${crypto.randomUUID()}`);
  await api.ask("GET", "/no/such/1");
  await api.ask("GET", "/no/such/2");
  const after = [
    count("GET", "/v1/tasks/{task_uuid}", "404"),
    count("GET", "/v1/tasks/:task_uuid", "404"),
    count("other", "unknown", "404"),
  ];
  assertEquals(after.map((value, i) => value - (before[i] ?? 0)), [0, 1, 2]);
});

Deno.test("get_metrics() gives the numbers that the catalogue describes, with its labels", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, templateOf({ a: [] }));
  await createTasks(db.sql, [{ namespace: "shop", name: "order", context: {} }]);
  const known = new Map(DATABASE_GAUGES.map(({ name, labels }) => [name, labels.length]));
  const given = await getMetrics(db.sql);
  assert(given.length > 20);
  for (const { metric, labels } of given) assertEquals([metric, labels.length], [metric, known.get(metric)]);
});

Deno.test("databaseFamilies() asks the database once for all its families", async () => {
  await using db = await TestDatabase.create();
  const families = databaseFamilies(db.sql, { cacheSeconds: 60 });
  const asked = METRICS.callDuration.of("get_metrics");
  const before = asked.counts.reduce((sum, count) => sum + count, 0);
  await Promise.all(families.map(({ read }) => read()));
  assertEquals(asked.counts.reduce((sum, count) => sum + count, 0), before + 1);
});

Deno.test("series are bounded: labels beyond the limit become other", () => {
  const family = new CounterFamily({ name: "test", help: "", labels: ["name"] });
  for (let i = 0; i < 1_200; i += 1) family.of(`made up ${i}`).add();
  const samples = family.samples();
  assert(samples.length <= 1_001);
  assert((samples.find(({ labels }) => labels[0] === "other")?.value ?? 0) >= 190);
});
