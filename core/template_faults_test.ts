import { assertEquals } from "@std/assert";
import { templateFaults } from "./template_faults.ts";

const handler = { callable: "orders.work" };

function template(steps: unknown, rest: object = {}): unknown {
  return { namespace: "orders", name: "fulfil", version: "1.0.0", steps, ...rest };
}

/** Steps from `name: parents`. */
function graph(edges: Record<string, string[]>): unknown {
  return template(Object.entries(edges).map(([name, dependencies]) => ({ name, handler, dependencies })));
}

Deno.test("templateFaults() finds nothing wrong with a complete template", () => {
  const full = template([{
    name: "validate_order",
    description: "",
    handler: { ...handler, method: "check", resolver: "explicit", initialization: { a: [1] } },
    dependencies: [],
    system_dependency: "erp",
    retry: {
      retryable: false,
      max_attempts: 0,
      backoff: "none",
      backoff_base_ms: 1,
      max_backoff_ms: 3600000,
      jitter: 0.5,
    },
    timeout_seconds: 86400,
    publishes_events: [{
      name: "order.validated",
      condition: "always",
      delivery_mode: "fast",
      publisher: "mine",
    }],
    result_schema: { type: "object" },
  }], {
    version: "1.0.0-rc.1+build.5",
    description: null,
    metadata: { author: "x" },
    identity_strategy: "caller_provided",
    input_schema: { type: "object", properties: { if: { type: "string" } } },
    lifecycle: { max_duration_minutes: 1, staleness_action: "dlq", auto_fail_on_timeout: true },
    system_dependencies: { primary: "default", secondary: ["erp"] },
    domain_events: [{ name: "order.validated", schema: true }],
  });
  assertEquals(templateFaults(full), []);
});

Deno.test("templateFaults() reports all faults at once", () => {
  const wrong = {
    namespace: "Orders",
    name: "9",
    version: "1.0",
    step: [],
    lifecycle: { max_duration_minutes: 0 },
    input_schema: { type: "object", properties: { a: { patternProperties: {} } } },
    steps: [
      {
        name: "a",
        handler: { calable: "x" },
        timeout_secs: 3,
        retry: { max_attempts: 1.5, backoff: "cubic", jitter: "1" },
      },
      { name: "a", handler, dependencies: ["b", "a2", 3] },
      "x",
    ],
  };
  assertEquals(templateFaults(wrong).map(({ path, reason }) => `${path}: ${reason}`), [
    "namespace: must be a name of up to 29 characters a-z 0-9 _ that begins with a letter",
    "name: must be a name of up to 128 characters a-z A-Z 0-9 _ . - that begins with a letter",
    'version: must be a semantic version of up to 50 characters, such as "1.0.0"',
    'step: is not a field of a template; did you mean "steps"?',
    "lifecycle.max_duration_minutes: must be a whole number from 1 to 43200",
    "input_schema.properties.a.patternProperties: is not a JSON Schema keyword that tasker supports",
    "steps[0].handler.callable: is missing",
    'steps[0].handler.calable: is not a field of a handler; did you mean "callable"?',
    'steps[0].timeout_secs: is not a field of a step; did you mean "timeout_seconds"?',
    "steps[0].retry.max_attempts: must be a whole number from 0 to 100",
    "steps[0].retry.backoff: must be one of none, linear, exponential, fibonacci",
    "steps[0].retry.jitter: must be a number from 0 to 1",
    "steps[1].dependencies: must be an array of strings of 1 to 128 characters",
    "steps[2]: must be an object",
    'steps[1].name: "a" is the name of steps[0] already',
    'steps[1].dependencies[0]: there is no step "b"',
    'steps[1].dependencies[1]: there is no step "a2"',
  ]);
});

Deno.test("templateFaults() suggests the step that a dependency was meant to be", () => {
  assertEquals(templateFaults(graph({ validate: [], charge: ["valdate", "chrge"] })), [
    { path: "steps[1].dependencies[0]", reason: 'there is no step "valdate"; did you mean "validate"?' },
    { path: "steps[1].dependencies[1]", reason: 'there is no step "chrge"' },
  ]);
});

Deno.test("templateFaults() names every cycle, each step needing the one before it", () => {
  assertEquals(
    templateFaults(graph({ a: ["c"], b: ["a"], c: ["b"], d: ["c"], e: ["d", "f"], f: ["e"], root: [] })),
    [
      { path: "steps", reason: "a cycle: a → b → c → a" },
      { path: "steps", reason: "a cycle: e → f → e" },
    ],
  );
  assertEquals(templateFaults(graph({ a: ["a"] })), [{ path: "steps", reason: "a cycle: a → a" }]);
});

Deno.test("templateFaults() reads a chain of ten thousand steps", () => {
  const names = Array.from({ length: 10_000 }, (_, place) => `s${place}`);
  const chain = Object.fromEntries(names.map((name, place) => [name, place === 0 ? [] : [`s${place - 1}`]]));
  assertEquals(templateFaults(graph(chain)), []);
  chain.s0 = ["s9999"];
  assertEquals(templateFaults(graph(chain)).length, 1);
});

Deno.test("templateFaults() refuses a longest delay below the first", () => {
  const retry = { backoff_base_ms: 2000, max_backoff_ms: 1000 };
  assertEquals(templateFaults(template([{ name: "a", handler, retry }])), [
    { path: "steps[0].retry.max_backoff_ms", reason: "must be at least backoff_base_ms" },
  ]);
});

Deno.test("templateFaults() says of any other value that it is no template", () => {
  for (const value of [null, undefined, 0, "", [], true]) {
    assertEquals(templateFaults(value), [{ path: "", reason: "must be an object" }]);
  }
  assertEquals(templateFaults({}).map(({ path }) => path), ["namespace", "name", "version", "steps"]);
});

Deno.test("templateFaults() finds text that the database cannot store, wherever it is", () => {
  const reason = "holds U+0000 or a lone surrogate, which the database cannot store";
  const given = template([{ name: "a", handler: { ...handler, initialization: { deep: ["x", "\0"] } } }]);
  assertEquals(templateFaults(given), [{ path: "steps[0].handler.initialization.deep[1]", reason }]);
});
