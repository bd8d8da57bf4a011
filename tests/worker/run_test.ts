import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  defineTask,
  PermanentError,
  RetryableError,
  type StepContext,
  StepHandler,
} from "../../worker/mod.ts";
import { TestDatabase } from "../_support/database.ts";
import { createTask, onlyStep, startWorker, stepsOf, untilTask } from "./_harness.ts";

const shop = (name: string) => defineTask({ namespace: "shop", name, version: "1.0.0" });
const soon = { maxAttempts: 3, backoff: "none" } as const;

Deno.test("Worker runs a linear task and gives each step its parents' results", async () => {
  await using db = await TestDatabase.create();
  const sum = shop("sum")
    .step("one", ({ input }) => ({ value: Number(input.start) + 1 }))
    .step("two", { dependsOn: ["one"] }, async ({ results }) => {
      await Promise.resolve();
      return results.one.value + 1;
    })
    .step("three", { dependsOn: ["one", "two"] }, ({ results }) => [results.one.value, results.two]);
  await using _worker = await startWorker(db, { tasks: [sum] });

  const taskUuid = await createTask(db.sql, { name: "sum", context: { start: 40 } });
  await untilTask(db.sql, taskUuid, "complete");

  const steps = await stepsOf(db.sql, taskUuid);
  assertEquals([steps.one?.results, steps.two?.results, steps.three?.results], [{ value: 41 }, 42, [41, 42]]);
});

Deno.test("Worker tells a handler everything about its attempt", async () => {
  await using db = await TestDatabase.create();
  const seen = Promise.withResolvers<StepContext>();
  const task = shop("context").step(
    "look",
    { config: { url: "http://there" }, retry: { maxAttempts: 7 } },
    (context) => {
      seen.resolve(context as unknown as StepContext);
    },
  );
  await using _worker = await startWorker(db, { tasks: [task] });
  const taskUuid = await createTask(db.sql, { name: "context", context: { a: [1] } });
  await untilTask(db.sql, taskUuid, "complete");

  const step = await onlyStep(db.sql, taskUuid);
  const { log, signal, correlationId, ...rest } = await seen.promise;
  assertEquals(rest, {
    input: { a: [1] },
    results: {},
    config: { url: "http://there" },
    attempt: 1,
    maxAttempts: 7,
    isLastAttempt: false,
    idempotencyKey: step.stepUuid,
    taskUuid,
    stepUuid: step.stepUuid,
    namespace: "shop",
    taskName: "context",
    taskVersion: "1.0.0",
    stepName: "look",
  });
  assertEquals([typeof log.info, signal.aborted, correlationId], ["function", false, taskUuid]);
  assertEquals(step.results, null);
});

Deno.test("Worker tries a failed step again until it succeeds", async () => {
  await using db = await TestDatabase.create();
  const attempts: [number, boolean][] = [];
  const task = shop("flaky").step("call", { retry: soon }, ({ attempt, isLastAttempt }) => {
    attempts.push([attempt, isLastAttempt]);
    if (attempt === 1) throw new Error("Connection reset");
    if (attempt === 2) throw new RetryableError("Busy", { retryAfterSeconds: 0, errorCode: "busy" });
    return attempt;
  });
  await using _worker = await startWorker(db, { tasks: [task] });

  const taskUuid = await createTask(db.sql, { name: "flaky" });
  await untilTask(db.sql, taskUuid, "complete");

  assertEquals(attempts, [[1, false], [2, false], [3, true]]);
  assertEquals((await onlyStep(db.sql, taskUuid)).results, 3);
});

Deno.test("Worker reports an unknown error with its stack as handler_error", async () => {
  await using db = await TestDatabase.create();
  const task = shop("broken").step("call", { retry: { maxAttempts: 1 } }, () => {
    throw new TypeError("Not\0stor\ud800able");
  });
  await using _worker = await startWorker(db, { tasks: [task] });

  const taskUuid = await createTask(db.sql, { name: "broken" });
  await untilTask(db.sql, taskUuid, "blocked_by_failures");

  const { error } = await onlyStep(db.sql, taskUuid);
  assertEquals([error?.message, error?.errorType, error?.retryable], [
    "Not\uFFFDstor\uFFFDable",
    "handler_error",
    true,
  ]);
  assertStringIncludes(error?.backtrace?.[0] ?? "", "run_test.ts");
});

