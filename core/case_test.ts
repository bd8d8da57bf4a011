import { assertEquals } from "@std/assert";
import { toCamelCase, toSnakeCase } from "./case.ts";

Deno.test("toCamelCase() renames rows at every depth and leaves payloads alone", () => {
  const createdAt = new Date(0);
  const row = {
    task_uuid: "t",
    created_at: createdAt,
    context: { order_id: 1 },
    steps: [{ step_uuid: "s", results: { half_done: true }, last_failure_at: null }],
  };
  assertEquals(toCamelCase<unknown>([row]), [{
    taskUuid: "t",
    createdAt,
    context: { order_id: 1 },
    steps: [{ stepUuid: "s", results: { half_done: true }, lastFailureAt: null }],
  }]);
});

Deno.test("toSnakeCase() undoes toCamelCase()", () => {
  const request = {
    idempotency_key: "k",
    context: { someKey: { deepKey: 1 } },
    input_schema: { maxLength: 1 },
    tags: ["aB"],
  };
  assertEquals(toSnakeCase(toCamelCase(request)), request);
});

Deno.test("toCamelCase() hands back what is no row", () => {
  for (const value of [null, 0, "", false, "a_b"]) assertEquals(toCamelCase<unknown>(value), value);
});
