import { assertEquals } from "@std/assert";
import { depthTier, QueueGauge } from "../../orchestration/queue_gauge.ts";
import type { Sample } from "../../core/telemetry/meters.ts";
import { METRICS } from "../../core/telemetry/metrics.ts";
import { TestApi } from "../http/_api.ts";
import { TestDatabase } from "../_support/database.ts";
import { createPairs, PAIR } from "./_pair.ts";
import { registerTemplate } from "../../orchestration/calls/register_template.ts";

const DEPTH = { warning: 2, critical: 3, overflow: 4 };

Deno.test("depthTier() goes by the thresholds", () => {
  assertEquals([0, 1, 2, 3, 4, 99].map((depth) => depthTier(depth, DEPTH)), [
    "normal",
    "normal",
    "warning",
    "critical",
    "overflow",
    "overflow",
  ]);
});

Deno.test("in overflow requests for tasks are refused with 503, reads are answered, and claims go on", async () => {
  await using db = await TestDatabase.create();
  const gauge = new QueueGauge({ sql: db.sql, backpressure: { sampleMs: 1000, depth: DEPTH } });
  await using api = await TestApi.create({ gauge });
  await registerTemplate(db.sql, PAIR);
  const ask = () => api.ask("POST", "/v1/tasks", { namespace: PAIR.namespace, name: PAIR.name });
  await createPairs(db.sql, 3);
  await gauge.sample();
  assertEquals([gauge.tier, (await gauge.healthCheck.check()).status], ["critical", "degraded"]);
  await createPairs(db.sql, 1);
  await gauge.sample();
  const tierOf = (queue: string) =>
    (gauge.tierFamily.read() as Sample[]).find(({ labels }) => labels[0] === queue)?.value;
  const refusals = METRICS.refusals.of("queue_overflow").value;
  const refused = await ask();
  assertEquals([refused.status, refused.body.code, refused.headers.get("Retry-After")], [503, "TK510", "30"]);
  assertEquals([tierOf("steps"), METRICS.refusals.of("queue_overflow").value - refusals], [3, 1]);
  assertEquals((await api.ask("GET", "/v1/tasks")).status, 200);

  await db.sql`select from tasker_v1.claim_steps(${crypto.randomUUID()}, array[${PAIR.namespace}], 3)`;
  await gauge.sample();
  assertEquals([gauge.tier, (await gauge.healthCheck.check()).status], ["normal", "healthy"]);
});

Deno.test("get_queue_depths() is exact while a queue is short, and near when it is long", async () => {
  await using db = await TestDatabase.create({ invariants: false });
  const depth = async () => {
    const [row] = await db
      .sql`select d.depth::int from tasker_v1.get_queue_depths() d where d.queue_name = 'steps'`;
    return row?.depth as number;
  };
  const fill = (count: number) =>
    db.sql`
      insert into tasker.step_queue (step_uuid, rank, namespace_id, handler_id, named_task_id, position, attempt)
      select tasker.uuidv7(), i, 1, 1, 1, 1, 1 from generate_series(1, ${count}::int) i`;
  await fill(1234);
  assertEquals(await depth(), 1234);
  await fill(198_766);
  const many = await depth();
  assertEquals(many > 150_000 && many < 250_000, true, String(many));
  await db.sql`delete from tasker.step_queue q where q.rank > 10`;
  const few = await depth();
  assertEquals(few < 2_000, true, String(few));
});
