import { assertEquals } from "@std/assert";
import { normalizeTemplate } from "./template_file.ts";

const handler = { callable: "orders.work" };

function file(rest: object = {}): Record<string, unknown> {
  return {
    namespace_name: "orders",
    name: "fulfil",
    version: "1.0.0",
    steps: [{ name: "a", handler }, { name: "b", handler, depends_on: ["a"] }],
    ...rest,
  };
}

Deno.test("normalizeTemplate() resolves other names of fields and drops the standard type", () => {
  const steps = [{ name: "a", type: "standard", handler, retry: { limit: 5 } }, {
    name: "b",
    handler,
    depends_on: ["a"],
  }];
  assertEquals(normalizeTemplate(file({ steps, task_handler: { callable: "x" } }), "test"), {
    template: {
      namespace: "orders",
      name: "fulfil",
      version: "1.0.0",
      metadata: { task_handler: { callable: "x" } },
      steps: [{ name: "a", handler, retry: { max_attempts: 5 } }, {
        name: "b",
        handler,
        dependencies: ["a"],
      }],
    },
    faults: [],
  });
});

Deno.test("normalizeTemplate() reports faults under the names that the file uses", () => {
  const steps = [{ name: "a", handler, retry: { limit: -1 }, depends_on: ["b", "x"] }, {
    name: "b",
    handler,
  }];
  assertEquals(normalizeTemplate(file({ namespace_name: 7, steps }), "test").faults.map(({ path }) => path), [
    "namespace_name",
    "steps[0].retry.limit",
    "steps[0].depends_on[1]",
  ]);
});

Deno.test("normalizeTemplate() refuses two names for one thing, and kinds of steps it does not know", () => {
  const steps = [
    { name: "a", handler, type: "decision" },
    { name: "b", handler, dependencies: ["a"], depends_on: ["a"], batch_config: { batch_size: 1 } },
  ];
  assertEquals(normalizeTemplate(file({ steps }), "test").faults, [
    { path: "steps[0].type", reason: '"decision" is not supported by this release' },
    { path: "steps[1].depends_on", reason: "means the same as dependencies; give one of them" },
    { path: "steps[1].batch_config", reason: "is not supported by this release" },
  ]);
});

const environments = {
  production: {
    steps: [
      { name: "b", timeout_seconds: 90, handler: { initialization: { url: "b" } } },
      {
        name: "ALL",
        timeout_seconds: 60,
        retry: { max_attempts: 9 },
        handler: { initialization: { url: "all", tries: 1 } },
      },
    ],
  },
  test: { steps: [] },
};

Deno.test("normalizeTemplate() merges the environment's overrides, those for ALL first", () => {
  const steps = [
    {
      name: "a",
      handler: { ...handler, initialization: { url: "own", keep: true } },
      retry: { backoff: "none" },
    },
    { name: "b", handler },
  ];
  assertEquals(normalizeTemplate(file({ steps, environments }), "production").template?.steps, [
    {
      name: "a",
      handler: { ...handler, initialization: { url: "all", keep: true, tries: 1 } },
      retry: { backoff: "none", max_attempts: 9 },
      timeout_seconds: 60,
    },
    {
      name: "b",
      handler: { ...handler, initialization: { url: "b", tries: 1 } },
      retry: { max_attempts: 9 },
      timeout_seconds: 90,
    },
  ]);
  for (const other of ["test", "development"]) {
    assertEquals(normalizeTemplate(file({ steps, environments }), other).template?.steps, steps);
  }
});

Deno.test("normalizeTemplate() checks the overrides of every environment", () => {
  const wrong = {
    production: {
      steps: [{ name: "c", timeout_seconds: 0 }, { name: "bb", handler: { callable: "x" } }],
      step: 1,
    },
    test: null,
  };
  assertEquals(
    normalizeTemplate(file({ environments: wrong }), "development").faults.map(({ path }) => path),
    [
      "environments.production.steps[0].timeout_seconds",
      "environments.production.steps[1].handler.callable",
      "environments.production.step",
      "environments.production.steps[0].name",
      "environments.production.steps[1].name",
      "environments.test",
    ],
  );
});

Deno.test("normalizeTemplate() checks what the overrides make of the template", () => {
  const steps = [{ name: "a", handler, retry: { backoff_base_ms: 5000, max_backoff_ms: 9000 } }];
  const shorter = { test: { steps: [{ name: "a", retry: { max_backoff_ms: 100 } }] } };
  assertEquals(normalizeTemplate(file({ steps, environments: shorter }), "test").faults, [
    {
      path: "environments.test",
      reason: "makes steps[0].retry.max_backoff_ms wrong: must be at least backoff_base_ms",
    },
  ]);
});

Deno.test("normalizeTemplate() writes dates as text and refuses what is no object", () => {
  const created = normalizeTemplate(file({ metadata: { created_at: new Date(0) } }), "test");
  assertEquals(created.template?.metadata, { created_at: "1970-01-01T00:00:00.000Z" });
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  for (const value of [null, undefined, [], "text", circular]) {
    assertEquals(normalizeTemplate(value, "test").faults.length, 1);
  }
});
