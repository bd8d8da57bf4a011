import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Json } from "../../core/json.ts";
import { createTasks } from "../../orchestration/calls/create_tasks.ts";
import { defineTask } from "../../worker/mod.ts";
import { TestDatabase } from "../_support/database.ts";
import { onlyStep, startWorker, untilTask } from "./_harness.ts";

const cycle: Record<string, unknown> = {};
cycle.self = cycle;

/** Too deep for the server, not for the client. */
const deep: unknown[] = [];
for (let level = 0, inner = deep; level < 20_000; level += 1) inner.push(inner = []);

/** What a handler returns, and the error that must come of it. */
const HOSTILE: Readonly<Record<string, { value: unknown; type: string; says: string }>> = {
  nul: { value: { list: ["a", "b\0c"] }, type: "unstorable_result", says: "result.list[1]" },
  surrogate: { value: { text: "\ud83d" }, type: "unstorable_result", says: "result.text" },
  key: { value: { "bad\0": 1 }, type: "unstorable_result", says: "a key of result" },
  bigint: { value: { n: 1n }, type: "unserialisable_result", says: "BigInt" },
  cycle: { value: cycle, type: "unserialisable_result", says: "circular" },
  function: { value: () => 1, type: "unserialisable_result", says: "function" },
  symbol: { value: Symbol("x"), type: "unserialisable_result", says: "symbol" },
  deep: { value: deep, type: "unstorable_result", says: "stack depth" },
  thrower: {
    value: {
      toJSON() {
        throw new Error("Not today");
      },
    },
    type: "unserialisable_result",
    says: "Not today",
  },
};

Deno.test("Worker fails a step whose result cannot be stored, and no other of its batch", async (t) => {
  await using db = await TestDatabase.create();
  const task = defineTask({ namespace: "shop", name: "results", version: "1.0.0" })
    .step("give", ({ input }) => {
      const kind = String(input.kind);
      return (HOSTILE[kind]?.value ?? { kind, backslash: "\\u0000 C:\\users" }) as Json;
    });
  const kinds = Object.keys(HOSTILE).flatMap((kind, i) => [kind, `good${i}`]);
  await using _worker = await startWorker(db, { tasks: [task] });
  const created = await createTasks(
    db.sql,
    kinds.map((kind) => ({ namespace: "shop", name: "results", context: { kind } })),
  );

  for (const [i, kind] of kinds.entries()) {
    await t.step(kind, async () => {
      const taskUuid = created[i]?.taskUuid ?? "";
      const hostile = HOSTILE[kind];
      await untilTask(db.sql, taskUuid, hostile === undefined ? "complete" : "blocked_by_failures");
      const step = await onlyStep(db.sql, taskUuid);
      if (hostile === undefined) {
        assertEquals(step.results, { kind, backslash: "\\u0000 C:\\users" });
      } else {
        assertEquals([step.error?.errorType, step.error?.retryable, step.attempts], [hostile.type, false, 1]);
        assertStringIncludes(step.error?.message ?? "", hostile.says);
      }
    });
  }
});
