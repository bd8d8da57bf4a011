import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { z } from "zod";
import { defineTask } from "./define_task.ts";
import { TaskerError } from "./errors.ts";
import { PermanentError } from "./handler_errors.ts";
import type { Schema } from "./standard_schema.ts";
import type { StepContext } from "./step_context.ts";
import { StepHandler } from "./step_handler.ts";
import { templateFaults } from "./template_faults.ts";

const NAMES = { namespace: "orders", name: "fulfil", version: "1.0.0" };

/** A context of which only the input matters. */
function contextOf(input: unknown): StepContext {
  return { input, results: {} } as unknown as StepContext;
}

Deno.test("toTemplate() writes the graph with its options, and nothing that was not said", () => {
  const task = defineTask({
    ...NAMES,
    identityStrategy: "strict",
    input: z.object({ quantity: z.int().min(1).default(2) }),
  })
    .step("price", () => 12)
    .step("charge", {
      dependsOn: ["price"],
      config: { url: "http://127.0.0.1" },
      retry: { maxAttempts: 5, backoff: "fibonacci", backoffBaseMs: 10, maxBackoffMs: 100 },
      timeoutSeconds: 60,
    }, ({ results }) => results.price);
  assertEquals(task.toTemplate(), {
    ...NAMES,
    identity_strategy: "strict",
    input_schema: {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      properties: { quantity: { default: 2, type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER } },
    },
    steps: [
      { name: "price", handler: { callable: "orders.fulfil.price" }, dependencies: [] },
      {
        name: "charge",
        handler: { callable: "orders.fulfil.charge", initialization: { url: "http://127.0.0.1" } },
        dependencies: ["price"],
        retry: { max_attempts: 5, backoff: "fibonacci", backoff_base_ms: 10, max_backoff_ms: 100 },
        timeout_seconds: 60,
      },
    ],
  });
});

Deno.test("toTemplate() lists every fault", () => {
  const task = defineTask({ ...NAMES, name: "1st", version: "1" })
    .step("a", { retry: { maxAttempts: 101 }, timeoutSeconds: 0 }, () => 1);
  const error: TaskerError = assertThrows(() => task.toTemplate(), TaskerError);
  assertEquals(error.code, "TK002");
  assertEquals(error.faults.map(({ path }) => path), [
    "name",
    "version",
    "steps[0].retry.max_attempts",
    "steps[0].timeout_seconds",
  ]);
});

Deno.test("toTemplate() refuses an input that cannot become JSON Schema, unless one is given", () => {
  const input: Schema<string> = {
    "~standard": { version: 1, validate: (value) => ({ value: String(value) }) },
  };
  assertThrows(
    () => defineTask({ ...NAMES, input }).step("a", () => 1).toTemplate(),
    TypeError,
    '"inputSchema"',
  );
  assertThrows(
    () => defineTask({ ...NAMES, input: z.map(z.string(), z.string()) }).step("a", () => 1).toTemplate(),
    TypeError,
  );
  const given = defineTask({ ...NAMES, input, inputSchema: { type: "string" } }).step("a", () => 1)
    .toTemplate();
  assertEquals(given.input_schema, { type: "string" });
});

Deno.test("toTemplate() gives the JSON Schemas of zod that the database enforces", () => {
  const input = z.object({
    mail: z.email(),
    id: z.uuid(),
    when: z.iso.datetime(),
    link: z.url(),
    tags: z.record(z.string(), z.number()).optional(),
    pair: z.tuple([z.string(), z.int()]),
    pay: z.discriminatedUnion("by", [
      z.object({ by: z.literal("card") }),
      z.strictObject({ by: z.literal("cash") }),
    ]),
    note: z.string().max(9).nullable(),
    more: z.looseObject({}),
  });
  assertEquals(templateFaults(defineTask({ ...NAMES, input }).step("a", () => 1).toTemplate()), []);
});

Deno.test("handlers are found by callable name and see the input as the schema makes it", async () => {
  const task = defineTask({
    ...NAMES,
    input: z.object({ at: z.string().transform((text) => text.length), n: z.number().default(1) }),
    inputSchema: {},
  })
    .step("a", ({ input }) => input.at + input.n)
    .step("b", { callable: "shared.b" }, () => null);
  assertEquals([...task.handlers.keys()], ["orders.fulfil.a", "shared.b"]);
  assertEquals(await task.handlers.get("orders.fulfil.a")?.(contextOf({ at: "four" })), 5);
});

Deno.test("handlers fail for good on an input that does not match", async () => {
  const task = defineTask({ ...NAMES, input: z.object({ lines: z.array(z.object({ sku: z.string() })) }) })
    .step("a", () => 1);
  const error: PermanentError = await assertRejects(
    async () => await task.handlers.get("orders.fulfil.a")?.(contextOf({ lines: [{}] })),
    PermanentError,
  );
  assertStringIncludes(error.message, "lines.0.sku: ");
});

Deno.test("handlers run the process and processResults of class handlers", async () => {
  class Doubled extends StepHandler<unknown, unknown, { text: string }, number> {
    readonly factor = 2;
    process() {
      return Promise.resolve(21 * this.factor);
    }
    override processResults(_context: StepContext, output: number) {
      return { text: String(output) };
    }
  }
  const task = defineTask(NAMES).step("a", new Doubled());
  assertEquals(await task.handlers.get("orders.fulfil.a")?.(contextOf({})), { text: "42" });
});

Deno.test("step() leaves the definition it was called on alone", () => {
  const one = defineTask(NAMES).step("a", () => 1);
  one.step("b", () => 2);
  assertEquals(one.toTemplate().steps.map(({ name }) => name), ["a"]);
});

Deno.test("step() refuses a second handler of the same callable name", () => {
  const one = defineTask(NAMES).step("a", { callable: "same" }, () => 1);
  assertThrows(() => one.step("b", { callable: "same" }, () => 2), RangeError, '"same"');
});
