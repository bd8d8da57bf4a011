import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Sql } from "postgres";
import { TestDatabase } from "../../_support/database.ts";
import { createTask, refusal, text } from "./_engine.ts";
import { register, SINGLE } from "./_templates.ts";

/** Sets settings. */
async function configure(sql: Sql, settings: unknown): Promise<void> {
  await sql`select tasker_v1.configure(${text(settings)}::text::jsonb)`;
}

Deno.test("configure() sets what it names and leaves the rest", async () => {
  await using db = await TestDatabase.create();
  await configure(db.sql, {
    transport: "pgmq",
    max_context_bytes: 2048,
    max_result_bytes: 65536,
    priority_ageing_hours: 0.5,
    ownership_timeout_seconds: 60,
    finalization_timeout_seconds: 10,
    backoff_strategy: "fibonacci",
    backoff_base_ms: 1,
    max_backoff_ms: 2,
    backoff_jitter: 1,
  });
  await configure(db.sql, {});
  await configure(db.sql, { transport: null, backoff_base_ms: 3 });
  const [row] = await db.sql`
    select s.transport, s.max_context_bytes, s.max_result_bytes, s.priority_ageing::text, s.ownership_timeout::text,
           s.finalization_timeout::text, s.backoff_strategy, s.backoff_base_ms, s.max_backoff_ms, s.backoff_jitter
      from tasker.settings s`;
  assertEquals({ ...row }, {
    transport: "pgmq",
    max_context_bytes: 2048,
    max_result_bytes: 65536,
    priority_ageing: "00:30:00",
    ownership_timeout: "00:01:00",
    finalization_timeout: "00:00:10",
    backoff_strategy: "fibonacci",
    backoff_base_ms: 3,
    max_backoff_ms: 2,
    backoff_jitter: 1,
  });
});

Deno.test("configure() to less room for contexts holds at once", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, SINGLE);
  await configure(db.sql, { max_context_bytes: 100 });
  const error = await refusal(createTask(db.sql, "single", { context: { a: "x".repeat(200) } }));
  assertEquals(error.code, "TK004");
});

const BAD: readonly unknown[] = [
  { colour: "red" },
  { transport: "pigeon" },
  { transport: 7 },
  { max_context_bytes: 0 },
  { max_context_bytes: "many" },
  { max_context_bytes: 1.5 },
  { max_context_bytes: 1e12 },
  { max_result_bytes: 100 },
  { priority_ageing_hours: -1 },
  { ownership_timeout_seconds: 0 },
  { ownership_timeout_seconds: -5 },
  { finalization_timeout_seconds: 0 },
  { backoff_strategy: "random" },
  { backoff_base_ms: -1 },
  { backoff_base_ms: 3_600_001 },
  { max_backoff_ms: -1 },
  { max_backoff_ms: 86_400_001 },
  { backoff_jitter: 1.1 },
  { backoff_jitter: -0.1 },
  [],
  "direct",
  null,
];

Deno.test("configure() refuses what is malformed or out of range, and changes nothing", async (t) => {
  await using db = await TestDatabase.create();
  for (const settings of BAD) {
    await t.step(`configure() refuses ${text(settings)} and changes nothing`, async () => {
      const before = await db.sql`select s::text as all from tasker.settings s`;
      const error = await refusal(configure(db.sql, settings));
      assertEquals(error.code, "TK001", error.message);
      assertStringIncludes(error.message, "Cannot configure");
      assertEquals(typeof error.hint, "string");
      assertEquals(await db.sql`select s::text as all from tasker.settings s`, before);
    });
  }
});