Deno.test("Worker does not try again after a PermanentError", async () => {
  await using db = await TestDatabase.create();
  const task = shop("declined").step("charge", { retry: soon }, () => {
    throw new PermanentError("Card declined", { errorCode: "card_declined" });
  });
  await using _worker = await startWorker(db, { tasks: [task] });

  const taskUuid = await createTask(db.sql, { name: "declined" });
  await untilTask(db.sql, taskUuid, "blocked_by_failures");

  const step = await onlyStep(db.sql, taskUuid);
  assertEquals([step.currentState, step.attempts], ["error", 1]);
  assertEquals([step.error?.errorType, step.error?.errorCode], ["permanent_error", "card_declined"]);
});

Deno.test("Worker aborts a step that takes too long and reports a timeout", async () => {
  await using db = await TestDatabase.create();
  const aborted = Promise.withResolvers<unknown>();
  const task = shop("slow").step(
    "wait",
    { timeoutSeconds: 1, retry: { maxAttempts: 1 } },
    async ({ signal }) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      aborted.resolve(signal.reason);
      return "too late";
    },
  );
  await using _worker = await startWorker(db, { tasks: [task] });

  const taskUuid = await createTask(db.sql, { name: "slow" });
  const reason = await aborted.promise;
  await untilTask(db.sql, taskUuid, "blocked_by_failures");

  assertEquals(reason instanceof DOMException ? reason.name : reason, "TimeoutError");
  const step = await onlyStep(db.sql, taskUuid);
  assertEquals([step.currentState, step.error?.errorType, step.error?.retryable], ["error", "timeout", true]);
});

class Charge extends StepHandler<unknown, Record<never, never>, { cents: number }, { amount: string }> {
  process(): { amount: string } {
    return { amount: "12.50" };
  }

  refund(): { amount: string } {
    return { amount: "-1" };
  }

  override processResults(_: unknown, { amount }: { amount: string }): { cents: number } {
    return { cents: Number(amount) * 100 };
  }
}

Deno.test("Worker stores what processResults makes of a class handler's answer", async () => {
  await using db = await TestDatabase.create();
  const task = shop("pay").step("charge", new Charge());
  await using _worker = await startWorker(db, { tasks: [task] });

  const taskUuid = await createTask(db.sql, { name: "pay" });
  await untilTask(db.sql, taskUuid, "complete");

  assertEquals((await onlyStep(db.sql, taskUuid)).results, { cents: 1250 });
});

Deno.test("Worker calls the method that a template names, and fails for good where there is none", async () => {
  await using db = await TestDatabase.create();
  const template = (name: string, method: string) => ({
    namespace: "shop",
    name,
    version: "1.0.0",
    steps: [{ name: "one", handler: { callable: "shop.Charge", method } }],
  });
  await using _worker = await startWorker(db, {
    templates: [template("refund", "refund"), template("typo", "refnud")],
    handlers: { "shop.Charge": Charge },
  });

  const good = await createTask(db.sql, { name: "refund" });
  const bad = await createTask(db.sql, { name: "typo" });
  await untilTask(db.sql, good, "complete");
  await untilTask(db.sql, bad, "blocked_by_failures");

  assertEquals((await onlyStep(db.sql, good)).results, { cents: -100 });
  const { error } = await onlyStep(db.sql, bad);
  assertEquals([error?.errorType, error?.errorCode], ["permanent_error", "method_not_found"]);
});

Deno.test("Worker.startTasks() creates tasks and runs their first steps itself", async () => {
  await using db = await TestDatabase.create();
  const task = shop("now").step("one", ({ input }) => Number(input.n) + 1)
    .step("two", { dependsOn: ["one"] }, ({ results }) => results.one * 2);
  await using worker = await startWorker(db, { tasks: [task] });

  const request = { namespace: "shop", name: "now", context: { n: 20 }, idempotencyKey: "once" };
  const [first] = await worker.startTasks([request]);
  const [again] = await worker.startTasks([request]);
  await untilTask(db.sql, first?.taskUuid ?? "", "complete");

  assertEquals(again, { position: 0, taskUuid: first?.taskUuid ?? "", created: false });
  assertEquals((await stepsOf(db.sql, first?.taskUuid ?? "")).two?.results, 42);
});

Deno.test("Worker takes along with a result as many steps as it has room for, not only slots", async () => {
  await using db = await TestDatabase.create();
  const leaves = Array.from({ length: 8 }, (_, i) => `leaf${i}`);
  let task = shop("fan").step("root", () => 0);
  for (const leaf of leaves) task = task.step(leaf, { dependsOn: ["root"] }, () => 1) as typeof task;
  const claimed: number[] = [];
  await using _worker = await startWorker(db, {
    tasks: [task],
    config: { maxConcurrentSteps: 2, bufferSize: 8 },
    testSignals: { claimed: (count) => claimed.push(count) },
  });

  await untilTask(db.sql, await createTask(db.sql, { name: "fan" }), "complete");

  assertEquals(claimed, [1, 8]);
});

Deno.test("Worker tells a step that comes along with a result all that it tells one that is claimed", async () => {
  await using db = await TestDatabase.create();
  const seen: Record<string, Partial<StepContext>> = {};
  const look = ({ input, results, correlationId, taskUuid, stepName, attempt, maxAttempts }: StepContext) => {
    seen[stepName] = { input, results, correlationId, taskUuid, attempt, maxAttempts };
    return { of: stepName, deep: [{ "ä": 1.5 }, null] };
  };
  const task = shop("graph")
    .step("a", look as never)
    .step("b", { dependsOn: ["a"] }, look as never)
    .step("c", { dependsOn: ["a"], retry: soon }, look as never)
    .step("d", { dependsOn: ["b", "c"] }, look as never);
  const claimed: number[] = [];
  await using worker = await startWorker(db, {
    tasks: [task],
    config: { maxConcurrentSteps: 1 },
    testSignals: { claimed: (count) => claimed.push(count) },
  });
  const correlationId = "0198C0DE-0000-7000-8000-00000000000A";
  const [created] = await worker.startTasks([{
    namespace: "shop",
    name: "graph",
    context: { n: 1 },
    correlationId,
  }]);
  const taskUuid = created?.taskUuid ?? "";
  await untilTask(db.sql, taskUuid, "complete");

  const result = (of: string) => ({ of, deep: [{ "ä": 1.5 }, null] });
  const common = {
    input: { n: 1 },
    taskUuid,
    correlationId: correlationId.toLowerCase(),
    attempt: 1,
    maxAttempts: 3,
  };
  assertEquals(seen, {
    a: { ...common, results: {} },
    b: { ...common, results: { a: result("a") } },
    c: { ...common, results: { a: result("a") } },
    d: { ...common, results: { b: result("b"), c: result("c") } },
  });
  assertEquals(claimed, [1, 2, 1]); // none of them was claimed from the queue
});

Deno.test("Worker.startTasks() gives handlers what the template fills up", async () => {
  await using db = await TestDatabase.create();
  const filled = {
    namespace: "shop",
    name: "filled",
    version: "1.0.0",
    input_schema: { type: "object", properties: { n: { type: "integer", default: 7 } } },
    steps: [{ name: "only", handler: { callable: "filled.only" } }],
  };
  const seen = Promise.withResolvers<unknown>();
  await using worker = await startWorker(db, {
    templates: [filled as never],
    handlers: { "filled.only": ({ input }) => seen.resolve(input) },
  });
  await worker.startTasks([{ namespace: "shop", name: "filled", context: { m: 1 } }]);
  assertEquals(await seen.promise, { m: 1, n: 7 });
});
